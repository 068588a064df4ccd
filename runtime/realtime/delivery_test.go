package realtime_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/realtime"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// ids reads the ids of events of a subscription up to the one with the last id.
func (c *client) ids(last string) []string {
	c.t.Helper()
	var list []string
	for {
		text, err := c.read()
		if err != nil {
			c.t.Fatalf("after %v: %v", list, err)
		}
		var m struct {
			Payload struct {
				Data map[string]struct{ ID string }
			}
		}
		if err := json.Unmarshal([]byte(text), &m); err != nil || len(m.Payload.Data) != 1 {
			c.t.Fatalf("%s %v", text, err)
		}
		for _, row := range m.Payload.Data {
			if row.ID == last {
				return list
			}
			list = append(list, row.ID)
		}
	}
}

// TestFilters: those that the index knows and those that it does not.
func TestFilters(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	filters := map[string]string{
		`{}`: "a b c", `{n: {gt: 1}}`: "b c", `{st: {eq: "A"}}`: "a", `{st: {in: ["A", "B"]}}`: "a b", `{st: {notIn: ["A"]}}`: "b",
		`{content: {beginsWith: "ab"}}`: "a b", `{content: {in: ["abc", "x"]}}`: "a", `{content: {in: []}}`: "",
		`{or: [{content: {eq: "abc"}}, {content: {eq: "abd"}}]}`: "a b", `{or: [{content: {eq: "abc"}}, {n: {eq: 3}}]}`: "a c",
		`{and: [{content: {eq: "abc"}}, {n: {eq: 1}}]}`: "a", `{and: [{n: {ge: 2}}, {st: {eq: "B"}}]}`: "b", `{n: {between: [1, 2]}}`: "a b",
		`{tags: {contains: "y"}}`: "a", `{content: {ne: "abc"}}`: "b c", `{n: {in: [1, 3]}}`: "a c",
	}
	subscribers, foreign := map[string]*client{}, s.connect("bob")
	for filter := range filters {
		c := s.connect("alice")
		c.subscribe("1", "alice", `subscription { onCreateTodo(filter: `+filter+`) { id } }`)
		c.subscribe("end", "alice", `subscription { onDeleteTodo { id } }`)
		subscribers[filter] = c
		foreign.subscribe(filter, "bob", `subscription { onCreateTodo(filter: `+filter+`) { id } }`)
	}
	foreign.subscribe("end", "bob", `subscription { onDeleteTodo { id } }`)
	for id, in := range map[string]string{"a": `n: 1, st: A, content: "abc", tags: ["x", "y"]`, "b": `n: 2, st: B, content: "abd"`, "c": `n: 3`} {
		s.do("alice", `mutation { createTodo(input: {id: "`+id+`", must: "m", `+in+`}) { id n st content tags owner must } }`)
	}
	for _, who := range []string{"alice", "bob"} {
		s.do(who, `mutation { createTodo(input: {id: "end of `+who+`", must: "m", n: 0, content: "zzz"}) { id n } }`)
		s.do(who, `mutation { deleteTodo(input: {id: "end of `+who+`"}) { id owner } }`)
	}
	for filter, want := range filters {
		var got []string
		for _, id := range subscribers[filter].untilDeleted("end of alice") {
			if id != "end of alice" {
				got = append(got, id)
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", filter, got, want)
		}
	}
	for _, id := range foreign.untilDeleted("end of bob") {
		if id != "end of bob" {
			t.Errorf("bob hears of %s", id)
		}
	}
}

// untilDeleted reads ids up to the deletion of a row.
func (c *client) untilDeleted(last string) []string {
	c.t.Helper()
	var list []string
	for {
		text, err := c.read()
		if err != nil {
			c.t.Fatalf("after %v: %v", list, err)
		}
		var m struct {
			Payload struct {
				Data map[string]struct{ ID string }
			}
		}
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			c.t.Fatalf("%s %v", text, err)
		}
		if m.Payload.Data["onDeleteTodo"].ID == last {
			return list
		}
		for _, row := range m.Payload.Data {
			list = append(list, row.ID)
		}
	}
}

