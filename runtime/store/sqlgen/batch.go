package sqlgen

import (
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// batch compiles a query for several keys. They travel as one JSON parameter,
// so that the text is the same for any number of them.
func (r *Read) batch() {
	if len(r.q.Batch.Keys) == 0 {
		r.Empty = true
		return
	}
	keys, columns, paged := r.keys()
	if r.err != nil {
		return
	}
	r.text("SELECT ")
	r.keyed = true
	r.d.keyNumber(&r.builder)
	r.text(", ")
	r.prefix = "t."
	r.outputs()
	r.text(" FROM ")
	r.d.batch(&r.builder, keys, r.q.Limit > 0, r.q.Lock, func(prefix string) {
		r.prefix = prefix
		r.batchRows(columns, paged)
	})
	r.prefix = "t."
	r.text(" ORDER BY ")
	r.d.keyNumber(&r.builder)
	for _, c := range r.order {
		r.text(", ")
		r.column(c)
		if r.desc {
			r.text(" DESC")
		}
	}
	if r.q.Lock && r.q.Limit == 0 {
		r.d.lock(&r.builder)
	}
}

// batchRows appends the conditions on the rows of one key.
func (r *Read) batchRows(columns []*Column, paged bool) {
	for i, c := range columns {
		if i > 0 {
			r.text(" AND ")
		}
		r.column(c)
		r.text(" = ")
		r.d.keyPart(&r.builder, i, c.Type)
	}
	if r.indexed != nil {
		r.text(" AND ")
		r.present()
	}
	if paged {
		n := len(columns)
		r.text(" AND (")
		r.d.keyPart(&r.builder, n, r.order[0].Type)
		r.text(" IS NULL OR ")
		r.behind(func(i int) { r.d.keyPart(&r.builder, n+i, r.order[i].Type) })
		r.text(")")
	}
	if r.q.Where != nil {
		r.text(" AND ")
		r.expr(r.q.Where, 0)
	}
	if r.q.Limit > 0 {
		r.orderBy()
		r.d.limit(&r.builder, r.reading(r.q.Limit))
		if r.q.Lock {
			r.d.lock(&r.builder)
		}
	}
}

// present appends the condition that a row is in the index that orders a batch.
func (r *Read) present() {
	r.column(r.indexed)
	r.text(" IS NOT NULL")
}

// keys writes the keys as a JSON array of arrays, the values of a cursor
// behind those of its key. Null stands for what matches nothing.
func (r *Read) keys() (keys value.Value, columns []*Column, paged bool) {
	text := []byte{'['}
	for i, key := range r.q.Batch.Keys {
		var values []value.Value
		if columns, values = r.keyOf(r.q.Batch.Fields, key); r.err != nil {
			return
		}
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, '[')
		for j, c := range columns {
			if j > 0 {
				text = append(text, ',')
			}
			_, v, fits := fit(c.Type, predicate.Eq, values[j])
			if !fits {
				v = value.Value{}
			}
			text = v.AppendJSON(text)
		}
		if len(r.q.Batch.After) > 0 && r.q.Batch.After[i] != nil {
			paged = true
			for j := range r.order {
				text = r.q.Batch.After[i].Values[j].AppendJSON(append(text, ','))
			}
		}
		text = append(text, ']')
	}
	return value.OfJSON(string(append(text, ']'))), columns, paged
}

func (SQLite) keyNumber(b *builder) { b.text("k.key") }

func (Postgres) keyNumber(b *builder) { b.text("k.key - 1") }

func (SQLite) keyPart(b *builder, i int, _ Type) {
	b.text("(k.value ->> " + strconv.Itoa(i) + ")")
}

func (Postgres) keyPart(b *builder, i int, t Type) {
	b.text("(k.value ->> " + strconv.Itoa(i) + ")" + cast(t))
}

// batch: SQLite has no LATERAL, but a correlated IN over row numbers does the
// same, each key by an index. CROSS JOIN fixes the order of the loops.
func (SQLite) batch(b *builder, keys value.Value, limited, _ bool, rest func(string)) {
	b.text("json_each(")
	b.arg(keys)
	b.text(") AS k CROSS JOIN ")
	b.text(b.t.Quoted)
	if !limited {
		b.text(" AS t WHERE ")
		rest("t.")
		return
	}
	b.text(" AS t ON t.rowid IN (SELECT u.rowid FROM ")
	b.text(b.t.Quoted)
	b.text(" AS u WHERE ")
	rest("u.")
	b.text(")")
}

func (Postgres) batch(b *builder, keys value.Value, limited, _ bool, rest func(string)) {
	b.text("jsonb_array_elements(")
	b.arg(keys)
	b.text("::jsonb) WITH ORDINALITY AS k(value, key) ")
	if !limited {
		b.text("JOIN " + b.t.Quoted + " AS t ON ")
		rest("t.")
		return
	}
	b.text("CROSS JOIN LATERAL (SELECT u.* FROM " + b.t.Quoted + " AS u WHERE ")
	rest("u.")
	b.text(") AS t")
}

// hasNUL reports whether JSON text escapes the character U+0000.
func hasNUL(json string) bool {
	for {
		i := strings.Index(json, `\u0000`)
		if i < 0 {
			return false
		}
		slashes := 0
		for i-slashes > 0 && json[i-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return true
		}
		json = json[i+1:]
	}
}
