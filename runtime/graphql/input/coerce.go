package input

import (
	"math"
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/scalar"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Problem is a variable that cannot be coerced; Message is AppSync's text.
type Problem struct{ Message string }

// Error gives the message.
func (p *Problem) Error() string { return p.Message }

// Coerce fits the value of a variable to its type, in place: single values
// become lists, defaults of input fields are filled in, numbers get their
// canonical text. The texts name the variable only, wherever inside it the
// problem lies (api.md 4.3).
func Coerce(variable string, v *Value, t *Type) *Problem {
	c := coercer{variable}
	return c.value(v, t)
}

type coercer struct{ variable string }

func (c coercer) invalid(detail string) *Problem {
	m := "Variable '" + c.variable + "' has an invalid value."
	if detail != "" {
		m += " " + detail
	}
	return &Problem{m}
}

func (c coercer) value(v *Value, t *Type) *Problem {
	if v.IsNull() {
		if t.NonNull {
			return &Problem{"Variable '" + c.variable + "' has coerced Null value for NonNull type '" + t.String() + "'"}
		}
		return nil
	}
	switch {
	case t.Elem != nil:
		return c.list(v, t)
	case t.Named.Object():
		return c.object(v, t.Named)
	case t.Named.Enum != nil:
		return c.enum(v, t.Named)
	}
	return c.scalar(v, t.Named)
}

func (c coercer) list(v *Value, t *Type) *Problem {
	if v.Kind != List {
		item := *v
		*v = Value{Kind: List, Items: []Value{item}}
	}
	for i := range v.Items {
		if p := c.value(&v.Items[i], t.Elem); p != nil {
			return p
		}
	}
	return nil
}

func (c coercer) object(v *Value, n *Named) *Problem {
	if v.Kind != Object {
		return c.invalid("Expected type 'Map' but was '" + javaType(v) + "'. Variables for input objects must be an instance of type 'Map'.")
	}
	for i := range v.Fields {
		if n.index[v.Fields[i].Name] == nil {
			return &Problem{"The variables input contains a field that is not defined for input object type '" + n.Name + "' "}
		}
	}
	for _, f := range n.Fields {
		got := v.Get(f.Name)
		if got.Kind == Absent {
			if f.Default != nil {
				v.Fields = append(v.Fields, Field{f.Name, *f.Default})
				continue
			}
			if !f.Type.NonNull {
				continue
			}
		}
		if p := c.value(got, f.Type); p != nil {
			return p
		}
	}
	return nil
}

func (c coercer) enum(v *Value, n *Named) *Problem {
	if v.Kind == Enum {
		return nil // a literal, already checked
	}
	if v.Kind != String {
		return c.invalid("Invalid input for Enum '" + n.Name + "'. Expected a name of the enum as a string.")
	}
	if !n.Enum[v.Text] {
		return c.invalid("Invalid input for Enum '" + n.Name + "'. No value found for name '" + v.Text + "'")
	}
	v.Kind = Enum
	return nil
}

func (c coercer) scalar(v *Value, n *Named) *Problem {
	if fitScalar(v, n.Scalar) {
		return nil
	}
	if n.Scalar == schema.AWSJSON {
		return c.invalid("Unable to parse " + javaText(v) + " as valid JSON.")
	}
	return c.invalid("")
}

// fitScalar makes v a value of the scalar, or reports that it is none.
func fitScalar(v *Value, kind schema.Kind) bool {
	switch kind {
	case schema.Boolean:
		return v.Kind == Bool
	case schema.Int:
		return fitInt(v, math.MinInt32, math.MaxInt32)
	case schema.AWSTimestamp:
		return fitInt(v, math.MinInt64, math.MaxInt64)
	case schema.Float:
		return fitFloat(v)
	case schema.ID:
		if v.Kind == Int {
			v.Kind = String
		}
		return v.Kind == String
	case schema.Invalid:
		return false
	}
	return v.Kind == String && scalar.Check(kind, v.Text) == nil
}

// fitInt accepts integers, and floats without a fraction as graphql-java does.
func fitInt(v *Value, low, high int64) bool {
	switch v.Kind {
	case Int:
		i, err := strconv.ParseInt(v.Text, 10, 64)
		if err != nil || i < low || i > high {
			return false
		}
		v.Text = strconv.FormatInt(i, 10) // -0
		return true
	case Float:
		f, err := strconv.ParseFloat(v.Text, 64)
		if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 || f < float64(low) || f > float64(high) {
			return false
		}
		v.Kind, v.Text = Int, strconv.FormatInt(int64(f), 10)
		return true
	}
	return false
}

func fitFloat(v *Value) bool {
	if v.Kind != Int && v.Kind != Float {
		return false
	}
	f, err := strconv.ParseFloat(v.Text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return false
	}
	v.Kind = Float
	return true
}

// javaType names the class that the service's messages mention.
func javaType(v *Value) string {
	switch v.Kind {
	case Bool:
		return "Boolean"
	case Int:
		return "Integer"
	case Float:
		return "Double"
	case List:
		return "ArrayList"
	}
	return "String"
}

// javaText prints a value as Java's toString does: {k=v, l=[1, 2]}.
func javaText(v *Value) string {
	switch v.Kind {
	case Bool:
		return strconv.FormatBool(v.Bool)
	case List:
		parts := make([]string, len(v.Items))
		for i := range v.Items {
			parts[i] = javaText(&v.Items[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Object:
		parts := make([]string, len(v.Fields))
		for i := range v.Fields {
			parts[i] = v.Fields[i].Name + "=" + javaText(&v.Fields[i].Value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case Null:
		return "null"
	}
	return v.Text
}