// TestRedaction: a hidden value neither travels nor can be probed for.
func TestRedaction(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	bob := s.connect("bob")
	bob.subscribe("1", "bob", `subscription { onCreateEmp { name ssn } }`)
	bob.subscribe("2", "bob", `subscription { onCreateEmp(filter: {ssn: {eq: "1"}}) { name } }`)
	bob.subscribe("3", "bob", `subscription { onCreateEmp(filter: {ssn: {ne: "2"}}) { name } }`)
	s.do("alice", `mutation { createEmp(input: {name: "n", ssn: "1"}) { name ssn } }`)
	s.do("alice", `mutation { createEmp(input: {name: "m", ssn: "2"}) { name } }`)
	var got []string
	for range 4 {
		text, err := bob.read()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, text)
	}
	slices.Sort(got)
	want := []string{
		`{"id":"1","type":"data","payload":{"data":{"onCreateEmp":{"name":"m","ssn":null}}}}`, `{"id":"1","type":"data","payload":{"data":{"onCreateEmp":{"name":"n","ssn":null}}}}`,
		`{"id":"3","type":"data","payload":{"data":{"onCreateEmp":{"name":"m"}}}}`, `{"id":"3","type":"data","payload":{"data":{"onCreateEmp":{"name":"n"}}}}`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestGroups: a dynamic group decides by each row.
func TestGroups(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	member := s.connect("member")
	member.subscribe("1", "member", `subscription { onCreateTeam { id } }`)
	for _, group := range []string{"blue", "red", "redder"} {
		s.do("iam", `mutation { createTeam(input: {id: "`+group+`", group: "`+group+`"}) { id } }`)
	}
	s.do("iam", `mutation { createTeam(input: {id: "end", group: "red"}) { id } }`)
	if got := member.ids("end"); !slices.Equal(got, []string{"red"}) {
		t.Errorf("%v", got)
	}
}

// TestAfterCommit: what is undone is not told, in whole or in part, also not
// for writes of Go code.
func TestAfterCommit(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	c := s.connect("key")
	c.subscribe("1", "key", "subscription { onCreateNote { id } }")
	note := s.schema.Model("Note")
	undone := errors.New("undone")
	create := func(ctx context.Context, tx *data.Client, id string) error {
		_, err := tx.Create(ctx, note, []authz.Assignment{{Field: note.Field("id"), Value: value.OfString(id)}}, nil)
		return err
	}
	admin := s.engine.Data().AsAdmin()
	err1 := admin.Transaction(t.Context(), func(ctx context.Context, tx *data.Client) error {
		return errors.Join(create(ctx, tx, "never"), undone)
	})
	err2 := admin.Transaction(t.Context(), func(ctx context.Context, tx *data.Client) error {
		inner := tx.Transaction(ctx, func(ctx context.Context, tx *data.Client) error {
			return errors.Join(create(ctx, tx, "inner"), undone)
		})
		if !errors.Is(inner, undone) || s.rt.Stats().Events != 0 {
			t.Errorf("%v, %+v", inner, s.rt.Stats())
		}
		return errors.Join(create(ctx, tx, "first"), create(ctx, tx, "inner"))
	})
	if !errors.Is(err1, undone) || err2 != nil {
		t.Fatal(err1, err2)
	}
	s.do("key", `mutation { createNote(input: {id: "end"}) { id } }`)
	if got := c.ids("end"); !slices.Equal(got, []string{"first", "inner"}) {
		t.Errorf("%v", got)
	}
}

// dawdler hands events on after a random while, as a busy machine does.
type dawdler struct{ relay }

func (d *dawdler) Publish(ctx context.Context, events ...*event.Event) error {
	time.Sleep(time.Duration(rand.IntN(300)) * time.Microsecond)
	return d.relay.Publish(ctx, events...)
}

// TestOrderOfARow: writers at the same time, whose events arrive in the order
// of their commits.
func TestOrderOfARow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, open := range map[string]func(*testing.T) (store.Store, error){
		"sqlite": func(t *testing.T) (store.Store, error) {
			return sqlite.Open(t.Context(), ":memory:", w.schema, sqlite.Options{})
		},
		"postgres": func(t *testing.T) (store.Store, error) {
			return postgres.Open(t.Context(), pgtest.URL(t), w.schema, postgres.Options{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st, err := open(t)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = st.Close() })
			var p dawdler
			note := w.schema.Model("Note")
			hooks := &data.Hooks{}
			hooks.On("Note", data.BeforeUpdate, countUp(note.Field("n")))
			engine, err := graphql.New(graphql.Config{Schema: w.schema, Policy: w.policy, Store: st, Publisher: &p, Hooks: hooks})
			if err != nil {
				t.Fatal(err)
			}
			s := w.serveBy(t, &p, &p.relay, func(c *realtime.Config) { c.Limits.Queue = 10_000 })
			c := s.connect("key")
			c.subscribe("1", "key", "subscription { onUpdateNote { id n } }")
			const rows, writers, each = 2, 6, 25
			do := func(document string) {
				if got := string(engine.Execute(context.Background(), identity.Key(), &graphql.Request{Query: document}).Body); strings.Contains(got, `"errors"`) {
					t.Error(got)
				}
			}
			for r := range rows {
				do(fmt.Sprintf(`mutation { createNote(input: {id: "%d", n: 0}) { id } }`, r))
			}
			var wg sync.WaitGroup
			for wr := range writers {
				wg.Go(func() {
					for range each {
						do(fmt.Sprintf(`mutation { updateNote(input: {id: "%d"}) { id n } }`, wr%rows))
					}
				})
			}
			next := [rows]int{}
			for range writers * each {
				text, err := c.read()
				var m struct {
					Payload struct {
						Data struct {
							OnUpdateNote struct {
								ID int `json:",string"`
								N  int
							}
						}
					}
				}
				if err = errors.Join(err, json.Unmarshal([]byte(text), &m)); err != nil {
					t.Fatal(err)
				}
				row := m.Payload.Data.OnUpdateNote
				if next[row.ID]++; row.N != next[row.ID] {
					t.Errorf("row %d: change %d after %d", row.ID, row.N, next[row.ID]-1)
					next[row.ID] = row.N
				}
			}
			wg.Wait()
		})
	}
}

