package gomodel

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// Type is the Go type of a field, an argument or a result, without the
// packages it comes from: those differ between server and client.
type Type struct {
	// Kind tells what Name is: a scalar's GraphQL name (ir.Scalar), or the Go
	// name of an enum, a custom type, an input or a model of the package.
	Kind ir.TypeKind
	Name string
	// Nullable tells that the value as a whole may be null.
	Nullable bool
	// List marks a list; ElemNullable tells that its elements may be null.
	List, ElemNullable bool
	// Indirect marks a custom type that contains itself, which a Go struct can
	// only hold behind a pointer. Lists need none.
	Indirect bool
}

// Required is the type without nullability.
func (t Type) Required() Type {
	t.Nullable = false
	return t
}

// Optional is the type with nullability.
func (t Type) Optional() Type {
	t.Nullable = true
	return t
}

// Compare tells which operators a field has in filters.
type Compare string

// The families of filter operators; None for custom types and relationships.
const (
	None         Compare = ""
	CompareText  Compare = "text" // ID, String and the AWS scalars that are text
	CompareNum   Compare = "num"  // Int, Float, AWSTimestamp
	CompareBool  Compare = "bool"
	CompareEnum  Compare = "enum"
	CompareList  Compare = "list"  // of scalars
	CompareEnums Compare = "enums" // list of an enum
)

// Field is the Go view of a stored field, of a field of an input, or of an
// argument.
type Field struct {
	// IR is nil for arguments.
	IR *ir.Field
	// Name is the Go field, JSON the name in the API, Param the name as a
	// Go parameter.
	Name, JSON, Param string
	Doc               string
	Type              Type
	// GraphQL is the type as the API writes it: "[String!]".
	GraphQL string
	Compare Compare
}

// typeOf gives the Go type of a type of the schema.
func (v *View) typeOf(t ir.Type) Type {
	out := Type{Kind: t.Kind, Name: t.Name, List: t.List, Nullable: !t.NonNull()}
	if t.List {
		out.ElemNullable = !t.Required
	}
	if t.Kind != ir.Scalar {
		out.Name = v.types[t.Name]
	}
	return out
}

// fields gives the Go view of the fields of a custom type or an input.
func (v *View) fields(owner string, fields []*ir.Field) []*Field {
	names := newScope()
	var out []*Field
	for _, f := range fields {
		field := v.field(f, names)
		field.Type.Indirect = !f.Type.List && v.cyclic[f.Type.Name] && v.cyclic[owner]
		out = append(out, field)
	}
	return out
}

func (v *View) field(f *ir.Field, names *scope) *Field {
	return &Field{
		IR:      f,
		Name:    names.claim(Exported(f.Name)),
		JSON:    f.Name,
		Param:   Unexported(f.Name),
		Doc:     f.Doc,
		Type:    v.typeOf(f.Type),
		GraphQL: f.Type.String(),
		Compare: compareOf(f),
	}
}

func compareOf(f *ir.Field) Compare {
	switch {
	case f.Relation != nil, f.Type.Kind == ir.CustomKind, f.Type.Kind == ir.ModelType, f.Type.Kind == ir.InputType:
		return None
	case f.Type.Kind == ir.EnumType && f.Type.List:
		return CompareEnums
	case f.Type.Kind == ir.EnumType:
		return CompareEnum
	case f.Type.List:
		return CompareList
	case f.Type.Name == "Int", f.Type.Name == "Float", f.Type.Name == "AWSTimestamp":
		return CompareNum
	case f.Type.Name == "Boolean":
		return CompareBool
	}
	return CompareText
}

// cyclic finds the custom types and inputs that contain themselves without a
// list between.
func cyclic(s *ir.Schema) map[string]bool {
	next := map[string][]string{}
	add := func(name string, fields []*ir.Field) {
		for _, f := range fields {
			if !f.Type.List && (f.Type.Kind == ir.CustomKind || f.Type.Kind == ir.InputType) {
				next[name] = append(next[name], f.Type.Name)
			}
		}
	}
	for _, t := range s.CustomTypes {
		add(t.Name, t.Fields)
	}
	for _, in := range s.Inputs {
		add(in.Name, in.Fields)
		if of := strings.TrimSuffix(in.Name, "Input"); of != in.Name {
			add(of, in.Fields) // an input form shares the custom type's struct
		}
	}
	out := map[string]bool{}
	for _, t := range s.CustomTypes {
		out[t.Name] = reaches(next, t.Name, t.Name, map[string]bool{})
	}
	for _, in := range s.Inputs {
		out[in.Name] = reaches(next, in.Name, in.Name, map[string]bool{})
	}
	return out
}

func reaches(next map[string][]string, from, to string, seen map[string]bool) bool {
	for _, n := range next[from] {
		if n == to {
			return true
		}
		if !seen[n] {
			seen[n] = true
			if reaches(next, n, to, seen) {
				return true
			}
		}
	}
	return false
}
