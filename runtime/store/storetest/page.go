package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// pageThrough reads all pages of a query.
func pageThrough(t testing.TB, st store.Reader, q store.Query) (rows []store.Row, pages int) {
	t.Helper()
	for {
		res := read(t, st, q)
		pages++
		rows = append(rows, res.Rows...)
		if res.Next == nil {
			return rows, pages
		}
		if pages > 10_000 {
			t.Fatal("the pages do not end")
		}
		q.After = res.Next
	}
}

// manyItems are rows with many ties, and some that indexes leave out.
func manyItems(n int) []vals {
	r := rand.New(rand.NewPCG(3, 4))
	var rows []vals
	for i := range n {
		row := vals{"id": str(fmt.Sprintf("%c%03d", 'a'+rune(r.IntN(26)), i)), "s": str(string('A' + rune(r.IntN(3))))}
		if r.IntN(5) > 0 {
			row["n"] = num(int64(r.IntN(12)) - 2)
		}
		if r.IntN(5) > 0 {
			row["e"] = str([]string{"OPEN", "DONE"}[r.IntN(2)])
		}
		if r.IntN(3) > 0 {
			row["owner"], row["f"] = str("o"), flt(float64(r.IntN(5))/4)
		}
		rows = append(rows, row)
	}
	return rows
}

// access is one way to reach rows, with the reference's way beside it.
type access struct {
	name string
	*store.Access
	// fields are those that a row must have; in gives the sort value.
	fields []string
	in     func(v vals) bool
	less   func(a, b vals) int
}

func byText(field string) func(a, b vals) int {
	return func(a, b vals) int { return cmp.Compare(a[field].Text(), b[field].Text()) }
}

func byNumber(field string) func(a, b vals) int {
	return func(a, b vals) int { return cmp.Compare(a[field].Float(), b[field].Float()) }
}

func joined(v vals) string { return fmt.Sprintf("%s#%d", v["e"].Text(), v["n"].Int()) }

func byJoined(a, b vals) int { return strings.Compare(joined(a), joined(b)) }

// accesses are ways to reach the rows of manyItems.
func accesses(m *schema.Model) []access {
	sA := func(v vals) bool { return v["s"] == str("A") }
	x := m.Indexes
	sort := func(op predicate.Op, args ...value.Value) *store.SortCondition {
		return &store.SortCondition{Op: op, Args: args}
	}
	return []access{
		{name: "scan", in: func(vals) bool { return true }},
		{name: "byS", Access: &store.Access{Index: x[0], Partition: str("A")}, in: sA},
		{name: "bySN", Access: &store.Access{Index: x[1], Partition: str("A")}, fields: []string{"n"}, in: sA, less: byNumber("n")},
		{name: "bySN le", Access: &store.Access{Index: x[1], Partition: str("A"), Sort: sort(predicate.Le, num(3))},
			fields: []string{"n"}, in: func(v vals) bool { return sA(v) && v["n"].Int() <= 3 }, less: byNumber("n")},
		{name: "bySN between", Access: &store.Access{Index: x[1], Partition: str("A"), Sort: sort(predicate.Between, num(1), num(4))},
			fields: []string{"n"}, in: func(v vals) bool { return sA(v) && v["n"].Int() >= 1 && v["n"].Int() <= 4 }, less: byNumber("n")},
		{name: "byOwnerF", Access: &store.Access{Index: x[2], Partition: str("o")},
			fields: []string{"f"}, in: func(v vals) bool { return v["owner"] == str("o") }, less: byNumber("f")},
		{name: "bySEN", Access: &store.Access{Index: x[3], Partition: str("A")}, fields: []string{"e", "n"}, in: sA, less: byJoined},
		{name: "bySEN lt", Access: &store.Access{Index: x[3], Partition: str("A"), Sort: sort(predicate.Lt, str("OPEN#9"))},
			fields: []string{"e", "n"}, in: func(v vals) bool { return sA(v) && joined(v) < "OPEN#9" }, less: byJoined},
		{name: "bySEN beginsWith", Access: &store.Access{Index: x[3], Partition: str("A"), Sort: sort(predicate.BeginsWith, str("OPEN#1"))},
			fields: []string{"e", "n"}, in: func(v vals) bool { return sA(v) && strings.HasPrefix(joined(v), "OPEN#1") }, less: byJoined},
		{name: "bySEN eq", Access: &store.Access{Index: x[3], Partition: str("A"), Sort: sort(predicate.Eq, str("OPEN"), num(9))},
			fields: []string{"e", "n"}, in: func(v vals) bool { return sA(v) && joined(v) == "OPEN#9" }, less: byJoined},
		{name: "wrong type", Access: &store.Access{Index: x[0], Partition: num(1)}, in: func(vals) bool { return false }},
	}
}

