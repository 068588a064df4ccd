package data_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
	"github.com/amplifygo/amplifygo/runtime/value"
)

const source = `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  Note: a.model({
    id: a.id().required(), text: a.string().required(), n: a.integer(), kind: a.enum(['A', 'B']), tags: a.string().required().array(),
    at: a.datetime(), place: a.customType({ lat: a.float().required(), names: a.string().array() }),
    secret: a.string().authorization((allow) => [allow.group('Staff')]),
    re: a.string().validate((v) => v.maxLength(3)),
  }).authorization((allow) => [allow.owner(), allow.group('Staff'), allow.authenticated().to(['read'])]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
`

type fixture struct {
	*data.Engine
	note   *schema.Model
	hooks  *data.Hooks
	events []*event.Event
}

func (f *fixture) Publish(_ context.Context, events ...*event.Event) error {
	f.events = append(f.events, events...)
	return nil
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	return fixtureOf(t, schematest.Load(t, source))
}

func fixtureOf(t *testing.T, s *schema.Schema) *fixture {
	t.Helper()
	st, err := sqlite.Open(context.Background(), ":memory:", s, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{note: s.Model("Note"), hooks: &data.Hooks{}}
	if f.Engine, err = data.New(data.Config{Schema: s, Policy: p, Store: st, Publisher: f, Hooks: f.hooks}); err != nil {
		t.Fatal(err)
	}
	return f
}

// fields makes assignments of names and values.
func (f *fixture) fields(pairs ...any) []authz.Assignment {
	var out []authz.Assignment
	for i := 0; i < len(pairs); i += 2 {
		v, ok := pairs[i+1].(value.Value)
		if !ok {
			v = value.OfString(pairs[i+1].(string))
		}
		out = append(out, authz.Assignment{Field: f.note.Field(pairs[i].(string)), Value: v})
	}
	return out
}

func (f *fixture) get(r value.Record, name string) value.Value { return r[f.note.Field(name).Ordinal] }

func refusal(t *testing.T, err error, typ, message string) {
	t.Helper()
	var e *data.Error
	if !errors.As(err, &e) || e.Type != typ || e.Message != message {
		t.Errorf("got %v, want %s %q", err, typ, message)
	}
}

func TestClientObeysRules(t *testing.T) {
	t.Parallel()
	f, ctx := newFixture(t), context.Background()
	row, err := f.As(identity.Alice()).Create(ctx, f.note, f.fields("text", "hi", "id", "a"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.get(row, "owner"); got != value.OfString("alice") {
		t.Errorf("owner %v", got)
	}
	if row, err := f.AsAdmin().Get(ctx, f.note, value.OfString("a")); err != nil || f.get(row, "owner") != value.OfString("sub-alice::alice") {
		t.Errorf("the server's own code sees the owner %v, %v", f.get(row, "owner"), err)
	}
	_, err = f.As(identity.Alice()).Update(ctx, f.note, f.fields("id", "a", "secret", "s"), nil)
	refusal(t, err, "Unauthorized", "Unauthorized on [secret]")
	if _, err = f.AsAdmin().Update(ctx, f.note, f.fields("id", "a", "secret", "s"), nil); err != nil {
		t.Fatal(err)
	}
	_, err = f.As(identity.Bob()).Update(ctx, f.note, f.fields("id", "a", "text", "x"), nil)
	refusal(t, err, "Unauthorized", "Not Authorized to access updateNote on type Mutation")
	for who, want := range map[*auth.Identity]value.Value{
		identity.Bob(): {}, identity.User("s", "Staff"): value.OfString("s"), data.Admin(): value.OfString("s"),
	} {
		row, err := f.As(who).Get(ctx, f.note, value.OfString("a"))
		if err != nil || f.get(row, "secret") != want {
			t.Errorf("secret %v, %v; want %v", f.get(row, "secret"), err, want)
		}
		page, err := f.As(who).List(ctx, data.Listing{Model: f.note})
		if err != nil || len(page.Rows) != 1 || f.get(page.Rows[0], "secret") != want {
			t.Errorf("list: %v, %v; want %v", page, err, want)
		}
	}
	// A filter on a hidden field finds nothing.
	hidden := predicate.Compare{Field: f.note.Field("secret"), Op: predicate.Eq, Args: []value.Value{value.OfString("s")}}
	if page, err := f.As(identity.Bob()).List(ctx, data.Listing{Model: f.note, Filter: hidden}); err != nil || len(page.Rows) != 0 {
		t.Errorf("probing found %v, %v", page, err)
	}
	if row, err := f.AsAdmin().Get(ctx, f.note, value.OfString("none")); row != nil || err != nil {
		t.Errorf("missing: %v, %v", row, err)
	}
	if _, err := f.AsAdmin().Delete(ctx, f.note, []value.Value{value.OfString("a")}, nil); err != nil {
		t.Error(err)
	}
}

func TestClientChecksInput(t *testing.T) {
	t.Parallel()
	f, ctx := newFixture(t), context.Background()
	for name, fields := range map[string][]authz.Assignment{
		"required":        f.fields("n", value.OfInt(1)),
		"required null":   f.fields("text", value.NullValue()),
		"kind":            f.fields("text", "x", "n", "1"),
		"range":           f.fields("text", "x", "n", value.OfInt(1<<40)),
		"enum":            f.fields("text", "x", "kind", "C"),
		"scalar":          f.fields("text", "x", "at", "yesterday"),
		"list":            f.fields("text", "x", "tags", "x"),
		"element":         f.fields("text", "x", "tags", value.OfJSON(`["a",null]`)),
		"element kind":    f.fields("text", "x", "tags", value.OfJSON(`[1]`)),
		"custom":          f.fields("text", "x", "place", value.OfJSON(`{"names":[]}`)),
		"custom unknown":  f.fields("text", "x", "place", value.OfJSON(`{"lat":1,"z":2}`)),
		"custom no JSON":  f.fields("text", "x", "place", value.OfJSON(`{`)),
		"twice":           f.fields("text", "x", "text", "y"),
		"absent":          f.fields("text", value.Value{}),
		"another model's": {{Field: &schema.Field{Name: "text"}, Value: value.OfString("x")}},
	} {
		_, err := f.AsAdmin().Create(ctx, f.note, fields, nil)
		var e *data.Error
		if !errors.As(err, &e) || e.Type != "InvalidArgumentsError" {
			t.Errorf("%s: %v", name, err)
		}
	}
	ok := f.fields("text", "x", "n", value.OfInt(-1), "kind", "A", "tags", value.OfJSON(`["a"]`), "at", "2024-01-01T00:00:00Z", "place", value.OfJSON(`{"lat":1,"names":[null,"n"]}`))
	if _, err := f.AsAdmin().Create(ctx, f.note, ok, nil); err != nil {
		t.Error(err)
	}
	if _, err := f.AsAdmin().Get(ctx, f.note); err == nil {
		t.Error("a get without a key")
	}
}

func TestTransaction(t *testing.T) {
	t.Parallel()
	f, ctx := newFixture(t), context.Background()
	stop := errors.New("stop")
	err := f.As(identity.Alice()).Transaction(ctx, func(ctx context.Context, tx *data.Client) error {
		if _, err := tx.Create(ctx, f.note, f.fields("id", "t", "text", "x"), nil); err != nil {
			return err
		}
		if row, err := tx.Get(ctx, f.note, value.OfString("t")); err != nil || row == nil {
			t.Errorf("own write: %v %v", row, err)
		}
		return stop
	})
	if !errors.Is(err, stop) || len(f.events) != 0 {
		t.Errorf("%v, %d events", err, len(f.events))
	}
	if row, _ := f.AsAdmin().Get(ctx, f.note, value.OfString("t")); row != nil {
		t.Error("the write is still there")
	}
	err = f.As(identity.Alice()).Transaction(ctx, func(ctx context.Context, tx *data.Client) error {
		if _, err := tx.Create(ctx, f.note, f.fields("id", "1", "text", "x"), nil); err != nil {
			return err
		}
		if _, err := tx.Create(ctx, f.note, f.fields("id", "1", "text", "x"), nil); err == nil {
			t.Error("a key twice")
		}
		_, err := tx.AsAdmin().Create(ctx, f.note, f.fields("id", "2", "text", "x"), nil)
		return err
	})
	if err != nil || len(f.events) != 2 {
		t.Fatalf("%v, %d events", err, len(f.events))
	}
	row, err := f.AsAdmin().Get(ctx, f.note, value.OfString("2"))
	if err != nil || f.get(row, "owner").Kind() != value.Absent {
		t.Errorf("%v %v", row, err)
	}
}

func TestHooks(t *testing.T) {
	t.Parallel()
	f, ctx := newFixture(t), context.Background()
	var seen []string
	note := func(what string) data.Hook {
		return func(_ context.Context, c *data.Change) error {
			seen = append(seen, what)
			if c.Input != nil && what == "before create" {
				c.Input.Fields = append(c.Input.Fields, authz.Assignment{Field: f.note.Field("n"), Value: value.OfInt(7)})
			}
			if what == "before update" && f.get(c.Row, "n") != value.OfInt(7) {
				t.Error("the row before the update")
			}
			return nil
		}
	}
	f.hooks.On("Note", data.BeforeCreate, note("before create"))
	f.hooks.On("Note", data.AfterCreate, func(ctx context.Context, c *data.Change) error {
		if f.get(c.Row, "text") == value.OfString("parent") {
			_, err := c.Client.AsAdmin().Create(ctx, c.Model, f.fields("id", "child", "text", "x"), nil)
			return err
		}
		return note("after create")(ctx, c)
	})
	f.hooks.On("Note", data.BeforeUpdate, note("before update"))
	f.hooks.On("Note", data.AfterUpdate, note("after update"))
	f.hooks.On("Note", data.BeforeDelete, func(context.Context, *data.Change) error { return &data.Error{Type: "Kept", Message: "kept"} })

	alice := f.As(identity.Alice())
	row, err := alice.Create(ctx, f.note, f.fields("id", "parent", "text", "parent"), nil)
	if err != nil || f.get(row, "n") != value.OfInt(7) {
		t.Fatal(row, err)
	}
	if child, err := f.AsAdmin().Get(ctx, f.note, value.OfString("child")); child == nil || err != nil {
		t.Error("the hook's write", err)
	}
	if _, err := alice.Update(ctx, f.note, f.fields("id", "parent", "text", "y"), nil); err != nil {
		t.Error(err)
	}
	_, err = alice.Delete(ctx, f.note, []value.Value{value.OfString("child")}, nil)
	refusal(t, err, "Unauthorized", "Not Authorized to access deleteNote on type Mutation")
	_, err = f.AsAdmin().Delete(ctx, f.note, []value.Value{value.OfString("parent")}, nil)
	refusal(t, err, "Kept", "kept")
	want := []string{"before create", "before create", "after create", "before update", "after update"}
	if d := cmp.Diff(want, seen); d != "" {
		t.Error(d)
	}
}

func TestHookPanics(t *testing.T) {
	t.Parallel()
	f, ctx := newFixture(t), context.Background()
	f.hooks.On("Note", data.AfterCreate, func(context.Context, *data.Change) error { panic("hook") })
	if _, err := f.AsAdmin().Create(ctx, f.note, f.fields("id", "p", "text", "x"), nil); err == nil {
		t.Error("no error")
	}
	if row, err := f.AsAdmin().Get(ctx, f.note, value.OfString("p")); row != nil || err != nil {
		t.Error(row, err)
	}
	// The store goes on.
	if _, err := f.AsAdmin().Delete(ctx, f.note, []value.Value{value.OfString("p")}, nil); err != nil {
		t.Error(err)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	f, ctx := newFixture(t), context.Background()
	for i := range 150 {
		if _, err := f.AsAdmin().Create(ctx, f.note, f.fields("text", "x", "n", value.OfInt(int64(i))), nil); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[value.Value]bool{}
	l := data.Listing{Model: f.note}
	for want := range []int{100, 50} {
		p, err := f.AsAdmin().List(ctx, l)
		if err != nil || len(p.Rows) != []int{100, 50}[want] || (p.Next == nil) != (want == 1) {
			t.Fatal(len(p.Rows), p.Next, err)
		}
		for _, r := range p.Rows {
			seen[f.get(r, "n")] = true
		}
		l.After = p.Next
	}
	if len(seen) != 150 {
		t.Error(len(seen))
	}
	if _, err := f.AsAdmin().List(ctx, data.Listing{Model: f.note, Limit: -1}); err == nil {
		t.Error("a negative limit")
	}
}
