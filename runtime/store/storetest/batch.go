package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// library inserts authors 0…4 of two countries; author i of "x" has i books,
// those of "y" one each.
func library(t testing.TB, st store.Store, s *schema.Schema) {
	author, book := s.Model("Author"), s.Model("Book")
	var authors, books []vals
	for _, country := range []string{"x", "y"} {
		for i := range 5 {
			n := int64(i)
			authors = append(authors, vals{"country": str(country), "number": num(n), "name": str(fmt.Sprintf("%s%d", country, n))})
			count := i
			if country == "y" {
				count = 1
			}
			for b := range count {
				books = append(books, vals{"id": str(fmt.Sprintf("%s%d-%d", country, n, b)), "title": str(fmt.Sprintf("t%d", b%2)),
					"authorCountry": str(country), "authorNumber": num(n)})
			}
		}
	}
	books = append(books, vals{"id": str("nobody's"), "authorCountry": str("x")}, vals{"id": str("lost"), "authorCountry": str("x"), "authorNumber": num(77)})
	insert(t, st, author, authors...)
	insert(t, st, book, books...)
}

// groupsOf lists the ids of each group.
func groupsOf(m *schema.Model, res *store.Result) []string {
	var all []string
	for _, g := range res.Groups {
		next := ""
		if g.Next != nil {
			next = "+"
		}
		all = append(all, strings.Join(ids(m, &store.Result{Rows: res.Rows[g.Start:g.End]}), ",")+next)
	}
	return all
}

// batches: the rows of many parents come in one statement, limited and paged
// for each.
func batches(t *testing.T, open Open) {
	var statements atomic.Int64
	s := Schema(t)
	st := open(t, s, func(string, int, int) { statements.Add(1) })
	library(t, st, s)
	book := s.Model("Book")
	refs := []*schema.Field{book.Field("authorCountry"), book.Field("authorNumber")}
	key := func(country string, n int64) []value.Value { return []value.Value{str(country), num(n)} }
	keys := [][]value.Value{key("x", 3), key("x", 0), {str("x"), null()}, key("y", 1), key("x", 3), {str("x"), str("3")}, key("x", 4), {str("\x00"), num(1)}}
	for _, c := range []struct {
		name string
		q    store.Query
		want []string
	}{
		{"all", store.Query{}, []string{"x3-0,x3-1,x3-2", "", "", "y1-0", "x3-0,x3-1,x3-2", "", "x4-0,x4-1,x4-2,x4-3", ""}},
		{"limited", store.Query{Limit: 3}, []string{"x3-0,x3-1,x3-2", "", "", "y1-0", "x3-0,x3-1,x3-2", "", "x4-0,x4-1,x4-2+", ""}},
		{"one each", store.Query{Limit: 1}, []string{"x3-0+", "", "", "y1-0", "x3-0+", "", "x4-0+", ""}},
		{"selected", store.Query{Limit: 1, Where: cmpOf(book, "title", predicate.Eq, str("t1"))}, []string{"x3-1", "", "", "", "x3-1", "", "x4-1+", ""}},
		{"selected without limit", store.Query{Where: cmpOf(book, "title", predicate.Eq, str("t0"))}, []string{"x3-0,x3-2", "", "", "y1-0", "x3-0,x3-2", "", "x4-0,x4-2", ""}},
	} {
		for _, desc := range []bool{false, true} {
			c.q.Model, c.q.Fields, c.q.Batch = book, book.KeyFields, &store.Batch{Fields: refs, Keys: keys, Desc: desc}
			before := statements.Load()
			res := read(t, st, c.q)
			if n := statements.Load() - before; n != 1 {
				t.Errorf("%s: %d statements", c.name, n)
			}
			want := c.want
			if desc {
				if c.q.Limit > 0 {
					continue // see descending
				}
				want = reversed(want)
			}
			if got := groupsOf(book, res); !slices.Equal(got, want) {
				t.Errorf("%s desc %t:\n got %q\nwant %q", c.name, desc, got, want)
			}
		}
	}
	batchPages(t, st, book, refs, key)
	parents(t, st, s)
	manyParents(t, st, book, refs)
}

func reversed(groups []string) []string {
	var all []string
	for _, g := range groups {
		parts := strings.Split(g, ",")
		slices.Reverse(parts)
		all = append(all, strings.Join(parts, ","))
	}
	return all
}

// batchPages continues single parents.
func batchPages(t *testing.T, st store.Store, book *schema.Model, refs []*schema.Field, key func(string, int64) []value.Value) {
	for _, keys := range [][][]value.Value{{key("x", 4)}, {key("x", 3), key("x", 4), key("y", 1)}} {
		for _, desc := range []bool{false, true} {
			got := make([]string, len(keys))
			after := make([]*store.Cursor, len(keys))
			for range 3 {
				res := read(t, st, store.Query{Model: book, Fields: book.KeyFields, Limit: 2, Batch: &store.Batch{Fields: refs, Keys: keys, Desc: desc, After: after}})
				for i, g := range groupsOf(book, res) {
					got[i] += g + " "
					if next := res.Groups[i].Next; next != nil {
						after[i] = next
					} else {
						after[i] = &store.Cursor{Values: []value.Value{str(map[bool]string{false: "\U0010FFFF", true: ""}[desc])}}
					}
				}
			}
			want := map[bool][]string{false: {"x3-0,x3-1+ x3-2  ", "x4-0,x4-1+ x4-2,x4-3  ", "y1-0   "}, true: {"x3-2,x3-1+ x3-0  ", "x4-3,x4-2+ x4-1,x4-0  ", "y1-0   "}}[desc]
			if len(keys) == 1 {
				want = want[1:2]
			}
			if !slices.Equal(got, want) {
				t.Errorf("pages of %d parents desc %t:\n got %q\nwant %q", len(keys), desc, got, want)
			}
		}
	}
}

