package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// links are pairs of fields of Item by which its rows lead to one another; the
// last cannot be read along.
var links = [][2]string{{"id", "id"}, {"s", "s"}, {"n", "n"}, {"ts", "n"}, {"e", "s"}, {"b", "b"}, {"s", "id"}, {"owner", "owner"}, {"f", "f"}}

// nested: what is read along with rows, at any depth, is what batches of the
// rows' keys give, in one statement. Fields have every type and odd values.
func nested(t *testing.T, open Open) {
	var statements atomic.Int64
	s := Schema(t)
	st := open(t, s, func(string, int, int) { statements.Add(1) })
	m := s.Model("Item")
	r := rand.New(rand.NewPCG(11, 12))
	err := write(st, func(ctx context.Context, tx store.Tx) error {
		for i := range 60 {
			row := randomRow(r, m, fmt.Sprintf("s%d", i))
			if r.IntN(3) == 0 {
				row[m.Field("j").Ordinal] = str("\"\\/\b\f\n\r\t\u2028\U0001F600 ]},[{" + strings.Repeat("é\"", 20))
			}
			if err := tx.Insert(ctx, &store.Insert{Model: m, Record: row}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	conditions := singles(m)
	for range 150 {
		q := store.Query{Model: m, Limit: 1 + r.IntN(8), Last: r.IntN(2) == 0}
		if r.IntN(2) == 0 {
			q.Where = random(r, conditions, 2)
		}
		q.Nested = randomNested(r, m, conditions, 3)
		before := statements.Load()
		res := read(t, st, q)
		if n := statements.Load() - before; n != 1 {
			t.Fatalf("%d statements", n)
		}
		sameAsBatches(t, st, &q, res)
	}
	for range 60 {
		readyRows(t, st, m, r, conditions)
	}
	library(t, st, s)
	nestedLibrary(t, st, s)
}

// readyRows: objects that the database makes have the values of the rows.
func readyRows(t *testing.T, st store.Store, m *schema.Model, r *rand.Rand, conditions []predicate.Expr) {
	link := links[r.IntN(len(links)-1)]
	one := link[1] == "id"
	q := store.Query{Model: m, Fields: stored(m), Limit: 1 + r.IntN(4), Last: true,
		Batch: &store.Batch{Fields: []*schema.Field{m.Field(link[1])}, Order: ordering(r, m, link[1]), Desc: r.IntN(2) == 0}}
	if r.IntN(2) == 0 {
		q.Where = random(r, conditions, 2)
	}
	n := store.Nested{From: []*schema.Field{m.Field(link[0])}, Query: &q, One: one,
		Ready: []store.Member{{Key: "n", Field: m.Field("n")}, {Key: "N", Field: m.Field("ts")}, {Key: "text", Field: m.Field("s")}, {Key: "_j", Field: m.Field("j")}}}
	outer := store.Query{Model: m, Limit: 9, Nested: []store.Nested{n}}
	res := read(t, st, outer)
	for i, row := range res.Rows {
		want := "[]"
		if one {
			want = ""
		}
		if key := row.Record[n.From[0].Ordinal]; !key.IsNull() {
			alone := q
			alone.Batch = &store.Batch{Fields: q.Batch.Fields, Order: q.Batch.Order, Keys: [][]value.Value{{key}}, Desc: q.Batch.Desc}
			want = objects(n.Ready, read(t, st, alone), one)
		}
		got := res.Nested[0].Ready[i]
		if got == "" && !one {
			got = "[]"
		}
		if !sameJSON(got, want) {
			t.Fatalf("%s of %v where %s:\n got %s\nwant %s", link[0], row.Record[0].Text(), show(q.Where), got, want)
		}
	}
}

// objects writes the rows of a result as Ready wants them.
func objects(members []store.Member, res *store.Result, one bool) string {
	var all []string
	for _, row := range res.Rows {
		var b []byte
		for _, m := range members {
			b = fmt.Appendf(b, ",%q:%s", m.Key, row.Record[m.Field.Ordinal].AppendJSON(nil))
		}
		all = append(all, "{"+string(b[1:])+"}")
	}
	if one {
		return strings.Join(all, "")
	}
	return "[" + strings.Join(all, ",") + "]"
}

func sameJSON(a, b string) bool {
	var x, y any
	if a == "" || b == "" {
		return a == b
	}
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}

// ordering is sometimes an index whose partition key a field is.
func ordering(r *rand.Rand, m *schema.Model, partition string) *schema.Index {
	x := m.Indexes[r.IntN(len(m.Indexes))]
	if x.Fields[0] == partition && len(x.Fields) == 2 {
		return x
	}
	return nil
}

func randomNested(r *rand.Rand, m *schema.Model, conditions []predicate.Expr, depth int) (all []store.Nested) {
	if depth == 0 {
		return nil
	}
	for range r.IntN(3) {
		link := links[r.IntN(len(links))]
		q := &store.Query{Model: m, Fields: stored(m)[r.IntN(4):], Limit: 1 + r.IntN(4), Last: r.IntN(2) == 0,
			Batch: &store.Batch{Fields: []*schema.Field{m.Field(link[1])}, Order: ordering(r, m, link[1]), Desc: r.IntN(2) == 0}}
		if r.IntN(2) == 0 {
			q.Where = random(r, conditions, 2)
		}
		if r.IntN(2) == 0 {
			q.Check = random(r, conditions, 2)
		}
		q.Fields = append([]*schema.Field{}, q.Fields...)
		q.Nested = randomNested(r, m, conditions, depth-1)
		for _, n := range q.Nested { // what leads on has to be read
			q.Fields = append(q.Fields, n.From...)
		}
		all = append(all, store.Nested{From: []*schema.Field{m.Field(link[0])}, Query: q})
	}
	return all
}

// sameAsBatches reads the relationships of the rows of a result by themselves.
func sameAsBatches(t *testing.T, st store.Store, outer *store.Query, res *store.Result) {
	t.Helper()
	if len(res.Nested) != len(outer.Nested) {
		t.Fatalf("%d results of %d nested queries", len(res.Nested), len(outer.Nested))
	}
	for i, n := range outer.Nested {
		got := res.Nested[i]
		if got == nil {
			if n.From[0].Kind != schema.Float {
				t.Errorf("%s was not read along", n.From[0].Name)
			}
			continue
		}
		q := *n.Query
		q.Nested = nil
		b := *q.Batch
		for _, row := range res.Rows {
			key := make([]value.Value, len(n.From))
			for j, f := range n.From {
				key[j] = row.Record[f.Ordinal]
			}
			b.Keys = append(b.Keys, key)
		}
		q.Batch = &b
		want := read(t, st, q)
		if d := gocmp.Diff(want.Rows, got.Rows, values); d != "" {
			t.Fatalf("%s where %s (-batch +nested):\n%s", n.From[0].Name, show(q.Where), d)
		}
		if len(want.Groups) > 0 || len(got.Groups) > 0 {
			if d := gocmp.Diff(want.Groups, got.Groups, values); d != "" {
				t.Fatalf("%s (-batch +nested):\n%s", n.From[0].Name, d)
			}
		}
		sameAsBatches(t, st, n.Query, got)
	}
}

// nestedLibrary: keys of two fields, in both directions.
func nestedLibrary(t *testing.T, st store.Store, s *schema.Schema) {
	author, book := s.Model("Author"), s.Model("Book")
	refs := []*schema.Field{book.Field("authorCountry"), book.Field("authorNumber")}
	back := store.Nested{From: refs, Query: &store.Query{Model: author, Fields: stored(author), Limit: 1, Last: true, Batch: &store.Batch{Fields: author.KeyFields}}}
	q := store.Query{Model: author, Nested: []store.Nested{{From: author.KeyFields, Query: &store.Query{
		Model: book, Fields: stored(book), Limit: 2, Batch: &store.Batch{Fields: refs}, Nested: []store.Nested{back}}}}}
	res := read(t, st, q)
	if len(res.Rows) != 10 || len(res.Nested[0].Rows) != 0+1+2+2+2+5 {
		t.Errorf("%d authors and %d books", len(res.Rows), len(res.Nested[0].Rows))
	}
	sameAsBatches(t, st, &q, res)
	q = store.Query{Model: book, Nested: []store.Nested{back}}
	sameAsBatches(t, st, &q, read(t, st, q))
}
