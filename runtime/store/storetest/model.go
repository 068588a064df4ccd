package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// reference is a table in memory with the semantics of package store.
type reference map[string]value.Record

// change applies one random write to both and compares the outcomes.
func (ref reference) change(ctx context.Context, r *rand.Rand, m *schema.Model, tx store.Tx, conditions []predicate.Expr) error {
	id := fmt.Sprint(r.IntN(12))
	key := []value.Value{str(id)}
	old, there := ref[id]
	where := predicate.Expr(nil)
	if r.IntN(2) == 0 {
		where = random(r, conditions, 2)
	}
	admitted := there && (where == nil || predicate.Eval(where, old))
	var got, want error
	switch r.IntN(4) {
	case 0:
		got = tx.Delete(ctx, &store.Delete{Model: m, Key: key, Where: where})
		if admitted {
			delete(ref, id)
		} else {
			want = store.ErrNoRow
		}
	case 1, 2:
		row := randomRow(r, m, id)
		got = tx.Insert(ctx, &store.Insert{Model: m, Record: row})
		if there {
			want = store.ErrExists
		} else {
			ref[id] = row
		}
	default:
		u := &store.Update{Model: m, Key: key, Where: where, Set: randomSet(r, m)}
		got = tx.Update(ctx, u)
		if admitted {
			ref[id] = changed(old, u.Set)
		} else {
			want = store.ErrNoRow
		}
	}
	if !errors.Is(got, want) {
		return fmt.Errorf("row %s: got %v, want %v (condition %s)", id, got, want, show(where))
	}
	return nil
}

// changed is a row after an update: null removes.
func changed(old value.Record, set []store.Assignment) value.Record {
	row := slices.Clone(old)
	for _, a := range set {
		row[a.Field.Ordinal] = a.Value
		if a.Value.IsNull() {
			row[a.Field.Ordinal] = value.Value{}
		}
	}
	return row
}

func randomValue(r *rand.Rand, f *schema.Field) value.Value {
	all := samples[f.Name]
	switch n := r.IntN(len(all) + 2); n {
	case 0:
		return value.Value{}
	case 1:
		return null()
	default:
		return all[n-2]
	}
}

func randomRow(r *rand.Rand, m *schema.Model, id string) value.Record {
	row := record(m, vals{"id": str(id)})
	for _, f := range stored(m) {
		if f.Name != "id" {
			row[f.Ordinal] = randomValue(r, f)
		}
	}
	return row
}

func randomSet(r *rand.Rand, m *schema.Model) (set []store.Assignment) {
	fields := stored(m)[1:]
	for _, i := range r.Perm(len(fields))[:1+r.IntN(4)] {
		set = append(set, store.Assignment{Field: fields[i], Value: randomValue(r, fields[i])})
	}
	return set
}

// model: random transactions, some of which are given up, leave the table as a
// naive table in memory.
func model(t *testing.T, open Open) {
	s := Schema(t)
	m := s.Model("Item")
	st := open(t, s, nil)
	r := rand.New(rand.NewPCG(5, 6))
	conditions := singles(m)
	ref := reference{}
	for round := range 120 {
		next := reference{}
		for id, row := range ref {
			next[id] = row
		}
		giveUp := r.IntN(5) == 0
		seed := r.Uint64()
		err := write(st, func(ctx context.Context, tx store.Tx) error {
			r := rand.New(rand.NewPCG(seed, 0))
			for range 1 + r.IntN(5) {
				if err := next.change(ctx, r, m, tx, conditions); err != nil {
					return err
				}
			}
			if giveUp {
				return errOwn
			}
			return nil
		})
		switch {
		case giveUp && errors.Is(err, errOwn):
		case err != nil:
			t.Fatalf("round %d: %v", round, err)
		default:
			ref = next
		}
		got := reference{}
		for _, row := range read(t, st, store.Query{Model: m}).Rows {
			got[row.Record[0].Text()] = row.Record
		}
		if d := gocmp.Diff(ref, got, values); d != "" {
			t.Fatalf("round %d (-want +got):\n%s", round, d)
		}
	}
}
