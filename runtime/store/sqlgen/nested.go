package sqlgen

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/store"
)

// nested is a relationship that is read along with the rows of another query:
// a subquery that gives its rows, for each row of the other query, as a JSON
// array of arrays, or of one array where there is one row at most. The arrays
// have what a row of a statement has, in the same order, so that they are
// collected the same way.
type nested struct {
	*Read
	// at is the column of the outer rows that holds the JSON.
	at     int
	single bool
	// members are the columns of rows that are made ready, by store.Nested.Ready,
	// and ready what they have become.
	members []store.Member
	ready   []string
}

// maxNested bounds the columns of a nested row: the functions that make its
// array take a hundred arguments.
const maxNested = 90

// along appends the subqueries of the nested relationships to the select list,
// whose columns are qualified with r.prefix.
func (r *Read) along() {
	for i := range r.q.Nested {
		n := r.nest(&r.q.Nested[i])
		if n != nil {
			n.at = r.width
			r.width++
		}
		r.nested = append(r.nested, n)
	}
}

// nest appends one subquery, or nothing where the relationship cannot be read so.
func (r *Read) nest(q *store.Nested) *nested {
	t := r.layout.Table(q.Query.Model)
	if t == nil || q.Query.Batch == nil || q.Query.Limit == 0 {
		r.fail("a nested query needs a model of the schema, a batch and a limit")
		return nil
	}
	inner, outer := r.correlation(q, t)
	if inner == nil || len(q.Query.Fields)+len(q.Query.Nested)+6 > maxNested {
		return nil
	}
	if q.Ready != nil && (!canBeReady(q.Ready, t) || q.One && !slices.Equal(inner, t.Key.columns())) {
		return nil
	}
	n := &nested{Read: reads.Get().(*Read), members: q.Ready, single: q.One && slices.Equal(inner, t.Key.columns())}
	n.begin(r.layout, r.d, t, q.Query)
	n.depth, n.times, n.uncounted = r.depth+1, r.times, r.uncounted
	if !n.single {
		n.times = min(n.times*q.Query.Limit, 1<<30)
	}
	if err := n.check(); err != nil {
		r.fail("%w", err)
		n.Release()
		return nil
	}
	own := n.Statement
	n.Statement = r.Statement
	n.subquery(r.prefix, inner, outer)
	r.Statement, n.Statement = n.Statement, own
	if r.err == nil {
		r.err = n.err
	}
	return n
}

// correlation gives the columns that are equal in the rows of the nested query
// and its outer row; nil where equality of columns does not say it.
func (r *Read) correlation(q *store.Nested, t *Table) (inner, outer []*Column) {
	fields := q.Query.Batch.Fields
	if len(fields) != len(q.From) || slices.Equal(fields, t.Model.KeyFields) && t.Key.Sort != nil && len(t.Key.Sort.Parts) > 0 {
		return nil, nil
	}
	for i, f := range fields {
		a, b := t.Column(f), r.t.Column(q.From[i])
		if a == nil || b == nil || a.Type != b.Type || a.Type == Real || a.Type == List || a.Type == Map {
			return nil, nil
		}
		inner, outer = append(inner, a), append(outer, b)
	}
	return inner, outer
}

// subquery appends the query of a nested relationship.
func (n *nested) subquery(outerPrefix string, inner, outer []*Column) {
	level := strconv.Itoa(n.depth)
	rows, row := "u"+level, "t"+level
	equal := func(prefix string) {
		n.prefix = prefix + "."
		for i, c := range inner {
			n.where()
			n.column(c)
			n.text(" = " + outerPrefix + outer[i].Quoted)
		}
		if n.indexed != nil {
			n.where()
			n.present()
		}
		if n.q.Where != nil {
			n.where()
			n.expr(n.q.Where, 0)
		}
	}
	n.text(", ")
	if n.members != nil {
		n.d.embed(&n.builder, n.depth > 1, func() { n.readyQuery(rows, equal) })
		return
	}
	n.d.embed(&n.builder, n.depth > 1, func() {
		n.text("SELECT ")
		if !n.single {
			n.text(n.d.jsonRows() + "(")
		}
		n.text(n.d.jsonRow() + "(")
		n.prefix = row + "."
		n.asJSON = true
		n.outputs()
		n.along()
		n.text(")")
		if n.single {
			n.text(" FROM " + n.t.Quoted + " AS " + row)
			equal(row)
			n.counted(row, " AND ")
			return
		}
		n.text(") FROM (SELECT " + rows + ".* FROM " + n.t.Quoted + " AS " + rows)
		equal(rows)
		n.orderBy()
		n.d.limit(&n.builder, n.reading(n.q.Limit))
		n.text(") AS " + row)
		n.counted(row, " WHERE ")
	})
}

