package graphql_test

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql"
)

// letters are messages with parts, which a subscription's handler filters by.
const letters = `
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const schema = a.schema({
  Stamp: a.customType({ price: a.integer(), secret: a.string() }),
  Letter: a.customType({ to: a.string(), stamp: a.ref('Stamp'), sender: a.customType({ name: a.string(), street: a.customType({ house: a.string() }) }), stamps: a.ref('Stamp').array(), raw: a.json() }),
  post: a.mutation().arguments({ result: a.json() }).returns(a.ref('Letter')).handler(a.handler.function('post')).authorization((allow) => [allow.custom()]),
  onPost: a.subscription().for(a.ref('post')).handler(a.handler.custom({ entry: './h.js' })).authorization((allow) => [allow.custom()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'lambda', lambdaAuthorizationMode: { function: defineFunction({ name: 'authorizer', entry: './a.ts' }) } } });
`

// parts is a resolver whose subscriptions have a filter.
type parts struct {
	resolver
	filter string
}

func (p parts) ResolveSubscription(context.Context, *graphql.Call) (*graphql.SubscriptionFilters, error) {
	return &graphql.SubscriptionFilters{Filter: json.RawMessage(p.filter)}, nil
}

// TestFilterOfParts: a filter looks into custom types, and into none of their
// fields that the subscriber may not read.
func TestFilterOfParts(t *testing.T) {
	t.Parallel()
	s := schematest.Load(t, letters)
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	const sent = `mutation { post(result: "{\"to\":\"ann\",\"stamp\":{\"price\":5,\"secret\":\"x\"},\"sender\":{\"name\":\"bob\",\"street\":{\"house\":\"7\"}},\"stamps\":[{\"price\":1}],\"raw\":{\"a\":1}}")
		{ to stamp { price secret } sender { name street { house } } stamps { price } raw } }`
	all, some, few := identity.Lambda(), identity.Lambda("Stamp.secret"), identity.Lambda("Letter.stamp", "LetterSenderStreet.house")
	for filter, want := range map[string][3]bool{ // of all, some, few
		`{"to":{"eq":"ann"}}`:                  {true, true, true},
		`{"stamp.price":{"ge":5}}`:             {true, true, false},
		`{"stamp.secret":{"eq":"x"}}`:          {true, false, false},
		`{"stamp.secret":{"ne":"y"}}`:          {true, false, false},
		`{"sender.name":{"eq":"bob"}}`:         {true, true, true},
		`{"sender.street.house":{"eq":"7"}}`:   {true, true, false},
		`{"sender.street.nothing":{"ne":"7"}}`: {false, false, false},
		`{"to.x":{"ne":"7"}}`:                  {false, false, false},
		`{"stamps.price":{"eq":1}}`:            {false, false, false},
		`{"raw.a":{"eq":1}}`:                   {true, true, true},
		`{"stamp.":{"ne":"7"}}`:                {false, false, false},
	} {
		r := &realtime{t: t, recorder: &recorder{}}
		r.engine, err = graphql.New(graphql.Config{Schema: s, Policy: p, Store: openSQLite(t, s), Publisher: r.recorder, Resolver: parts{filter: filter}})
		if err != nil {
			t.Fatal(err)
		}
		ev := r.mutate(all, sent)
		if ev == nil {
			t.Fatal("no event")
		}
		for i, caller := range []*auth.Identity{all, some, few} {
			if got := r.matches(r.subscribe(caller, `subscription { onPost { to } }`), ev); got != want[i] {
				t.Errorf("%s for a caller denied %v: %v", filter, caller.DeniedFields, got)
			}
		}
	}
}

