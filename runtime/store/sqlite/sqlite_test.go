package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
	"github.com/amplifygo/amplifygo/runtime/store/storetest"
)

func open(t testing.TB, s *schema.Schema, trace storetest.Trace) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), ":memory:", s, sqlite.Options{Trace: trace})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, open)
}

// BenchmarkStore measures a database on disk, flushed at every commit.
func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(t testing.TB, s *schema.Schema, trace storetest.Trace) store.Store {
		return onDisk(t, s, sqlite.Options{Trace: trace})
	})
}

// BenchmarkRelaxed is the yardstick for durable writes: synchronous=NORMAL.
func BenchmarkRelaxed(b *testing.B) {
	s := storetest.Schema(b)
	st := onDisk(b, s, sqlite.Options{Relaxed: true})
	storetest.BenchInsert(b, st, s, 16)
	storetest.BenchInsert(b, st, s, 1)
}

func onDisk(t testing.TB, s *schema.Schema, o sqlite.Options) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "bench.db"), s, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}
