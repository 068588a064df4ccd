package server_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/jsresolver"
	"github.com/amplifygo/amplifygo/runtime/server"
)

const weatherSchema = `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  weather: a.query().returns(a.string()).handler(a.handler.custom({ dataSource: 'WeatherApi', entry: './weather.js' })).authorization((allow) => [allow.publicApiKey()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey', apiKeyAuthorizationMode: { expiresInDays: 7 } } });
`

const weatherScript = `
exports.request = (ctx) => ({ method: 'GET', resourcePath: '/now', params: {} });
exports.response = (ctx) => ctx.result.body;
`

// The settings say where the HTTP data sources of JavaScript resolvers are.
func TestDataSources(t *testing.T) {
	t.Parallel()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("rain at " + r.URL.Path))
	}))
	t.Cleanup(service.Close)
	d := definition(t, weatherSchema)
	app := server.App{
		Definition: d,
		Scripts:    jsresolver.Scripts(map[string]string{d.Operations[0].Handlers[0].Entry: weatherScript}),
	}

	b, err := open(t, "dataSources: {WeatherApi: {url: \""+service.URL+"/api\"}}\n", app, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(b, "{ weather }"); !strings.Contains(got, "rain at /api/now") {
		t.Errorf("got %s", got)
	}

	app.Definition = definition(t, weatherSchema)
	b, err = open(t, "", app, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(b, "{ weather }"); !strings.Contains(got, "give its address by dataSources.WeatherApi.url in amplifygo.yaml") {
		t.Errorf("got %s", got)
	}

	app.Definition = definition(t, weatherSchema)
	if _, err := open(t, "dataSources: {Wether: {url: \"http://x\"}}\n", app, nil); err == nil || !strings.Contains(err.Error(), "dataSources.Wether: no JavaScript resolver") {
		t.Errorf("got %v", err)
	}
}

// warehouse answers what a resolver asks a relational database.
type warehouse struct{ asked chan string }

func (w warehouse) Invoke(_ context.Context, call *functions.Call, request json.RawMessage) (json.RawMessage, error) {
	w.asked <- call.Operation.Name + " " + string(request)
	if strings.Contains(string(request), "broken") {
		return nil, &jsresolver.Error{Type: "Warehouse:Closed", Message: "closed on Sundays"}
	}
	return json.RawMessage(`{"sqlStatementResults":[{"columnMetadata":[{"label":"name"}],"records":[[{"stringValue":"bolts"}]]}]}`), nil
}

const stockSchema = `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  stock: a.query().arguments({ shelf: a.string() }).returns(a.string())
    .handler(a.handler.custom({ dataSource: 'Warehouse', entry: './stock.js' })).authorization((allow) => [allow.publicApiKey()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey', apiKeyAuthorizationMode: { expiresInDays: 7 } } });
`

const stockScript = `
const { util } = require("@aws-appsync/utils");
const { createPgStatement, select, toJsonObject } = require("@aws-appsync/utils/rds");
exports.request = (ctx) => createPgStatement(select({ table: "stock", columns: ["name"], where: { shelf: { eq: ctx.args.shelf } } }));
exports.response = (ctx) => {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return toJsonObject(ctx.result)[0][0].name;
};
`

// A program may answer the requests of data sources that the runtime does not
// know.
func TestDataSourceOfTheProgram(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 2)
	start := func(settings string, opts ...jsresolver.Option) (*server.Backend, error) {
		d := definition(t, stockSchema)
		texts := map[string]string{d.Operations[0].Handlers[0].Entry: stockScript}
		return open(t, settings, server.App{Definition: d, Scripts: jsresolver.Scripts(texts, opts...)}, nil)
	}
	b, err := start("", jsresolver.WithSource("Warehouse", warehouse{asked}))
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(b, `{ stock(shelf: "a") }`); !strings.Contains(got, `{"stock":"bolts"}`) {
		t.Fatalf("got %s", got)
	}
	if got := <-asked; !strings.HasPrefix(got, "stock ") || !strings.Contains(got, `"variableMap":{":P0":"a"}`) {
		t.Errorf("asked %s", got)
	}
	if got := ask(b, `{ stock(shelf: "broken") }`); !strings.Contains(got, "Warehouse:Closed") || !strings.Contains(got, "closed on Sundays") {
		t.Errorf("got %s", got)
	}

	for want, start := range map[string]func() (*server.Backend, error){
		`no resolver has the data source "Warhouse"; those of this schema are: Warehouse`: func() (*server.Backend, error) {
			return start("", jsresolver.WithSource("Warhouse", warehouse{}))
		},
		`"Warehouse" is given twice`: func() (*server.Backend, error) {
			return start("", jsresolver.WithSource("Warehouse", warehouse{}), jsresolver.WithSource("Warehouse", warehouse{}))
		},
		`"Warehouse" is nil`: func() (*server.Backend, error) {
			return start("", jsresolver.WithSource("Warehouse", nil))
		},
		"has an address in dataSources.Warehouse.url": func() (*server.Backend, error) {
			return start("dataSources: {Warehouse: {url: \"http://x\"}}\n", jsresolver.WithSource("Warehouse", warehouse{}))
		},
	} {
		if _, err := start(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Headers that a resolver adds reach the client, beside the server's own.
func TestResponseHeaders(t *testing.T) {
	t.Parallel()
	app := server.App{Definition: definition(t, strings.ReplaceAll(weatherSchema, "dataSource: 'WeatherApi', ", ""))}
	app.Scripts = jsresolver.Scripts(map[string]string{app.Definition.Operations[0].Handlers[0].Entry: `
		exports.request = (ctx) => ({ payload: 'rain' });
		exports.response = (ctx) => { util.http.addResponseHeader('X-Count', 1); util.http.addResponseHeaders({ 'x-count': 7, 'Cache-Control': 'no-store', Nested: { a: 1 } }); 
			return ctx.request.headers.cookie || ctx.request.headers.fails ? util.error('no rain') : ctx.result; };`})
	b, err := open(t, "", app, nil)
	if err != nil {
		t.Fatal(err)
	}
	for fails, want := range map[string]string{"": `{"data":{"weather":"rain"}}`, "yes": `{"data":{"weather":null},"errors":`} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{ weather }"}`))
		r.Header.Set("x-api-key", config.DevelopmentAPIKey)
		r.Header.Set("Cookie", "a=b")
		r.Header.Set("Fails", fails)
		w := httptest.NewRecorder()
		b.Handler().ServeHTTP(w, r)
		h := w.Header()
		if got := w.Body.String(); !strings.HasPrefix(got, want) || h.Get("X-Count") != "7" || h.Get("Cache-Control") != "no-store" || h.Get("Nested") != `{"a":1}` || !strings.HasPrefix(h.Get("Content-Type"), "application/json") {
			t.Errorf("%s %v", got, h)
		}
	}
}

// A handler in Go that copies the headers of another answer changes nothing of
// the server's own.
func TestResponseHeadersOfGo(t *testing.T) {
	t.Parallel()
	app := server.App{Definition: definition(t, weatherSchema), Functions: map[string]functions.Func{"Query.weather": func(_ context.Context, call *functions.Call) (any, error) {
		for name, v := range map[string]string{"content-type": "text/html", "content-length": "3", "Content-Encoding": "gzip", "transfer-encoding": "chunked", "Connection": "close",
			"access-control-allow-origin": "https://x.example", "x-amzn-requestid": "1", "X-Split": "a\r\nSet-Cookie: b=c", "x-good": "1"} {
			call.Answer[name] = []string{v}
		}
		return "rain", nil
	}}}
	b, err := open(t, "", app, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(b.Handler())
	defer s.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/graphql", strings.NewReader(`{"query":"{ weather }"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("x-api-key", config.DevelopmentAPIKey)
	got, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil || string(body) != `{"data":{"weather":"rain"}}` {
		t.Errorf("%s, %v", body, err)
	}
	for name, want := range map[string]string{"Content-Type": "application/json;charset=UTF-8", "Content-Length": "27", "Content-Encoding": "", "Connection": "",
		"Access-Control-Allow-Origin": "*", "X-Good": "1", "Set-Cookie": ""} {
		if values := got.Header[name]; strings.Join(values, "|") != want {
			t.Errorf("%s: %q", name, values)
		}
	}
	if id := got.Header["X-Amzn-Requestid"]; len(id) != 1 || id[0] == "1" {
		t.Errorf("%q", id)
	}
}