// countUp makes every update of a row add one to a field.
func countUp(f *schema.Field) data.Hook {
	return func(_ context.Context, c *data.Change) error {
		c.Input.Fields = append(c.Input.Fields, authz.Assignment{Field: f, Value: value.OfInt(c.Row[f.Ordinal].Int() + 1)})
		return nil
	}
}

// TestFiltersWithoutRows: where no row decides who may listen, the index goes
// by the filter alone.
func TestFiltersWithoutRows(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	filters := map[string]string{
		`{text: {eq: "b"}}`: "b", `{text: {ne: "b"}}`: "a none", `{text: {in: ["a", "b"]}}`: "a b", `{text: {notIn: ["a"]}}`: "b",
		`{or: [{text: {eq: "a"}}, {text: {eq: "b"}}]}`: "a b", `{or: [{text: {eq: "a"}}, {n: {eq: 2}}]}`: "a b",
		`{or: [{text: {in: ["a"]}}, {and: [{text: {eq: "b"}}, {n: {eq: 2}}]}]}`: "a b", `{and: [{n: {eq: 1}}, {text: {eq: "b"}}]}`: "",
		`{and: [{text: {in: ["a", "b"]}}, {text: {in: ["b", "c"]}}]}`: "b", `{or: [{text: {beginsWith: "a"}}, {text: {eq: "b"}}]}`: "a b",
	}
	c := s.connect("key")
	for filter := range filters {
		c.subscribe(filter, "key", `subscription { onCreateNote(filter: `+filter+`) { id } }`)
	}
	c.subscribe("end", "key", `subscription { onDeleteNote { id } }`)
	for id, in := range map[string]string{"a": `, text: "a", n: 1`, "b": `, text: "b", n: 2`, "none": ``} {
		s.do("key", `mutation { createNote(input: {id: "`+id+`"`+in+`}) { id } }`)
	}
	s.do("key", `mutation { deleteNote(input: {id: "a"}) { id } }`)
	got := map[string][]string{}
	for {
		text, err := c.read()
		var m struct {
			ID      string
			Payload struct {
				Data struct{ OnCreateNote struct{ ID string } }
			}
		}
		if err = errors.Join(err, json.Unmarshal([]byte(text), &m)); err != nil {
			t.Fatal(err)
		}
		if m.ID == "end" {
			break
		}
		got[m.ID] = append(got[m.ID], m.Payload.Data.OnCreateNote.ID)
	}
	for filter, want := range filters {
		slices.Sort(got[filter])
		if strings.Join(got[filter], " ") != want {
			t.Errorf("%s: %v, want %s", filter, got[filter], want)
		}
	}
}

// TestRooms: results of custom mutations reach the subscriptions whose arguments
// they meet, and leave nothing behind in the index.
func TestRooms(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	rooms := map[string]*client{}
	for _, room := range []string{"", `(room: "red")`, `(room: "blue")`, `(room: null)`} {
		c := s.connect("alice")
		c.subscribe("1", "alice", `subscription { onShout`+room+` { room text } }`)
		rooms[room] = c
	}
	heard := func(room, data string) {
		t.Helper()
		rooms[room].expect(`{"id":"1","type":"data","payload":{"data":{"onShout":` + data + `}}}`)
	}
	s.do("bob", `mutation { shout(room: "blue", text: "1") { room text } }`)
	s.do("bob", `mutation { shout(text: "2") { room text } }`)
	s.do("bob", `mutation { shout(room: "red", text: "3") { room text } }`)
	blue, none, red := `{"room":"blue","text":"1"}`, `{"room":null,"text":"2"}`, `{"room":"red","text":"3"}`
	for _, all := range []string{blue, none, red} {
		heard("", all)
	}
	heard(`(room: "blue")`, blue)
	heard(`(room: "red")`, red)
	heard(`(room: null)`, none)
}
