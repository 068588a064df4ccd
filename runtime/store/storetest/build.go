package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// vals is a row by the names of its fields.
type vals map[string]value.Value

// The constructors of values, short because tests are full of them.
func str(s string) value.Value  { return value.OfString(s) }
func num(i int64) value.Value   { return value.OfInt(i) }
func flt(f float64) value.Value { return value.OfFloat(f) }
func yes(b bool) value.Value    { return value.OfBool(b) }
func jsn(s string) value.Value  { return value.OfJSON(s) }
func null() value.Value         { return value.NullValue() }
func stored(m *schema.Model) (fields []*schema.Field) {
	for _, f := range m.Fields {
		if f.Relation == nil {
			fields = append(fields, f)
		}
	}
	return fields
}

// record makes a record of the named values.
func record(m *schema.Model, v vals) value.Record {
	rec := make(value.Record, len(stored(m)))
	for name, x := range v {
		rec[m.Field(name).Ordinal] = x
	}
	return rec
}

// cmpOf makes a comparison.
func cmpOf(m *schema.Model, field string, op predicate.Op, args ...value.Value) predicate.Compare {
	return predicate.Compare{Field: m.Field(field), Op: op, Args: args}
}

// insert stores rows in one transaction.
func insert(t testing.TB, st store.Store, m *schema.Model, rows ...vals) {
	t.Helper()
	err := st.Write(context.Background(), func(ctx context.Context, tx store.Tx) error {
		for _, r := range rows {
			if err := tx.Insert(ctx, &store.Insert{Model: m, Record: record(m, r)}); err != nil {
				return fmt.Errorf("insert %v: %w", r, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// write runs one write by itself.
func write(st store.Store, fn func(ctx context.Context, tx store.Tx) error) error {
	return st.Write(context.Background(), fn)
}

// read runs a query for all fields unless it says which.
func read(t testing.TB, r store.Reader, q store.Query) *store.Result {
	t.Helper()
	if q.Fields == nil {
		q.Fields = stored(q.Model)
	}
	res, err := r.Read(context.Background(), &q)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// column lists one field of the rows.
func column(res *store.Result, f *schema.Field) []value.Value {
	all := []value.Value{}
	for _, r := range res.Rows {
		all = append(all, r.Record[f.Ordinal])
	}
	return all
}

// ids lists the first key field of the rows as text.
func ids(m *schema.Model, res *store.Result) []string {
	all := []string{}
	for _, r := range res.Rows {
		all = append(all, r.Record[m.KeyFields[0].Ordinal].Text())
	}
	return all
}
