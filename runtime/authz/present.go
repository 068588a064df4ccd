package authz

import (
	"encoding/json"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// presentation finds the owner fields of rules with several claims, the
// model's and its fields'.
func (p *Policy) presentation(m *schema.Model) {
	note := func(rules []*schema.Rule) {
		for _, r := range rules {
			if r.Strategy != schema.Owner || r.IdentityClaim != "" && !strings.Contains(r.IdentityClaim, claimSeparator) {
				continue
			}
			if f := storedField(m, r.OwnerField); f != nil {
				p.presented[f] = true
			}
		}
	}
	note(m.Rules)
	for _, f := range m.Fields {
		note(f.Rules)
	}
}

// Presents reports whether Present may change values of the field.
func (p *Policy) Presents(f *schema.Field) bool { return p.presented[f] }

// Present gives what clients see of an owner field's value: the part after the
// last "::", in lists for each element (api.md 3.4). Other fields, and the
// owners of rules with a single claim, are returned unchanged.
func (p *Policy) Present(f *schema.Field, v value.Value) value.Value {
	if !p.presented[f] {
		return v
	}
	switch v.Kind() {
	case value.String:
		if i := strings.LastIndex(v.Text(), claimSeparator); i >= 0 {
			return value.OfString(v.Text()[i+len(claimSeparator):])
		}
	case value.JSON:
		return presentList(v)
	}
	return v
}

func presentList(v value.Value) value.Value {
	var list []any
	if !strings.Contains(v.Text(), claimSeparator) || json.Unmarshal([]byte(v.Text()), &list) != nil {
		return v
	}
	for i, e := range list {
		if s, ok := e.(string); ok {
			if j := strings.LastIndex(s, claimSeparator); j >= 0 {
				list[i] = s[j+len(claimSeparator):]
			}
		}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return v
	}
	return value.OfJSON(string(text))
}
