package sqlgen

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Write is a compiled write of one row. It changes no row where an insert
// finds the key taken and where an update or delete finds no row to change.
type Write struct{ builder }

var writes = sync.Pool{New: func() any { return new(Write) }}

// Release gives the statement back.
func (w *Write) Release() {
	w.builder.reset(nil, nil)
	writes.Put(w)
}

func (c *Compiler) write(t *Table, compile func(w *Write)) (*Write, error) {
	w := writes.Get().(*Write)
	w.builder.reset(c.dialect, t)
	compile(w)
	if err := w.finish(); err != nil {
		w.Release()
		return nil, err
	}
	return w, nil
}

// Insert compiles an insert. Its text is the same for every row of the model.
func (c *Compiler) Insert(in *store.Insert) (*Write, error) {
	t, err := c.table(in.Model)
	if err != nil {
		return nil, err
	}
	if len(in.Record) != len(t.byOrdinal) {
		return nil, fmt.Errorf("a record of model %s has %d fields instead of %d", t.Model.Name, len(in.Record), len(t.byOrdinal))
	}
	return c.write(t, func(w *Write) {
		w.text("INSERT INTO ")
		w.text(t.Quoted)
		w.text(" (")
		for i, col := range t.Columns {
			w.comma(i)
			w.column(col)
		}
		w.text(") VALUES (")
		for i, col := range t.Columns {
			w.comma(i)
			w.arg(w.stored(col, in.Record))
		}
		w.text(") ON CONFLICT DO NOTHING")
	})
}

func (w *Write) comma(i int) {
	if i > 0 {
		w.text(", ")
	}
}

// stored gives the content of a column for a record.
func (w *Write) stored(c *Column, rec value.Record) value.Value {
	switch {
	case c == w.t.Nulls:
		return nullsOf(w.t, rec)
	case c.Field == nil:
		parts := make([]value.Value, len(c.Parts))
		for i, f := range c.Parts {
			parts[i] = rec[f.Ordinal]
		}
		v := joinKey(parts)
		if c.NotNull && v.IsNull() {
			w.fail("a key field of model %s is missing", w.t.Model.Name)
		}
		return v
	}
	v := rec[c.Field.Ordinal]
	if c.NotNull && v.IsNull() {
		w.fail("key field %s of model %s is missing", c.Field.Name, w.t.Model.Name)
	}
	return w.storable(c, v)
}

// storable checks that a value is of the column's type.
func (w *Write) storable(c *Column, v value.Value) value.Value {
	if v.IsNull() {
		return value.Value{}
	}
	text := v.Text()
	switch k := v.Kind(); {
	case k == value.Int && c.Type == Real:
		return value.OfFloat(v.Float())
	case k != kindOf(c.Type):
		w.fail("a value for field %s of model %s has another type", c.Field.Name, w.t.Model.Name)
	case c.Type == Real && v.Float()-v.Float() != 0:
		w.fail("a value for field %s of model %s is not a finite number", c.Field.Name, w.t.Model.Name)
	case strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text) || k == value.JSON && hasNUL(text):
		w.fail("field %s of model %s: %w", c.Field.Name, w.t.Model.Name, ErrText)
	}
	return v
}

// nullsOf lists the explicit nulls of a record; Absent where there is none.
func nullsOf(t *Table, rec value.Record) value.Value {
	var b strings.Builder
	for i, v := range rec {
		if v.Kind() == value.Null {
			if b.Len() == 0 {
				b.WriteByte(',')
			}
			b.WriteString(t.byOrdinal[i].marker[1:])
		}
	}
	if b.Len() == 0 {
		return value.Value{}
	}
	return value.OfString(b.String())
}

// Update compiles an update. Parts gives the joined sort keys whose parts the
// update changes: their new values as Rejoin made them.
func (c *Compiler) Update(u *store.Update, rejoined []Rejoined) (*Write, error) {
	t, err := c.table(u.Model)
	if err != nil {
		return nil, err
	}
	return c.write(t, func(w *Write) {
		w.text("UPDATE ")
		w.text(t.Quoted)
		w.text(" SET ")
		for i, a := range u.Set {
			w.comma(i)
			w.assign(a)
		}
		if len(u.Set) == 0 { // models of nothing but a key, without timestamps
			key := t.Column(t.Model.KeyFields[0])
			w.column(key)
			w.text(" = ")
			w.column(key)
		}
		for _, r := range rejoined {
			w.text(", ")
			w.column(r.column)
			w.text(" = ")
			w.arg(r.value)
		}
		w.forget(u.Set)
		w.match(u.Key, u.Where)
	})
}

func (w *Write) assign(a store.Assignment) {
	c := w.t.Column(a.Field)
	switch {
	case c == nil:
		w.fail("an update sets a field that model %s does not store", w.t.Model.Name)
		return
	case slices.Contains(w.t.Model.KeyFields, a.Field):
		w.fail("an update sets field %s of model %s, which is part of the key", a.Field.Name, w.t.Model.Name)
		return
	}
	w.column(c)
	w.text(" = ")
	w.arg(w.storable(c, a.Value))
}

// forget takes the fields out of the column of nulls: they have a value now,
// or are absent.
func (w *Write) forget(set []store.Assignment) {
	w.text(", ")
	w.column(w.t.Nulls)
	w.text(" = ")
	for range set {
		w.text("replace(")
	}
	w.column(w.t.Nulls)
	for _, a := range set {
		c := w.t.Column(a.Field)
		if c == nil {
			return // reported by assign
		}
		w.text(", ")
		w.text(literal(c.marker))
		w.text(", ',')")
	}
}

// match appends the condition of an update or delete: the key and Where.
func (w *Write) match(key []value.Value, where predicate.Expr) {
	columns, values := w.rowKey(key)
	for i, c := range columns {
		if i == 0 {
			w.text(" WHERE ")
		} else {
			w.text(" AND ")
		}
		w.relation(operand{column: c, typ: c.Type}, predicate.Eq, values[i])
	}
	if where != nil {
		w.text(" AND ")
		w.expr(where, 0)
	}
}

// rowKey gives the columns and values of a primary key.
func (w *Write) rowKey(key []value.Value) ([]*Column, []value.Value) {
	if len(key) != len(w.t.Model.KeyFields) {
		w.fail("a key of model %s has %d values instead of %d", w.t.Model.Name, len(key), len(w.t.Model.KeyFields))
		return nil, nil
	}
	return w.t.find(key)
}

// Delete compiles a delete.
func (c *Compiler) Delete(d *store.Delete) (*Write, error) {
	t, err := c.table(d.Model)
	if err != nil {
		return nil, err
	}
	return c.write(t, func(w *Write) {
		w.text("DELETE FROM ")
		w.text(t.Quoted)
		w.match(d.Key, d.Where)
	})
}
