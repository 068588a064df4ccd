package lambda_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/lambda"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newAuthorizer(t *testing.T, c lambda.Config) *lambda.Authorizer {
	t.Helper()
	a, err := lambda.New(c)
	must(t, err)
	return a
}

// endpoint serves an answer as a Lambda runtime does.
func endpoint(t *testing.T, handler http.HandlerFunc) lambda.Function {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	f, err := lambda.Endpoint(server.URL + "/2015-03-31/functions/authorizer/invocations")
	must(t, err)
	return f
}

func ptr[T any](v T) *T { return &v }

func TestEvent(t *testing.T) {
	t.Parallel()
	var got map[string]any
	f := endpoint(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/2015-03-31/functions/authorizer/invocations" || r.Method != http.MethodPost {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		data, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(data, &got); err != nil {
			t.Error(err)
		}
		fmt.Fprint(w, `{"isAuthorized":true,"resolverContext":{"tenant":"a","level":3,"vip":true},"deniedFields":["Todo.secret","arn:aws:appsync:us-east-1:111122223333:apis/abc/types/Mutation/fields/createTodo","Todo","Query.*"],"ttlOverride":10,"more":1}`)
	})
	a := newAuthorizer(t, lambda.Config{Function: f, APIID: "api", AccountID: "123"})
	id, err := a.Authorize(context.Background(), "opaque", &auth.Request{
		Header: http.Header{"X-Tenant": {"a", "b"}, "Authorization": {"opaque"}},
		Query:  "query Q { x }", OperationName: "Q", Variables: map[string]any{"n": 1},
	})
	must(t, err)
	want := &auth.Identity{Mode: schema.ModeLambda, Provider: schema.Function,
		ResolverContext: map[string]any{"tenant": "a", "level": json.Number("3"), "vip": true},
		DeniedFields:    []string{"Todo.secret", "Mutation.createTodo"}}
	if d := cmp.Diff(want, id); d != "" {
		t.Error(d)
	}
	requestContext := got["requestContext"].(map[string]any)
	if requestContext["requestId"] == "" {
		t.Error("no requestId")
	}
	delete(requestContext, "requestId")
	wantEvent := map[string]any{
		"authorizationToken": "opaque",
		"requestHeaders":     map[string]any{"x-tenant": "a,b", "authorization": "opaque"},
		"requestContext": map[string]any{"apiId": "api", "accountId": "123", "queryString": "query Q { x }",
			"operationName": "Q", "variables": map[string]any{"n": 1.0}},
	}
	if d := cmp.Diff(wantEvent, got); d != "" {
		t.Error(d)
	}
}

// TestDenies: whatever is not a plain yes is a no.
func TestDenies(t *testing.T) {
	t.Parallel()
	answering := func(body string) lambda.Function {
		return endpoint(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
	}
	function := func(r *lambda.Response, err error) lambda.Function {
		return func(context.Context, *lambda.Event) (*lambda.Response, error) { return r, err }
	}
	refused, err := lambda.Endpoint("http://127.0.0.1:1/x")
	must(t, err)
	functions := map[string]lambda.Function{
		"no":             function(&lambda.Response{ResolverContext: map[string]any{"a": "b"}}, nil),
		"nothing":        function(nil, nil),
		"error":          function(nil, errors.New("x")),
		"yes and error":  function(&lambda.Response{IsAuthorized: true}, errors.New("x")),
		"panic":          func(context.Context, *lambda.Event) (*lambda.Response, error) { panic("x") },
		"nested context": function(&lambda.Response{IsAuthorized: true, ResolverContext: map[string]any{"a": map[string]any{}}}, nil),
		"huge context":   function(&lambda.Response{IsAuthorized: true, ResolverContext: map[string]any{"a": strings.Repeat("x", 6<<20)}}, nil),
		"negative TTL":   function(&lambda.Response{IsAuthorized: true, TTLOverride: ptr(-1)}, nil),
		"hanging":        func(ctx context.Context, _ *lambda.Event) (*lambda.Response, error) { select {} },
		"no endpoint":    refused,
		"hanging endpoint": endpoint(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // or the server would not see the client leave
			<-r.Context().Done()
		}),
		"function error": endpoint(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
			fmt.Fprint(w, `{"isAuthorized":true}`)
		}),
		"status": endpoint(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			fmt.Fprint(w, `{"isAuthorized":true}`)
		}),
		"redirect": endpoint(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/yes" {
				fmt.Fprint(w, `{"isAuthorized":true}`)
				return
			}
			http.Redirect(w, r, "/yes", http.StatusTemporaryRedirect)
		}),
		"huge answer": endpoint(t, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, strings.Repeat(" ", 7<<20)+`{"isAuthorized":true}`)
		}),
	}
	for _, body := range []string{
		``, `null`, `true`, `[]`, `"yes"`, `{}`, `{"isAuthorized":false}`, `{"isAuthorized":"true"}`, `{"isAuthorized":1}`, `{"isAuthorized":null}`,
		`{"IsAuthorized":true}`, `{"isAuthorized":false,"isAuthorized":true}`, `{"isAuthorized":true}{}`, `{"isAuthorized":true`,
		`{"isAuthorized":true,"deniedFields":"Todo.a"}`, `{"isAuthorized":true,"deniedFields":[1]}`, `{"isAuthorized":true,"resolverContext":[]}`,
		`{"isAuthorized":true,"resolverContext":{"a":[1]}}`, `{"isAuthorized":true,"resolverContext":{"a":null}}`, `{"isAuthorized":true,"ttlOverride":"1"}`,
		`{"isAuthorized":true,"ttlOverride":-1}`, `{"isAuthorized":true,"ttlOverride":1.5}`, `{"isAuthorized":true,"ttlOverride":1e99}`,
	} {
		functions["answer "+body] = answering(body)
	}
	for name, f := range functions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wait := 5 * time.Second
			if strings.HasPrefix(name, "hanging") {
				wait = 20 * time.Millisecond
			}
			a := newAuthorizer(t, lambda.Config{Function: f, TTL: time.Minute, Timeout: wait})
			id, err := a.Authorize(context.Background(), "opaque", &auth.Request{})
			var refusal *auth.Error
			if id != nil || !errors.As(err, &refusal) || refusal.Status != 401 || refusal.Message != "You are not authorized to make this call." {
				t.Errorf("%+v, %v", id, err)
			}
		})
	}
}

