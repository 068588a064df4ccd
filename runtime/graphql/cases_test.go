package graphql_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/server"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

// TestCases runs testdata/cases/*.txtar: a file is a schema and cases that run
// in order on one database. A case is a script of lines:
//
//	as alice HR              the caller: a name of package identity, or a user with groups
//	> { getTodo(id:"a") {…   a document, up to the next line that begins otherwise
//	$ {"x": 1}               its variables
//	? Name                   its operation name
//	< {"data": …}            the answer; texts in it may be patterns:
//	                         "*" any text, "~re" a regular expression, "=name" captures
//	!400 Type Message        the answer is an HTTP error
//	fresh                    begins with an empty database
//
// {{name}} in a document or in variables stands for a captured text. An object
// with a key "..." admits more keys.
func TestCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		archive := txtar.Parse(text)
		for _, db := range databases() {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+db.name, func(t *testing.T) {
				t.Parallel()
				s := schematest.Load(t, string(archive.Files[0].Data))
				x := &script{t: t, schema: s, open: db.open, served: db.served, captured: map[string]string{}}
				x.fresh()
				for _, c := range archive.Files[1:] {
					t.Run(c.Name, func(t *testing.T) { x.t = t; x.run(string(c.Data)) })
				}
			})
		}
	}
}

type database struct {
	name string
	open func(t testing.TB, s *schema.Schema) store.Store
	// served: requests are sent over HTTP.
	served bool
}

