package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// rejoin: an update of parts of a composite sort key moves the row in its index.
func rejoin(t *testing.T, st store.Store, s *schema.Schema) {
	m := s.Model("Item")
	index := m.Indexes[3] // s, e#n
	insert(t, st, m, vals{"id": str("r"), "s": str("S"), "e": str("OPEN"), "n": num(1)})
	keys := func() string {
		res := read(t, st, store.Query{Model: m, Access: &store.Access{Index: index, Partition: str("S")}, Limit: 1, Fields: m.KeyFields})
		found := ""
		for _, want := range []string{"OPEN#1", "DONE#1", "DONE#2"} {
			hit := read(t, st, store.Query{Model: m, Access: &store.Access{Index: index, Partition: str("S"), Sort: &store.SortCondition{Op: predicate.Eq, Args: []value.Value{str(want)}}}})
			if len(hit.Rows) == 1 {
				found += want
			}
		}
		return fmt.Sprint(len(res.Rows), found)
	}
	for _, c := range []struct {
		set  vals
		want string
	}{
		{vals{"s": str("S")}, "1OPEN#1"},
		{vals{"e": str("DONE")}, "1DONE#1"},
		{vals{"n": num(2), "e": str("DONE")}, "1DONE#2"},
		{vals{"n": null()}, "0"},
		{vals{"n": num(1)}, "1DONE#1"},
	} {
		if err := update(st, m, "r", nil, c.set); err != nil {
			t.Fatal(err)
		}
		if got := keys(); got != c.want {
			t.Errorf("after %v: got %q, want %q", c.set, got, c.want)
		}
	}
	if err := update(st, m, "gone", nil, vals{"n": num(1)}); !errors.Is(err, store.ErrNoRow) {
		t.Errorf("a part of a key of a missing row: got %v", err)
	}
}

// update changes a row of a model whose key is one field.
func update(st store.Store, m *schema.Model, key string, where predicate.Expr, set vals) error {
	return write(st, func(ctx context.Context, tx store.Tx) error {
		u := &store.Update{Model: m, Key: []value.Value{str(key)}, Where: where}
		for _, f := range stored(m) {
			if v, ok := set[f.Name]; ok {
				u.Set = append(u.Set, store.Assignment{Field: f, Value: v})
			}
		}
		return tx.Update(ctx, u)
	})
}

var errOwn = errors.New("an error of the test")

// transactions: a failure undoes everything, or what a savepoint holds; the
// transaction sees what it did.
func transactions(t *testing.T, open Open) {
	s := Schema(t)
	m := s.Model("Item")
	st := open(t, s, nil)
	in := func(ctx context.Context, tx store.Tx, id string) error {
		return tx.Insert(ctx, &store.Insert{Model: m, Record: record(m, vals{"id": str(id)})})
	}
	all := func(r store.Reader) []string { return ids(m, read(t, r, store.Query{Model: m})) }
	err := write(st, func(ctx context.Context, tx store.Tx) error {
		if err := in(ctx, tx, "undone"); err != nil {
			return err
		}
		if got := all(tx); !slices.Equal(got, []string{"undone"}) {
			t.Errorf("within: got %v", got)
		}
		if got := all(st); len(got) != 0 {
			t.Errorf("outside, before the commit: got %v", got)
		}
		return errOwn
	})
	if !errors.Is(err, errOwn) || len(all(st)) != 0 {
		t.Errorf("after a failure: %v, %v", err, all(st))
	}
	if err := write(st, func(ctx context.Context, _ store.Tx) error { return st.Write(ctx, nil) }); !errors.Is(err, store.ErrNested) {
		t.Errorf("a write within a write: %v", err)
	}
	var kept store.Tx
	err = write(st, func(ctx context.Context, tx store.Tx) error {
		kept = tx
		return errors.Join(
			in(ctx, tx, "a"),
			tx.Savepoint(ctx, func(ctx context.Context) error {
				return errors.Join(in(ctx, tx, "b"), tx.Savepoint(ctx, func(ctx context.Context) error { return in(ctx, tx, "c") }))
			}),
			expect(errOwn, tx.Savepoint(ctx, func(ctx context.Context) error {
				return errors.Join(in(ctx, tx, "d"), tx.Savepoint(ctx, func(ctx context.Context) error { return in(ctx, tx, "e") }), errOwn)
			})),
			expect(store.ErrExists, in(ctx, tx, "b")),
			in(ctx, tx, "f"),
		)
	})
	if got := all(st); err != nil || !slices.Equal(got, []string{"a", "b", "c", "f"}) {
		t.Errorf("savepoints: %v, %v", err, got)
	}
	if _, err := kept.Read(t.Context(), &store.Query{Model: m}); err == nil {
		t.Error("a transaction was used after its end")
	}
	lastInserts(t, st, m, in)
	panics(t, st, m, in)
}