func (a access) reference(rows []vals, where predicate.Expr, m *schema.Model, desc bool) []string {
	var in []vals
	for _, r := range rows {
		there := a.in(r) && (where == nil || predicate.Eval(where, record(m, r)))
		for _, f := range a.fields {
			there = there && !r[f].IsNull()
		}
		if there {
			in = append(in, r)
		}
	}
	slices.SortFunc(in, func(x, y vals) int {
		if a.less != nil {
			if c := a.less(x, y); c != 0 {
				return c
			}
		}
		return byText("id")(x, y)
	})
	if desc {
		slices.Reverse(in)
	}
	all := []string{}
	for _, r := range in {
		all = append(all, r["id"].Text())
	}
	return all
}

// pages: every way to reach rows gives all of them once, in order, whatever
// the size of the pages, and ends exactly.
func pages(t *testing.T, open Open) {
	s := Schema(t)
	m := s.Model("Item")
	st := open(t, s, nil)
	rows := manyItems(200)
	insert(t, st, m, rows...)
	where := cmpOf(m, "n", predicate.Ge, num(2))
	for _, a := range accesses(m) {
		for _, desc := range []bool{false, true} {
			if a.Access != nil {
				a.Access.Desc = desc
			} else if desc {
				continue
			}
			for _, w := range []predicate.Expr{nil, where} {
				want := a.reference(rows, w, m, desc)
				for _, limit := range []int{0, 1, 7, max(1, len(want)), len(want) + 1} {
					q := store.Query{Model: m, Access: a.Access, Where: w, Limit: limit, Fields: m.KeyFields}
					got, n := pageThrough(t, st, q)
					if g := ids(m, &store.Result{Rows: got}); !slices.Equal(g, want) {
						t.Fatalf("%s desc %t limit %d: got %v, want %v", a.name, desc, limit, g, want)
					}
					if full := max(1, (len(want)+max(1, limit)-1)/max(1, limit)); limit > 0 && n != full {
						t.Errorf("%s limit %d: %d pages for %d rows, want %d", a.name, limit, n, len(want), full)
					}
					q.ScanLimit, q.Limit = 5, 0
					got, _ = pageThrough(t, st, q)
					if g := ids(m, &store.Result{Rows: got}); !slices.Equal(g, want) {
						t.Fatalf("%s with a scan limit: got %v, want %v", a.name, g, want)
					}
				}
			}
		}
	}
	scanLimit(t, st, m)
	cursors(t, st, m)
}

// scanLimit looks at so many rows and no more, as DynamoDB does.
func scanLimit(t *testing.T, st store.Store, m *schema.Model) {
	res := read(t, st, store.Query{Model: m, Where: predicate.False, ScanLimit: 10})
	if len(res.Rows) != 0 || res.Next == nil {
		t.Errorf("a filtered page has %d rows and next %v", len(res.Rows), res.Next)
	}
	_, n := pageThrough(t, st, store.Query{Model: m, Where: predicate.False, ScanLimit: 10})
	if n != 20 {
		t.Errorf("200 rows are %d pages of 10", n)
	}
	within := cmpOf(m, "n", predicate.Ge, num(2))
	some := len(read(t, st, store.Query{Model: m, Where: within}).Rows)
	if _, n = pageThrough(t, st, store.Query{Model: m, Where: predicate.False, Within: within, ScanLimit: 10}); n != (some+9)/10 {
		t.Errorf("%d rows to look at are %d pages of 10", some, n)
	}
}

