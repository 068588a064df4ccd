package input

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/scalar"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Types are the input types of a schema, compiled for coercion. They are
// immutable and safe for concurrent use.
type Types struct{ named map[string]*Named }

// Type is a use of a type: a list of Elem, or Named.
type Type struct {
	NonNull bool
	Elem    *Type
	Named   *Named
}

// Named is a scalar, an enum or an input object.
type Named struct {
	Name string
	// Scalar is the kind of a scalar; schema.Invalid for the others.
	Scalar schema.Kind
	// Enum has an enum's values; nil for the others.
	Enum map[string]bool
	// Fields are an input object's fields, in the order of the schema.
	Fields []*ObjectField
	index  map[string]*ObjectField
}

// ObjectField is a field of an input object.
type ObjectField struct {
	Name    string
	Type    *Type
	Default *Value // nil for none
}

// Object reports whether the type is an input object.
func (n *Named) Object() bool { return n.index != nil }

// Field finds a field of an input object; nil if there is none.
func (n *Named) Field(name string) *ObjectField { return n.index[name] }

// Compile compiles the input types of a schema.
func Compile(s *ast.Schema) *Types {
	ts := &Types{named: make(map[string]*Named, len(s.Types))}
	for name, d := range s.Types {
		switch d.Kind {
		case ast.Scalar:
			ts.named[name] = &Named{Name: name, Scalar: scalar.KindOf(name)}
		case ast.Enum:
			n := &Named{Name: name, Enum: make(map[string]bool, len(d.EnumValues))}
			for _, v := range d.EnumValues {
				n.Enum[v.Name] = true
			}
			ts.named[name] = n
		case ast.InputObject:
			ts.named[name] = &Named{Name: name, index: make(map[string]*ObjectField, len(d.Fields))}
		}
	}
	for name, d := range s.Types {
		if d.Kind == ast.InputObject {
			ts.fields(ts.named[name], d)
		}
	}
	return ts
}

func (ts *Types) fields(n *Named, d *ast.Definition) {
	for _, f := range d.Fields {
		of := &ObjectField{Name: f.Name, Type: ts.Of(f.Type)}
		if f.DefaultValue != nil {
			v := FromLiteral(f.DefaultValue, of.Type, nil)
			of.Default = &v
		}
		n.Fields = append(n.Fields, of)
		n.index[f.Name] = of
	}
}

// Of compiles a use of a type; nil if its name is no input type.
func (ts *Types) Of(t *ast.Type) *Type {
	if t == nil {
		return nil
	}
	if t.Elem != nil {
		elem := ts.Of(t.Elem)
		if elem == nil {
			return nil
		}
		return &Type{NonNull: t.NonNull, Elem: elem}
	}
	n := ts.named[t.NamedType]
	if n == nil {
		return nil
	}
	return &Type{NonNull: t.NonNull, Named: n}
}

// String gives the type as the schema writes it.
func (t *Type) String() string {
	s := ""
	if t.Elem != nil {
		s = "[" + t.Elem.String() + "]"
	} else {
		s = t.Named.Name
	}
	if t.NonNull {
		s += "!"
	}
	return s
}

func (t *Type) base() *Named {
	for t.Elem != nil {
		t = t.Elem
	}
	return t.Named
}
