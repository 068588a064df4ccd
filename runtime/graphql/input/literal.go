package input

import (
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// FromLiteral makes the value of a literal that CheckLiteral has passed.
// Variables are taken from vars; one that was not given leaves its field out.
func FromLiteral(v *ast.Value, t *Type, vars func(name string) Value) Value {
	if v.Kind == ast.Variable {
		if vars == nil {
			return Value{}
		}
		return vars(v.Raw)
	}
	if v.Kind == ast.NullValue {
		return Value{Kind: Null}
	}
	if t.Elem != nil {
		return listLiteral(v, t, vars)
	}
	if t.Named.Object() {
		return objectLiteral(v, t.Named, vars)
	}
	out := scalarLiteral(v)
	if t.Named.Enum == nil {
		fitScalar(&out, t.Named.Scalar)
	}
	return out
}

func listLiteral(v *ast.Value, t *Type, vars func(string) Value) Value {
	out := Value{Kind: List}
	if v.Kind != ast.ListValue {
		out.Items = []Value{FromLiteral(v, t.Elem, vars)}
		return out
	}
	for _, c := range v.Children {
		item := FromLiteral(c.Value, t.Elem, vars)
		if item.Kind == Absent {
			item.Kind = Null
		}
		out.Items = append(out.Items, item)
	}
	return out
}

func objectLiteral(v *ast.Value, n *Named, vars func(string) Value) Value {
	out := Value{Kind: Object}
	for _, c := range v.Children {
		f := n.index[c.Name]
		if f == nil {
			continue
		}
		if item := FromLiteral(c.Value, f.Type, vars); item.Kind != Absent {
			out.Fields = append(out.Fields, Field{c.Name, item})
		}
	}
	for _, f := range n.Fields {
		if f.Default != nil && out.Get(f.Name).Kind == Absent {
			out.Fields = append(out.Fields, Field{f.Name, *f.Default})
		}
	}
	return out
}

func scalarLiteral(v *ast.Value) Value {
	switch v.Kind {
	case ast.IntValue:
		return Value{Kind: Int, Text: v.Raw}
	case ast.FloatValue:
		return Value{Kind: Float, Text: v.Raw}
	case ast.BooleanValue:
		return Value{Kind: Bool, Bool: v.Raw == "true"}
	case ast.EnumValue:
		return Value{Kind: Enum, Text: v.Raw}
	}
	return Value{Kind: String, Text: v.Raw}
}

// CheckLiteral reports what is wrong with a literal as graphql-java words it:
// "argument 'input.done' with value 'NullValue{}' must not be null". It gives
// the empty text where nothing is. Variables are not looked at.
func CheckLiteral(argument string, v *ast.Value, t *Type) string {
	c := checker{path: argument}
	return c.value(v, t)
}

type checker struct{ path string }

func (c checker) fail(v *ast.Value, text string) string {
	return "argument '" + c.path + "' with value '" + literalText(v) + "' " + text
}

func (c checker) value(v *ast.Value, t *Type) string {
	switch {
	case v.Kind == ast.Variable:
		return ""
	case v.Kind == ast.NullValue:
		if t.NonNull {
			return c.fail(v, "must not be null")
		}
		return ""
	case t.Elem != nil:
		return c.list(v, t)
	case t.Named.Object():
		return c.object(v, t.Named)
	case t.Named.Enum != nil:
		if v.Kind != ast.EnumValue || !t.Named.Enum[v.Raw] {
			return c.fail(v, "is not a valid '"+t.Named.Name+"'")
		}
		return ""
	}
	if v.Kind == ast.EnumValue || v.Kind == ast.ListValue || v.Kind == ast.ObjectValue {
		return c.fail(v, "is not a valid '"+t.Named.Name+"'")
	}
	if s := scalarLiteral(v); !fitScalar(&s, t.Named.Scalar) {
		return c.fail(v, "is not a valid '"+t.Named.Name+"'")
	}
	return ""
}

func (c checker) list(v *ast.Value, t *Type) string {
	if v.Kind != ast.ListValue {
		return c.value(v, t.Elem)
	}
	for i, item := range v.Children {
		if m := (checker{c.path + "[" + strconv.Itoa(i) + "]"}).value(item.Value, t.Elem); m != "" {
			return m
		}
	}
	return ""
}

func (c checker) object(v *ast.Value, n *Named) string {
	if v.Kind != ast.ObjectValue {
		return c.fail(v, "must be an object type")
	}
	var missing []string
	for _, f := range n.Fields {
		if f.Type.NonNull && f.Default == nil && v.Children.ForName(f.Name) == nil {
			missing = append(missing, f.Name)
		}
	}
	if missing != nil {
		return c.fail(v, "is missing required fields '["+strings.Join(missing, ", ")+"]'")
	}
	for _, item := range v.Children {
		f := n.index[item.Name]
		if f == nil {
			return c.fail(v, "contains a field not in '"+n.Name+"': '"+item.Name+"'")
		}
		if m := (checker{c.path + "." + item.Name}).value(item.Value, f.Type); m != "" {
			return m
		}
	}
	return ""
}

// literalText prints a literal as graphql-java's toString does.
func literalText(v *ast.Value) string {
	switch v.Kind {
	case ast.Variable:
		return "VariableReference{name='" + v.Raw + "'}"
	case ast.IntValue:
		return "IntValue{value=" + v.Raw + "}"
	case ast.FloatValue:
		return "FloatValue{value=" + v.Raw + "}"
	case ast.BooleanValue:
		return "BooleanValue{value=" + v.Raw + "}"
	case ast.NullValue:
		return "NullValue{}"
	case ast.EnumValue:
		return "EnumValue{name='" + v.Raw + "'}"
	case ast.ListValue:
		parts := make([]string, len(v.Children))
		for i, c := range v.Children {
			parts[i] = literalText(c.Value)
		}
		return "ArrayValue{values=[" + strings.Join(parts, ", ") + "]}"
	case ast.ObjectValue:
		parts := make([]string, len(v.Children))
		for i, c := range v.Children {
			parts[i] = "ObjectField{name='" + c.Name + "', value=" + literalText(c.Value) + "}"
		}
		return "ObjectValue{objectFields=[" + strings.Join(parts, ", ") + "]}"
	}
	return "StringValue{value='" + v.Raw + "'}"
}
