package server_test

import (
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/jsresolver"
	"github.com/amplifygo/amplifygo/runtime/server"
)

// The API's environment variables come from the settings and, where these give
// no value, from the server's own environment; resolvers find them in ctx.env.
func TestEnvironmentVariables(t *testing.T) {
	t.Parallel()
	start := func(settings string, own map[string]string) (*server.Backend, error) {
		d := definition(t, strings.ReplaceAll(weatherSchema, "dataSource: 'WeatherApi', ", ""))
		text := `exports.request = (ctx) => ({ payload: JSON.stringify(ctx.env) }); exports.response = (ctx) => ctx.result;`
		return open(t, settings, server.App{Definition: d, Scripts: jsresolver.Scripts(map[string]string{d.Operations[0].Handlers[0].Entry: text})}, own)
	}
	const variables = "environmentVariables: {PLACE: north, TOKEN: , OTHER: }"
	const production = "mode: production\nserver: {secret: 0123456789abcdef0123456789abcdef, " + variables + "}\nauth: {apiKeys: [da2-x], userPools: [{issuer: \"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a\", clientIds: [x]}]}\n"

	b, err := start("server: {"+variables+"}\n", map[string]string{"TOKEN": "hush", "PLACE": "south"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := ask(b, "{ weather }"), `{"data":{"weather":"{\"PLACE\":\"north\",\"TOKEN\":\"hush\"}"}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := start(production, map[string]string{"TOKEN": "hush"}); err == nil || err.Error() != "server.environmentVariables.OTHER (OTHER): has no value, neither in amplifygo.yaml nor in the server's environment" {
		t.Errorf("got %v", err)
	}
	if _, err := start(production, map[string]string{"TOKEN": "hush", "OTHER": "x"}); err != nil {
		t.Error(err)
	}
}
