package graphql

import (
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/graphql/wire"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

func (r *run) typename(f *plan.Field) bool {
	r.buf = wire.String(r.buf, f.Parent)
	return true
}

// connection appends a connection.
func (r *run) connection(s *plan.Selection, p *page) bool {
	items := 0
	return r.object(s, func(f *plan.Field) bool {
		switch f.Kind {
		case plan.Items:
			l := p.levels[items]
			items++
			return r.items(f, l, p)
		case plan.NextToken:
			if p.next == nil {
				return r.null(f, f.Type)
			}
			r.buf = wire.String(r.buf, r.e.tokens.Seal(p.next, r.binding(p.field, p.parent)))
			return true
		}
		return r.typename(f)
	})
}

// items appends the rows of a page. A row that cannot be shown is null.
func (r *run) items(f *plan.Field, l *level, p *page) bool {
	start, ok := len(r.buf), true
	r.buf = append(r.buf, '[')
	for i := range p.rows {
		if i > 0 {
			r.buf = append(r.buf, ',')
		}
		ok = r.at(i, func() bool { return r.row(l, p.offset+i) || r.nothing(f.Type.Elem) }) && ok
	}
	if !ok {
		r.buf = r.buf[:start]
		return r.nothing(f.Type)
	}
	r.buf = append(r.buf, ']')
	return true
}

// row appends row i of a level.
func (r *run) row(l *level, i int) bool {
	row := l.rows[i].Record
	position := -1
	return r.object(l.sel, func(f *plan.Field) bool {
		if f.Kind == plan.Typename {
			return r.typename(f)
		}
		if l.guards != nil {
			position = positionOf(l.sel, f, position)
			if g := l.guards[position]; g != nil {
				if !g.Admits(row) {
					return r.refuse(f, gqlerror.NotAuthorized(f.Name, f.Parent))
				}
				if g.nulled && f.Kind != plan.Relation { // a relationship reads as empty
					return r.nothing(f.Type)
				}
			}
		}
		if f.Kind == plan.Relation {
			return r.relationship(l, i, f)
		}
		v := row[f.Field.Ordinal]
		if r.e.presented[f.Field] {
			v = r.e.Policy.Present(f.Field, v)
		}
		return r.column(f, v)
	})
}

// positionOf finds a field's place; fields come in order, some left out.
func positionOf(s *plan.Selection, f *plan.Field, after int) int {
	for after++; s.Fields[after] != f; after++ {
	}
	return after
}

// column appends a stored value. A value that does not fit the type, which the
// schema may have had another of when it was written, is an error of the field.
func (r *run) column(f *plan.Field, v value.Value) bool {
	t := f.Type
	switch v.Kind() {
	case value.Absent, value.Null:
		return r.null(f, t)
	case value.JSON:
		return r.tree(f, v.Text())
	}
	if t.Elem != nil {
		return r.unserializable(f, t, "Expected a list.")
	}
	switch k := v.Kind(); t.Scalar {
	case schema.Int, schema.AWSTimestamp:
		if k == value.Int {
			r.buf = wire.Int(r.buf, v.Int())
			return true
		}
	case schema.Float:
		if k == value.Int || k == value.Float {
			r.buf = wire.Float(r.buf, v.Float())
			return true
		}
	case schema.Boolean:
		if k == value.Bool {
			r.buf = wire.Bool(r.buf, v.Bool())
			return true
		}
	case schema.EnumKind:
		if k != value.String || !t.Enum[v.Text()] {
			return r.unserializable(f, t, "Invalid input for Enum '"+t.Name+"'.")
		}
		r.buf = wire.String(r.buf, v.Text())
		return true
	case schema.CustomKind:
	default:
		if k == value.String {
			r.buf = wire.String(r.buf, v.Text())
			return true
		}
		if k == value.Int && t.Scalar == schema.ID {
			r.buf = append(wire.Int(append(r.buf, '"'), v.Int()), '"')
			return true
		}
	}
	return r.unserializable(f, t, "Unable to serialize the value as a valid "+t.Name+".")
}

// tree appends a list or a custom type that is stored as JSON.
func (r *run) tree(f *plan.Field, text string) bool {
	if f.Type.Elem == nil && f.Type.Scalar == schema.AWSJSON {
		r.buf = wire.String(r.buf, text) // user code returned the value, not its text
		return true
	}
	if f.Type.Elem == nil && f.Type.Scalar != schema.CustomKind {
		return r.unserializable(f, f.Type, "Unable to serialize the value as a valid "+f.Type.Name+".")
	}
	v, err := input.ParseJSON([]byte(text))
	if err != nil {
		return r.unserializable(f, f.Type, "Unable to serialize the value as a valid "+f.Type.Name+".")
	}
	return r.complete(f, f.Type, &v)
}
