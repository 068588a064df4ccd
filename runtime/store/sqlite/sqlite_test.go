package sqlite_test

import (
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