// cursors: those of other queries are refused.
func cursors(t *testing.T, st store.Store, m *schema.Model) {
	byN := &store.Access{Index: m.Indexes[1], Partition: str("A")}
	for _, c := range []struct {
		name string
		q    store.Query
	}{
		{"too long", store.Query{After: &store.Cursor{Values: []value.Value{str("a"), str("b")}}}},
		{"too short", store.Query{Access: byN, After: &store.Cursor{Values: []value.Value{num(1)}}}},
		{"of another type", store.Query{After: &store.Cursor{Values: []value.Value{num(1)}}}},
		{"with a null", store.Query{After: &store.Cursor{Values: []value.Value{null()}}}},
		{"of a text that cannot be", store.Query{After: &store.Cursor{Values: []value.Value{str("\x00")}}}},
		{"of another key", store.Query{Access: &store.Access{Partition: str("a")}, After: &store.Cursor{Values: []value.Value{str("b")}}}},
		{"empty", store.Query{After: &store.Cursor{}}},
		{"in a batch", store.Query{Batch: &store.Batch{Fields: m.KeyFields, Keys: [][]value.Value{{str("a")}}, After: []*store.Cursor{{}}}}},
	} {
		c.q.Model = m
		if _, err := st.Read(t.Context(), &c.q); !errors.Is(err, store.ErrCursor) {
			t.Errorf("a cursor %s: got %v, want ErrCursor", c.name, err)
		}
	}
}

// stablePages: rows that were there all the time are on exactly one page, and
// no row is on two, while others are inserted and removed.
func stablePages(t *testing.T, open Open) {
	s := Schema(t)
	m := s.Model("Item")
	st := open(t, s, nil)
	var rows []vals
	for i := range 100 {
		rows = append(rows, vals{"id": str(fmt.Sprintf("%03d", i*10)), "s": str("A"), "n": num(int64(i % 7))})
	}
	insert(t, st, m, rows...)
	ctx, cancel := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for w := range 2 {
		writers.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 0))
			for ctx.Err() == nil {
				id := str(fmt.Sprintf("%03d", r.IntN(100)*10+1+w))
				row := vals{"id": id, "s": str("A"), "n": num(int64(r.IntN(7)))}
				err := st.Write(ctx, func(ctx context.Context, tx store.Tx) error {
					err := tx.Insert(ctx, &store.Insert{Model: m, Record: record(m, row)})
					if errors.Is(err, store.ErrExists) {
						return tx.Delete(ctx, &store.Delete{Model: m, Key: []value.Value{id}})
					}
					return err
				})
				if err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
	}
	for _, access := range []*store.Access{nil, {Index: m.Indexes[1], Partition: str("A")}, {Index: m.Indexes[1], Partition: str("A"), Desc: true}} {
		for range 5 {
			got, _ := pageThrough(t, st, store.Query{Model: m, Access: access, Limit: 7, Fields: m.KeyFields})
			seen := map[string]int{}
			for _, id := range ids(m, &store.Result{Rows: got}) {
				seen[id]++
			}
			for id, n := range seen {
				// A row that went and came back with another sort value may be seen twice.
				if n > 1 && access == nil {
					t.Errorf("row %s is on %d pages", id, n)
				}
			}
			for _, r := range rows {
				if seen[r["id"].Text()] != 1 {
					t.Errorf("row %s is there all the time and was seen %d times", r["id"].Text(), seen[r["id"].Text()])
				}
			}
		}
	}
	cancel()
	writers.Wait()
}
