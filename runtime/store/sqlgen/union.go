package sqlgen

import (
	"slices"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/value"
)

const (
	// maxBranches bounds the values of a union; an owner has three names.
	maxBranches = 4
	// maxRest bounds the weight of the other conditions, which each branch repeats.
	maxRest = 100
)

// union is a page in the order of the primary key of rows whose column has one
// of some values: an owner's rows. An index of the column and the key has the
// rows of each value in order, but databases do not merge them: they sort all
// of the owner's rows, or look for them in the whole table. So the page is cut
// out of the first rows of each value.
type union struct {
	column *Column
	values []value.Value
	// rest are the other conditions.
	rest predicate.And
}

// unite finds out whether a query is such a page.
func (r *Read) unite() (u union, ok bool) {
	q := r.q
	if q.Access != nil || q.Batch != nil || q.Limit == 0 || q.ScanLimit != 0 || q.Lock {
		return u, false
	}
	parts, and := q.Where.(predicate.And)
	if !and {
		parts = predicate.And{q.Where}
	}
	for i, p := range parts {
		if or, is := p.(predicate.Or); is {
			if gathered := gather(or); len(gathered) == 1 {
				p = gathered[0]
			}
		}
		if c, is := p.(predicate.Compare); is && c.Op == predicate.In && !c.Size && r.branches(c, &u) {
			u.rest = append(append(u.rest, parts[:i]...), parts[i+1:]...)
			return u, weight(u.rest) <= maxRest
		}
	}
	return u, false
}

// weight is roughly the number of a condition's parameters.
func weight(e predicate.Expr) int {
	n := 0
	switch e := e.(type) {
	case predicate.And:
		for _, p := range e {
			n += weight(p)
		}
	case predicate.Or:
		for _, p := range e {
			n += weight(p)
		}
	case predicate.Not:
		n = weight(e.Expr)
	case predicate.Compare:
		n = 1 + len(e.Args)
	}
	return n
}

// branches fills in the column and its distinct values, no row having two.
func (r *Read) branches(c predicate.Compare, u *union) bool {
	u.column, u.values = r.t.Column(c.Field), nil
	if u.column == nil || u.column.Type != Text || !r.ordered(u.column) {
		return false
	}
	for _, a := range c.Args {
		if a.Kind() != value.String {
			return false
		}
		if _, v, fits := fit(Text, predicate.Eq, a); fits && !slices.Contains(u.values, v) {
			u.values = append(u.values, v)
		}
	}
	return len(u.values) > 1 && len(u.values) <= maxBranches
}

// ordered reports whether an index has the rows of each value of a column in
// the order of the query.
func (r *Read) ordered(c *Column) bool {
	return slices.ContainsFunc(r.t.Indexes, func(x *Index) bool {
		return !x.Elements && len(x.Columns) > 1 && x.Columns[0] == c && slices.Equal(x.Columns[1:], r.order)
	})
}

// from appends the table "t" that holds the first rows of each value.
func (r *Read) from(u union) {
	outer := r.prefix
	r.prefix = "b."
	r.text("(")
	for i, v := range u.values {
		if i > 0 {
			r.text(" UNION ALL ")
		}
		r.d.branch(&r.builder, func() {
			r.text("SELECT b.* FROM " + r.t.Quoted + " AS b")
			r.conditions = 0
			r.keyEquals(u.column, v)
			r.reach()
			if len(u.rest) > 0 {
				r.where()
				r.expr(u.rest, 0)
			}
			r.orderBy()
			r.d.limit(&r.builder, r.reading(r.q.Limit))
		})
	}
	r.text(") AS t")
	r.prefix, r.conditions = outer, 0
}

// branch: SQLite takes ORDER BY within a union in a subquery only.
func (SQLite) branch(b *builder, query func()) {
	b.text("SELECT * FROM (")
	query()
	b.text(")")
}

func (Postgres) branch(b *builder, query func()) {
	b.text("(")
	query()
	b.text(")")
}
