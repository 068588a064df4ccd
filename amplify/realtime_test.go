package amplify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/amplify"
	client "github.com/amplifygo/amplifygo/internal/testkit/testclient"
	"github.com/google/go-cmp/cmp"
)

func deadline(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestSubscriptionDeliversAndStops(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	c := r.client(amplify.WithHeaders(http.Header{"X-Trace": {"1"}}))
	var titles []string
	go func() {
		s := <-r.starts
		r.send(s, `{"data":{"onCreateTodo":{"id":"1","title":"a"}}}`)
		r.send(s, `{"data":{"onCreateTodo":null}}`)
		r.send(s, `{"data":{"onCreateTodo":{"id":"2","title":"b"}},"errors":[{"message":"partial"}]}`)
	}()
	for todo, err := range c.Models.Todo.OnCreate(deadline(t), amplify.Where(client.TodoFields.Priority.In(1, 2))) {
		if (err != nil) != (todo.ID == "2") {
			t.Errorf("%+v, %v", todo, err)
		}
		titles = append(titles, todo.Title)
		if len(titles) == 2 {
			break
		}
	}
	if fmt.Sprint(titles) != "[a b]" {
		t.Errorf("titles %v", titles)
	}
	<-r.stops
	h := r.handshakes[0]
	if h.query != "x-trace=1" || h.header["Authorization"] != "user.token" || h.header["host"] != strings.TrimPrefix(r.URL, "http://") {
		t.Errorf("handshake %+v", h)
	}
}

// TestHeadersOfSubscriptions: the caller's headers are in the address and in the
// start, Authorization only in what is no address, once. A connection takes it
// where it is the mode's token, as in the official client.
func TestHeadersOfSubscriptions(t *testing.T) {
	t.Parallel()
	for mode, handshake := range map[amplify.AuthMode]string{
		amplify.AuthModeOIDC: "token", amplify.AuthModeAPIKey: "", amplify.AuthModeLambda: "hush", amplify.AuthModeNone: "hush", amplify.AuthModeIAM: "",
	} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			r := newRealtime(t)
			c := r.client(amplify.WithHeaders(http.Header{"Authorization": {"hush"}, "X-Trace": {"1", "2"}}), amplify.WithOIDC(amplify.StaticToken("token")))
			ctx, cancel := context.WithCancel(deadline(t))
			defer cancel()
			var got start
			go func() { got = <-r.starts; cancel() }()
			for _, err := range c.Models.Author.OnCreate(ctx, amplify.WithAuthMode(mode)) {
				t.Error(err)
			}
			h := r.handshakes[0]
			if h.query != "x-trace=1%2C+2" || h.header["Authorization"] != handshake || h.header["x-trace"] != "" {
				t.Errorf("handshake %+v", h)
			}
			other, own := "authorization", "Authorization"
			if mode == amplify.AuthModeIAM { // its signature stays, as in other calls
				other, own = own, other
			}
			if _, twice := got.header[other]; twice || (got.header[own] == "hush") != (mode != amplify.AuthModeIAM) || got.header["x-trace"] != "1, 2" {
				t.Errorf("start %v", got.header)
			}
		})
	}
}

// TestRealtimeEqualsTheOfficialClients compares handshakes and starts with
// recordings of the official client.
func TestRealtimeEqualsTheOfficialClients(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/official/realtime.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[amplify.AuthMode]struct {
		Path, Protocol           string
		Handshake, Authorization map[string]string
		Data                     struct {
			Query     string
			Variables any
		}
	}
	if err := json.Unmarshal(b, &all); err != nil || len(all) != 4 {
		t.Fatalf("%d modes, %v", len(all), err)
	}
	for mode, want := range all {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			r := newRealtime(t)
			c := r.client(amplify.WithOIDC(amplify.StaticToken(jwt)))
			ctx, cancel := context.WithCancel(deadline(t))
			defer cancel()
			var got start
			go func() { got = <-r.starts; cancel() }()
			for _, err := range c.Models.Author.OnCreate(ctx, amplify.WithAuthMode(mode), amplify.Where(client.AuthorFields.Name.Eq("x"))) {
				t.Error(err)
			}
			host := strings.TrimPrefix(r.URL, "http://")
			if d := cmp.Diff(alikeRealtime(want.Handshake, "HOST"), alikeRealtime(r.handshakes[0].header, host)); d != "" {
				t.Errorf("handshake: %s", d)
			}
			if d := cmp.Diff(alikeRealtime(want.Authorization, "HOST"), alikeRealtime(got.header, host)); d != "" {
				t.Errorf("start: %s", d)
			}
			if d := cmp.Diff(want.Data.Query, got.data.Query); d != "" {
				t.Errorf("document: %s", d)
			}
			var variables any
			if err := json.Unmarshal([]byte(got.data.Variables), &variables); err != nil {
				t.Error(err)
			}
			if d := cmp.Diff(want.Data.Variables, variables); d != "" {
				t.Errorf("variables: %s", d)
			}
		})
	}
}

// alikeRealtime replaces what must differ: host, time, our name, signatures.
func alikeRealtime(h map[string]string, host string) map[string]string {
	out := maps.Clone(h)
	if out["host"] == host {
		out["host"] = "the endpoint's"
	}
	for _, name := range []string{"x-amz-date", "authorization", "x-amz-security-token"} {
		if out[name] != "" {
			out[name] = "some"
		}
	}
	for _, agent := range []string{"aws-amplify/6.22.1 api/1 framework/100", "amplifygo/1 api/1"} {
		if out["x-amz-user-agent"] == agent {
			out["x-amz-user-agent"] = "ours"
		}
	}
	return out
}

