package gen_test

import (
	"context"
	"os"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/internal/testkit/testbackend"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// backend is a generated backend on a database.
type backend struct {
	engine *data.Engine

	mu     sync.Mutex
	events []*event.Event
}

// Publish implements event.Publisher.
func (b *backend) Publish(_ context.Context, events ...*event.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, events...)
	return nil
}

// told gives the events since the last call: "createTodo".
func (b *backend) told() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, e := range b.events {
		out = append(out, e.Mutation)
	}
	b.events = nil
	return out
}

// as is the store of a caller.
func (b *backend) as(id *auth.Identity) testbackend.Store {
	return testbackend.NewStore(b.engine.As(id))
}

// onBoth runs a test on SQLite and on PostgreSQL, with hooks.
func onBoth(t *testing.T, hooks testbackend.Hooks, test func(t *testing.T, b *backend)) {
	t.Helper()
	t.Parallel()
	for name, open := range map[string]func(*testing.T, *schema.Schema) (store.Store, error){
		"sqlite": func(t *testing.T, s *schema.Schema) (store.Store, error) {
			return sqlite.Open(t.Context(), ":memory:", s, sqlite.Options{})
		},
		"postgres": func(t *testing.T, s *schema.Schema) (store.Store, error) {
			return postgres.Open(t.Context(), pgtest.URL(t), s, postgres.Options{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := schema.New(testbackend.Definition())
			if err != nil {
				t.Fatal(err)
			}
			st, err := open(t, s)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = st.Close() })
			p, err := authz.Compile(s)
			if err != nil {
				t.Fatal(err)
			}
			b := &backend{}
			engine, err := graphql.New(graphql.Config{Schema: s, Policy: p, Store: st, Publisher: b, Hooks: hooks.Register(), TokenKey: []byte("test")})
			if err != nil {
				t.Fatal(err)
			}
			b.engine = engine.Data()
			test(t, b)
		})
	}
}
