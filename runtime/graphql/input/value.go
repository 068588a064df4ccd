// Package input reads argument values: JSON variables and document literals
// become one ordered tree, which is coerced to the types of the schema with
// AppSync's rules and messages (api.md 4.3, 4.5). Keys keep their order because
// AppSync lists refused fields in it.
package input

import (
	"github.com/amplifygo/amplifygo/runtime/graphql/wire"
)

// Kind tells what a Value is.
type Kind uint8

// The kinds. The zero Value is Absent: an argument that was not given.
const (
	Absent Kind = iota
	Null
	Bool
	Int   // Text is the number as written
	Float // Text is the number as written
	String
	Enum
	List
	Object
)

// Value is a value of an argument. After coercion, a number fits its type and
// a String of an AWS scalar is valid.
type Value struct {
	Kind   Kind
	Bool   bool
	Text   string
	Items  []Value
	Fields []Field
}

// Field is one field of an Object.
type Field struct {
	Name  string
	Value Value
}

// Get finds a field of an Object; Absent if it is not there.
func (v *Value) Get(name string) *Value {
	for i := range v.Fields {
		if v.Fields[i].Name == name {
			return &v.Fields[i].Value
		}
	}
	return &absent
}

var absent Value

// IsNull reports whether the value is absent or null.
func (v *Value) IsNull() bool { return v.Kind <= Null }

// AppendJSON appends the value as JSON; an absent value is null.
func (v *Value) AppendJSON(b []byte) []byte {
	switch v.Kind {
	case Bool:
		return wire.Bool(b, v.Bool)
	case Int, Float:
		return append(b, v.Text...)
	case String, Enum:
		return wire.String(b, v.Text)
	case List:
		b = append(b, '[')
		for i := range v.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = v.Items[i].AppendJSON(b)
		}
		return append(b, ']')
	case Object:
		b = append(b, '{')
		for i := range v.Fields {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(wire.String(b, v.Fields[i].Name), ':')
			b = v.Fields[i].Value.AppendJSON(b)
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}
