package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
	"github.com/amplifygo/amplifygo/runtime/store/storetest"
)

func insertOrder(ctx context.Context, tx store.Tx, m *schema.Model, i int) error {
	return tx.Insert(ctx, &store.Insert{Model: m, Record: pairHalf(m, i, "a")})
}

func countOrders(t *testing.T, st store.Store, m *schema.Model) int {
	t.Helper()
	res, err := st.Read(t.Context(), &store.Query{Model: m, Fields: m.Fields[:1]})
	if err != nil {
		t.Fatal(err)
	}
	return len(res.Rows)
}

// TestGroupContainsFailures: in writes that share a commit, those that fail,
// panic or are cancelled while they wait harm no other.
func TestGroupContainsFailures(t *testing.T) {
	t.Parallel()
	s := storetest.Schema(t)
	m := s.Model("Order")
	st := onDisk(t, s, sqlite.Options{})
	started, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { // keeps the connection until all others wait
		err := st.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
			close(started)
			<-release
			return insertOrder(ctx, tx, m, 0)
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-started
	errOwn := errors.New("an error of the test")
	ctx, cancel := context.WithCancel(t.Context())
	for i := 1; i <= 20; i++ {
		wg.Go(func() {
			defer func() {
				if r := recover(); (r != nil) != (i%5 == 2) {
					t.Errorf("write %d: recovered %v", i, r)
				}
			}()
			c := t.Context()
			if i%5 == 3 {
				c = ctx
			}
			err := st.Write(c, func(ctx context.Context, tx store.Tx) error {
				err := insertOrder(ctx, tx, m, i)
				switch i % 5 {
				case 1:
					return errOwn
				case 2:
					panic("of the test")
				}
				return err
			})
			want := map[int]error{1: errOwn, 3: context.Canceled}[i%5]
			if !errors.Is(err, want) {
				t.Errorf("write %d: got %v, want %v", i, err, want)
			}
		})
	}
	cancel()
	close(release)
	wg.Wait()
	if n := countOrders(t, st, m); n != 1+8 {
		t.Errorf("%d rows", n)
	}
}

// TestClose: writes in progress are finished and later ones refused.
func TestClose(t *testing.T) {
	t.Parallel()
	s := storetest.Schema(t)
	m := s.Model("Order")
	path := t.TempDir() + "/close.db"
	st, err := sqlite.Open(t.Context(), path, s, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	written := 0
	for w := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				if err := st.Write(context.Background(), func(ctx context.Context, tx store.Tx) error {
					return insertOrder(ctx, tx, m, w*1_000_000+i)
				}); err != nil {
					return
				}
				mu.Lock()
				written++
				mu.Unlock()
			}
		})
	}
	if err := st.Write(context.Background(), func(ctx context.Context, tx store.Tx) error { return insertOrder(ctx, tx, m, 99_000_000) }); err != nil {
		t.Error(err)
	}
	if err := st.Close(); err != nil {
		t.Error(err)
	}
	wg.Wait()
	if _, err := st.Read(context.Background(), &store.Query{Model: m, Fields: m.Fields[:1]}); err == nil {
		t.Error("a closed store was read")
	}
	if err := st.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
	st, err = sqlite.Open(t.Context(), path, s, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if n := countOrders(t, st, m); n != written+1 {
		t.Errorf("%d rows after %d acknowledged writes", n, written+1)
	}
}

// TestTwoProcesses: another process may use the database at the same time.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	s := storetest.Schema(t)
	m := s.Model("Order")
	path := t.TempDir() + "/two.db"
	var wg sync.WaitGroup
	for p := range 2 {
		st, err := sqlite.Open(t.Context(), path, s, sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		wg.Go(func() {
			for i := range 50 {
				if err := st.Write(t.Context(), func(ctx context.Context, tx store.Tx) error { return insertOrder(ctx, tx, m, p*100+i) }); err != nil {
					t.Error(fmt.Errorf("process %d: %w", p, err))
				}
			}
		})
	}
	wg.Wait()
	st, err := sqlite.Open(t.Context(), path, s, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if n := countOrders(t, st, m); n != 100 {
		t.Errorf("%d rows", n)
	}
}
