package authz

import (
	"encoding/json"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
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

// redaction decides for each relationship field of a model whether it reads as
// empty after a mutation (api.md 3.9): where the related model's roles are not
// the model's own, or depend on rows.
func (p *Policy) redaction(m *schema.Model) {
	for _, f := range m.Fields {
		if f.Relation == nil {
			continue
		}
		p.redacted[f] = !sameStaticRoles(p.models[m], p.models[f.Relation.Target])
	}
}

// sameStaticRoles reports whether two models are read by the same roles and
// none of these depends on a row.
func sameStaticRoles(a, b *modelPolicy) bool {
	if a == nil || b == nil || len(a.readers) != len(b.readers) {
		return false
	}
	for k := range a.readers {
		if k.kind != anyone && k.kind != member {
			return false
		}
		if _, ok := b.readers[k]; !ok {
			return false
		}
	}
	return true
}

// RedactRelation reports whether relationship field f reads as empty after a
// mutation ({items: []} for hasMany, null otherwise, without an error),
// because what the mutating caller may see would travel to subscribers. It is
// so for every caller, administrators included.
func (p *Policy) RedactRelation(_ *auth.Identity, f *schema.Field) bool {
	redact, known := p.redacted[f]
	return redact || !known
}
