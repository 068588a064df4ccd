package jsresolver

import (
	"slices"
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// path is a field, or a part of one: address.lines[0].
type path struct {
	field *schema.Field
	steps []step
}

// step leads from a map to the value of a name, or from a list to an element.
type step struct {
	name  string
	index int // -1 for a name
}

// path reads a path of an expression.
func (r *reader) path() (path, error) {
	name, err := r.name()
	if err != nil {
		return path{}, err
	}
	f := r.m.Field(name)
	if f == nil || f.Relation != nil {
		return path{}, r.refuse("%s has no stored field %q", r.m.Name, name)
	}
	p := path{field: f}
	for len(p.steps) < maxDepth {
		switch r.peek() {
		case ".":
			r.pos++
			name, err := r.name()
			if err != nil {
				return p, err
			}
			p.steps = append(p.steps, step{name, -1})
		case "[":
			r.pos++
			n, err := strconv.Atoi(r.next())
			if err != nil || n < 0 {
				return p, r.refuse("the index of a list is no number")
			}
			if err := r.expect("]"); err != nil {
				return p, err
			}
			p.steps = append(p.steps, step{"", n})
		default:
			if len(p.steps) > 0 && !f.List && f.Kind != schema.CustomKind && f.Kind != schema.AWSJSON {
				return p, r.refuse("%s has no parts", f.Name)
			}
			return p, nil
		}
	}
	return p, r.refuse("it is nested too deep")
}

// name reads an attribute's name, or what a #name stands for.
func (r *reader) name() (string, error) {
	name := r.next()
	if !strings.HasPrefix(name, "#") {
		return name, nil
	}
	to, ok := r.e.ExpressionNames[name]
	if !ok {
		return "", r.refuse("%s is not in expressionNames", name)
	}
	return to, nil
}

// overlaps reports whether one path leads through the other.
func (p path) overlaps(o path) bool {
	n := min(len(p.steps), len(o.steps))
	return p.field == o.field && slices.Equal(p.steps[:n], o.steps[:n])
}

// of finds the path's value in that of its field; Absent where there is none.
func (p path) of(v *input.Value) *input.Value {
	for _, s := range p.steps {
		if s.index < 0 {
			v = v.Get(s.name)
		} else if v.Kind == input.List && s.index < len(v.Items) {
			v = &v.Items[s.index]
		} else {
			return &input.Value{}
		}
	}
	return v
}

// fieldTree is the value of a field in a row, as scripts see it.
func fieldTree(f *schema.Field, row value.Record) (input.Value, error) {
	if row == nil || row[f.Ordinal].Kind() == value.Absent {
		return input.Value{}, nil
	}
	return input.ParseJSON(appendField(nil, f, row[f.Ordinal]))
}

// errPath is DynamoDB's error for a part of what is not there.
func errPath() error {
	return Invalid("The document path provided in the update expression is invalid for update")
}

// replace puts a value in the path's place in that of its field. Absent removes
// it; elements of lists that are removed stay in place as Absent until the whole
// expression is done, since its indexes are those of before.
func (p path) replace(in *input.Value, v input.Value) error {
	last := len(p.steps) - 1
	parent := path{p.field, p.steps[:last]}.of(in)
	switch s := p.steps[last]; {
	case s.index < 0 && parent.Kind == input.Object:
		i := slices.IndexFunc(parent.Fields, func(f input.Field) bool { return f.Name == s.name })
		switch {
		case i < 0 && v.Kind != input.Absent:
			parent.Fields = append(parent.Fields, input.Field{Name: s.name, Value: v})
		case i >= 0 && v.Kind == input.Absent:
			parent.Fields = slices.Delete(parent.Fields, i, i+1)
		case i >= 0:
			parent.Fields[i].Value = v
		}
	case s.index >= 0 && parent.Kind == input.List:
		if s.index < len(parent.Items) {
			parent.Items[s.index] = v
		} else if v.Kind != input.Absent {
			parent.Items = append(parent.Items, v) // DynamoDB leaves no gap
		}
	default:
		return errPath()
	}
	return nil
}

// compact takes removed elements out of lists.
func compact(v *input.Value) {
	v.Items = slices.DeleteFunc(v.Items, func(e input.Value) bool { return e.Kind == input.Absent })
	for i := range v.Items {
		compact(&v.Items[i])
	}
	for i := range v.Fields {
		compact(&v.Fields[i].Value)
	}
}

// cloned is a value that shares nothing with another.
func cloned(v input.Value) input.Value {
	v.Items, v.Fields = slices.Clone(v.Items), slices.Clone(v.Fields)
	for i := range v.Items {
		v.Items[i] = cloned(v.Items[i])
	}
	for i := range v.Fields {
		v.Fields[i].Value = cloned(v.Fields[i].Value)
	}
	return v
}
