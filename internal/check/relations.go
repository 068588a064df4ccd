package check

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// relationRequired rejects hasOne(...).required() and
// hasMany(...).valueRequired(): the other end decides whether it exists.
func relationRequired(v *view) {
	for _, m := range v.schema.Models {
		for _, f := range m.Fields {
			r := f.Relation
			if r == nil || !f.Type.Required {
				continue
			}
			was, should := r.Model+"!", r.Model
			if r.Kind == ir.HasMany {
				was, should = "["+r.Model+"!]", "["+r.Model+"]"
			}
			d := v.diags.Errorf("AG0508", r.Span, "@%s fields must not be required: change '%s.%s: %s' to '%s.%s: %s'",
				r.Kind, m.Name, f.Name, was, m.Name, f.Name, should)
			d.Hint = "remove .required()"
			if r.Kind == ir.HasMany {
				d.Hint = "remove .valueRequired()"
			}
		}
	}
}

// relationNullability asks that the fields of a composite reference are all
// required or all optional.
func relationNullability(v *view) {
	for _, m := range v.schema.Models {
		for _, f := range m.Fields {
			r := f.Relation
			if r == nil || r.Kind == ir.BelongsTo || len(r.References) < 2 || v.models[r.Model] == nil {
				continue
			}
			var required, nullable []string
			for _, name := range r.References {
				switch ref := v.fields[v.models[r.Model]][name]; {
				case ref == nil:
				case ref.Type.NonNull():
					required = append(required, "'"+name+"'")
				default:
					nullable = append(nullable, "'"+name+"'")
				}
			}
			if len(required) == 0 || len(nullable) == 0 {
				continue
			}
			d := v.diags.Errorf("AG0510", r.Span,
				"reference fields defined on related type '%s' for the @%s relationship %s.%s have inconsistent nullability: required %s, nullable %s",
				r.Model, r.Kind, m.Name, f.Name, strings.Join(required, ", "), strings.Join(nullable, ", "))
			d.Hint = "make the reference fields of " + r.Model + " either all required or all nullable"
			if ref := v.fields[v.models[r.Model]][strings.Trim(nullable[0], "'")]; ref != nil {
				d.Notes = note(ref.Span, "this one is nullable")
			}
		}
	}
}

// relationPlace rejects relationships in custom types: only models have them.
func relationPlace(v *view) {
	for _, t := range v.schema.CustomTypes {
		for _, f := range t.Fields {
			if f.Relation != nil {
				d := v.diags.Errorf("AG0511", f.Relation.Span, "custom type %s has a relationship, %s; only models have relationships", t.Name, f.Name)
				d.Hint = "store the related model's id: a.id()"
				d.Notes = note(t.Span, t.Name+" is a custom type")
			}
		}
	}
}
