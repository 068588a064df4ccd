package graphql_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql"
)

const realtimeSchema = `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  Todo: a.model({ content: a.string(), n: a.integer(), st: a.enum(['A', 'B']), must: a.string().required(), tags: a.string().array(),
    parts: a.hasMany('Part', 'todoId') }).authorization((allow) => [allow.owner()]),
  Part: a.model({ todoId: a.id(), todo: a.belongsTo('Todo', 'todoId') }).authorization((allow) => [allow.owner()]),
  Grp: a.model({ team: a.string(), x: a.string() }).authorization((allow) => [allow.groupDefinedIn('team')]),
  Emp: a.model({ id: a.id().required(), name: a.string(), ssn: a.string().authorization((allow) => [allow.owner()]) })
    .authorization((allow) => [allow.owner(), allow.authenticated().to(['read'])]),
  Msg: a.customType({ room: a.string(), text: a.string().required() }),
  publish: a.mutation().arguments({ room: a.string(), text: a.string(), result: a.json() }).returns(a.ref('Msg'))
    .handler(a.handler.function('publish')).authorization((allow) => [allow.authenticated()]),
  onPublish: a.subscription().for(a.ref('publish')).arguments({ room: a.string() })
    .handler(a.handler.custom({ entry: './h.js' })).authorization((allow) => [allow.authenticated()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 7 } } });
`

type realtime struct {
	t        *testing.T
	engine   *graphql.Engine
	recorder *recorder
}

func newRealtime(t *testing.T, change ...func(*graphql.Config)) *realtime {
	t.Helper()
	return newRealtimeOf(t, realtimeSchema, change...)
}

func newRealtimeOf(t *testing.T, source string, change ...func(*graphql.Config)) *realtime {
	t.Helper()
	s := schematest.Load(t, source)
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	r := &realtime{t: t, recorder: &recorder{}}
	c := graphql.Config{Schema: s, Policy: p, Store: openSQLite(t, s), Publisher: r.recorder, Resolver: resolver{}}
	for _, f := range change {
		f(&c)
	}
	r.engine, err = graphql.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *realtime) subscribe(id *auth.Identity, document string) *graphql.Subscription {
	r.t.Helper()
	s, errs := r.engine.Subscribe(context.Background(), id, &graphql.Request{Query: document})
	if errs != nil {
		r.t.Fatalf("%s: %s", document, errs[0].Append(nil))
	}
	return s
}

// refused gives the refusal of a subscription.
func (r *realtime) refused(id *auth.Identity, document string) string {
	r.t.Helper()
	s, errs := r.engine.Subscribe(context.Background(), id, &graphql.Request{Query: document})
	if s != nil || len(errs) == 0 {
		r.t.Fatalf("%s is accepted", document)
	}
	return errs[0].Type + " " + errs[0].Message
}

// mutate gives the event of a mutation, nil if there is none.
func (r *realtime) mutate(id *auth.Identity, document string) *event.Event {
	r.t.Helper()
	r.recorder.events = nil
	got := r.engine.Execute(context.Background(), id, &graphql.Request{Query: document})
	if got.Status != 200 {
		r.t.Fatalf("%s: %s", document, got.Body)
	}
	if len(r.recorder.events) == 0 {
		return nil
	}
	return r.recorder.events[0]
}

// matches reports whether a subscription wants an event. An index by what the
// subscription says of itself has to find it then.
func (r *realtime) matches(s *graphql.Subscription, ev *event.Event) bool {
	r.t.Helper()
	if !s.Match(ev) {
		return false
	}
	if s.Field != "" && !slices.Contains(s.Values, r.engine.PayloadField(ev, s.Field)) {
		r.t.Errorf("the event has %v in %s, and the subscription says that it wants one of %v", r.engine.PayloadField(ev, s.Field), s.Field, s.Values)
	}
	return true
}