func databases() []database {
	return []database{{name: "sqlite", open: openSQLite}, {name: "postgres", open: openPostgres}, {name: "apart", open: openApart}, {name: "http", open: openSQLite, served: true}}
}

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func openPostgres(t testing.TB, s *schema.Schema) store.Store {
	t.Helper()
	st, err := postgres.Open(context.Background(), pgtest.URL(t), s, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

func openSQLite(t testing.TB, s *schema.Schema) store.Store {
	t.Helper()
	st, err := sqlite.Open(context.Background(), ":memory:", s, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

type script struct {
	t      *testing.T
	schema *schema.Schema
	open   func(testing.TB, *schema.Schema) store.Store
	engine *graphql.Engine
	// url is where the engine is served, if it is.
	served   bool
	url      string
	id       *auth.Identity
	captured map[string]string
	events   recorder
}

type recorder struct{ events []*event.Event }

func (r *recorder) Publish(_ context.Context, events ...*event.Event) error {
	r.events = append(r.events, events...)
	return nil
}

func (x *script) fresh() {
	x.t.Helper()
	p, err := authz.Compile(x.schema)
	if err != nil {
		x.t.Fatal(err)
	}
	x.engine, err = graphql.New(graphql.Config{
		Schema: x.schema, Policy: p, Store: x.open(x.t, x.schema), Introspection: true, Publisher: &x.events,
		Resolver: resolver{}, TokenKey: []byte("test"), Logger: slog.New(slog.NewTextHandler(testLog{x}, nil)),
	})
	if err != nil {
		x.t.Fatal(err)
	}
	if x.served {
		s := httptest.NewServer(server.NewHandler(x.engine, x, slog.New(slog.DiscardHandler), 1<<20))
		x.t.Cleanup(s.Close)
		x.url = s.URL
	}
}

// Authenticate implements auth.Authenticator: whoever asks is the case's caller.
func (x *script) Authenticate(context.Context, *auth.Request) (*auth.Identity, error) {
	return x.id, nil
}

// execute asks the engine, over HTTP where the cases are run so.
func (x *script) execute(req *graphql.Request, variables string) *graphql.Response {
	x.t.Helper()
	if !x.served {
		return x.engine.Execute(context.Background(), x.id, req)
	}
	body := map[string]any{"query": req.Query}
	if req.OperationName != nil {
		body["operationName"] = *req.OperationName
	}
	if variables != "" {
		body["variables"] = json.RawMessage(variables)
	}
	text, err := json.Marshal(body)
	if err != nil {
		x.t.Fatal(err)
	}
	res, err := http.Post(x.url, "application/json", bytes.NewReader(text))
	if err != nil {
		x.t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	return &graphql.Response{Status: res.StatusCode, ErrorType: res.Header.Get("x-amzn-ErrorType"), Body: got}
}

type testLog struct{ x *script }

func (l testLog) Write(b []byte) (int, error) { l.x.t.Log(string(b)); return len(b), nil }

// step is one request and what is expected of it.
type step struct {
	line                        int
	document, variables, answer string
	name                        *string
	refusal                     string
}

func (x *script) run(text string) {
	var s *step
	section := byte(0)
	flush := func() {
		if s != nil {
			x.step(s)
		}
		s, section = nil, 0
	}
	for n, line := range strings.Split(text, "\n") {
		kind := byte(0)
		if len(line) > 0 {
			kind = line[0]
		}
		switch {
		case strings.HasPrefix(line, "as "):
			flush()
			x.id = caller(x.t, strings.Fields(line)[1:])
		case line == "fresh":
			flush()
			x.fresh()
		case kind == '>':
			flush()
			s = &step{line: n + 1, document: line[1:]}
			section = '>'
		case kind == '$' && s != nil:
			s.variables, section = line[1:], '$'
		case kind == '?' && s != nil:
			name := strings.TrimSpace(line[1:])
			s.name = &name
		case kind == '<' && s != nil:
			s.answer, section = line[1:], '<'
		case kind == '!' && s != nil:
			s.refusal = line[1:]
		case section == '>':
			s.document += "\n" + line
		case section == '$':
			s.variables += "\n" + line
		case section == '<':
			s.answer += "\n" + line
		}
	}
	flush()
}

func caller(t *testing.T, words []string) *auth.Identity {
	switch words[0] {
	case "iam":
		return identity.IAM()
	case "key":
		return identity.Key()
	case "guest":
		return identity.Guest()
	case "idp":
		return identity.IDP()
	case "lambda":
		return identity.Lambda(words[1:]...)
	case "claims":
		claims := map[string]any{}
		if err := json.Unmarshal([]byte(strings.Join(words[1:], " ")), &claims); err != nil {
			t.Fatal(err)
		}
		return identity.WithClaims(schema.ModeUserPool, schema.UserPools, claims)
	}
	return identity.User(words[0], words[1:]...)
}

func (x *script) step(s *step) {
	x.t.Helper()
	req := &graphql.Request{Query: x.fill(s.document), OperationName: s.name}
	if s.variables != "" {
		body := `{"query":"{a}","variables":` + x.fill(s.variables) + `}`
		parsed, err := graphql.ParseRequest([]byte(body))
		if err != nil {
			x.t.Fatalf("line %d: %v", s.line, err)
		}
		req.Variables = parsed.Variables
	}
	got := x.execute(req, x.fill(s.variables))
	if !json.Valid(got.Body) {
		x.t.Fatalf("line %d: not JSON: %s", s.line, got.Body)
	}
	if s.refusal != "" {
		var b struct {
			Errors []struct{ ErrorType, Message string }
		}
		_ = json.Unmarshal(got.Body, &b)
		if len(b.Errors) != 1 || fmt.Sprintf("%d %s %s", got.Status, b.Errors[0].ErrorType, b.Errors[0].Message) != s.refusal {
			x.t.Errorf("line %d: got %d %s", s.line, got.Status, got.Body)
		}
		return
	}
	if got.Status != 200 {
		x.t.Errorf("line %d: status %d: %s", s.line, got.Status, got.Body)
		return
	}
	var have, want any
	if err := json.Unmarshal([]byte(x.fill(s.answer)), &want); err != nil {
		x.t.Fatalf("line %d: the expected answer is not JSON: %v\n%s", s.line, err, s.answer)
	}
	_ = json.Unmarshal(got.Body, &have)
	if d := x.compare("", have, want); d != "" {
		x.t.Errorf("line %d: %s\ngot  %s\nwant %s", s.line, d, got.Body, strings.TrimSpace(s.answer))
	}
}

var placeholder = regexp.MustCompile(`\{\{(\w+)\}\}`)

func (x *script) fill(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		v, ok := x.captured[m[2:len(m)-2]]
		if !ok {
			x.t.Fatalf("nothing was captured as %s", m)
		}
		return v
	})
}

func (x *script) compare(at string, have, want any) string {
	switch want := want.(type) {
	case map[string]any:
		h, ok := have.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s: %v is no object", at, have)
		}
		_, more := want["..."]
		var keys []string
		for k := range want {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			if k == "..." {
				continue
			}
			if _, ok := h[k]; !ok {
				return fmt.Sprintf("%s.%s is missing", at, k)
			}
			if d := x.compare(at+"."+k, h[k], want[k]); d != "" {
				return d
			}
		}
		for k := range h {
			if _, ok := want[k]; !ok && !more {
				return fmt.Sprintf("%s.%s is unexpected", at, k)
			}
		}
		return ""
	case []any:
		h, ok := have.([]any)
		if !ok || len(h) != len(want) {
			return fmt.Sprintf("%s: a list of %d was expected", at, len(want))
		}
		for i := range want {
			if d := x.compare(fmt.Sprintf("%s[%d]", at, i), h[i], want[i]); d != "" {
				return d
			}
		}
		return ""
	case string:
		return x.pattern(at, have, want)
	}
	if have != want {
		return fmt.Sprintf("%s: %v, not %v", at, have, want)
	}
	return ""
}

func (x *script) pattern(at string, have any, want string) string {
	h, ok := have.(string)
	switch {
	case !ok:
		return fmt.Sprintf("%s: %v is no text", at, have)
	case want == "*":
		return ""
	case strings.HasPrefix(want, "="):
		x.captured[want[1:]] = h
		return ""
	case strings.HasPrefix(want, "~"):
		if !regexp.MustCompile(want[1:]).MatchString(h) {
			return fmt.Sprintf("%s: %q does not match %s", at, h, want[1:])
		}
		return ""
	case h != want:
		return fmt.Sprintf("%s: %q, not %q", at, h, want)
	}
	return ""
}

// resolver is the user code of the custom operations in the cases.
type resolver struct{}

func (resolver) Resolve(_ context.Context, c *graphql.Call) (any, error) {
	args := map[string]any{}
	if err := json.Unmarshal(c.Arguments, &args); err != nil {
		return nil, err
	}
	switch {
	case strings.HasPrefix(c.Operation.Name, "fail"):
		return nil, fmt.Errorf("it failed")
	case strings.HasPrefix(c.Operation.Name, "panic"):
		panic("user code")
	case strings.HasPrefix(c.Operation.Name, "null"):
		return nil, nil
	}
	if r, ok := args["result"]; ok {
		return r, nil
	}
	return args, nil
}
