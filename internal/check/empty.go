package check

import "github.com/amplifygo/amplifygo/internal/ir"

// emptyTypes rejects types without fields: GraphQL has none.
func emptyTypes(v *view) {
	for _, m := range v.schema.Models {
		if !hasDeclared(m.Fields) {
			d := v.diags.Errorf("AG0409", m.Span, "model %s has no fields", m.Name)
			d.Hint = "declare at least one field"
		}
	}
	for _, t := range v.schema.CustomTypes {
		if len(t.Fields) == 0 {
			d := v.diags.Errorf("AG0409", t.Span, "custom type %s has no fields", t.Name)
			d.Hint = "declare at least one field"
		}
	}
	for _, in := range v.schema.Inputs {
		if len(in.Fields) == 0 {
			d := v.diags.Errorf("AG0409", in.Span, "custom type %s has no fields", in.Name)
			d.Hint = "declare at least one field"
		}
	}
}

func hasDeclared(fields []*ir.Field) bool {
	for _, f := range fields {
		if f.Origin == ir.Declared {
			return true
		}
	}
	return false
}
