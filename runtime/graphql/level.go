package graphql

import (
	"slices"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// filterExpr is a condition, nil for none.
type filterExpr = predicate.Expr

// level is the rows of one selection of a model with what its relationships
// gave: each relationship of all rows was read by one statement, or along with
// the rows.
type level struct {
	sel  *plan.Selection
	rows []store.Row
	// relations are by plan.Field.Slot.
	relations []*relation
	// guards are by the position in sel.Fields; nil where nothing is guarded.
	guards []*guard
	// mutation: the rows are a mutation's result.
	mutation bool
}

// guard is the policy's answer about a guarded field.
type guard struct {
	authz.Decision
	// nulled: the value does not leave with a mutation's result.
	nulled bool
}

// page is a page of rows of a connection.
type page struct {
	field *plan.Field
	// parent is the key of the row that the connection belongs to; nil at the root.
	parent []value.Value
	rows   []store.Row
	next   *store.Cursor
	// levels has one for each Items field of the connection's selection, in
	// order; rows start at offset within them.
	levels []*level
	offset int
}

// level prepares rows for a selection and reads their relationships.
func (r *run) level(s *plan.Selection, rows []store.Row, mutation bool) *level {
	l := &level{sel: s, rows: rows, mutation: mutation}
	r.relate(l, nil, nil)
	return l
}

// levelAlong is level for rows of a query, some of whose relationships have
// been read along.
func (r *run) levelAlong(s *plan.Selection, rows []store.Row, along []along, nested []*store.Result) *level {
	l := &level{sel: s, rows: rows}
	r.relate(l, along, nested)
	return l
}

func (r *run) relate(l *level, along []along, nested []*store.Result) {
	if len(l.rows) == 0 {
		return
	}
	l.guards = r.guards(l.sel, l.mutation)
	if len(l.sel.Relations) == 0 {
		return
	}
	l.relations = make([]*relation, len(l.sel.Relations))
	for i := range nested {
		if nested[i] != nil {
			l.relations[along[i].field.Slot] = r.joined(l, &along[i], nested[i])
		}
	}
	for i, f := range l.sel.Relations {
		if l.relations[i] == nil && (r.denied == nil || !r.denied[f.Index]) {
			l.relations[i] = r.relation(l, f)
		}
	}
}

// levels prepares the rows of a connection for each of its Items fields.
func (r *run) levels(s *plan.Selection, rows []store.Row) []*level {
	return r.levelsAlong(s, rows, nil, nil)
}

func (r *run) levelsAlong(s *plan.Selection, rows []store.Row, along []along, nested []*store.Result) []*level {
	var out []*level
	for _, f := range s.Fields {
		if f.Kind == plan.Items {
			out = append(out, r.levelAlong(f.Sub, rows, along, nested))
		}
	}
	return out
}

// itemColumns are the columns to read for a connection.
func (r *run) itemColumns(s *plan.Selection) []*schema.Field {
	var out []*schema.Field
	for _, f := range s.Fields {
		if f.Kind != plan.Items {
			continue
		}
		columns := r.columnsOf(f.Sub)
		if out == nil {
			out = columns
			continue
		}
		out = union(out, columns)
	}
	return out
}

func union(a, b []*schema.Field) []*schema.Field {
	out := slices.Clone(a)
	for _, f := range b {
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b *schema.Field) int { return a.Ordinal - b.Ordinal })
	return out
}

// guards asks the policy about the guarded fields of a selection.
func (r *run) guards(s *plan.Selection, mutation bool) []*guard {
	var out []*guard
	for i, f := range s.Fields {
		if f.Field == nil || !r.e.guarded[f.Field] {
			continue
		}
		if out == nil {
			out = make([]*guard, len(s.Fields))
		}
		out[i] = &guard{r.e.Policy.Field(r.id, s.Model, f.Field), mutation && r.e.nulled[f.Field]}
	}
	return out
}

// withDeciding adds to a selection's columns those that the policy's answers
// about guarded fields look at.
func (r *run) withDeciding(s *plan.Selection) []*schema.Field {
	out := s.Columns
	for _, f := range s.Fields {
		if f.Field == nil || !r.e.guarded[f.Field] {
			continue
		}
		if d := r.e.Policy.Field(r.id, s.Model, f.Field); d.Outcome == authz.Filter {
			out = union(out, fieldsOf(d.Where, nil))
		}
	}
	return out
}

// fieldsOf are the fields that a condition looks at.
func fieldsOf(e predicate.Expr, to []*schema.Field) []*schema.Field {
	switch e := e.(type) {
	case predicate.And:
		for _, p := range e {
			to = fieldsOf(p, to)
		}
	case predicate.Or:
		for _, p := range e {
			to = fieldsOf(p, to)
		}
	case predicate.Not:
		to = fieldsOf(e.Expr, to)
	case predicate.Compare:
		to = append(to, e.Field)
	}
	return to
}
