package sqlgen

import (
	"slices"
	"sync"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Read is a compiled query: its statement, and the way from the statement's
// rows to a store.Result. It belongs to one goroutine and goes back with Release.
type Read struct {
	builder
	collector
	q *store.Query
	// Empty: the query cannot find anything and needs no statement.
	Empty bool

	// order are the columns that order the rows, all in one direction.
	order []*Column
	desc  bool
	// cursor are the columns of a cursor's values: order and then what is left
	// of the primary key.
	cursor []*Column
	// fixed is the partition column, which one value fixes, or nil.
	fixed *Column
	// indexed is the sort column of the index that orders a batch, where rows
	// may be without; or nil.
	indexed *Column
	// conditions counts those that where has appended.
	conditions int
	// nested are the relationships that are read along, by Query.Nested; nil
	// for those that cannot be.
	nested []*nested
	layout *Layout
	// depth counts the queries around a nested one, and times the rows that it
	// gives at most for a row of the statement.
	depth, times int
	// uncounted is how many texts of nested queries the database need not count,
	// in all of the statement; it is the outermost query's free.
	uncounted *int
	free      int
	// asJSON: the columns become elements of a JSON array, which cells reads.
	asJSON bool
	cells  cells
	// width is the number of columns of the select list.
	width int
}

var reads = sync.Pool{New: func() any { return new(Read) }}

// Read compiles a query. The error wraps store.ErrCursor where the cursor does
// not fit; other errors are mistakes of the caller.
func (c *Compiler) Read(q *store.Query) (*Read, error) {
	t, err := c.table(q.Model)
	if err != nil {
		return nil, err
	}
	r := reads.Get().(*Read)
	r.begin(c.layout, c.dialect, t, q)
	if err := r.check(); err != nil {
		r.Release()
		return nil, err
	}
	if q.Batch != nil && len(q.Batch.Keys) != 1 {
		r.batch()
	} else {
		r.plain()
	}
	if err := r.finish(); err != nil {
		r.Release()
		return nil, err
	}
	return r, nil
}

// Release gives the query back. The statement must not be used any more; the
// result stays.
func (r *Read) Release() {
	if cap(r.SQL) > 1<<16 || cap(r.Args) > 1<<12 {
		return // do not keep the memory of the largest request for ever
	}
	for _, n := range r.nested {
		if n != nil {
			n.Release()
		}
	}
	clear(r.nested)
	r.builder.reset(nil, nil)
	r.q, r.layout, r.cells.text = nil, nil, ""
	clear(r.cells.cells[:cap(r.cells.cells)])
	r.collector = collector{fields: r.fields[:0], cursorAt: r.cursorAt[:0]}
	reads.Put(r)
}

func (r *Read) begin(l *Layout, d Dialect, t *Table, q *store.Query) {
	r.builder.reset(d, t)
	r.q, r.Empty, r.desc, r.fixed, r.indexed, r.conditions = q, false, false, nil, nil, 0
	r.order, r.cursor, r.nested = r.order[:0], r.cursor[:0], r.nested[:0]
	r.layout, r.depth, r.asJSON, r.width = l, 0, false, 0
	r.times, r.free, r.uncounted = 1, 0, &r.free
	r.collector.reset(q)
}

// plain compiles everything but a batch of several keys.
func (r *Read) plain() {
	u, united := r.unite()
	if united || len(r.q.Nested) > 0 {
		r.prefix = "t."
	}
	r.text("SELECT ")
	r.outputs()
	r.along()
	r.text(" FROM ")
	if united {
		r.from(u)
	} else {
		r.selected()
	}
	r.orderBy()
	limit := r.q.Limit
	if r.q.ScanLimit > 0 {
		limit = r.q.ScanLimit
	}
	if limit > 0 {
		r.d.limit(&r.builder, r.reading(limit))
	}
	if r.q.Lock {
		r.d.lock(&r.builder)
	}
}

// selected appends the table and the conditions on its rows.
func (r *Read) selected() {
	r.text(r.t.Quoted)
	if r.prefix != "" {
		r.text(" AS t")
	}
	r.reach()
	if r.q.Within != nil {
		r.where()
		r.expr(r.q.Within, 0)
	}
	if r.q.Where != nil && r.q.ScanLimit == 0 {
		r.where()
		r.expr(r.q.Where, 0)
	}
}

// reading gives the number of rows to read for a page: one more tells whether
// there is a next page.
func (r *Read) reading(limit int) int {
	if r.q.Last {
		return limit
	}
	return limit + 1
}

// where begins a further condition.
func (r *Read) where() {
	if r.conditions == 0 {
		r.text(" WHERE ")
	} else {
		r.text(" AND ")
	}
	r.conditions++
}

// reach appends the conditions of the access, the batch's one key, and the cursor.
func (r *Read) reach() {
	after := r.q.After
	switch {
	case r.q.Batch != nil:
		b := r.q.Batch
		columns, values := r.keyOf(b.Fields, b.Keys[0])
		for i, c := range columns {
			r.keyEquals(c, values[i])
		}
		if r.indexed != nil {
			r.where()
			r.present()
		}
		if len(b.After) == 1 {
			after = b.After[0]
		}
	case r.q.Access != nil:
		r.access(r.q.Access)
	}
	if after == nil {
		return
	}
	r.where()
	if len(r.order) == 0 {
		r.constant(false) // the only row of a whole key has no other behind it
		return
	}
	r.behind(func(i int) { r.arg(after.Values[i]) })
}

// behind appends the comparison of the order with a cursor's values. The
// columns of order stand first among those of the cursor.
func (r *Read) behind(argument func(i int)) {
	list := func(one func(i int)) {
		if len(r.order) > 1 {
			r.text("(")
		}
		for i := range r.order {
			if i > 0 {
				r.text(", ")
			}
			one(i)
		}
		if len(r.order) > 1 {
			r.text(")")
		}
	}
	list(func(i int) { r.column(r.order[i]) })
	if r.desc {
		r.text(" < ")
	} else {
		r.text(" > ")
	}
	list(argument)
}

func (r *Read) keyEquals(c *Column, v value.Value) {
	_, v, fits := fit(c.Type, predicate.Eq, v)
	if !fits {
		r.Empty = true
		v = value.Value{}
	}
	r.where()
	r.column(c)
	r.text(" = ")
	r.arg(v)
}

func (r *Read) access(a *store.Access) {
	r.keyEquals(r.fixed, a.Partition)
	sort := r.t.Key.Sort
	if a.Index != nil {
		sort = r.t.access[a.Index].Sort
	}
	switch {
	case sort == nil:
	case a.Sort == nil:
		if !sort.NotNull {
			r.where()
			r.column(sort)
			r.text(" IS NOT NULL")
		}
	default:
		r.sortCondition(sort, a.Sort)
	}
}

func (r *Read) sortCondition(c *Column, s *store.SortCondition) {
	args := s.Args
	if len(c.Parts) > 0 {
		args = joinArgs(c, s)
	}
	want := 1
	switch s.Op {
	case predicate.Between:
		want = 2
	case predicate.Eq, predicate.Lt, predicate.Le, predicate.Gt, predicate.Ge, predicate.BeginsWith:
	default:
		r.fail("operator %d is not one of sort keys", s.Op)
		return
	}
	if len(args) != want {
		r.fail("operator %d on a sort key has %d arguments instead of %d", s.Op, len(args), want)
		return
	}
	r.where()
	r.apply(operand{column: c, typ: c.Type}, s.Op, args)
}

// joinArgs makes the arguments of a condition on several sort keys texts:
// a single number is the text of it, and as many values as there are sort
// keys are one joined key.
func joinArgs(c *Column, s *store.SortCondition) []value.Value {
	if s.Op != predicate.Between && len(s.Args) == len(c.Parts) {
		return []value.Value{joinKey(s.Args)}
	}
	args := make([]value.Value, len(s.Args))
	for i, a := range s.Args {
		args[i] = joinKey([]value.Value{a})
	}
	return args
}

func (r *Read) orderBy() {
	for i, c := range r.order {
		if i == 0 {
			r.text(" ORDER BY ")
		} else {
			r.text(", ")
		}
		r.column(c)
		if r.desc {
			r.text(" DESC")
		}
	}
}

// keyOf gives the columns and values by which the fields find their rows:
// those of the primary key where the fields are its, else the fields' own.
func (r *Read) keyOf(fields []*schema.Field, values []value.Value) ([]*Column, []value.Value) {
	if len(values) != len(fields) {
		r.fail("a batch has %d values for %d fields", len(values), len(fields))
		return nil, nil
	}
	if slices.Equal(fields, r.t.Model.KeyFields) {
		return r.t.find(values)
	}
	columns := make([]*Column, len(fields))
	for i, f := range fields {
		if columns[i] = r.t.Column(f); columns[i] == nil {
			r.fail("a batch is by a field that model %s does not store", r.t.Model.Name)
			return nil, nil
		}
	}
	return columns, values
}
