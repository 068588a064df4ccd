package check

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// generationResult rejects what a model cannot be asked for: required values of
// AppSync's own scalars, for which Amplify has no JSON schema that a model
// would keep to, and types that contain themselves.
func generationResult(v *view) {
	for _, op := range v.schema.Operations {
		if op.Kind == ir.Generation {
			v.generated(op, op.Returns, nil)
		}
	}
}

// generated looks at a type of the result; within are the types around it.
func (v *view) generated(op *ir.Operation, t ir.Type, within []string) bool {
	switch {
	case t.Kind == ir.Scalar:
		if !t.Required && !t.ListRequired || !strings.HasPrefix(t.Name, "AWS") || t.Name == "AWSJSON" {
			return true
		}
		d := v.diags.Errorf("AG1009", op.Span, "%s cannot be asked for a required %s", op.Name, t.Name)
		d.Hint = "leave out .required(), or use a.string()"
		return false
	case t.Kind != ir.CustomKind && t.Kind != ir.ModelType:
		return true
	}
	for _, name := range within {
		if name == t.Name {
			d := v.diags.Errorf("AG1009", op.Span, "%s cannot be asked for %s, which contains itself", op.Name, t.Name)
			d.Hint = "return a type without references back"
			return false
		}
	}
	within = append(within, t.Name)
	for _, f := range v.fieldsOf(t.Name) {
		if !v.generated(op, f.Type, within) {
			return false
		}
	}
	return true
}

// fieldsOf are the fields of a model or a custom type.
func (v *view) fieldsOf(name string) []*ir.Field {
	if t := v.customs[name]; t != nil {
		return t.Fields
	}
	if m := v.models[name]; m != nil {
		return m.Fields
	}
	return nil
}
