package gomodel

import (
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// Selection is what the official client selects of a model by default: the id,
// then the other fields without relationships, custom types with everything
// below them, the timestamps, and last the owner and group fields that the
// model's rules name. It is written "id place { city }".
func (v *View) Selection(m *Model) string {
	var head, names, tail []string
	for _, f := range m.IR.Fields {
		if f.Relation != nil {
			continue
		}
		text := v.selectField(f, nil)
		switch {
		case f.Name == "id" && (!m.IR.Key.Custom || generatedID(m.IR)):
			head = append(head, text)
		case f.Origin == ir.OwnerRule:
		case f.Origin == ir.Timestamp:
			tail = append(tail, text)
		default:
			names = append(names, text)
		}
	}
	all := slices.Concat(head, names, tail)
	for _, name := range ruleFields(m.IR) {
		if m.IR.Field(name) != nil && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return strings.Join(all, " ")
}

// generatedID reports whether the identifier is the plain id, however it was written.
func generatedID(m *ir.Model) bool { return len(m.Key.Fields) == 1 && m.Key.Fields[0] == "id" }

// ruleFields are the fields that the model's own rules compare with the caller.
func ruleFields(m *ir.Model) []string {
	var out []string
	for _, r := range m.Rules {
		for _, name := range []string{r.OwnerField, r.GroupsField} {
			if name != "" && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// selectField selects a field and, for a custom type, all that is below it. A
// custom type inside itself is left out there, because a selection is finite.
func (v *View) selectField(f *ir.Field, inside []string) string {
	if f.Type.Kind != ir.CustomKind {
		return f.Name
	}
	below := v.selectCustom(f.Type.Name, inside)
	if below == "" {
		return ""
	}
	return f.Name + " { " + below + " }"
}

func (v *View) selectCustom(name string, inside []string) string {
	if slices.Contains(inside, name) {
		return ""
	}
	var out []string
	for _, f := range v.customFields(name) {
		if text := v.selectField(f, append(inside, name)); text != "" && f.Type.Kind != ir.ModelType {
			out = append(out, text)
		}
	}
	return strings.Join(out, " ")
}

func (v *View) customFields(name string) []*ir.Field {
	for _, t := range v.Schema.CustomTypes {
		if t.Name == name {
			return t.Fields
		}
	}
	if name == eventResponse {
		return eventFields()
	}
	return nil
}