// parents: the other direction, by whole keys, one of them composite.
func parents(t *testing.T, st store.Store, s *schema.Schema) {
	author, order := s.Model("Author"), s.Model("Order")
	q := store.Query{Model: author, Check: cmpOf(author, "name", predicate.Eq, str("y1")), Batch: &store.Batch{Fields: author.KeyFields,
		Keys: [][]value.Value{{str("y"), num(1)}, {str("x"), num(77)}, {str("x"), num(2)}, {str("y"), num(1)}}}}
	res := read(t, st, q)
	var got []string
	for _, g := range res.Groups {
		for _, r := range res.Rows[g.Start:g.End] {
			got = append(got, fmt.Sprint(r.Record[author.Field("name").Ordinal].Text(), r.Admitted))
		}
	}
	if want := []string{"y1true", "x2false", "y1true"}; !slices.Equal(got, want) {
		t.Errorf("parents: got %v, want %v", got, want)
	}
	insert(t, st, order, vals{"tenant": str("t"), "code": str("a"), "num": num(1)}, vals{"tenant": str("t"), "code": str("a"), "num": num(2)})
	for _, limit := range []int{0, 1} {
		res = read(t, st, store.Query{Model: order, Limit: limit, Batch: &store.Batch{Fields: order.KeyFields,
			Keys: [][]value.Value{{str("t"), str("a"), num(2)}, {str("t"), str("b"), num(1)}, {str("t"), str("a"), num(1)}, {str("t"), null(), num(1)}}}})
		if got := column(res, order.Field("num")); !slices.Equal(got, []value.Value{num(2), num(1)}) {
			t.Errorf("by composite keys: got %v", got)
		}
	}
}

// manyParents: any number of keys is one statement.
func manyParents(t *testing.T, st store.Store, book *schema.Model, refs []*schema.Field) {
	var keys [][]value.Value
	for i := range 5000 {
		keys = append(keys, []value.Value{str("x"), num(int64(i))})
	}
	res := read(t, st, store.Query{Model: book, Limit: 2, Batch: &store.Batch{Fields: refs, Keys: keys}})
	if len(res.Groups) != len(keys) || len(res.Rows) != 1+2+2+2+1 {
		t.Errorf("%d groups and %d rows", len(res.Groups), len(res.Rows))
	}
	if res := read(t, st, store.Query{Model: book, Batch: &store.Batch{Fields: refs}}); len(res.Rows) != 0 || len(res.Groups) != 0 {
		t.Errorf("no keys: %v", res)
	}
}

// compositeKeys: several sort keys are one text, as in DynamoDB.
func compositeKeys(t *testing.T, open Open) {
	s := Schema(t)
	m := s.Model("Order")
	st := open(t, s, nil)
	row := func(code string, n int64) vals {
		return vals{"tenant": str("t"), "code": str(code), "num": num(n)}
	}
	insert(t, st, m, row("a", 1), row("a", 9), row("a", 10), row("ab", 2), row("b", -1), vals{"tenant": str("u"), "code": str("a"), "num": num(1)})
	list := func(op predicate.Op, args ...value.Value) string {
		a := &store.Access{Partition: str("t")}
		if op != 0 {
			a.Sort = &store.SortCondition{Op: op, Args: args}
		}
		var all []string
		for _, r := range read(t, st, store.Query{Model: m, Access: a}).Rows {
			all = append(all, fmt.Sprintf("%s%d", r.Record[1].Text(), r.Record[2].Int()))
		}
		return strings.Join(all, " ")
	}
	for _, c := range []struct {
		got, want string
	}{
		{list(0), "a1 a10 a9 ab2 b-1"},
		{list(predicate.Lt, str("a#9")), "a1 a10"},
		{list(predicate.BeginsWith, str("a")), "a1 a10 a9 ab2"},
		{list(predicate.BeginsWith, str("a#1")), "a1 a10"},
		{list(predicate.Eq, str("a")), ""},
		{list(predicate.Eq, str("a#9")), "a9"},
		{list(predicate.Eq, str("a"), num(9)), "a9"},
		{list(predicate.Between, str("a#10"), str("ab#2")), "a10 a9 ab2"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	collisions(t, st, m)
	rejoin(t, st, s)
}

// collisions: a "#" within a part of a key makes no other key of it: each row is
// found by its own parts only.
func collisions(t *testing.T, st store.Store, m *schema.Model) {
	insert(t, st, m, vals{"tenant": str("c"), "code": str("a#1"), "num": num(2)})
	for _, c := range []struct {
		code string
		want bool
	}{{"a#1", true}, {"a", false}, {"", false}} {
		key := []value.Value{str("c"), str(c.code), num(2)}
		res := read(t, st, store.Query{Model: m, Batch: &store.Batch{Fields: m.KeyFields, Keys: [][]value.Value{key}}})
		if got := len(res.Rows) == 1; got != c.want {
			t.Errorf("the key with %q finds the row: %t", c.code, got)
		}
		err := write(st, func(ctx context.Context, tx store.Tx) error {
			return tx.Update(ctx, &store.Update{Model: m, Key: key, Set: []store.Assignment{{Field: m.Field("note"), Value: str("x")}}})
		})
		if got := err == nil; got != c.want {
			t.Errorf("the key with %q changes the row: %v", c.code, err)
		}
	}
}
