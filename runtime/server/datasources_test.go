package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
