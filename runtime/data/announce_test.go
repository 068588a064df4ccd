package data_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

// replicas takes the place of other replicas, and notes what they are told.
type replicas struct{ told []string }

func (r *replicas) Publish(_ context.Context, events ...*event.Event) error {
	for _, e := range events {
		r.told = append(r.told, e.Mutation+" of "+e.Announcement)
	}
	return nil
}

func (r *replicas) Announce(_ context.Context, rows []string) string {
	r.told = append(r.told, "announce")
	return "tx"
}

func (r *replicas) Retract(name string) { r.told = append(r.told, "retract "+name) }

// breaking is a store whose commits can fail.
type breaking struct {
	store.Store
	commit func(err error) error
}

func (b *breaking) Write(ctx context.Context, fn func(context.Context, store.Tx) error) error {
	return b.commit(b.Store.Write(ctx, fn))
}

// TestAnnouncements: whoever was told that events of a row will come is told as
// well when none do, whatever has become of the transaction.
func TestAnnouncements(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		commit func(error) error
		before error // of the transaction's function
		silent bool  // the mutation's event is forgotten
		want   []string
	}{
		"committed": {commit: func(err error) error { return err }, want: []string{"announce", "createNote of tx"}},
		"undone":    {commit: func(err error) error { return err }, before: broken, want: nil},
		"not committed": {
			commit: func(err error) error { return errors.Join(err, broken) }, want: []string{"announce", "retract tx"},
		},
		"panicked": {commit: func(error) error { panic("no") }, want: []string{"announce", "retract tx"}},
		"no event": {commit: func(err error) error { return err }, silent: true, want: []string{"announce", "retract tx"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := schematest.Load(t, source)
			st, err := sqlite.Open(t.Context(), ":memory:", s, sqlite.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = st.Close() })
			p, err := authz.Compile(s)
			if err != nil {
				t.Fatal(err)
			}
			others := &replicas{}
			e, err := data.New(data.Config{Schema: s, Policy: p, Store: &breaking{st, c.commit}, Publisher: others})
			if err != nil {
				t.Fatal(err)
			}
			f := &fixture{Engine: e, note: s.Model("Note")}
			func() {
				defer func() { _ = recover() }()
				_ = e.Write(t.Context(), data.Admin(), func(ctx context.Context, session *data.Session) error {
					w := &data.Mutation{Model: f.note, Input: f.fields("id", "a", "text", "hi")}
					if _, err := session.Create(ctx, w); err != nil {
						t.Error(err)
					}
					if c.silent {
						session.Retract(w)
					}
					return c.before
				})
			}()
			if !slices.Equal(others.told, c.want) {
				t.Errorf("told %q, want %q", others.told, c.want)
			}
		})
	}
}
