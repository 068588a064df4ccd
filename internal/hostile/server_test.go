package hostile_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/auth/lambda"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/development"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/server"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

// marker is in every value that the attacker must not see.
const marker = "SECRET"

// The access keys of the server, by role.
const (
	adminKey, adminSecret       = "AKIAADMIN", "admin-secret-0123456789"
	functionKey, functionSecret = "AKIAFUNCTION", "function-secret-0123456789"
	otherKey, otherSecret       = "AKIAOTHERFUNCTION", "another-function-0123456789"
	idpKey, idpSecret           = "AKIASIGNEDIN", "signed-in-secret-0123456789"
	guestKey, guestSecret       = "AKIAGUEST", "guest-secret-0123456789"
)

// target is a server to attack.
type target struct {
	t    testing.TB
	url  string
	db   *sql.DB
	pool *devissuer.Issuer
	oidc *devissuer.Issuer
}

// open starts a server of testdata/resource.ts on a random port.
func open(t testing.TB) *target {
	t.Helper()
	return openWith(t, nil)
}

// openWith is open with further variables.
func openWith(t testing.TB, variables map[string]string) *target {
	t.Helper()
	dir := t.TempDir()
	keys := filepath.Join(dir, "keys.json")
	var list []map[string]string
	for _, k := range [][3]string{{adminKey, adminSecret, "admin"}, {functionKey, functionSecret, "function:handler"},
		{otherKey, otherSecret, "function:other"}, {idpKey, idpSecret, "authenticated"}, {guestKey, guestSecret, "guest"}} {
		list = append(list, map[string]string{"accessKeyId": k[0], "secretAccessKey": k[1], "role": k[2]})
	}
	text, err := json.Marshal(list)
	must(t, err)
	must(t, os.WriteFile(keys, text, 0o600))
	getenv := func(name string) string {
		switch name {
		case "AMPLIFYGO_CREDENTIALS_FILE":
			return keys
		}
		return variables[name]
	}
	settings, err := config.Load(dir, getenv)
	must(t, err)
	definition, err := schematest.Definition(schematest.Project(t, filepath.Join("testdata", "resource.ts")))
	must(t, err)
	b, err := server.Open(context.Background(), server.App{
		Definition: definition, Drivers: []store.Driver{sqlite.Driver()}, Dir: dir, Getenv: getenv,
		Stdout: io.Discard, Stderr: io.Discard, Authorizer: authorizer, Functions: handlers,
	}, settings, "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { b.Close() })
	s := httptest.NewServer(b.Handler())
	t.Cleanup(s.Close)
	data := filepath.Join(dir, settings.Server.DataDir)
	x := &target{t: t, url: s.URL + "/graphql"}
	x.pool, err = development.UserPool(data)
	must(t, err)
	x.oidc, err = development.OIDC(data)
	must(t, err)
	x.db, err = sql.Open("sqlite", filepath.Join(data, "data.db"))
	must(t, err)
	t.Cleanup(func() { x.db.Close() })
	return x
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// authorizer is the authorizer function: the token says what it answers.
func authorizer(_ context.Context, e *lambda.Event) (*lambda.Response, error) {
	zero := 0
	yes := &lambda.Response{IsAuthorized: true, TTLOverride: &zero}
	switch e.AuthorizationToken {
	case "open":
	case "no-pin":
		yes.DeniedFields = []string{"Card.pin"}
	case "no-list":
		yes.DeniedFields = []string{"Query.listCards", "arn:aws:appsync:us-east-1:1:apis/x/types/Query/fields/getCard"}
	case "panic":
		panic("the authorizer fails")
	case "error":
		return yes, errors.New("the authorizer fails")
	case "negative":
		ttl := -1
		yes.TTLOverride = &ttl
	case "nested":
		yes.ResolverContext = map[string]any{"a": map[string]any{}}
	default:
		return &lambda.Response{TTLOverride: &zero}, nil
	}
	return yes, nil
}

// handlers answer with rows that nobody asked the policy about.
var handlers = map[string]functions.Func{
	"Query.adminOnly": func(context.Context, *functions.Call) (any, error) { return marker, nil },
	"Query.anyTodo": func(context.Context, *functions.Call) (any, error) {
		return map[string]any{"id": "h", "content": "from the handler", "createdAt": "2024-01-01T00:00:00Z", "updatedAt": "2024-01-01T00:00:00Z"}, nil
	},
	"Mutation.anyEmp": func(context.Context, *functions.Call) (any, error) {
		return map[string]any{"id": "h", "name": "from the handler", "ssn": marker + "-h", "salary": 777, "owner": "sub-zoe::zoe",
			"bossId": "boss", "createdAt": "2024-01-01T00:00:00Z", "updatedAt": "2024-01-01T00:00:00Z"}, nil
	},
}

// state is the whole content of the database.
func (x *target) state() string {
	x.t.Helper()
	names := x.column(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
	var b strings.Builder
	for _, name := range names {
		b.WriteString("\n" + name)
		rows, err := x.db.Query(`SELECT * FROM "` + name + `"`)
		must(x.t, err)
		columns, err := rows.Columns()
		must(x.t, err)
		var lines []string
		for rows.Next() {
			values, at := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				at[i] = &values[i]
			}
			must(x.t, rows.Scan(at...))
			lines = append(lines, fmt.Sprintf("%q", values))
		}
		must(x.t, rows.Err())
		sort.Strings(lines)
		b.WriteString("\n " + strings.Join(lines, "\n "))
	}
	return b.String()
}

func (x *target) column(query string) []string {
	rows, err := x.db.Query(query)
	must(x.t, err)
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		must(x.t, rows.Scan(&s))
		out = append(out, s)
	}
	must(x.t, rows.Err())
	return out
}

// post sends a request and gives the answer.
func (x *target) post(body []byte, prepare func(*http.Request)) *answer {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, x.url, bytes.NewReader(body))
	must(x.t, err)
	r.Header.Set("Content-Type", "application/json")
	prepare(r)
	got, err := http.DefaultClient.Do(r)
	must(x.t, err)
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	must(x.t, err)
	return &answer{status: got.StatusCode, errorType: got.Header.Get("x-amzn-ErrorType"), body: text}
}

// request is the body of a GraphQL request.
func request(query, variables string) []byte {
	if variables == "" {
		variables = "null"
	}
	b, err := json.Marshal(map[string]any{"query": query, "variables": json.RawMessage(variables)})
	if err != nil {
		panic(err) // the variables of a test are JSON
	}
	return b
}
