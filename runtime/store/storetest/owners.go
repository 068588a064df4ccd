package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// owners: pages of the rows whose owner is one of several names, with further
// conditions and checks, are those of a naive table, page by page.
func owners(t *testing.T, open Open) {
	s := Schema(t)
	m := s.Model("Item")
	st := open(t, s, nil)
	r := rand.New(rand.NewPCG(31, 32))
	names := []value.Value{str("a"), str("a::b"), str("b"), str(""), str("é")}
	var rows []value.Record
	err := write(st, func(ctx context.Context, tx store.Tx) error {
		for i := range 120 {
			row := randomRow(r, m, fmt.Sprintf("%03d", i))
			if r.IntN(4) > 0 {
				row[m.Field("owner").Ordinal] = names[r.IntN(len(names))]
			}
			rows = append(rows, row)
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
		var or predicate.Or
		for range 2 + r.IntN(4) {
			or = append(or, cmpOf(m, "owner", predicate.Eq, names[r.IntN(len(names))]))
		}
		q := store.Query{Model: m, Limit: 1 + r.IntN(12), Where: or}
		if r.IntN(2) == 0 {
			q.Where = predicate.And{random(r, conditions, 2), or, random(r, conditions, 1)}
		}
		if r.IntN(2) == 0 {
			q.Check = random(r, conditions, 1)
		}
		ownersPages(t, st, &q, rows)
	}
}

// ownersPages reads all pages of a query.
func ownersPages(t *testing.T, st store.Store, q *store.Query, rows []value.Record) {
	t.Helper()
	id := q.Model.Field("id").Ordinal
	var got, want []string
	for _, row := range rows {
		if predicate.Eval(q.Where, row) {
			want = append(want, fmt.Sprint(row[id].Text(), q.Check == nil || predicate.Eval(q.Check, row)))
		}
	}
	for {
		res := read(t, st, *q)
		if len(res.Rows) > q.Limit || res.Next != nil && len(res.Rows) < q.Limit {
			t.Fatalf("a page of %d rows with limit %d", len(res.Rows), q.Limit)
		}
		for _, row := range res.Rows {
			got = append(got, fmt.Sprint(row.Record[id].Text(), row.Admitted))
		}
		if q.After = res.Next; q.After == nil {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("where %s:\n got %v\nwant %v", show(q.Where), got, want)
	}
}
