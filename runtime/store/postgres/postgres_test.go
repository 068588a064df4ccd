package postgres_test

import (
	"os"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func open(t testing.TB, s *schema.Schema, trace storetest.Trace) store.Store {
	t.Helper()
	st, err := postgres.Open(t.Context(), pgtest.URL(t), s, postgres.Options{Trace: trace, MaxConns: 8})
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

// BenchmarkStore measures a server on the same machine, without flushes.
func BenchmarkStore(b *testing.B) { storetest.Bench(b, open) }
