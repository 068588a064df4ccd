package realtime_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/internal/oracle"
	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/realtime"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// oracleWorlds is how many random schemas are tried. AMPLIFYGO_ORACLE_WORLDS
// sets another number and AMPLIFYGO_ORACLE_SEED the first seed.
const oracleWorlds = 25

// TestNobodyHearsTooMuch compares what arrives on sockets with what the
// brute-force oracle admits, for random rules, callers, arguments, filters and
// mutations: nothing more, nothing less, and no field that is not to be read.
func TestNobodyHearsTooMuch(t *testing.T) {
	t.Parallel()
	first, n := uint64(1), uint64(oracleWorlds)
	for name, v := range map[string]*uint64{"AMPLIFYGO_ORACLE_SEED": &first, "AMPLIFYGO_ORACLE_WORLDS": &n} {
		if text := os.Getenv(name); text != "" {
			var err error
			if *v, err = strconv.ParseUint(text, 10, 64); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	var asked, delivered int
	for seed := first; seed < first+n; seed++ {
		x := newTrial(t, seed)
		x.run()
		asked, delivered = asked+x.asked, delivered+x.delivered
		if t.Failed() {
			t.Fatalf("repeat with AMPLIFYGO_ORACLE_SEED=%d AMPLIFYGO_ORACLE_WORLDS=1; rules:\n%s", seed, x.rules)
		}
	}
	t.Logf("seeds %d to %d, %d pairs of a subscription and an event, %d deliveries", first, first+n-1, asked, delivered)
	if delivered == 0 || delivered == asked {
		t.Error("the worlds do not tell anything apart")
	}
}

// trial is one random world, served.
type trial struct {
	t      *testing.T
	dice   *rand.Rand
	rules  string
	oracle *oracle.Oracle
	model  *schema.Model // the oracle's
	c      *client
	tap    *tap

	callers          map[string]*auth.Identity
	subs             []*listener
	asked, delivered int
}

// listener is one subscription.
type listener struct {
	id, caller, on string
	args           map[string]any
	field, text    string // filter: field eq text; no filter where field is empty
	accepted       bool
	heard          []map[string]any // the fields of events that arrived
}

func pick[T any](d *rand.Rand, of ...T) T { return of[d.IntN(len(of))] }

// tap notes the events that pass.
type tap struct {
	relay
	mu     sync.Mutex
	events []*event.Event
}

func (p *tap) Publish(ctx context.Context, events ...*event.Event) error {
	p.mu.Lock()
	p.events = append(p.events, events...)
	p.mu.Unlock()
	return p.relay.Publish(ctx, events...)
}

// callersByName authenticates by the name in the Authorization header.
type callersByName map[string]*auth.Identity

func (c callersByName) Authenticate(_ context.Context, r *auth.Request) (*auth.Identity, error) {
	if id := c[r.Header.Get("Authorization")]; id != nil {
		return id, nil
	}
	return nil, auth.NotAuthorized()
}

var ownerForms = []any{"alice", "sub-alice", "sub-alice::alice", "bob", "sub-bob::bob", "sub-bob::alice", "g1", nil}
var teamForms = []any{"g1", "g2", "g11", "alice", nil}

func newTrial(t *testing.T, seed uint64) *trial {
	x := &trial{t: t, dice: rand.New(rand.NewPCG(seed, 7))}
	x.rules = x.schema()
	ir := schematest.IR(t, x.rules)
	link := func() *schema.Schema {
		d, err := schematest.Definition(ir)
		if err != nil {
			t.Fatal(err)
		}
		s, err := schema.New(d)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	x.oracle = &oracle.Oracle{Schema: link()}
	x.model = x.oracle.Schema.Model("Thing")
	x.callers = map[string]*auth.Identity{
		"alice": identity.Alice(), "alice of g1": identity.User("alice", "g1"), "bob": identity.Bob(), "bob of g2": identity.User("bob", "g2", "g1"),
		"g11": identity.User("carl", "g11"), "key": identity.Key(), "iam": identity.IAM(), "oidc": identity.OIDC("alice", "g1"),
		"changed": identity.WithClaims(schema.ModeUserPool, schema.UserPools, map[string]any{"sub": "alice", "username": "sub-alice", "cognito:groups": []any{"g2"}}),
	}
	ours := link()
	policy, err := authz.Compile(ours)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{schema: ours, policy: policy, auth: callersByName(x.callers), tokens: map[string]string{}}
	for name := range x.callers {
		w.tokens[name+" "] = name // apart from the credentials that header knows
	}
	x.tap = &tap{}
	s := w.serveBy(t, x.tap, &x.tap.relay, func(c *realtime.Config) { c.Limits.Queue = 100_000; c.Limits.Subscriptions = 1000 })
	x.c = s.connect("key ")
	return x
}

// schema writes a model with random rules.
func (x *trial) schema() string {
	d := x.dice
	rule := func(field bool) string {
		r := pick(d, "owner()", "owner()", "owner().identityClaim('username')", "ownerDefinedIn('author')", "ownersDefinedIn('editors')", "group('g1')", "groups(['g1', 'g2'])",
			"groupDefinedIn('team')", "groupsDefinedIn('teams')", "authenticated()", "publicApiKey()", "group('g2')", "authenticated('oidc')", "owner('oidc')")
		switch {
		case d.IntN(2) == 0:
		case field:
			r += pick(d, ".to(['read'])", ".to(['create', 'read'])", ".to(['update'])")
		default:
			r += pick(d, ".to(['read'])", ".to(['listen'])", ".to(['create', 'listen'])", ".to(['get', 'list'])", ".to(['create', 'update', 'delete'])", ".to(['list', 'listen'])")
		}
		return "allow." + r
	}
	rules := func(n int, field bool) string {
		set := map[string]string{} // one of each kind: two would say the same twice
		for range 1 + d.IntN(n) {
			r := rule(field)
			kind, _, _ := strings.Cut(r, "(")
			set[strings.Replace(kind, "groups", "group", 1)] = r
		}
		var list []string
		for _, kind := range slices.Sorted(maps.Keys(set)) {
			list = append(list, set[kind])
		}
		return strings.Join(list, ", ")
	}
	owner := pick(d, "", " owner: a.string(),")
	secret := "a.string()"
	if d.IntN(2) == 0 {
		secret += ".authorization((allow) => [" + rules(2, true) + "])"
	}
	return `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  Thing: a.model({` + owner + ` seq: a.integer(), a: a.string(), secret: ` + secret + `, author: a.string(), editors: a.string().array(), team: a.string(), teams: a.string().array() })
    .authorization((allow) => [` + rules(4, false) + `]),
  Mark: a.model({ x: a.string() }).authorization((allow) => [allow.publicApiKey()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 7 },
  oidcAuthorizationMode: { oidcProviderName: 'x', oidcIssuerUrl: 'https://issuer.example.com', clientId: 'app', tokenExpiryFromAuthInSeconds: 0, tokenExpireFromIssueInSeconds: 0 } } });
`
}

func (x *trial) run() {
	for _, name := range slices.Sorted(maps.Keys(x.callers)) {
		for _, on := range []string{"onCreateThing", "onUpdateThing", "onDeleteThing"} {
			x.listen(name, on, nil)
			x.listen(name, on, x.arguments())
		}
	}
	x.c.subscribe("end", "key ", "subscription { onCreateMark { id } }")
	for seq := range 40 {
		x.mutate(seq)
	}
	x.execute(`mutation { createMark(input: {x: "end"}) { id } }`)
	x.collect()
	for _, l := range x.subs {
		x.compare(l)
	}
}

func (x *trial) arguments() map[string]any {
	args := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(x.oracle.Arguments(x.model))) {
		if x.dice.IntN(2) == 0 {
			args[name] = pick(x.dice, ownerForms...)
		}
	}
	return args
}

// selection are all stored fields.
func (x *trial) selection() []string {
	var names []string
	for _, f := range x.model.Fields {
		if f.Relation == nil {
			names = append(names, f.Name)
		}
	}
	return names
}

func (x *trial) listen(caller, on string, args map[string]any) {
	l := &listener{id: fmt.Sprint("s", len(x.subs)), caller: caller, on: on, args: args}
	x.subs = append(x.subs, l)
	var given []string
	for _, name := range slices.Sorted(maps.Keys(args)) {
		given = append(given, name+": "+literal(args[name]))
	}
	if x.dice.IntN(3) == 0 {
		l.field, l.text = pick(x.dice, "a", "secret"), pick(x.dice, "x", "y")
		given = append(given, fmt.Sprintf("filter: {%s: {eq: %q}}", l.field, l.text))
	}
	list := ""
	if given != nil {
		list = "(" + strings.Join(given, ", ") + ")"
	}
	x.c.start(l.id, caller+" ", "subscription { "+on+list+" { "+strings.Join(x.selection(), " ")+" } }")
	got, err := x.c.read()
	if err != nil {
		x.t.Fatal(err)
	}
	l.accepted = got == `{"id":"`+l.id+`","type":"start_ack"}`
	if !l.accepted && !strings.Contains(got, `"errorType":"Unauthorized"`) {
		x.t.Fatal(got)
	}
}

func literal(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// execute runs a mutation that an administrator may do.
func (x *trial) execute(document string) {
	x.t.Helper()
	got := x.c.engine.Execute(context.Background(), identity.IAM(), &graphql.Request{Query: document})
	if got.Status != http.StatusOK || strings.Contains(string(got.Body), `"errors"`) {
		x.t.Fatalf("%s: %s", document, got.Body)
	}
}

// mutate writes one of a few rows: in the name of an administrator, or of
// somebody who perhaps may not.
func (x *trial) mutate(seq int) {
	d := x.dice
	list := func(of []any) []any {
		out := []any{}
		for range d.IntN(3) {
			if v := pick(d, of...); v != nil {
				out = append(out, v)
			}
		}
		return out
	}
	input := []string{fmt.Sprint("seq: ", seq)}
	for _, f := range []struct {
		name string
		v    any
	}{{"a", pick[any](d, "x", "y", nil)}, {"secret", pick[any](d, "x", "y", nil)}, {"author", pick(d, ownerForms...)}, {"editors", list(ownerForms)},
		{"team", pick(d, teamForms...)}, {"teams", list(teamForms)}, {"owner", pick(d, ownerForms...)}} {
		if field := x.model.Field(f.name); field != nil && field.Origin == schema.Declared && d.IntN(5) > 0 {
			input = append(input, f.name+": "+literal(f.v))
		}
	}
	selected := []string{"id", "seq", "createdAt", "updatedAt"} // not null for subscribers
	all := d.IntN(3) > 0
	for _, name := range x.selection() {
		if !slices.Contains(selected[:4], name) && (all || d.IntN(2) == 0) {
			selected = append(selected, name)
		}
	}
	id := fmt.Sprint("r", seq/4) // one row's life: create, update, update, delete
	verb := []string{"create", "update", "update", "delete"}[seq%4]
	of := "id: " + literal(id)
	if verb != "delete" {
		of += ", " + strings.Join(input, ", ")
	}
	document := "mutation { " + verb + "Thing(input: {" + of + "}) { " + strings.Join(selected, " ") + " } }"
	if d.IntN(2) == 0 {
		caller := x.callers[pick(d, slices.Sorted(maps.Keys(x.callers))...)]
		x.c.engine.Execute(context.Background(), caller, &graphql.Request{Query: document})
		return
	}
	got := x.c.engine.Execute(context.Background(), identity.IAM(), &graphql.Request{Query: document})
	if strings.Contains(string(got.Body), "WrongType") {
		x.t.Fatalf("%s: %s", document, got.Body)
	}
}

// collect reads everything up to the mark.
func (x *trial) collect() {
	byID := map[string]*listener{}
	for _, l := range x.subs {
		byID[l.id] = l
	}
	for {
		text, err := x.c.read()
		if err != nil {
			x.t.Fatal(err)
		}
		var m struct {
			ID, Type string
			Payload  struct{ Data map[string]map[string]any }
		}
		if err := json.Unmarshal([]byte(text), &m); err != nil || m.Type != "data" {
			x.t.Fatal(text, err)
		}
		if m.ID == "end" {
			return
		}
		l := byID[m.ID]
		l.heard = append(l.heard, m.Payload.Data[l.on])
	}
}
