package jsresolver

import (
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// maxProjection bounds the paths of a projection, which are compared with each
// other.
const maxProjection = 1000

// projection is what is shown of items.
type projection struct {
	model *schema.Model
	// paths by their fields; nil for all of the items.
	paths map[*schema.Field][]path
}

// projection reads the expression of a projection.
func (t *table) projection(e *expression) (*projection, error) {
	p := &projection{model: t.model}
	if e == nil {
		return p, nil
	}
	r, err := own(newReader(e, t.model))
	if err != nil {
		return nil, err
	}
	p.paths = map[*schema.Field][]path{}
	for n := 0; ; n++ {
		one, err := own(r.path())
		if err != nil {
			return nil, err
		}
		for _, other := range p.paths[one.field] {
			if one.overlaps(other) {
				return nil, t.refuse("two paths of the projection %q overlap", clip(e.Expression))
			}
		}
		p.paths[one.field] = append(p.paths[one.field], one)
		switch {
		case r.pos == len(r.tokens):
			return p, nil
		case r.peek() != "," || n == maxProjection:
			return nil, t.refuse("the projection %q is no list of up to %d paths", clip(e.Expression), maxProjection)
		}
		r.pos++
	}
}

// append is appendItem for what is shown.
func (p *projection) append(b []byte, row value.Record) ([]byte, error) {
	if row == nil || p.paths == nil {
		return appendItem(b, p.model, row), nil
	}
	b = append(b, '{')
	first := true
	for _, f := range p.model.Fields {
		paths := p.paths[f]
		if len(paths) == 0 || row[f.Ordinal].Kind() == value.Absent {
			continue
		}
		whole, err := fieldTree(f, row)
		if err != nil {
			return nil, err
		}
		if len(paths[0].steps) > 0 {
			steps := make([][]step, len(paths))
			for i := range paths {
				steps[i] = paths[i].steps
			}
			if whole = parts(&whole, steps); whole.Kind == input.Absent {
				continue
			}
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = whole.AppendJSON(append(value.AppendString(b, f.Name), ':'))
	}
	return append(b, '}'), nil
}

// parts gives a value with no other parts than those to which the steps lead;
// Absent where they lead to none. Elements of lists keep their order.
func parts(v *input.Value, steps [][]step) input.Value {
	out := input.Value{Kind: v.Kind}
	below := func(of step, part *input.Value) (input.Value, bool) {
		var rest [][]step
		for _, s := range steps {
			if s[0] != of {
				continue
			}
			if len(s) == 1 {
				return *part, true
			}
			rest = append(rest, s[1:])
		}
		if rest == nil {
			return input.Value{}, false
		}
		inner := parts(part, rest)
		return inner, inner.Kind != input.Absent
	}
	switch v.Kind {
	case input.Object:
		for i := range v.Fields {
			if part, ok := below(step{v.Fields[i].Name, -1}, &v.Fields[i].Value); ok {
				out.Fields = append(out.Fields, input.Field{Name: v.Fields[i].Name, Value: part})
			}
		}
	case input.List:
		for i := range v.Items {
			if part, ok := below(step{"", i}, &v.Items[i]); ok {
				out.Items = append(out.Items, part)
			}
		}
	}
	if len(out.Fields)+len(out.Items) == 0 {
		return input.Value{}
	}
	return out
}
