package storetest

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

var values = gocmp.Options{cmpopts.EquateComparable(value.Value{}), cmpopts.EquateEmpty()}

// roundTrip: what is stored comes back as it was, nulls and absences included.
func roundTrip(t *testing.T, open Open) {
	s := Schema(t)
	m := s.Model("Item")
	st := open(t, s, nil)
	rows := []vals{
		{"id": str("0")},
		{"id": str("1"), "s": str("é\U0001F600'\"\\%_\n"), "n": num(-5), "f": flt(1), "b": yes(true), "ts": num(math.MaxInt64),
			"at": str("2001-01-01T00:00:00Z"), "j": str(`{"b": 1,  "a":[]}`), "e": str("OPEN"), "place": jsn(`{"lat":1.5,"a":null}`),
			"tags": jsn(`["b","a",null,"b"]`), "nums": jsn(`[3,1]`), "floats": jsn(`[1,0.1]`), "flags": jsn(`[true]`),
			"places": jsn(`[{"lat":1},null]`), "owner": str("a::b"), "editors": jsn(`[]`)},
		{"id": str("2"), "s": null(), "n": null(), "f": null(), "b": null(), "tags": null(), "place": null()},
		{"id": str("3"), "s": str(""), "n": num(0), "f": flt(1e300), "b": yes(false), "tags": jsn("[]")},
		{"id": str("4"), "f": flt(-0.1), "n": num(math.MinInt64), "s": str(strings.Repeat("x", 100_000))},
		{"id": str("5"), "f": flt(9007199254740993), "s": null(), "n": num(1)},
		{"id": str("6"), "f": flt(1e21)},
	}
	insert(t, st, m, rows...)
	res := read(t, st, store.Query{Model: m})
	if len(res.Rows) != len(rows) || res.Next != nil {
		t.Fatalf("got %d rows, next %v", len(res.Rows), res.Next)
	}
	for i, r := range rows {
		if d := gocmp.Diff(record(m, r), res.Rows[i].Record, values); d != "" {
			t.Errorf("row %d (-stored +read):\n%s", i, d)
		}
	}
	odd := s.Model("select")
	row := vals{}
	for _, f := range odd.Fields {
		row[f.Name] = str("<" + f.Name + ">")
	}
	insert(t, st, odd, row)
	got := read(t, st, store.Query{Model: odd, Where: predicate.And{cmpOf(odd, "NAME", predicate.Eq, str("<NAME>")), cmpOf(odd, "name", predicate.Eq, str("<name>"))}})
	if len(got.Rows) != 1 {
		t.Fatalf("the row of odd names: %d", len(got.Rows))
	}
	if d := gocmp.Diff(record(odd, row), got.Rows[0].Record, values); d != "" {
		t.Errorf("odd names (-stored +read):\n%s", d)
	}
}

// writes: the outcomes of single writes and of transactions.
func writes(t *testing.T, open Open) {
	s := Schema(t)
	m := s.Model("Item")
	st := open(t, s, nil)
	insert(t, st, m, vals{"id": str("a"), "s": str("x"), "n": null(), "e": null()})
	get := func() value.Record {
		t.Helper()
		res := read(t, st, store.Query{Model: m, Access: &store.Access{Partition: str("a")}})
		if len(res.Rows) != 1 {
			return nil
		}
		return res.Rows[0].Record
	}
	want := func(what string, got, wanted error) {
		t.Helper()
		if !errors.Is(got, wanted) {
			t.Errorf("%s: got %v, want %v", what, got, wanted)
		}
	}
	want("insert of a key that is there", write(st, func(ctx context.Context, tx store.Tx) error {
		return tx.Insert(ctx, &store.Insert{Model: m, Record: record(m, vals{"id": str("a")})})
	}), store.ErrExists)
	want("update", update(st, m, "a", nil, vals{"n": num(1), "s": null()}), nil)
	if d := gocmp.Diff(record(m, vals{"id": str("a"), "n": num(1), "e": null()}), get(), values); d != "" {
		t.Errorf("after the update (-want +got):\n%s", d)
	}
	want("update of a missing row", update(st, m, "b", nil, vals{"n": num(1)}), store.ErrNoRow)
	want("update that is not admitted", update(st, m, "a", cmpOf(m, "n", predicate.Eq, num(2)), vals{"n": num(3)}), store.ErrNoRow)
	want("update that is admitted", update(st, m, "a", cmpOf(m, "n", predicate.Eq, num(1)), vals{"n": num(3), "e": null()}), nil)
	if d := gocmp.Diff(record(m, vals{"id": str("a"), "n": num(3)}), get(), values); d != "" {
		t.Errorf("an update to null removes an explicit null (-want +got):\n%s", d)
	}
	remove := func(where predicate.Expr) error {
		return write(st, func(ctx context.Context, tx store.Tx) error {
			return tx.Delete(ctx, &store.Delete{Model: m, Key: []value.Value{str("a")}, Where: where})
		})
	}
	want("delete that is not admitted", remove(predicate.False), store.ErrNoRow)
	want("delete", remove(cmpOf(m, "s", predicate.Ne, str("x"))), nil)
	want("delete of a missing row", remove(nil), store.ErrNoRow)
}
