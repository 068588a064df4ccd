package server_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/need"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/functions/node"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/server"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

const schemaText = `
import { a, defineData, defineFunction, secret } from '@aws-amplify/backend';
const echo = defineFunction({ name: 'echo', entry: './echo.ts', environment: { KEY: secret('SHOP_KEY') } });
const schema = a.schema({
  echo: a.query().arguments({ text: a.string() }).returns(a.string()).handler(a.handler.function(echo)).authorization((allow) => [allow.publicApiKey()]),
  chain: a.query().returns(a.string()).handler([a.handler.function(echo), a.handler.function('last')]).authorization((allow) => [allow.publicApiKey()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey', apiKeyAuthorizationMode: { expiresInDays: 7 } } });
`

var echo = node.Function{
	Name: "echo", Handlers: []string{"FnEcho", "FnChain"}, Secrets: map[string]string{"KEY": "SHOP_KEY"},
	Text: "export const handler = async (e) => (e.arguments.text ?? 'nothing') + ' ' + process.env.KEY;",
}

// open opens a backend with settings and variables.
func open(t *testing.T, settings string, app server.App, variables map[string]string) (*server.Backend, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, config.FileName), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	getenv := func(name string) string {
		if name == "AMPLIFYGO_DATABASE_URL" {
			return "sqlite::memory:"
		}
		return variables[name]
	}
	f, err := config.Load(dir, getenv)
	if err != nil {
		t.Fatal(err)
	}
	if app.Definition.SDL == "" {
		app.Definition = definition(t, schemaText)
	}
	f.Server.DataDir, f.Database.Migrate = dir, "auto"
	app.Dir, app.Getenv, app.Stderr, app.Drivers = dir, getenv, t.Output(), []store.Driver{sqlite.Driver()}
	b, err := server.Open(context.Background(), app, f, "127.0.0.1:0")
	if err == nil {
		t.Cleanup(func() {
			if err := b.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return b, err
}

func definition(t *testing.T, text string) schema.Definition {
	t.Helper()
	d, err := schematest.Definition(schematest.IR(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func ask(b *server.Backend, query string) string {
	return askWith(b, query, "x-api-key", config.DevelopmentAPIKey)
}

func askWith(b *server.Backend, query, header, value string) string {
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":`+strconv.Quote(query)+`}`))
	r.Header.Set(header, value)
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	return w.Body.String()
}

// last is the second step of the pipeline: an endpoint that answers with the
// result of the first.
func last(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("content-type", "application/json")
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		_, after, _ := strings.Cut(string(b), `"prev":{"result":`)
		if _, err := w.Write([]byte(strings.TrimSuffix(after, "}}"))); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// TestFunctionsInNode: a function runs where the settings say so, alone and as
// a step of a pipeline with others.
func TestFunctionsInNode(t *testing.T) {
	t.Parallel()
	need.Program(t, "node")
	b, err := open(t, "functions: { echo: { run: node }, last: { url: "+last(t)+" } }", server.App{Node: []node.Function{echo}}, map[string]string{"SHOP_KEY": "sk"})
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		`{ echo(text: "hi") }`: `{"data":{"echo":"hi sk"}}`,
		`{ chain }`:            `{"data":{"chain":"nothing sk"}}`,
	} {
		if got := ask(b, query); got != want {
			t.Errorf("%s\n got %s\nwant %s", query, got, want)
		}
	}
}

// TestFunctionsThatCannotRun: development serves the rest and says why,
// production does not start.
func TestFunctionsThatCannotRun(t *testing.T) {
	t.Parallel()
	need.Program(t, "node")
	const production = "mode: production\nserver: { secret: 0123456789abcdef0123456789abcdef }\nauth: { apiKeys: [da2-abcdefghijklmnopqrstuvwxyz], userPools: [{ issuer: \"http://127.0.0.1:1/pool\", clientIds: [c] }] }\n"
	for _, c := range []struct {
		settings string
		app      server.App
		want     []string
	}{
		{"functions: { echo: { run: node } }", server.App{Node: []node.Function{echo}},
			[]string{"echo", "lacks values of the variables KEY", "the secret SHOP_KEY as the server's environment variable SHOP_KEY, or functions.echo.env.KEY"}},
		{"functions: { FnEcho: { run: node } }", server.App{}, []string{"FnEcho", "run amplifygo gen, and give Node: backend.Node()"}},
		{"functions: { }", server.App{}, []string{"runs its function", "functions.FnEcho.run: node"}},
		{"functions: { echo: { run: endpoint } }", server.App{}, []string{"runs its function", "functions.FnEcho.url"}},
	} {
		b, err := open(t, c.settings, c.app, nil)
		if err != nil {
			t.Fatal(err)
		}
		body := strings.ReplaceAll(ask(b, `{ echo }`), `\"`, `"`)
		_, err = open(t, production+c.settings, c.app, nil)
		if err == nil {
			t.Errorf("%s: production starts", c.settings)
			continue
		}
		for _, part := range append(c.want, "Query.echo") {
			if !strings.Contains(body, part) || !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q is not in\n%s\n%v", c.settings, part, body, err)
			}
		}
	}
	// What is written in Go needs nothing else.
	say := func(context.Context, *functions.Call) (any, error) { return "go", nil }
	b, err := open(t, production, server.App{Functions: map[string]functions.Func{"Query.echo": say, "Query.chain": say}}, nil)
	if err != nil || b == nil {
		t.Error(err)
	}
}

// TestAuthorizerInNode: the function of the Lambda mode may run in Node. One
// that fails lets nobody in.
func TestAuthorizerInNode(t *testing.T) {
	t.Parallel()
	need.Program(t, "node")
	d := definition(t, `
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const schema = a.schema({
  hello: a.query().returns(a.string()).handler(a.handler.function('hello')).authorization((allow) => [allow.custom()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'lambda',
  lambdaAuthorizationMode: { function: defineFunction({ name: 'gate', entry: './gate.ts' }), timeToLiveInSeconds: 0 } } });
`)
	app := server.App{
		Definition: d,
		Functions: map[string]functions.Func{"Query.hello": func(_ context.Context, call *functions.Call) (any, error) {
			return call.Identity.ResolverContext["who"], nil
		}},
		Node: []node.Function{{Name: "gate", Handlers: []string{"gate"}, Text: `export const handler = async (e) => {
  if (e.authorizationToken === 'broken') throw new Error('no');
  return { isAuthorized: e.authorizationToken === 'open', resolverContext: { who: e.requestContext.queryString.length > 0 ? 'friend' : 'nobody' } };
};`}},
	}
	b, err := open(t, "functions: { gate: { run: node } }", app, nil)
	if err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]string{
		"open": `{"data":{"hello":"friend"}}`, "shut": "UnauthorizedException", "broken": "UnauthorizedException",
	} {
		if got := askWith(b, `{ hello }`, "authorization", token); !strings.Contains(got, want) {
			t.Errorf("%s: %s", token, got)
		}
	}
	if _, err := open(t, "", app, nil); err == nil || !strings.Contains(err.Error(), "functions.gate.run") {
		t.Error(err)
	}
}