func (r *realtime) delivers(s *graphql.Subscription, ev *event.Event, want string) {
	r.t.Helper()
	if ev == nil || !r.matches(s, ev) {
		r.t.Fatalf("the event is not delivered; want %s", want)
	}
	got, ok := s.Render(ev)
	if !ok || string(got) != want {
		r.t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestSubscriptionOwners(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	const all = `subscription { onCreateTodo { id content must owner __typename } }`
	alice, bob := r.subscribe(identity.Alice(), all), r.subscribe(identity.Bob(), all)
	iam := r.subscribe(identity.IAM(), all)
	ev := r.mutate(identity.Alice(), `mutation { createTodo(input: {id: "1", content: "c", must: "m"}) { id content must owner } }`)
	r.delivers(alice, ev, `{"data":{"onCreateTodo":{"id":"1","content":"c","must":"m","owner":"alice","__typename":"Todo"}}}`)
	r.delivers(iam, ev, `{"data":{"onCreateTodo":{"id":"1","content":"c","must":"m","owner":"alice","__typename":"Todo"}}}`)
	if r.matches(bob, ev) {
		t.Error("bob gets alice's event")
	}
	if ev.ID == "" || ev.Model != "Todo" || ev.Mutation != "createTodo" || !slices.Equal(alice.Mutations, []string{"createTodo"}) {
		t.Errorf("%+v", ev)
	}
	// 105: owner arguments.
	const denied = "Unauthorized Not Authorized to access onCreateTodo on type Subscription"
	if got := r.refused(identity.Bob(), `subscription { onCreateTodo(owner: "alice") { id } }`); got != denied {
		t.Error(got)
	}
	r.delivers(r.subscribe(identity.Alice(), `subscription { onCreateTodo(owner: "alice") { id } }`), ev, `{"data":{"onCreateTodo":{"id":"1"}}}`)
	if got := r.refused(identity.Key(), all); got != denied {
		t.Error(got)
	}
}

func TestSubscriptionSelection(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	// 106: what the mutation did not select is null.
	s := r.subscribe(identity.Alice(), `subscription { t: onUpdateTodo { id c: content parts { items { id } } } }`)
	must := r.subscribe(identity.Alice(), `subscription { onUpdateTodo { id must } }`)
	r.mutate(identity.Alice(), `mutation { createTodo(input: {id: "1", content: "c", must: "m"}) { id } }`)
	ev := r.mutate(identity.Alice(), `mutation { updateTodo(input: {id: "1", n: 1}) { id owner } }`)
	r.delivers(s, ev, `{"data":{"t":{"id":"1","c":null,"parts":null}}}`)
	r.delivers(must, ev, `{"data":{"onUpdateTodo":null},"errors":[{"path":["onUpdateTodo","must"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Todo' (/onUpdateTodo/must)"}]}`)
	// 109: deletes publish what was deleted; failures nothing.
	deleted := r.subscribe(identity.Alice(), `subscription { onDeleteTodo { content n } }`)
	if ev := r.mutate(identity.Alice(), `mutation { updateTodo(input: {id: "1", n: 2}, condition: {n: {eq: 9}}) { id } }`); ev != nil {
		t.Error("a failed mutation has an event")
	}
	if ev := r.mutate(identity.Alice(), `mutation { updateTodo(input: {id: "1", must: null}) { must } }`); ev != nil {
		t.Error("a mutation that answered null has an event")
	}
	r.delivers(deleted, r.mutate(identity.Alice(), `mutation { deleteTodo(input: {id: "1"}) { content n } }`), `{"data":{"onDeleteTodo":{"content":"c","n":1}}}`)
}

func TestSubscriptionFilter(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	events := map[string]*event.Event{}
	for name, in := range map[string]string{"a": `n: 1, st: A, content: "abc", tags: ["x", "y"]`, "b": `n: 2, st: B`, "none": ``} {
		events[name] = r.mutate(identity.Alice(), `mutation { createTodo(input: {must: "m", `+in+`}) { id n st content tags owner must } }`)
	}
	for filter, want := range map[string]string{
		`{n: {gt: 1}}`: "b", `{st: {in: ["A"]}}`: "a", `{st: {notIn: ["A"]}}`: "b", `{content: {beginsWith: "ab"}}`: "a",
		`{tags: {contains: "y"}}`: "a", `{or: [{n: {eq: 1}}, {st: {eq: "B"}}]}`: "a b", `{and: [{n: {le: 2}}, {st: {ne: "A"}}]}`: "b",
		`{n: {between: [1, 2]}}`: "a b", `{}`: "a b none", `{content: {contains: "b"}, n: {eq: 1}}`: "a", `{n: {in: [2, 3]}}`: "b",
	} {
		s := r.subscribe(identity.Alice(), `subscription { onCreateTodo(filter: `+filter+`) { id } }`)
		stranger := r.subscribe(identity.Bob(), `subscription { onCreateTodo(filter: `+filter+`) { id } }`)
		var got []string
		for _, name := range []string{"a", "b", "none"} {
			if r.matches(s, events[name]) {
				got = append(got, name)
			}
			if r.matches(stranger, events[name]) {
				t.Errorf("%s lets a stranger in", filter)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", filter, got, want)
		}
	}
	if got := r.refused(identity.Alice(), `subscription { onCreateTodo(filter: {not: {n: {eq: 1}}}) { id } }`); !strings.Contains(got, "WrongType") {
		t.Error(got)
	}
}

// TestSubscriptionMatchSelected is case 104: a mutation that does not select
// the owner reaches nobody, where AppSync's way is asked for.
// TestSubscriptionFilterIsBounded: a filter of thousands of comparisons would
// be asked of every event, and keep everybody waiting who causes one.
func TestSubscriptionFilterIsBounded(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	contains := func(n int) string {
		return "subscription { onCreateTodo(filter: {or: [" + strings.Repeat(`{tags: {contains: "x"}}, `, n) + "]}) { id } }"
	}
	in := func(n int) string {
		return "subscription { onCreateTodo(filter: {n: {in: [" + strings.Repeat("1, ", n) + "]}}) { id } }"
	}
	r.subscribe(identity.Alice(), contains(100))
	r.subscribe(identity.Alice(), in(1000))
	const want = "BadRequestException The filter of the subscription has too many comparisons."
	for _, document := range []string{contains(101), in(1001)} {
		if got := r.refused(identity.Alice(), document); got != want {
			t.Error(got)
		}
	}
}

func TestSubscriptionMatchSelected(t *testing.T) {
	t.Parallel()
	for _, selected := range []bool{false, true} {
		r := newRealtime(t, func(c *graphql.Config) { c.MatchSelected = selected })
		s := r.subscribe(identity.Alice(), `subscription { onCreateTodo { id } }`)
		bob := r.subscribe(identity.Bob(), `subscription { onCreateTodo { id } }`)
		ev := r.mutate(identity.Alice(), `mutation { createTodo(input: {must: "m"}) { id } }`)
		if r.matches(s, ev) == selected || r.matches(bob, ev) {
			t.Error(selected, r.matches(s, ev), r.matches(bob, ev))
		}
		if ev := r.mutate(identity.Alice(), `mutation { createTodo(input: {must: "m"}) { id owner } }`); !r.matches(s, ev) || r.matches(bob, ev) {
			t.Error(selected)
		}
	}
}

func TestSubscriptionRedaction(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	s := r.subscribe(identity.Alice(), `subscription { onCreateEmp { name ssn owner } }`)
	ev := r.mutate(identity.Alice(), `mutation { createEmp(input: {name: "n", ssn: "1"}) { name ssn owner } }`)
	r.delivers(s, ev, `{"data":{"onCreateEmp":{"name":"n","ssn":null,"owner":"alice"}}}`)
	// A subscriber cannot find out about hidden values by filters either.
	probe := r.subscribe(identity.Bob(), `subscription { onCreateEmp(filter: {ssn: {eq: "1"}}) { name } }`)
	if r.matches(probe, ev) {
		t.Error("probing works")
	}
}

func TestSubscriptionGroups(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	if got := r.refused(identity.Alice(), `subscription { onCreateGrp { x } }`); !strings.HasPrefix(got, "Unauthorized ") {
		t.Error(got)
	}
	member, other := r.subscribe(identity.User("c", "t1"), `subscription { onCreateGrp { x } }`), r.subscribe(identity.User("d", "t2"), `subscription { onCreateGrp { x } }`)
	ev := r.mutate(identity.User("c", "t1"), `mutation { createGrp(input: {team: "t1", x: "1"}) { x } }`)
	r.delivers(member, ev, `{"data":{"onCreateGrp":{"x":"1"}}}`)
	if r.matches(other, ev) {
		t.Error("another team gets the event")
	}
}

func TestSubscriptionCustom(t *testing.T) {
	t.Parallel()
	r := newRealtime(t, func(c *graphql.Config) { c.Resolver = unfiltered{} })
	all := r.subscribe(identity.Alice(), `subscription { onPublish { room t: text __typename } }`)
	red, blue := r.subscribe(identity.Alice(), `subscription { onPublish(room: "red") { text } }`), r.subscribe(identity.Alice(), `subscription { onPublish(room: "blue") { text } }`)
	ev := r.mutate(identity.Bob(), `mutation { publish(room: "red", text: "hi") { room x: text } }`)
	r.delivers(all, ev, `{"data":{"onPublish":{"room":"red","t":"hi","__typename":"Msg"}}}`)
	r.delivers(red, ev, `{"data":{"onPublish":{"text":"hi"}}}`)
	if r.matches(blue, ev) {
		t.Error("another room gets the event")
	}
	ev = r.mutate(identity.Bob(), `mutation { publish(room: "red", text: "hi") { room } }`)
	r.delivers(red, ev, `{"data":{"onPublish":null},"errors":[{"path":["onPublish","text"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Msg' (/onPublish/text)"}]}`)
	if ev := r.mutate(identity.Bob(), `mutation { publish(result: "{}") { text } }`); ev != nil {
		t.Error("a mutation that answered null has an event")
	}
}

// unfiltered is a resolver whose subscriptions have no filter.
type unfiltered struct{ resolver }

func (unfiltered) ResolveSubscription(context.Context, *graphql.Call) (*graphql.SubscriptionFilters, error) {
	return nil, nil
}

// filtering is a resolver whose subscriptions have a filter.
type filtering struct {
	resolver
	filter string
}

func (f filtering) ResolveSubscription(_ context.Context, c *graphql.Call) (*graphql.SubscriptionFilters, error) {
	if f.filter == "" {
		return nil, errors.New("no")
	}
	return &graphql.SubscriptionFilters{Filter: json.RawMessage(f.filter)}, nil
}

func TestSubscriptionHandlerFilter(t *testing.T) {
	t.Parallel()
	for filter, want := range map[string]struct {
		matches bool
		index   string
	}{
		`{"room":{"eq":"red"}}`: {true, "room"}, `{"room":{"ne":"red"}}`: {false, ""}, `{"room":{"in":["blue","red"]},"text":{"beginsWith":"h"}}`: {true, "room"},
		`{"or":[{"room":{"eq":"blue"}},{"text":{"contains":"i"}}]}`: {true, ""}, `{"and":[{"room":{"notIn":["red"]}}]}`: {false, ""},
		`{"text":{"between":["a","z"]}}`: {true, ""}, `{"text":{"gt":"z"}}`: {false, ""}, `{"nothing":{"ne":"x"}}`: {false, ""}, `{}`: {true, ""},
		`{"or":[{"room":{"eq":"red"}}]}`: {true, "room"}, `{"and":[{"text":{"ne":"x"}},{"or":[{"text":{"ne":"y"},"room":{"eq":"red"}}]}]}`: {true, "room"},
		`{"room":{"in":["red",1]}}`: {true, ""}, `{"room":{"in":[]}}`: {false, ""}, `{"room":{"eq":"blue"}}`: {false, "room"}, `{"text.x":{"eq":"hi"}}`: {false, ""},
	} {
		r := newRealtime(t, func(c *graphql.Config) { c.Resolver = filtering{filter: filter} })
		s := r.subscribe(identity.Alice(), `subscription { onPublish(room: "another") { room text } }`)
		if got := r.matches(s, r.mutate(identity.Bob(), `mutation { publish(room: "red", text: "hi") { room text } }`)); got != want.matches || s.Field != want.index {
			t.Errorf("%s: %v, indexed by %q", filter, got, s.Field)
		}
	}
	for _, filter := range []string{"", "[]", `{"room":"red"}`, `{"room":{"like":"r"}}`, `{"or":[]}`, `{"room":{"eq":null}}`, `{"room":{}}`, "{"} {
		r := newRealtime(t, func(c *graphql.Config) { c.Resolver = filtering{filter: filter} })
		if got := r.refused(identity.Alice(), `subscription { onPublish { text } }`); got != "InternalFailure An internal failure occurred." {
			t.Errorf("%s: %s", filter, got)
		}
	}
}

// TestSubscriptionWithoutItsHandler: a handler may be what refuses subscribers,
// so that nothing runs without it.
func TestSubscriptionWithoutItsHandler(t *testing.T) {
	t.Parallel()
	for _, without := range []graphql.Resolver{nil, resolver{}} {
		r := newRealtime(t, func(c *graphql.Config) { c.Resolver = without })
		if got := r.refused(identity.Alice(), `subscription { onPublish { text } }`); got != "NotImplemented No handler is registered for Subscription.onPublish." {
			t.Error(got)
		}
	}
}

func TestSubscriptionDocuments(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	for document, want := range map[string]string{
		`{ getTodo(id: "1") { id } }`:                                   "UnsupportedOperation unknown not supported through the realtime channel",
		`mutation { createTodo(input: {must: "x"}) { id } }`:            "UnsupportedOperation unknown not supported through the realtime channel",
		`subscription { onCreateTodo { id } onDeleteTodo { id } }`:      " Validation error of type SubscriptionMultipleRootFields: ",
		`subscription { onNothing { id } }`:                             " Validation error of type FieldUndefined: Field 'onNothing' in type 'Subscription' is undefined @ 'onNothing'",
		`subscription {`:                                                "MalformedHttpRequestException Unable to parse GraphQL query.",
		`subscription($o: String!) { onCreateTodo(owner: $o) { id } }`:  " Variable 'o' has coerced Null value for NonNull type 'String!'",
		`subscription { __typename }`:                                   " Validation error of type SubscriptionMultipleRootFields: ",
		`query A { __typename } subscription B { onCreateTodo { id } }`: "BadRequestException No operation matches the provided operation name .",
	} {
		if got := r.refused(identity.Alice(), document); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", document, got)
		}
	}
	a := r.subscribe(identity.Alice(), `subscription { onCreateTodo { id content } }`)
	same := r.subscribe(identity.Bob(), `subscription S { onCreateTodo(filter: {n: {eq: 1}}) { ...F } } fragment F on Todo { id content }`)
	other := r.subscribe(identity.Bob(), `subscription { onCreateTodo { id c: content } }`)
	if a.Shape != same.Shape || a.Shape == other.Shape {
		t.Error(a.Shape, same.Shape, other.Shape)
	}
}
