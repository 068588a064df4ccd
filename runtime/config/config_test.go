package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func load(t *testing.T, text string, variables map[string]string) (*File, error) {
	t.Helper()
	dir := t.TempDir()
	if text != "" {
		if err := os.WriteFile(filepath.Join(dir, FileName), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Load(dir, func(name string) string { return variables[name] })
}

func TestAnAbsentFileGivesADevelopmentServer(t *testing.T) {
	t.Parallel()
	f, err := load(t, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if f.Mode != Development || f.Server.Listen != "127.0.0.1:20002" || f.Server.URL != "http://127.0.0.1:20002/graphql" || !*f.Auth.Development {
		t.Errorf("%+v", f)
	}
}

func TestVariablesBeatTheFile(t *testing.T) {
	t.Parallel()
	f, err := load(t, "region: eu-west-1\nserver:\n  listen: 127.0.0.1:1\n", map[string]string{"AMPLIFYGO_LISTEN": "127.0.0.1:2"})
	if err != nil {
		t.Fatal(err)
	}
	if f.Server.Listen != "127.0.0.1:2" || f.Region != "eu-west-1" {
		t.Errorf("listen %s, region %s", f.Server.Listen, f.Region)
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	t.Parallel()
	production := "mode: production\nserver: {secret: 0123456789abcdef0123456789abcdef}\n"
	for _, c := range []struct {
		name, text string
		variables  map[string]string
		want       string
	}{
		{"unknown key", "servr:\n  listen: x\n", nil, `line 1: unknown key "servr", did you mean "server"?`},
		{"unknown nested key", "server:\n  lisen: x\n", nil, `line 2: unknown key "lisen", did you mean "listen"?`},
		{"wrong type", "limits:\n  depth: many\n", nil, "line 2: expected a whole number, not many"},
		{"a list for keys", "server: [1]\n", nil, "line 1: expected keys with values"},
		{"text for a list", "mode: development\nenv: {a: b}\n", nil, "line 2: expected a list"},
		{"no duration", "limits:\n  timeout: soon\n", nil, `line 2: "soon" is no duration: write 30s`},
		{"negative limit", "limits: {depth: -1}\n", nil, "limits.depth: is negative"},
		{"negative queue", "realtime: {queue: -1}\n", nil, "realtime.queue: is negative"},
		{"mode", "mode: staging\n", nil, `mode (AMPLIFYGO_MODE): "staging" is neither development nor production`},
		{"exposed", "server: {listen: \"0.0.0.0:80\"}\n", nil, "AMPLIFYGO_MODE=production"},
		{"half of TLS", "server: {tlsCert: a.pem}\n", nil, "give both or neither"},
		{"no secret", "mode: production\n", nil, "server.secret (AMPLIFYGO_SECRET): is missing"},
		{"short secret", "", map[string]string{"AMPLIFYGO_SECRET": "short"}, "shorter than 32"},
		{"database", "database: {url: mysql://x}\n", nil, "neither sqlite: nor postgres://"},
		{"database without a file", "", map[string]string{"AMPLIFYGO_DATABASE_URL": "sqlite:"}, "database.url (AMPLIFYGO_DATABASE_URL): names no file"},
		{"broker", "realtime: {broker: redis}\n", nil, `"redis" is none of`},
		{"broker and database", "realtime: {broker: postgres}\n", nil, "needs a PostgreSQL"},
		{"development key", production + "auth: {apiKeys: [" + DevelopmentAPIKey + "]}\n", nil, "everybody knows"},
		{"development issuer", production + "auth: {development: true}\n", nil, "cannot run in production"},
		{"pool without clients", production + "auth: {userPools: [{issuer: \"https://x\"}]}\n", nil, "clientIds"},
		{"pool without issuer", "", map[string]string{"AMPLIFYGO_USER_POOL_CLIENT_IDS": "a"}, "issuer"},
		{"flag", "", map[string]string{"AMPLIFYGO_INTROSPECTION": "maybe"}, "neither true nor false"},
		{"flag of a plain setting", "", map[string]string{"AMPLIFYGO_SCAN_PAGES": "maybe"}, `AMPLIFYGO_SCAN_PAGES: "maybe" is neither true nor false`},
		{"flag of sign-in", "", map[string]string{"AMPLIFYGO_SIGN_IN": "maybe"}, `AMPLIFYGO_SIGN_IN: "maybe" is neither true nor false`},
		{"no origin", "server: {origins: [app.example.com]}\n", nil, "is not an origin"},
		{"origin with a path", "", map[string]string{"AMPLIFYGO_ORIGINS": "https://app.example.com,https://app.example.com/"}, "is not an origin"},
		{"origins in production", production, map[string]string{"AMPLIFYGO_ORIGINS": "https://app.example.com"}, "for development only"},
		{"data source", "dataSources: {Web: {url: nowhere}}\n", nil, `dataSources.Web.url: "nowhere" is not an http or https address`},
		{"query in address", "server: {url: \"http://h/graphql?x=1\"}\n", nil, "query string"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, c.text, c.variables)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want …%s…", err, c.want)
			}
		})
	}
}

func TestEveryVariableIsDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/config.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range variables {
		if !strings.Contains(string(text), "`"+v.name+"`") {
			t.Errorf("docs/config.md does not mention %s", v.name)
		}
	}
}

func TestAVariableNamesTheModelOfAllThatHaveNoName(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "ai:\n  models: {a: b, '*': c}\n"} {
		f, err := load(t, text, map[string]string{"AMPLIFYGO_AI_MODEL": "local"})
		if err != nil {
			t.Fatal(err)
		}
		if f.AI.Models["*"] != "local" || text != "" && f.AI.Models["a"] != "b" {
			t.Errorf("%q: %v", text, f.AI.Models)
		}
	}
}

// Whether an address that does not parse is exposed, and what its URL is, is
// no question.
func TestABadAddressIsOneProblem(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{"foo", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:-1", ":x", "0.0.0.0:"} {
		_, err := load(t, "", map[string]string{"AMPLIFYGO_LISTEN": listen})
		problems := Problems(err)
		if err == nil || len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), "server.listen (AMPLIFYGO_LISTEN): ") || !strings.Contains(problems[0].Error(), strconv.Quote(listen)) {
			t.Errorf("%s: got %q", listen, problems)
		}
	}
	if _, err := load(t, "", map[string]string{"AMPLIFYGO_LISTEN": "[::1]:0"}); err != nil {
		t.Error(err)
	}
}

func TestAllProblemsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := load(t, "mode: production\nrealtime: {broker: redis}\nai: {url: here}\n", nil)
	var got []string
	for _, problem := range Problems(err) {
		name, _, _ := strings.Cut(problem.Error(), " ")
		got = append(got, name)
	}
	if strings.Join(got, " ") != "server.secret realtime.broker ai.url" {
		t.Errorf("got %q", got)
	}
}

// TestProblems: what was joined comes apart, and nothing else does.
func TestProblems(t *testing.T) {
	t.Parallel()
	a, b := errors.New("a"), errors.New("b")
	both := fmt.Errorf("%w, and so %w", a, b)
	got := Problems(errors.Join(a, errors.Join(both, b)))
	if want := []error{a, both, b}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