// lastInserts: an insert behind which nothing comes is there after the write,
// and one that finds its key taken, or that has others before it in a write
// that fails, leaves nothing.
func lastInserts(t *testing.T, st store.Store, m *schema.Model, in func(context.Context, store.Tx, string) error) {
	last := func(ctx context.Context, tx store.Tx, id string) error {
		return tx.Insert(ctx, &store.Insert{Model: m, Record: record(m, vals{"id": str(id)}), Last: true})
	}
	there := func(id string) bool {
		return len(read(t, st, store.Query{Model: m, Access: &store.Access{Partition: str(id)}}).Rows) == 1
	}
	for range 2 { // the second time the key is taken
		want := error(nil)
		if there("last") {
			want = store.ErrExists
		}
		err := write(st, func(ctx context.Context, tx store.Tx) error { return last(ctx, tx, "last") })
		if !errors.Is(err, want) || !there("last") {
			t.Errorf("a last insert: %v, want %v", err, want)
		}
	}
	err := write(st, func(ctx context.Context, tx store.Tx) error {
		return errors.Join(in(ctx, tx, "before"), last(ctx, tx, "behind"))
	})
	if err != nil || !there("before") || !there("behind") {
		t.Errorf("a last insert behind another: %v", err)
	}
	err = write(st, func(ctx context.Context, tx store.Tx) error {
		return errors.Join(in(ctx, tx, "gone"), last(ctx, tx, "last"))
	})
	if !errors.Is(err, store.ErrExists) || there("gone") {
		t.Errorf("a last insert of a taken key behind another: %v", err)
	}
}

func expect(want, got error) error {
	if errors.Is(got, want) {
		return nil
	}
	return fmt.Errorf("got %v, want %v", got, want)
}

// panics: a panic in a write reaches its caller, undoes the write and leaves
// the store usable.
func panics(t *testing.T, st store.Store, m *schema.Model, in func(context.Context, store.Tx, string) error) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was lost")
			}
		}()
		_ = write(st, func(ctx context.Context, tx store.Tx) error {
			if err := in(ctx, tx, "p"); err != nil {
				t.Error(err)
			}
			panic("of the test")
		})
	}()
	if err := write(st, func(ctx context.Context, tx store.Tx) error { return in(ctx, tx, "p") }); err != nil {
		t.Errorf("after a panic: %v", err)
	}
}