func TestLostConnectionIsReplacedAndTheGapReported(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	c := r.client()
	go func() {
		s := <-r.starts
		r.send(s, `{"data":{"onCreateTodo":{"id":"1"}}}`)
		_ = s.conn.CloseNow()
		r.send(<-r.starts, `{"data":{"onCreateTodo":{"id":"2"}}}`)
	}()
	var log []string
	started := amplify.WhenStarted(func() { log = append(log, "started") })
	for todo, err := range c.Models.Todo.OnCreate(deadline(t), started) {
		var gap *amplify.GapError
		switch {
		case errors.As(err, &gap) && errors.Is(err, amplify.ErrGap) && gap.To.After(gap.From):
			log = append(log, "gap")
			continue
		case err != nil:
			t.Fatal(err)
		}
		if log = append(log, todo.ID); todo.ID == "2" {
			break
		}
	}
	if fmt.Sprint(log) != "[started 1 gap started 2]" {
		t.Errorf("%v", log)
	}
}

func TestSubscriptionsShareASocket(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	c := r.client()
	ctx, cancel := context.WithCancel(deadline(t))
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			for _, err := range c.Models.Todo.OnCreate(ctx) {
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 5 {
		<-r.starts
	}
	cancel()
	wg.Wait()
	if r.connections != 1 {
		t.Errorf("%d connections", r.connections)
	}
}

func TestRefusedSubscriptionsEnd(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	r.refuseStart = func(map[string]string) string {
		return `{"errors":[{"errorType":"Unauthorized","message":"Not Authorized to access onCreateTodo on type Subscription"}]}`
	}
	var errs []error
	for _, err := range r.client().Models.Todo.OnCreate(deadline(t)) {
		errs = append(errs, err)
	}
	if len(errs) != 1 || !errors.Is(errs[0], amplify.ErrUnauthorized) {
		t.Errorf("start: %v", errs)
	}

	r = newRealtime(t)
	r.refuseConnection = func(map[string]string) string {
		return `{"errors":[{"errorType":"UnauthorizedException","errorCode":401,"message":"You are not authorized to make this call."}]}`
	}
	errs = nil
	for _, err := range r.client().Models.Todo.OnCreate(deadline(t)) {
		errs = append(errs, err)
	}
	var e *amplify.Error
	if len(errs) != 1 || !errors.Is(errs[0], amplify.ErrUnauthorized) || !errors.As(errs[0], &e) || r.connections != 1 {
		t.Errorf("connection: %v after %d connections", errs, r.connections)
	}
}

func TestRefusedTokenOfASubscriptionIsReplaced(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"connection", "start"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			r := newRealtime(t)
			old := func(h map[string]string) string {
				if h["Authorization"] == "old" {
					return `{"errors":[{"errorType":"UnauthorizedException","errorCode":401,"message":"Token has expired."}]}`
				}
				return ""
			}
			if at == "start" {
				r.refuseStart = old
			} else {
				r.refuseConnection = old
			}
			n := 0
			tokens := amplify.ReuseToken(amplify.TokenFunc(func(context.Context) (string, error) {
				n++
				return []string{"", "old", "new"}[n], nil
			}))
			go func() { r.send(<-r.starts, `{"data":{"onCreateTodo":{"id":"1"}}}`) }()
			for todo, err := range r.client(amplify.WithUserPool(tokens)).Models.Todo.OnCreate(deadline(t)) {
				if err != nil || todo.ID != "1" {
					t.Errorf("%v, %v", todo, err)
				}
				break
			}
		})
	}
}

func TestUnreachableRealtimeEndpointIsReported(t *testing.T) {
	t.Parallel()
	s := newStub(t, answer{status: 404})
	var errs []error
	for _, err := range newClient(t, s, amplify.WithAttempts(2)).Models.Todo.OnCreate(deadline(t)) {
		errs = append(errs, err)
	}
	if len(errs) != 1 || !errors.Is(errs[0], amplify.ErrUnavailable) {
		t.Errorf("%v", errs)
	}
}

func TestSlowSubscriberHearsOfTheGap(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	c := r.client()
	flooded := make(chan struct{})
	go func() {
		s := <-r.starts
		for i := range 1500 {
			r.send(s, fmt.Sprintf(`{"data":{"onCreateTodo":{"id":"%d"}}}`, i))
		}
		if err := s.conn.Ping(deadline(t)); err != nil { // answered in order: the client has read them all
			t.Error(err)
		}
		close(flooded)
		<-r.starts
	}()
	n, gaps := 0, 0
	for _, err := range c.Models.Todo.OnCreate(deadline(t)) {
		if n++; n == 1 {
			<-flooded
		}
		if errors.Is(err, amplify.ErrGap) {
			gaps++
			break
		}
	}
	if gaps != 1 || n < 1000 {
		t.Errorf("%d gaps after %d events", gaps, n)
	}
}

func TestSubscriptionFiltersThatTheAPIHasNot(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	f := client.TodoFields
	for _, filter := range []amplify.Filter{amplify.Not(f.Done.Eq(true)), f.Title.Size().Gt(1), f.Title.Exists()} {
		for _, err := range r.client().Models.Todo.OnCreate(deadline(t), amplify.Where(filter)) {
			if !errors.Is(err, amplify.ErrUsage) {
				t.Error(err)
			}
		}
	}
	if r.connections != 0 {
		t.Errorf("%d connections", r.connections)
	}
}