func TestTokenLength(t *testing.T) {
	t.Parallel()
	var calls int
	a := newAuthorizer(t, lambda.Config{Function: func(context.Context, *lambda.Event) (*lambda.Response, error) {
		calls++
		return &lambda.Response{IsAuthorized: true}, nil
	}})
	for n, want := range map[int]bool{0: false, 1: true, 2048: true, 2049: false} {
		id, _ := a.Authorize(context.Background(), strings.Repeat("x", n), &auth.Request{})
		if (id != nil) != want || (id != nil && id.ResolverContext == nil) {
			t.Errorf("%d bytes: %+v", n, id)
		}
	}
	if calls != 2 {
		t.Errorf("%d calls", calls)
	}
}

func TestKeepsAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ttl      time.Duration
		override *int
		yes      bool
		after    time.Duration
		calls    int64
	}{
		"default":           {time.Minute, nil, true, 59 * time.Second, 1},
		"default over":      {time.Minute, nil, true, time.Minute, 2},
		"refusal":           {time.Minute, nil, false, 59 * time.Second, 1},
		"off":               {0, nil, true, 0, 2},
		"override":          {time.Minute, ptr(300), true, 299 * time.Second, 1},
		"override over":     {time.Minute, ptr(300), true, 300 * time.Second, 2},
		"override off":      {time.Minute, ptr(0), true, 0, 2},
		"override an hour":  {0, ptr(1 << 30), true, 59 * time.Minute, 1},
		"not for longer":    {0, ptr(1 << 30), true, time.Hour, 2},
		"refusal, override": {0, ptr(10), false, 9 * time.Second, 1},
	} {
		now := time.Unix(1_800_000_000, 0)
		var calls atomic.Int64
		a := newAuthorizer(t, lambda.Config{TTL: c.ttl, Now: func() time.Time { return now },
			Function: func(_ context.Context, e *lambda.Event) (*lambda.Response, error) {
				calls.Add(1)
				return &lambda.Response{IsAuthorized: c.yes, TTLOverride: c.override, ResolverContext: map[string]any{"token": e.AuthorizationToken}}, nil
			}})
		ask := func(token string) {
			id, err := a.Authorize(context.Background(), token, &auth.Request{})
			if (id != nil) != c.yes || (err == nil) != c.yes {
				t.Errorf("%s: %+v, %v", name, id, err)
			}
			if id != nil && id.ResolverContext["token"] != token {
				t.Errorf("%s: the answer to another token", name)
			}
		}
		ask("a")
		now = now.Add(c.after)
		ask("a")
		if n := calls.Load(); n != c.calls {
			t.Errorf("%s: %d calls, want %d", name, n, c.calls)
		}
		ask("b")
	}
}

// TestBounded: big answers do not fill the memory.
func TestBounded(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 4<<20)
	var calls atomic.Int64
	a := newAuthorizer(t, lambda.Config{TTL: time.Minute, Function: func(context.Context, *lambda.Event) (*lambda.Response, error) {
		calls.Add(1)
		return &lambda.Response{IsAuthorized: true, ResolverContext: map[string]any{"big": big}}, nil
	}})
	ask := func(i int) {
		if _, err := a.Authorize(context.Background(), fmt.Sprint(i), &auth.Request{}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 20 { // 80 MB, of which 64 MB are kept
		ask(i)
	}
	ask(19)
	if calls.Load() != 20 {
		t.Errorf("%d calls: the last answer is not kept", calls.Load())
	}
	ask(0)
	if calls.Load() != 21 {
		t.Errorf("%d calls: the first answer is still kept", calls.Load())
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	f := func(context.Context, *lambda.Event) (*lambda.Response, error) { return nil, nil }
	for _, c := range []lambda.Config{{}, {Function: f, TTL: -1}, {Function: f, TTL: 2 * time.Hour}} {
		if _, err := lambda.New(c); err == nil {
			t.Errorf("%+v is accepted", c)
		}
	}
	for _, address := range []string{"", "x", "ftp://a/b", "http://"} {
		if _, err := lambda.Endpoint(address); err == nil {
			t.Errorf("%q is accepted", address)
		}
	}
}

// FuzzParseResponse: what is read as a yes says so in one way only.
func FuzzParseResponse(f *testing.F) {
	for _, s := range []string{`{"isAuthorized":true}`, `{"isAuthorized":true,"deniedFields":["A.b"],"ttlOverride":3,"resolverContext":{"a":1}}`, `{}`, `[`, `{"isAuthorized":false}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := lambda.ParseResponse(data)
		if err != nil {
			return
		}
		var m map[string]any
		if json.Unmarshal(data, &m) != nil || m["isAuthorized"] != r.IsAuthorized {
			t.Errorf("%q: %+v", data, r)
		}
		if r.TTLOverride != nil && *r.TTLOverride < 0 {
			t.Errorf("%q: negative", data)
		}
	})
}