// counted lets the database count the texts of nested rows. Otherwise it makes
// the JSON of all of them before anybody can see how long that is.
func (n *nested) counted(row, glue string) {
	var texts []string
	for _, c := range n.fields {
		if c.Type.text() {
			texts = append(texts, row+"."+c.Quoted)
		}
	}
	if n.mayBeLong(len(texts)) {
		n.text(n.d.counted(glue, texts))
	}
}

// fewTexts is how many texts of nested queries go with a row of the statement
// uncounted. A client's texts are a megabyte at most, as its requests are.
const fewTexts = 64

// mayBeLong reports whether the rows, of so many texts each, need to be counted.
func (n *nested) mayBeLong(texts int) bool {
	all := n.times * texts
	if *n.uncounted+all > fewTexts {
		return true
	}
	*n.uncounted += all
	return false
}

// Counted names the function that a connection to SQLite has for us: it is true,
// and fails the statement (SQLITE_TOOBIG) once the texts that it got in it are
// too long together.
const Counted = "amplifygo_counted"

func (SQLite) counted(glue string, texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return glue + Counted + "(" + strings.Join(texts, ", ") + ")"
}

// counted: PostgreSQL makes no value of more than a gigabyte, in a process of
// its own.
func (Postgres) counted(string, []string) string { return "" }

var errNotJSON = errors.New("the database did not answer a nested query with JSON rows")

// addNested takes the nested rows of a row that has been added.
func (r *Read) addNested(row Row) {
	for _, n := range r.nested {
		if n == nil {
			continue
		}
		if n.members != nil {
			text := ""
			if !row.Null(n.at) {
				text = row.Text(n.at)
			}
			r.bytes += len(text)
			n.ready = append(n.ready, text)
			continue
		}
		if !row.Null(n.at) {
			text := row.Text(n.at)
			if r.bytes += len(text); !n.take(text) {
				r.fail("%w", cmp.Or(n.err, errNotJSON))
			}
		}
		n.groups = append(n.groups, store.Group{})
		n.leave()
		n.group++
	}
}

// take adds the rows of one outer row.
func (n *nested) take(text string) bool {
	n.cells.text, n.cells.at = text, 0
	if n.single {
		return n.cells.row() && n.collect()
	}
	return n.cells.each(n.collect)
}

// collect adds the row that the cells hold.
func (n *nested) collect() bool {
	if len(n.cells.cells) != n.width {
		return false
	}
	n.Add(&n.cells)
	return n.err == nil
}

// nestedResults puts the results of the nested queries beside their rows.
func (r *Read) nestedResults(res *store.Result) {
	if len(r.nested) == 0 {
		return
	}
	res.Nested = make([]*store.Result, len(r.nested))
	for i, n := range r.nested {
		switch {
		case n == nil:
		case n.members != nil:
			res.Nested[i] = &store.Result{Ready: n.ready}
		default:
			res.Nested[i] = n.Result()
		}
	}
}

// Err reports that the rows could not be collected.
func (r *Read) Err() error { return r.err }

func (SQLite) jsonRow() string    { return "json_array" }
func (Postgres) jsonRow() string  { return "json_build_array" }
func (SQLite) jsonRows() string   { return "json_group_array" }
func (Postgres) jsonRows() string { return "json_agg" }

// embed: SQLite forgets at the border of a subquery that a text is JSON.
func (SQLite) embed(b *builder, inJSON bool, query func()) {
	if inJSON {
		b.text("json(")
	}
	b.text("(")
	query()
	b.text(")")
	if inJSON {
		b.text(")")
	}
}

func (Postgres) embed(b *builder, _ bool, query func()) {
	b.text("(")
	query()
	b.text(")")
}

// jsonValue: SQLite's JSON functions round floats to 15 digits.
func (SQLite) jsonValue(b *builder, c *Column) {
	if c.Type != Real {
		b.column(c)
		return
	}
	b.text("CASE WHEN ")
	b.column(c)
	b.text(" IS NOT NULL THEN printf('%!.17g', ")
	b.column(c)
	b.text(") END")
}

// jsonValue gives JSON as a text, in which it stays as it was written.
func (Postgres) jsonValue(b *builder, c *Column) {
	b.column(c)
	if c.Type == List || c.Type == Map {
		b.text("::text")
	}
}
