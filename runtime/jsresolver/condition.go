package jsresolver

import (
	"slices"

	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// rowCondition is a condition on rows; nil admits all. Where it looks at parts of
// fields the database cannot decide it: it is decided on the row, behind whose
// fields the parts then stand as fields of their own.
type rowCondition struct {
	expr  predicate.Expr
	model *schema.Model
	parts []virtual
}

// virtual is a part of a field as a field.
type virtual struct {
	path
	as *schema.Field
	// sized: its size is asked for, so that a map is the list of its values.
	sized bool
}

// part gives the field that a path stands for in conditions.
func (r *reader) part(p path, sized bool) *schema.Field {
	if len(p.steps) == 0 {
		return p.field
	}
	for _, v := range r.virtual {
		if v.field == p.field && v.sized == sized && slices.Equal(v.steps, p.steps) {
			return v.as
		}
	}
	// Its kind says only that it is compared with scalars.
	as := &schema.Field{Name: p.field.Name, Kind: schema.String, Model: r.m, Ordinal: stores(r.m) + len(r.virtual)}
	r.virtual = append(r.virtual, virtual{p, as, sized})
	return as
}

// stores is how many values a row of the model has.
func stores(m *schema.Model) int {
	n := 0
	for _, f := range m.Fields {
		if f.Relation == nil {
			n++
		}
	}
	return n
}

// stored is the condition as the database decides it; nil where it does not.
func (c *rowCondition) stored() predicate.Expr {
	if c == nil || len(c.parts) > 0 {
		return nil
	}
	return c.expr
}

// holds decides the condition on a row.
func (c *rowCondition) holds(row value.Record) (bool, error) {
	if c == nil || c.expr == nil {
		return true, nil
	}
	if len(c.parts) > 0 {
		row = append(slices.Grow(slices.Clone(row), len(c.parts)), make(value.Record, len(c.parts))...)
	}
	trees := map[*schema.Field]*input.Value{}
	for _, p := range c.parts {
		if trees[p.field] == nil {
			tree, err := fieldTree(p.field, row)
			if err != nil {
				return false, err
			}
			trees[p.field] = &tree
		}
		part := p.of(trees[p.field])
		if p.sized && part.Kind == input.Object {
			part = values(part)
		}
		row[p.as.Ordinal] = partValue(part)
	}
	return predicate.Eval(c.expr, row), nil
}

// values are those of a map, as a list.
func values(v *input.Value) *input.Value {
	out := &input.Value{Kind: input.List}
	for i := range v.Fields {
		out.Items = append(out.Items, v.Fields[i].Value)
	}
	return out
}

// partValue is a part of a field as conditions compare it.
func partValue(v *input.Value) value.Value {
	switch v.Kind {
	case input.Absent:
		return value.Value{}
	case input.List, input.Object:
		return value.OfJSON(string(v.AppendJSON(nil)))
	}
	return scalar(v)
}

// note marks the fields that a condition which the database does not decide
// depends on.
func (c *rowCondition) note(read map[*schema.Field]bool) {
	if c == nil {
		return
	}
	for _, p := range c.parts {
		read[p.field] = true
	}
	if len(c.parts) > 0 {
		noteFields(c.expr, read)
	}
}

func noteFields(e predicate.Expr, read map[*schema.Field]bool) {
	switch e := e.(type) {
	case predicate.And:
		for _, p := range e {
			noteFields(p, read)
		}
	case predicate.Or:
		for _, p := range e {
			noteFields(p, read)
		}
	case predicate.Not:
		noteFields(e.Expr, read)
	case predicate.Compare:
		if e.Field.Ordinal < stores(e.Field.Model) {
			read[e.Field] = true
		}
	}
}

// admit leaves the rows for which a filter holds that the database did not
// decide.
func (c *rowCondition) admit(page *data.Page) error {
	if c == nil || len(c.parts) == 0 {
		return nil
	}
	var failed error
	page.Rows = slices.DeleteFunc(page.Rows, func(row value.Record) bool {
		ok, err := c.holds(row)
		failed = firstError(failed, err)
		return !ok
	})
	return failed
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
