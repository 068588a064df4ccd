package functions_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

const source = `
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const echoFn = defineFunction({ name: 'echoFn', entry: './e.ts' });
const nextFn = defineFunction({ name: 'nextFn', entry: './n.ts' });
const schema = a.schema({
  Note: a.model({ text: a.string().required() }).authorization((allow) => [allow.owner()]),
  Mood: a.enum(['GOOD', 'BAD']),
  echo: a.query().arguments({ text: a.string().required(), more: a.json() }).returns(a.json())
    .handler(a.handler.function(echoFn)).authorization((allow) => [allow.authenticated(), allow.publicApiKey(), allow.guest()]),
  mood: a.query().returns(a.ref('Mood')).handler(a.handler.function(echoFn)).authorization((allow) => [allow.authenticated()]),
  chain: a.mutation().arguments({ n: a.integer() }).returns(a.json())
    .handler([a.handler.function(echoFn), a.handler.function(nextFn)]).authorization((allow) => [allow.group('Staff'), allow.authenticated()]),
  later: a.mutation().arguments({ n: a.integer() }).handler(a.handler.function(nextFn).async()).authorization((allow) => [allow.authenticated()]),
  both: a.mutation().arguments({ n: a.integer() }).handler([a.handler.function(echoFn), a.handler.function(nextFn).async()]).authorization((allow) => [allow.authenticated()]),
  alert: a.mutation().returns(a.string()).handler(a.handler.custom({ entry: './alert.js' })).authorization((allow) => [allow.authenticated()]),
  onAlert: a.subscription().for(a.ref('alert')).handler(a.handler.custom({ entry: './on.js' })).authorization((allow) => [allow.authenticated()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 7 } } });
`

// event is what an endpoint got.
type event struct {
	path, invocation string
	body             map[string]any
}

// lambda is a server of functions whose answer the test gives.
type lambda struct {
	*httptest.Server
	mu     sync.Mutex
	events []event
}

func serve(t *testing.T, answer func(w http.ResponseWriter, e event)) *lambda {
	t.Helper()
	l := &lambda{}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		e := event{path: r.URL.Path, invocation: r.Header.Get("X-Amz-Invocation-Type")}
		if err := json.Unmarshal(text, &e.body); err != nil {
			t.Errorf("the event is %s: %v", text, err)
		}
		l.mu.Lock()
		l.events = append(l.events, e)
		l.mu.Unlock()
		answer(w, e)
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *lambda) seen() []event {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]event(nil), l.events...)
}

type api struct {
	t      *testing.T
	schema *schema.Schema
	engine *graphql.Engine
	router *functions.Router
	store  store.Store
}

// open serves the schema with handlers.
func open(t *testing.T, c functions.Config) *api {
	t.Helper()
	return openSource(t, source, c)
}

func openSource(t *testing.T, source string, c functions.Config) *api {
	t.Helper()
	x := &api{t: t, schema: schematest.Load(t, source)}
	c.Schema = x.schema
	var err error
	if x.router, err = functions.New(c); err != nil {
		t.Fatal(err)
	}
	p, err := authz.Compile(x.schema)
	if err != nil {
		t.Fatal(err)
	}
	st, err := sqlite.Open(context.Background(), ":memory:", x.schema, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	x.store = st
	if x.engine, err = graphql.New(graphql.Config{Schema: x.schema, Policy: p, Store: st, Resolver: x.router}); err != nil {
		t.Fatal(err)
	}
	x.router.Bind(x.engine.Data())
	return x
}

// ask gives the body of an answer.
func (x *api) ask(ctx context.Context, id *auth.Identity, query string, header ...string) string {
	x.t.Helper()
	r := &graphql.Request{Query: query, Variables: input.Value{Kind: input.Null}, Header: http.Header{}}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return string(x.engine.Execute(ctx, id, r).Body)
}
