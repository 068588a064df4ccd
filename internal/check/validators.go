package check

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

var (
	numericValidators = map[string]bool{"gt": true, "lt": true, "gte": true, "lte": true}
	lengthValidators  = map[string]bool{"minLength": true, "maxLength": true}
)

// validators checks .validate(...): only on single values of models, each kind
// once, for the field's type, with an argument that makes sense.
func validators(v *view) {
	for _, m := range v.schema.Models {
		for _, f := range m.Fields {
			v.fieldValidators(m, f)
		}
	}
	for _, t := range v.schema.CustomTypes {
		v.validatorsOutsideModels(t.Fields)
	}
	for _, in := range v.schema.Inputs {
		v.validatorsOutsideModels(in.Fields)
	}
	for _, op := range v.schema.Operations {
		for _, a := range op.Arguments {
			for _, r := range a.Validators {
				d := v.diags.Errorf("AG0311", r.Span, "@validate directive can only be used on fields within models: %s is an argument of %s", a.Name, op.Name)
				d.Hint = "check the argument in the handler"
			}
		}
	}
}

func (v *view) validatorsOutsideModels(fields []*ir.Field) {
	for _, f := range fields {
		for _, r := range f.Validators {
			d := v.diags.Errorf("AG0311", r.Span, "@validate directive can only be used on fields within models: %s stands in a custom type", f.Name)
			d.Hint = "remove .validate(...)"
		}
	}
}

func (v *view) fieldValidators(m *ir.Model, f *ir.Field) {
	seen := map[string]bool{}
	for _, r := range f.Validators {
		if f.Type.List {
			d := v.diags.Errorf("AG0310", r.Span, "@validate directive cannot be used on list field '%s'", f.Name)
			d.Hint = "remove .validate(...) or .array()"
			return
		}
		if seen[r.Type] {
			d := v.diags.Errorf("AG0312", r.Span, "duplicate @validate directive with type '%s' on field '%s': each validation type can only be used once per field", r.Type, f.Name)
			d.Hint = "remove one of them; positive() is gt(0) and negative() is lt(0)"
		}
		seen[r.Type] = true
		v.validator(f, r)
	}
}

func (v *view) validator(f *ir.Field, r *ir.Validator) {
	scalar := f.Type.Name
	switch {
	case numericValidators[r.Type] && scalar != "Int" && scalar != "Float":
		d := v.diags.Errorf("AG0313", r.Span, "validation type '%s' can only be used with numeric fields (Int, Float), and field '%s' is of type '%s'", r.Type, f.Name, scalar)
		d.Hint = "use minLength, maxLength, startsWith, endsWith or matches for a string"
	case !numericValidators[r.Type] && scalar != "String":
		d := v.diags.Errorf("AG0314", r.Span, "validation type '%s' can only be used with 'String' fields, and field '%s' is of type '%s'", r.Type, f.Name, scalar)
		d.Hint = "use a.string(), or gt, lt, gte, lte for a number"
	case lengthValidators[r.Type] && !(validLength(r.Argument) && storable("Float", r.Argument)):
		d := v.diags.Errorf("AG0315", r.Span, "%s value must be a non-negative integer: received '%s' for field '%s'", r.Type, r.Argument, f.Name)
		d.Hint = "write a whole number from 0"
	case numericValidators[r.Type] && !(leadingFloat.MatchString(r.Argument) && storable("Float", r.Argument)):
		d := v.diags.Errorf("AG0316", r.Span, "%s value must be a number: received '%s' for field '%s'", r.Type, r.Argument, f.Name)
		d.Hint = "write a number"
	}
}

// validLength follows JavaScript's parseInt, which stops at the first
// character that is no digit: "-0.5" is zero, "1.5" is one.
func validLength(text string) bool {
	if !leadingInt.MatchString(text) {
		return false
	}
	negative := strings.HasPrefix(strings.TrimSpace(text), "-")
	digits := strings.TrimLeft(strings.TrimSpace(text), "+-")
	significant := strings.TrimLeft(digits, "0")
	return !negative || significant == "" || significant[0] < '0' || significant[0] > '9'
}
