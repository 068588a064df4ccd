package functions_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/functions"
)

func write(w http.ResponseWriter, text string) { fmt.Fprint(w, text) }

func both(url string) functions.Config {
	return functions.Config{Endpoints: map[string]functions.Endpoint{"FnEcho": {URL: url}, "FnMood": {URL: url}, "FnChain": {URL: url}, "FnChain2": {URL: url}, "FnLater": {URL: url}}}
}

// TestEvent: the event is AppSync's, for every kind of caller.
func TestEvent(t *testing.T) {
	t.Parallel()
	l := serve(t, func(w http.ResponseWriter, e event) { write(w, `{"ok":true}`) })
	x := open(t, both(l.URL))
	ctx := functions.WithSource(context.Background(), "10.0.0.1")
	for _, c := range []struct {
		id   *auth.Identity
		want any
	}{
		{identity.Key(), nil},
		{identity.Harry(), map[string]any{"claims": identity.Harry().Claims, "defaultAuthStrategy": "ALLOW", "groups": []string{"HR"},
			"issuer": identity.Harry().Issuer, "sourceIp": []string{"10.0.0.1"}, "sub": identity.Harry().Sub, "username": "harry"}},
		{identity.Guest(), map[string]any{"accountId": "000000000000", "cognitoIdentityPoolId": nil, "cognitoIdentityAuthProvider": nil,
			"cognitoIdentityAuthType": "unauthenticated", "cognitoIdentityId": identity.Guest().IdentityID, "sourceIp": []string{"10.0.0.1"},
			"userArn":  "arn:aws:sts::000000000000:assumed-role/unauthRole/CognitoIdentityCredentials",
			"username": identity.Guest().AccessKeyID + ":CognitoIdentityCredentials"}},
	} {
		if got := x.ask(ctx, c.id, `{ echo(text: "t", more: "[1]") }`, "X-Custom", "c"); got != `{"data":{"echo":"{\"ok\":true}"}}` {
			t.Fatal(got)
		}
		want := map[string]any{"typeName": "Query", "fieldName": "echo", "arguments": map[string]any{"text": "t", "more": []int{1}}, "identity": c.want,
			"source": nil, "request": map[string]any{"headers": map[string]any{"x-custom": "c"}, "domainName": nil}, "prev": map[string]any{"result": map[string]any{}}}
		seen := l.seen()
		last := seen[len(seen)-1]
		if d := cmp.Diff(plain(t, want), any(last.body)); d != "" {
			t.Error(d)
		}
		if last.path != "/2015-03-31/functions/FnEcho/invocations" || last.invocation != "RequestResponse" {
			t.Error(last.path, last.invocation)
		}
	}
}

