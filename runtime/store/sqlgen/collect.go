package sqlgen

import (
	"strings"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Row is one row of a statement's outcome as a driver sees it, columns counted
// from 0. The texts must outlive the row.
type Row interface {
	Null(i int) bool
	Bool(i int) bool
	Int(i int) int64
	Float(i int) float64
	Text(i int) string
}

// collector makes a store.Result of the rows.
type collector struct {
	// fields are the wanted columns, which stand first in the statement, or
	// second where keyed: behind the number of the batch's key.
	fields []*Column
	keyed  bool
	// The positions of further columns; -1 where there is none.
	nulls, admitted, passed int
	// cursorAt are the positions of the columns of a cursor.
	cursorAt []int

	rows    []store.Row
	groups  []store.Group
	slab    []value.Value
	group   int
	start   int // the group's first row
	scanned int
	mark    *store.Cursor // where the next page begins if there is one
	next    *store.Cursor
	full    bool // a row more than the limit was seen
	bytes   int  // of all texts
}

func (c *collector) reset(q *store.Query) {
	*c = collector{fields: c.fields[:0], cursorAt: c.cursorAt[:0], nulls: -1, admitted: -1, passed: -1}
	if q.Batch != nil {
		c.groups = make([]store.Group, len(q.Batch.Keys))
	}
}

// outputs appends the select list.
func (r *Read) outputs() {
	n := 0
	if r.keyed {
		n = 1
	}
	first := n
	column := func(c *Column) {
		if n > first {
			r.text(", ")
		}
		if r.asJSON {
			r.d.jsonValue(&r.builder, c)
		} else {
			r.column(c)
		}
		n++
	}
	defer func() { r.width = n }()
	for _, f := range r.q.Fields {
		c := r.t.Column(f)
		if c == nil {
			r.fail("a query wants a field that model %s does not store", r.t.Model.Name)
			return
		}
		r.fields = append(r.fields, c)
		column(c)
	}
	r.nulls = n
	column(r.t.Nulls)
	cursor := r.cursor
	if r.q.Last {
		cursor = nil
	}
	for _, c := range cursor {
		at := indexOf(r.fields, c)
		if at < 0 {
			at = n
			column(c)
		} else {
			at += first
		}
		r.cursorAt = append(r.cursorAt, at)
	}
	if r.q.Check != nil {
		r.admitted = n
		r.judged(r.q.Check, &n)
	}
	if r.q.ScanLimit > 0 && r.q.Where != nil {
		r.passed = n
		r.judged(r.q.Where, &n)
	}
}

// judged appends the outcome of a condition.
func (r *Read) judged(e predicate.Expr, n *int) {
	r.text(", (")
	r.expr(e, 0)
	r.text(") IS TRUE")
	*n++
}

func indexOf(columns []*Column, c *Column) int {
	for i, other := range columns {
		if other == c {
			return i
		}
	}
	return -1
}

// Add takes a row. It reports false when no further row is wanted.
func (r *Read) Add(row Row) bool {
	if r.keyed {
		r.enter(int(row.Int(0)))
	}
	if r.mark != nil { // this is the row behind the page
		r.next, r.mark, r.full = r.mark, nil, true
	}
	if r.full {
		return r.keyed // further rows may be of the next key
	}
	r.scanned++
	if r.passed < 0 || row.Bool(r.passed) {
		r.rows = append(r.rows, store.Row{Record: r.record(row), Admitted: r.admitted < 0 || row.Bool(r.admitted)})
		r.addNested(row)
	}
	long := r.q.Bytes > 0 && r.bytes >= r.q.Bytes
	if long && r.bytes >= 4*r.q.Bytes {
		r.fail("%w", store.ErrTooLong)
		return false
	}
	if r.q.Last {
		r.full = long
		return r.keyed || !long // the statement ends with the page
	}
	if n := len(r.rows) - r.start; long || r.q.Limit > 0 && n == r.q.Limit || r.q.ScanLimit > 0 && r.scanned == r.q.ScanLimit {
		r.mark = r.cursorOf(row)
	}
	return true
}

// enter begins the rows of a key, closing those before.
func (r *Read) enter(group int) {
	for r.group < group {
		r.leave()
		r.group++
	}
}

func (r *Read) leave() {
	r.groups[r.group] = store.Group{Start: r.start, End: len(r.rows), Next: r.next}
	r.start, r.scanned, r.mark, r.next, r.full = len(r.rows), 0, nil, nil, false
}

// Result gives what was collected. The Read may be released afterwards.
func (r *Read) Result() *store.Result {
	res := &store.Result{Next: r.next}
	if r.q.Batch != nil {
		for r.group < len(r.groups) {
			r.leave()
			r.group++
		}
		res.Next = nil
	}
	res.Rows, res.Groups = r.rows, r.groups
	r.nestedResults(res)
	return res
}

func (r *Read) record(row Row) value.Record {
	rec := r.newRecord()
	first := 0
	if r.keyed {
		first = 1
	}
	missing := false
	for i, c := range r.fields {
		if v, there := read(row, first+i, c.Type); there {
			rec[c.Field.Ordinal] = v
			r.bytes += len(v.Text())
		} else {
			missing = true
		}
	}
	if missing && !row.Null(r.nulls) {
		nulls := row.Text(r.nulls)
		for _, c := range r.fields {
			if rec[c.Field.Ordinal].Kind() == value.Absent && strings.Contains(nulls, c.marker) {
				rec[c.Field.Ordinal] = value.NullValue()
			}
		}
	}
	return rec
}

// newRecord cuts records from slabs that grow as rows come.
func (r *Read) newRecord() value.Record {
	n := len(r.t.byOrdinal)
	if len(r.slab) < n {
		r.slab = make([]value.Value, n*min(max(1, 2*len(r.rows)), 64))
	}
	rec := r.slab[:n:n]
	r.slab = r.slab[n:]
	return rec
}

func (r *Read) cursorOf(row Row) *store.Cursor {
	values := make([]value.Value, len(r.cursor))
	for i, c := range r.cursor {
		values[i], _ = read(row, r.cursorAt[i], c.Type)
	}
	return &store.Cursor{Values: values}
}

func read(row Row, i int, t Type) (v value.Value, there bool) {
	if row.Null(i) {
		return value.Value{}, false
	}
	switch t {
	case Text:
		v = value.OfString(row.Text(i))
	case Integer:
		v = value.OfInt(row.Int(i))
	case Real:
		v = value.OfFloat(row.Float(i))
	case Boolean:
		v = value.OfBool(row.Bool(i))
	default:
		v = value.OfJSON(row.Text(i))
	}
	return v, true
}
