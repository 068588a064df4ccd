package check

import (
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// defaults checks .default(v): only on single values of models, and of the
// field's type. Amplify checks types for DynamoDB only.
func defaults(v *view) {
	for _, m := range v.schema.Models {
		for _, f := range m.Fields {
			if f.Default != nil && !f.Default.Generated {
				v.defaultValue(m, f)
			}
		}
	}
	for _, t := range v.schema.CustomTypes {
		v.defaultsOutsideModels(t.Fields)
	}
	for _, in := range v.schema.Inputs {
		v.defaultsOutsideModels(in.Fields)
	}
	for _, op := range v.schema.Operations {
		for _, a := range op.Arguments {
			if a.Default != nil {
				d := v.diags.Errorf("AG0306", a.Default.Span, "directive @default may not be used on an argument: %s of %s takes no .default(...)", a.Name, op.Name)
				d.Hint = "remove .default(...) and set the value in the handler"
			}
		}
	}
}

func (v *view) defaultsOutsideModels(fields []*ir.Field) {
	for _, f := range fields {
		if f.Default != nil {
			d := v.diags.Errorf("AG0306", f.Default.Span, "the @default directive may only be added to fields of a model: %s stands in a custom type", f.Name)
			d.Hint = "remove .default(...)"
		}
	}
}

func (v *view) defaultValue(m *ir.Model, f *ir.Field) {
	if f.Type.List {
		d := v.diags.Errorf("AG0305", f.Default.Span, "the @default directive may only be added to scalar or enum field types: %s.%s is a list", m.Name, f.Name)
		d.Hint = "remove .default(...) or .array()"
		return
	}
	if e := v.enums[f.Type.Name]; f.Type.Kind == ir.EnumType && e != nil {
		v.enumDefault(f, e)
		return
	}
	if v.dynamo(m.Member) && !(validScalar(f.Type.Name, f.Default.Value) && storable(f.Type.Name, f.Default.Value)) {
		d := v.diags.Errorf("AG0304", f.Default.Span, "default value %q is not a valid %s", f.Default.Value, f.Type.Name)
		d.Hint = scalarHint(f.Type.Name)
	}
}

// enumDefault checks the default of an enum, which GraphQL text can give.
func (v *view) enumDefault(f *ir.Field, e *ir.Enum) {
	if !slices.Contains(e.Values, f.Default.Value) {
		d := v.diags.Errorf("AG0304", f.Default.Span, "default value %q is not a member of enum %s", f.Default.Value, e.Name)
		d.Hint = diag.DidYouMean(f.Default.Value, e.Values, "there are: "+strings.Join(e.Values, ", "))
	}
}