func plain(t *testing.T, v any) (out any) {
	t.Helper()
	text, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestChainAndAsync(t *testing.T) {
	t.Parallel()
	l := serve(t, func(w http.ResponseWriter, e event) {
		if e.invocation == "Event" {
			w.WriteHeader(http.StatusAccepted)
			return
		}
		text, _ := json.Marshal([]any{e.path, e.body["prev"]})
		write(w, string(text))
	})
	x := open(t, both(l.URL+"/own"))
	if got, want := x.ask(context.Background(), identity.Alice(), `mutation { chain }`), `{"data":{"chain":"[\"/own\",{\"result\":[\"/own\",{\"result\":{}}]}]"}}`; got != want {
		t.Error(got)
	}
	if got := x.ask(context.Background(), identity.Alice(), `mutation { later { success } }`); got != `{"data":{"later":{"success":true}}}` {
		t.Error(got)
	}
	x.engine.Wait()
	seen := l.seen()
	if e := seen[len(seen)-1]; e.invocation != "Event" || e.body["fieldName"] != "later" {
		t.Error(e)
	}
	failing := serve(t, func(w http.ResponseWriter, e event) {
		w.Header().Set("X-Amz-Function-Error", "Unhandled")
		write(w, `{"errorMessage":"first","errorType":"E"}`)
	})
	x = open(t, both(failing.URL))
	if got := x.ask(context.Background(), identity.Alice(), `mutation { chain }`); !strings.Contains(got, `"message":"first"`) || len(failing.seen()) != 1 {
		t.Error(got, len(failing.seen()))
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer        func(http.ResponseWriter, event)
		kind, message string
	}{
		"error": {func(w http.ResponseWriter, _ event) {
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
			write(w, `{"errorMessage":"boom","errorType":"TypeError","trace":["x"]}`)
		}, "Lambda:Unhandled", "boom"},
		"handled": {func(w http.ResponseWriter, _ event) {
			w.Header().Set("X-Amz-Function-Error", "Handled")
			write(w, `{"errorMessage":"no"}`)
		}, "Lambda:Handled", "no"},
		"error without sense": {func(w http.ResponseWriter, _ event) {
			w.Header().Set("X-Amz-Function-Error", "Weird")
			write(w, `<html>`)
		}, "Lambda:Unhandled", "The function FnEcho failed without a message."},
		"not JSON":    {func(w http.ResponseWriter, _ event) { write(w, `{"a":`) }, "Lambda:IllegalArgument", "The answer of the function FnEcho is not JSON."},
		"nothing":     {func(http.ResponseWriter, event) {}, "Lambda:IllegalArgument", "The answer of the function FnEcho is not JSON."},
		"unavailable": {func(w http.ResponseWriter, _ event) { w.WriteHeader(503) }, "Lambda:ServiceException", "The endpoint of the function FnEcho answers 503 Service Unavailable."},
		"throttled": {func(w http.ResponseWriter, _ event) {
			w.Header().Set("X-Amzn-ErrorType", "TooManyRequestsException:http://internal")
			w.WriteHeader(429)
		}, "Lambda:TooManyRequestsException", "The endpoint of the function FnEcho answers 429 Too Many Requests."},
		"redirect": {func(w http.ResponseWriter, _ event) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(307)
		}, "Lambda:ServiceException", "The function FnEcho cannot be reached."},
		"flood": {func(w http.ResponseWriter, _ event) {
			chunk := strings.Repeat("1", 1<<20)
			for range 8 {
				write(w, chunk)
			}
		}, "Lambda:Unhandled", "Response payload size exceeded maximum allowed payload size (6291456 bytes)."},
		"hang up": {func(http.ResponseWriter, event) { panic(http.ErrAbortHandler) }, "Lambda:ServiceException", "The function FnEcho cannot be reached."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := open(t, both(serve(t, c.answer).URL))
			got := x.ask(context.Background(), identity.Alice(), `{ echo(text: "") }`)
			if !strings.HasPrefix(got, `{"data":{"echo":null},`) || !strings.Contains(got, `"errorType":"`+c.kind+`"`) || !strings.Contains(got, `"message":"`+c.message+`"`) {
				t.Error(got)
			}
		})
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	l := serve(t, func(http.ResponseWriter, event) { <-release })
	x := open(t, functions.Config{Endpoints: map[string]functions.Endpoint{"FnEcho": {URL: l.URL, Timeout: 20 * time.Millisecond}}})
	got := x.ask(context.Background(), identity.Alice(), `{ echo(text: "") }`)
	if !strings.Contains(got, `"errorType":"Lambda:Unhandled"`) || !strings.Contains(got, "Task timed out after 0.02 seconds") {
		t.Error(got)
	}
}

func TestNoContentIsNull(t *testing.T) {
	t.Parallel()
	x := open(t, both(serve(t, func(w http.ResponseWriter, _ event) { w.WriteHeader(204) }).URL))
	if got := x.ask(context.Background(), identity.Alice(), `{ echo(text: "") }`); got != `{"data":{"echo":null}}` {
		t.Error(got)
	}
}

func TestBadAddress(t *testing.T) {
	t.Parallel()
	s := open(t, functions.Config{}).schema
	for _, u := range []string{"localhost:9000", "ftp://h/", "http://", "::"} {
		if _, err := functions.New(functions.Config{Schema: s, Endpoints: map[string]functions.Endpoint{"FnEcho": {URL: u}}}); err == nil || !strings.Contains(err.Error(), "functions.FnEcho.url") {
			t.Error(u, err)
		}
	}
}
