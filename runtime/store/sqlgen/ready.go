package sqlgen

import (
	"strconv"

	"github.com/amplifygo/amplifygo/runtime/store"
)

// maxKey is the longest name of a column in PostgreSQL.
const maxKey = 63

// canBeReady reports whether a database makes the objects as they have to be.
func canBeReady(members []store.Member, t *Table) bool {
	for _, m := range members {
		c := t.Column(m.Field)
		if len(m.Key) > maxKey || c == nil || c.Type != Text && c.Type != Integer {
			return false
		}
	}
	return len(members) <= maxNested/2 // two arguments each
}

// readyQuery appends the query of rows that become objects of the answer.
// equal appends its conditions.
func (n *nested) readyQuery(rows string, equal func(prefix string)) {
	texts := 0
	for _, m := range n.members {
		if n.t.Column(m.Field).Type.text() {
			texts++
		}
	}
	n.d.ready(&n.builder, !n.single, n.mayBeLong(texts), n.members, func(name func(i int)) {
		n.text("SELECT ")
		for i, m := range n.members {
			if i > 0 {
				n.text(", ")
			}
			n.text(rows + "." + n.t.Column(m.Field).Quoted + " AS ")
			name(i)
		}
		n.text(" FROM " + n.t.Quoted + " AS " + rows)
		equal(rows)
		if !n.single {
			n.orderBy()
			n.d.limit(&n.builder, n.q.Limit)
		}
	})
}

func (SQLite) ready(b *builder, many, counted bool, members []store.Member, rows func(name func(i int))) {
	b.text("SELECT ")
	if many {
		b.text("json_group_array(")
	}
	b.text("json_object(")
	for i, m := range members {
		if i > 0 {
			b.text(", ")
		}
		b.text(literal(m.Key) + ", x.c" + strconv.Itoa(i))
	}
	b.text(")")
	if many {
		b.text(")")
	}
	b.text(" FROM (")
	// The names of columns do not tell "a" from "A".
	rows(func(i int) { b.text("c" + strconv.Itoa(i)) })
	b.text(") AS x")
	if !counted {
		return
	}
	var texts []string
	for i, m := range members {
		if b.t.Column(m.Field).Type.text() {
			texts = append(texts, "x.c"+strconv.Itoa(i))
		}
	}
	b.text(SQLite{}.counted(" WHERE ", texts))
}

func (Postgres) ready(b *builder, many, _ bool, members []store.Member, rows func(name func(i int))) {
	if many {
		b.text("SELECT json_agg(x) FROM (")
	} else {
		b.text("SELECT row_to_json(x) FROM (")
	}
	rows(func(i int) { b.text(Quote(members[i].Key)) })
	b.text(") AS x")
}
