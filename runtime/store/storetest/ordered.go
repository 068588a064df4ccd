package storetest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// orderedBatches: the rows of each parent come in the order of an index, those
// that it has, and pages go on in it.
func orderedBatches(t *testing.T, open Open) {
	s := Schema(t)
	st := open(t, s, func(string, int, int) {})
	m := s.Model("Item")
	r := rand.New(rand.NewPCG(21, 22))
	var rows []vals
	for i := range 120 {
		row := vals{"id": str(fmt.Sprintf("i%03d", r.IntN(1000)*1000+i)), "s": str(string(rune('a' + r.IntN(4)))), "owner": str(string(rune('a' + r.IntN(3))))}
		if r.IntN(5) > 0 {
			row["n"] = num(int64(r.IntN(6) - 3))
		}
		if r.IntN(5) > 0 {
			row["f"] = value.OfFloat(float64(r.IntN(7))/4 - 1)
		}
		rows = append(rows, row)
	}
	insert(t, st, m, rows...)
	for _, c := range []struct{ partition, sort, index string }{{"s", "n", "bySN"}, {"owner", "f", "byOwnerF"}} {
		var index *schema.Index
		for _, x := range m.Indexes {
			if x.Name == c.index {
				index = x
			}
		}
		for _, desc := range []bool{false, true} {
			for _, keys := range [][][]value.Value{{{str("a")}}, {{str("b")}, {str("z")}, {str("a")}, {str("c")}, {str("b")}}} {
				for _, limit := range []int{0, 1, 4, 200} {
					b := &store.Batch{Fields: []*schema.Field{m.Field(c.partition)}, Keys: keys, Order: index, Desc: desc}
					got := orderedPages(t, st, store.Query{Model: m, Fields: m.KeyFields, Limit: limit, Batch: b})
					for i, key := range keys {
						if want := inOrder(rows, c.partition, c.sort, key[0], desc); !slices.Equal(got[i], want) {
							t.Errorf("%s of %v, limit %d, desc %t:\n got %q\nwant %q", c.index, key, limit, desc, got[i], want)
						}
					}
				}
			}
		}
	}
	for name, b := range map[string]*store.Batch{
		"another field":   {Fields: []*schema.Field{m.Field("owner")}, Order: m.Indexes[1]},
		"no sort key":     {Fields: []*schema.Field{m.Field("s")}, Order: m.Indexes[0]},
		"another model's": {Fields: []*schema.Field{m.Field("s")}, Order: &schema.Index{Name: "x", Fields: []string{"s", "n"}}},
	} {
		b.Keys = [][]value.Value{{str("a")}}
		if _, err := st.Read(t.Context(), &store.Query{Model: m, Fields: m.KeyFields, Batch: b}); err == nil {
			t.Errorf("%s orders a batch", name)
		}
	}
}

// orderedPages goes through the pages of a batch and lists the ids of each key.
func orderedPages(t *testing.T, st store.Store, q store.Query) [][]string {
	t.Helper()
	keys := q.Batch.Keys
	got := make([][]string, len(keys))
	for i := range keys {
		one := *q.Batch
		one.After = make([]*store.Cursor, len(keys))
		for range 200 {
			q.Batch = &one
			res := read(t, st, q)
			g := res.Groups[i]
			got[i] = append(got[i], ids(q.Model, &store.Result{Rows: res.Rows[g.Start:g.End]})...)
			if g.Next == nil {
				break
			}
			one.After[i] = g.Next
		}
	}
	return got
}

// inOrder lists the rows of a partition as an index has them.
func inOrder(rows []vals, partition, sort string, key value.Value, desc bool) []string {
	var in []vals
	for _, row := range rows {
		if v, ok := row[sort]; ok && !v.IsNull() && row[partition] == key {
			in = append(in, row)
		}
	}
	slices.SortFunc(in, func(a, b vals) int {
		x, y := a[sort], b[sort]
		c := cmp.Compare(x.Int(), y.Int())
		if x.Kind() == value.Float {
			c = cmp.Compare(x.Float(), y.Float())
		}
		if c = cmp.Or(c, strings.Compare(a["id"].Text(), b["id"].Text())); desc {
			return -c
		}
		return c
	})
	var all []string
	for _, row := range in {
		all = append(all, row["id"].Text())
	}
	return all
}