// concurrency: of writers that race for a key one wins; changes of a row that
// was read with a lock are not lost; the failures of some leave the others alone.
func concurrency(t *testing.T, open Open) {
	s := Schema(t)
	m := s.Model("Item")
	st := open(t, s, nil)
	insert(t, st, m, vals{"id": str("counter"), "n": num(0)})
	const writers, rounds = 8, 25
	var wg sync.WaitGroup
	won := make([]int, writers)
	for w := range writers {
		wg.Go(func() {
			for i := range rounds {
				err := write(st, func(ctx context.Context, tx store.Tx) error {
					return tx.Insert(ctx, &store.Insert{Model: m, Record: record(m, vals{"id": str(fmt.Sprint("race", i)), "n": num(int64(w))})})
				})
				switch {
				case err == nil:
					won[w]++
				case !errors.Is(err, store.ErrExists):
					t.Error(err)
				}
				if err := increment(st, m); err != nil {
					t.Error(err)
				}
				if err := write(st, func(context.Context, store.Tx) error { return errOwn }); !errors.Is(err, errOwn) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for _, n := range won {
		total += n
	}
	if total != rounds {
		t.Errorf("%d inserts of %d keys succeeded", total, rounds)
	}
	res := read(t, st, store.Query{Model: m, Access: &store.Access{Partition: str("counter")}})
	if got := column(res, m.Field("n")); !slices.Equal(got, []value.Value{num(writers * rounds)}) {
		t.Errorf("the counter is %v after %d increments", got, writers*rounds)
	}
}

func increment(st store.Store, m *schema.Model) error {
	n := m.Field("n")
	return write(st, func(ctx context.Context, tx store.Tx) error {
		res, err := tx.Read(ctx, &store.Query{Model: m, Fields: []*schema.Field{n}, Access: &store.Access{Partition: str("counter")}, Lock: true})
		if err != nil {
			return err
		}
		old := res.Rows[0].Record[n.Ordinal].Int()
		return tx.Update(ctx, &store.Update{Model: m, Key: []value.Value{str("counter")}, Set: []store.Assignment{{Field: n, Value: num(old + 1)}}})
	})
}

// cancellation: an ended context stops a statement and leaves the store usable.
func cancellation(t *testing.T, open Open) {
	s := Schema(t)
	m := s.Model("Item")
	st := open(t, s, nil)
	rows := manyItems(2000)
	for _, row := range rows {
		row["s"] = str(strings.Repeat("ab", 1000))
	}
	insert(t, st, m, rows...)
	// A condition that takes long on every row: some gigabytes are to be searched.
	var slow predicate.Or
	for i := range 2000 {
		slow = append(slow, cmpOf(m, "s", predicate.Contains, str(fmt.Sprint("abac", i))))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := st.Read(ctx, &store.Query{Model: m, Fields: m.KeyFields, Where: slow, Check: slow})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a read that takes too long: %v", err)
	}
	if err := st.Write(ctx, func(context.Context, store.Tx) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a write of an ended context: %v", err)
	}
	if err := st.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if got := read(t, st, store.Query{Model: m}); len(got.Rows) != 2000 {
		t.Errorf("%d rows afterwards", len(got.Rows))
	}
}

// refusals: what the contract excludes is an error, not something else.
func refusals(t *testing.T, open Open) {
	s := Schema(t)
	m := s.Model("Item")
	other := Schema(t).Model("Item")
	st := open(t, s, nil)
	var deep predicate.Expr = cmpOf(m, "s", predicate.Eq, str("a"))
	for range 1000 {
		deep = predicate.Not{Expr: deep}
	}
	for name, q := range map[string]store.Query{
		"a model of another schema":       {Model: other},
		"a field of another schema":       {Model: m, Fields: other.Fields[:1]},
		"a condition on another schema":   {Model: m, Where: cmpOf(other, "s", predicate.Eq, str("a"))},
		"an unknown operator":             {Model: m, Where: predicate.Compare{Field: m.Field("s"), Op: 99, Args: []value.Value{str("a")}}},
		"too few arguments":               {Model: m, Where: cmpOf(m, "n", predicate.Between, num(1))},
		"a lock without a transaction":    {Model: m, Lock: true},
		"a condition of too great depth":  {Model: m, Where: deep},
		"a sort condition without sort":   {Model: m, Access: &store.Access{Partition: str("a"), Sort: &store.SortCondition{Op: predicate.Eq, Args: []value.Value{str("a")}}}},
		"an operator not for sort keys":   {Model: m, Access: &store.Access{Index: m.Indexes[1], Partition: str("a"), Sort: &store.SortCondition{Op: predicate.Ne, Args: []value.Value{num(1)}}}},
		"rows to look at without a limit": {Model: m, Within: predicate.True},
		"a batch with a cursor of others": {Model: m, Batch: &store.Batch{Fields: m.KeyFields}, ScanLimit: 1},
	} {
		if _, err := st.Read(t.Context(), &q); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	for name, row := range map[string]vals{
		"no key": {}, "a null key": {"id": null()}, "another type": {"id": str("a"), "n": str("1")},
		"U+0000": {"id": str("a"), "s": str("\x00")}, "not UTF-8": {"id": str("a"), "s": str("\xff")},
		"U+0000 in JSON": {"id": str("a"), "tags": jsn(`["\u0000"]`)},
	} {
		err := write(st, func(ctx context.Context, tx store.Tx) error {
			return tx.Insert(ctx, &store.Insert{Model: m, Record: record(m, row)})
		})
		if err == nil {
			t.Errorf("a row with %s was stored", name)
		}
	}
	insert(t, st, m, vals{"id": str("a"), "tags": jsn(`["\\u0000"]`)})
	if err := update(st, m, "a", nil, vals{"id": str("b")}); err == nil {
		t.Error("a key was changed")
	}
	var wide predicate.Or
	for i := range 20_000 {
		wide = append(wide, cmpOf(m, "s", predicate.Eq, str(fmt.Sprint(i))))
		if i%50 == 0 {
			wide = append(wide, cmpOf(m, "s", predicate.BeginsWith, str(fmt.Sprint("x", i))))
		}
	}
	if got := read(t, st, store.Query{Model: m, Where: predicate.Not{Expr: wide}}); len(got.Rows) != 1 {
		t.Errorf("a wide condition: %d rows", len(got.Rows))
	}
}
