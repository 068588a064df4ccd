package jsresolver

import (
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// maxProjection bounds the paths of a projection.
const maxProjection = 1000

// projection is what is shown of items.
type projection struct {
	model *schema.Model
	// shown are the parts of fields; nil for all of the items.
	shown map[*schema.Field]*shown
}

// shown is what is shown of a value: all of it, or what is below.
type shown struct {
	all   bool
	below map[step]*shown
}

// projection reads the expression of a projection. Attributes that a table does
// not have are not shown, as DynamoDB has it.
func (t *table) projection(e *expression) (*projection, error) {
	p := &projection{model: t.model}
	if e == nil {
		return p, nil
	}
	r, err := own(newReader(e, t.model))
	if err != nil {
		return nil, err
	}
	p.shown = map[*schema.Field]*shown{}
	for n := 0; ; n++ {
		if err := p.add(t, r); err != nil {
			return nil, err
		}
		switch {
		case r.pos == len(r.tokens):
			return p, nil
		case r.peek() != "," || n == maxProjection:
			return nil, t.refuse("the projection %q is no list of up to %d paths", clip(e.Expression), maxProjection)
		}
		r.pos++
	}
}

// add reads one path.
func (p *projection) add(t *table, r *reader) error {
	at := r.pos
	name, err := own(r.name())
	if err != nil {
		return err
	}
	if f := p.model.Field(name); f == nil || f.Relation != nil {
		for r.pos < len(r.tokens) && r.peek() != "," {
			r.pos++
		}
		return nil
	}
	r.pos = at
	one, err := own(r.path())
	if err != nil {
		return err
	}
	here := p.shown[one.field]
	fresh := here == nil
	if fresh {
		here = &shown{}
		p.shown[one.field] = here
	}
	for _, s := range one.steps {
		if here.all {
			break
		}
		if here.below == nil {
			here.below = map[step]*shown{}
		}
		next := here.below[s]
		if fresh = next == nil; fresh {
			next = &shown{}
			here.below[s] = next
		}
		here = next
	}
	if !fresh {
		return t.refuse("two paths of the projection %q overlap", clip(r.e.Expression))
	}
	here.all = true
	return nil
}

// append is appendItem for what is shown.
func (p *projection) append(b []byte, row value.Record) ([]byte, error) {
	if row == nil || p.shown == nil {
		return appendItem(b, p.model, row), nil
	}
	b = append(b, '{')
	first := true
	for _, f := range p.model.Fields {
		s := p.shown[f]
		if s == nil || row[f.Ordinal].Kind() == value.Absent {
			continue
		}
		whole, err := fieldTree(f, row)
		if err != nil {
			return nil, err
		}
		if whole = s.of(&whole); whole.Kind == input.Absent {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = whole.AppendJSON(append(value.AppendString(b, f.Name), ':'))
	}
	return append(b, '}'), nil
}

// of gives what is shown of a value; Absent where that is nothing. Elements of
// lists keep their order.
func (s *shown) of(v *input.Value) input.Value {
	if s == nil {
		return input.Value{}
	}
	if s.all {
		return *v
	}
	out := input.Value{Kind: v.Kind}
	switch v.Kind {
	case input.Object:
		for i := range v.Fields {
			if part := s.below[step{v.Fields[i].Name, -1}].of(&v.Fields[i].Value); part.Kind != input.Absent {
				out.Fields = append(out.Fields, input.Field{Name: v.Fields[i].Name, Value: part})
			}
		}
	case input.List:
		for i := range v.Items {
			if part := s.below[step{"", i}].of(&v.Items[i]); part.Kind != input.Absent {
				out.Items = append(out.Items, part)
			}
		}
	}
	if len(out.Fields)+len(out.Items) == 0 {
		return input.Value{}
	}
	return out
}
