package jsresolver_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/jsresolver"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

const source = `
import { a, defineData } from '@aws-amplify/backend';
const everyone = (allow) => [allow.authenticated()];
const schema = a.schema({
  Post: a.model({ id: a.id().required(), title: a.string(), views: a.integer(), kind: a.string(), rank: a.integer(), tags: a.string().array(), meta: a.json(), counts: a.integer().array(), place: a.ref('Place') })
    .secondaryIndexes((index) => [index('kind').sortKeys(['rank']).name('byKind')]).authorization((allow) => [allow.owner()]),
  Place: a.customType({ city: a.string(), floor: a.integer(), lines: a.string().array() }),
  run: a.query().arguments({ x: a.json() }).returns(a.json()).handler(a.handler.custom({ entry: './run.js' })).authorization(everyone),
  chain: a.query().arguments({ x: a.json() }).returns(a.json())
    .handler([a.handler.custom({ entry: './one.js' }), a.handler.custom({ entry: './run.js' })]).authorization(everyone),
  table: a.mutation().arguments({ x: a.json() }).returns(a.json()).handler(a.handler.custom({ entry: './run.js', dataSource: a.ref('Post') })).authorization(everyone),
  web: a.query().arguments({ x: a.json() }).returns(a.json()).handler(a.handler.custom({ entry: './run.js', dataSource: 'Web' })).authorization(everyone),
  alert: a.mutation().returns(a.string()).handler(a.handler.custom({ entry: './run.js' })).authorization(everyone),
  onAlert: a.subscription().for(a.ref('alert')).handler(a.handler.custom({ entry: './run.js' })).authorization(everyone),
  onChain: a.subscription().for(a.ref('alert')).handler([a.handler.custom({ entry: './one.js' }), a.handler.custom({ entry: './run.js' })]).authorization(everyone),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
`

const (
	runEntry = "amplify/data/run.js"
	oneEntry = "amplify/data/one.js"
)

// echo is a pair of functions that give back what request returns.
func echo(expression string) string {
	return "const { util, runtime, extensions } = require('@aws-appsync/utils');\nexports.request = (ctx) => ({ payload: " + expression + " });\nexports.response = (ctx) => ctx.result;"
}

// tabled is a resolver that sends a request to a table and shows the answer or the error.
func tabled(request string) string {
	return "const { util } = require('@aws-appsync/utils');\nconst ddb = require('@aws-appsync/utils/dynamodb');\nexports.request = (ctx) => (" + request +
		");\nexports.response = (ctx) => ctx.error ? util.error(ctx.error.message, ctx.error.type) : ctx.result;"
}

type api struct {
	t       testing.TB
	schema  *schema.Schema
	policy  *authz.Policy
	store   store.Store
	router  *functions.Router
	runtime *jsresolver.Runtime
	engine  *graphql.Engine
}

func open(t testing.TB) *api {
	t.Helper()
	return openSchema(t, source)
}

func openSchema(t testing.TB, source string) *api {
	t.Helper()
	x := &api{t: t, schema: schematest.Load(t, source)}
	var err error
	if x.policy, err = authz.Compile(x.schema); err != nil {
		t.Fatal(err)
	}
	if x.store, err = sqlite.Open(context.Background(), ":memory:", x.schema, sqlite.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.store.Close() })
	return x
}

// with gives the API with other resolvers, on the same data.
func (x *api) with(c jsresolver.Config, run string, one ...string) *api {
	x.t.Helper()
	y := *x
	c.Schema, c.Texts = x.schema, map[string]string{runEntry: run}
	if len(one) > 0 {
		c.Texts[oneEntry] = one[0]
	}
	var err error
	if y.runtime, err = jsresolver.New(c); err != nil {
		x.t.Fatal(err)
	}
	if y.router, err = functions.New(functions.Config{Schema: x.schema, Scripts: y.runtime}); err != nil {
		x.t.Fatal(err)
	}
	y.engine, err = graphql.New(graphql.Config{Schema: x.schema, Policy: x.policy, Store: x.store, Resolver: y.router})
	if err != nil {
		x.t.Fatal(err)
	}
	y.router.Bind(y.engine.Data())
	return &y
}

func (x *api) ask(query string, id ...*auth.Identity) string {
	x.t.Helper()
	if id == nil {
		id = []*auth.Identity{identity.Alice()}
	}
	return string(x.engine.Execute(context.Background(), id[0], &graphql.Request{Query: query, Variables: input.Value{Kind: input.Null}, Header: http.Header{"X-A": {"b"}}}).Body)
}

// askWith is ask with variables.
func (x *api) askWith(query, variables string) string {
	x.t.Helper()
	v, err := input.ParseJSON([]byte(variables))
	if err != nil {
		x.t.Fatal(err)
	}
	return string(x.engine.Execute(context.Background(), identity.Alice(), &graphql.Request{Query: query, Variables: v}).Body)
}

// value runs an operation and gives its result, which is JSON in a string.
func (x *api) value(query string) string {
	x.t.Helper()
	got := x.ask(query)
	_, text, ok := strings.Cut(got, `:{"`)
	_, text, ok2 := strings.Cut(text, `":`)
	if !ok || !ok2 {
		x.t.Fatal(got)
	}
	text, ok = strings.CutSuffix(text, "}}")
	if text == "null" {
		return text
	}
	v, err := input.ParseJSON([]byte(text))
	if !ok || err != nil || v.Kind != input.String {
		x.t.Fatal(got)
	}
	return v.Text
}
