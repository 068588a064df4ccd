package gen1

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// arguments gives the arguments of a directive by name and refuses others.
func (r *reader) arguments(d *ast.Directive, known ...string) map[string]*ast.Value {
	out := map[string]*ast.Value{}
	for _, a := range d.Arguments {
		if !slices.Contains(known, a.Name) {
			hint := "there are none"
			if len(known) > 0 {
				hint = "there are: " + strings.Join(known, ", ")
			}
			r.problem(a.Position, a.Name, "@"+d.Name+" has no argument "+a.Name+" here", hint)
			continue
		}
		if out[a.Name] != nil {
			r.problem(a.Position, a.Name, "@"+d.Name+" has the argument "+a.Name+" twice", "remove one of the two")
		}
		out[a.Name] = a.Value
	}
	return out
}

// textArgument is an argument that is a text; empty where it is not given.
func (r *reader) textArgument(d *ast.Directive, name string, v *ast.Value) string {
	if v == nil || v.Kind == ast.NullValue {
		return ""
	}
	s, ok := text(v)
	if !ok {
		r.problem(d.Position, d.Name, name+" of @"+d.Name+" is a text", "write "+name+`: "..."`)
	}
	return s
}

// textsArgument is an argument that is a list of texts, or one.
func (r *reader) textsArgument(d *ast.Directive, name string, v *ast.Value) []string {
	if v == nil || v.Kind == ast.NullValue {
		return nil
	}
	texts, ok := all(v, text)
	if !ok {
		r.problem(d.Position, d.Name, name+" of @"+d.Name+" is a list of names", "write "+name+`: ["..."]`)
	}
	return texts
}

// escaped writes a text as it stands between quotes in GraphQL.
func escaped(s string) string {
	quoted, err := json.Marshal(s)
	if err != nil {
		return ""
	}
	return string(quoted[1 : len(quoted)-1])
}

func text(v *ast.Value) (string, bool) {
	if v.Kind != ast.StringValue && v.Kind != ast.BlockValue {
		return "", false
	}
	return v.Raw, true
}

func enum(v *ast.Value) (string, bool) {
	return v.Raw, v.Kind == ast.EnumValue
}

// elements gives the elements of a list; a single value stands for a list of it,
// as GraphQL has it.
func elements(v *ast.Value) ([]*ast.Value, bool) {
	switch {
	case v == nil || v.Kind == ast.NullValue:
		return nil, false
	case v.Kind != ast.ListValue:
		return []*ast.Value{v}, true
	}
	var out []*ast.Value
	for _, c := range v.Children {
		out = append(out, c.Value)
	}
	return out, true
}

// all gives the elements of a list, all of one kind.
func all(v *ast.Value, of func(*ast.Value) (string, bool)) ([]string, bool) {
	values, ok := elements(v)
	if !ok {
		return nil, false
	}
	out := make([]string, 0, len(values))
	for _, x := range values {
		s, ok := of(x)
		if !ok {
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}