const pathsSchema = `
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const schema = a.schema({
  Emp: a.model({ name: a.string(), ssn: a.string().authorization((allow) => [allow.owner()]), desk: a.ref('Desk') })
    .authorization((allow) => [allow.owner(), allow.custom()]),
  Desk: a.customType({ floor: a.string(), code: a.string(), lamps: a.ref('Lamp').array() }),
  Lamp: a.customType({ colour: a.string(), code: a.string() }),
  hire: a.mutation().arguments({ result: a.json() }).returns(a.ref('Emp')).handler(a.handler.function('hire')).authorization((allow) => [allow.authenticated(), allow.custom()]),
  onHire: a.subscription().for([a.ref('hire'), a.ref('Emp').mutations(['create'])]).handler(a.handler.custom({ entry: './h.js' }))
    .authorization((allow) => [allow.authenticated(), allow.custom()]),
  place: a.mutation().arguments({ result: a.json() }).returns(a.ref('Desk')).handler(a.handler.function('place')).authorization((allow) => [allow.authenticated(), allow.custom()]),
  onPlace: a.subscription().for(a.ref('place')).handler(a.handler.custom({ entry: './h.js' })).authorization((allow) => [allow.authenticated(), allow.custom()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool', lambdaAuthorizationMode: { function: defineFunction({ name: 'authorizer', entry: './authorizer.ts' }) } } });
`

// TestSubscriptionFilterPaths: what is hidden from a subscriber is hidden from
// its filter, too, however deep it lies and whatever it is compared with.
func TestSubscriptionFilterPaths(t *testing.T) {
	t.Parallel()
	const (
		lamp = `{colour code}`
		desk = `{floor code lamps ` + lamp + `}`
		emp  = `{name ssn owner desk ` + desk + `}`
	)
	deskOf := `{"floor":"1","code":"secret","lamps":[{"colour":"red","code":"secret"}]}`
	empOf := `{"id":"1","name":"n","ssn":"123","owner":"sub-bob::bob","desk":` + deskOf + `}`
	hire := `mutation { hire(result: ` + strconv.Quote(empOf) + `) ` + emp + ` }`
	place := `mutation { place(result: ` + strconv.Quote(deskOf) + `) ` + desk + ` }`
	create := `mutation { createEmp(input: {name: "n", ssn: "123", desk: {floor: "1", code: "secret", lamps: [{colour: "red", code: "secret"}]}}) ` + emp + ` }`
	type want struct {
		filter  string
		matches bool
	}
	ofDesk := []want{
		{`{"P.floor":{"eq":"1"}}`, true}, {`{"P.code":{"beginsWith":"s"}}`, false}, {`{"P.code":{"ne":"x"}}`, false}, {`{"P.nothing":{"ne":"x"}}`, false},
		{`{"P.floor.x":{"ne":"x"}}`, false}, {`{"P.lamps.code":{"ne":"x"}}`, false},
		{`{"P.lamps":{"contains":"x"}}`, false}, {`{"P.lamps":{"containsAny":[{"colour":"red","code":"secret"}]}}`, false},
		{`{"P.lamps":{"containsAny":[{"colour":"red"}]}}`, true}, {`{"P.lamps":{"in":[[{"colour":"red","code":"secret"}]]}}`, false},
	}
	var ofEmp []want
	for _, w := range ofDesk {
		ofEmp = append(ofEmp, want{strings.Replace(w.filter, "P.", "desk.", 1), w.matches})
	}
	ofEmp = append(ofEmp, want{`{"desk":{"in":[` + deskOf + `]}}`, false}, want{`{"desk":{"in":[{"floor":"1","lamps":[{"colour":"red"}]}]}}`, true},
		want{`{"name":{"eq":"n"}}`, true}, want{`{"ssn":{"ne":"x"}}`, false}, want{`{"owner":{"contains":"::"}}`, false}, want{`{"owner":{"eq":"bob"}}`, true})
	check := func(field, document string, wants []want) {
		for _, w := range wants {
			filter := strings.Replace(w.filter, "P.", "", 1)
			r := newRealtimeOf(t, pathsSchema, func(c *graphql.Config) { c.Resolver = filtering{filter: filter} })
			s := r.subscribe(identity.Lambda("Desk.code", "Lamp.code"), "subscription { "+field+" }")
			ev := r.mutate(identity.Bob(), document)
			if ev == nil {
				t.Fatalf("%s has no event", document)
			}
			if got := r.matches(s, ev); got != w.matches {
				t.Errorf("%s, %s: %v", document[:16], filter, got)
			}
		}
	}
	check("onHire { name }", hire, ofEmp)
	check("onHire { name }", create, ofEmp)
	check("onPlace { floor }", place, ofDesk)
}
