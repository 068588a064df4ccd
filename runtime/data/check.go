package data

import (
	"slices"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/scalar"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

func invalidArgument(text string) error { return gqlerror.New(gqlerror.InvalidArguments, text) }

// checkKey checks what GraphQL's argument types check for API requests.
func checkKey(m *schema.Model, key []value.Value) error {
	if len(key) != len(m.KeyFields) {
		return invalidArgument("The key of " + m.Name + " has other fields.")
	}
	for i, f := range m.KeyFields {
		if key[i].IsNull() {
			return invalidArgument("The key field " + f.Name + " of " + m.Name + " is missing.")
		}
		if err := checkValue(m, f, key[i]); err != nil {
			return err
		}
	}
	return nil
}

// checkInput checks what GraphQL's input types check for API requests.
func checkInput(m *schema.Model, fields []authz.Assignment, create bool) error {
	for i, a := range fields {
		if a.Field == nil || a.Field.Model != m || a.Field.Relation != nil {
			return invalidArgument("The input has a field that " + m.Name + " does not store.")
		}
		if slices.ContainsFunc(fields[:i], func(b authz.Assignment) bool { return b.Field == a.Field }) {
			return invalidArgument("The input has the field " + a.Field.Name + " twice.")
		}
		if a.Value.Kind() == value.Absent {
			return invalidArgument("The field " + a.Field.Name + " of the input has no value: leave it out, or give an explicit null.")
		}
		if err := checkValue(m, a.Field, a.Value); err != nil {
			return err
		}
	}
	if !create {
		return nil
	}
	for _, f := range m.Fields {
		if f.Relation != nil || !f.NonNull() || f.Origin != schema.Declared || f.Name == "id" && !m.CustomKey || isTimestamp(f) {
			continue
		}
		if !slices.ContainsFunc(fields, func(a authz.Assignment) bool { return a.Field == f && !a.Value.IsNull() }) {
			return invalidArgument("The field " + f.Name + " of " + m.Name + " is required.")
		}
	}
	return nil
}

func isTimestamp(f *schema.Field) bool { return f.Name == "createdAt" || f.Name == "updatedAt" }

func checkValue(m *schema.Model, f *schema.Field, v value.Value) error {
	if v.IsNull() || fits(f, v) {
		return nil
	}
	return invalidArgument("The value of the field " + f.Name + " of " + m.Name + " is not a valid " + f.TypeName + ".")
}

// fits reports whether a value is one of the field's type.
func fits(f *schema.Field, v value.Value) bool {
	if !f.List && f.Kind != schema.CustomKind {
		return fitsScalar(f, v.Kind(), v.Text(), v.Int())
	}
	if v.Kind() != value.JSON {
		return false
	}
	tree, err := input.ParseJSON([]byte(v.Text()))
	if err != nil {
		return false
	}
	if !f.List {
		return fitsTree(f, &tree)
	}
	if tree.Kind != input.List {
		return false
	}
	for i := range tree.Items {
		if item := &tree.Items[i]; item.IsNull() && f.Required || !item.IsNull() && !fitsTree(f, item) {
			return false
		}
	}
	return true
}

func fitsScalar(f *schema.Field, k value.Kind, text string, number int64) bool {
	switch f.Kind {
	case schema.Boolean:
		return k == value.Bool
	case schema.Int:
		return k == value.Int && number == int64(int32(number))
	case schema.AWSTimestamp:
		return k == value.Int
	case schema.Float:
		return k == value.Float || k == value.Int
	case schema.EnumKind:
		return k == value.String && slices.Contains(f.EnumType.Values, text)
	}
	return k == value.String && scalar.Check(f.Kind, text) == nil
}

// fitsTree checks one value of JSON: an element of a list or a part of a
// custom type.
func fitsTree(f *schema.Field, v *input.Value) bool {
	if f.Kind == schema.CustomKind {
		return fitsCustom(f.CustomType, v)
	}
	switch v.Kind {
	case input.Bool:
		return f.Kind == schema.Boolean
	case input.Int, input.Float:
		switch f.Kind {
		case schema.Int, schema.AWSTimestamp:
			return v.Kind == input.Int
		}
		return f.Kind == schema.Float
	case input.String:
		return fitsScalar(f, value.String, v.Text, 0)
	}
	return false
}

func fitsCustom(t *schema.CustomType, v *input.Value) bool {
	if v.Kind != input.Object {
		return false
	}
	for i := range v.Fields {
		if t.Field(v.Fields[i].Name) == nil {
			return false
		}
	}
	for _, f := range t.Fields {
		got := v.Get(f.Name)
		switch {
		case got.IsNull():
			if f.NonNull() {
				return false
			}
		case !f.List:
			if !fitsTree(f, got) {
				return false
			}
		case got.Kind != input.List:
			return false
		default:
			for j := range got.Items {
				if item := &got.Items[j]; item.IsNull() && f.Required || !item.IsNull() && !fitsTree(f, item) {
					return false
				}
			}
		}
	}
	return true
}
