package realtime_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/realtime"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// TestHandshakeForms: credentials in a sub-protocol, in the query string as
// older clients write it, and in plain headers.
func TestHandshakeForms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	header := w.header(t, "key", "", "")
	// Texts whose base64 has + and / in the standard alphabet.
	strange := strings.Replace(header, `{`, `{"x-note":"~~~>>>???",`, 1)
	standard := base64.StdEncoding.EncodeToString([]byte(strange))
	if !strings.ContainsAny(standard, "+/") {
		t.Fatal("the text has no strange base64")
	}
	for name, form := range map[string]struct {
		query     string
		header    http.Header
		protocols []string
	}{
		"sub-protocol":               {"", nil, []string{"graphql-ws", "header-" + base64.RawURLEncoding.EncodeToString([]byte(strange))}},
		"sub-protocol, other order":  {"", nil, []string{"header-" + base64.RawURLEncoding.EncodeToString([]byte(strange)), "graphql-ws"}},
		"query, plus unescaped":      {"?header=" + standard + "&payload=e30=", nil, []string{"graphql-ws"}},
		"query, escaped":             {"?payload=e30%3D&header=" + url.QueryEscape(standard), nil, []string{"graphql-ws"}},
		"query, URL alphabet":        {"?header=" + base64.RawURLEncoding.EncodeToString([]byte(strange)), nil, []string{"graphql-ws"}},
		"query with custom headers":  {"?x-custom=1&header=" + standard, nil, []string{"graphql-ws"}},
		"plain headers, API key":     {"", http.Header{"X-Api-Key": {"da2-right"}}, []string{"graphql-ws"}},
		"plain headers, token":       {"", http.Header{"Authorization": {w.tokens["alice"]}}, []string{"graphql-ws"}},
		"no graphql-ws":              {"?header=" + standard, nil, nil},
		"sub-protocol before query":  {"?header=e30=", nil, []string{"graphql-ws", "header-" + base64.RawURLEncoding.EncodeToString([]byte(header))}},
		"sub-protocol before header": {"", http.Header{"X-Api-Key": {"da2-wrong"}}, []string{"graphql-ws", "header-" + base64.RawURLEncoding.EncodeToString([]byte(header))}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := w.serve(t)
			c := &client{s, t, s.dialWith(s.url+form.query, form.header, form.protocols...)}
			if got := c.ws.Subprotocol(); len(form.protocols) > 0 && got != "graphql-ws" {
				t.Errorf("the server answers the sub-protocol %q", got)
			}
			c.init()
		})
	}
	for name, query := range map[string]string{"no base64": "?header=%%%", "no JSON": "?header=" + base64.StdEncoding.EncodeToString([]byte("key"))} {
		s := w.serve(t)
		c := &client{s, t, s.dialWith(s.url+query, nil, "graphql-ws")}
		c.send(`{"type":"connection_init"}`)
		got, err := c.read()
		if err != nil || !strings.Contains(got, `"errorType":"BadRequestException"`) || !strings.Contains(got, `"errorCode":400`) {
			t.Errorf("%s: %s %v", name, got, err)
		}
		c.closed(websocket.StatusNormalClosure, "BadRequestException")
	}
}

// TestNoHandshake: requests that do not become sockets.
func TestNoHandshake(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	address := "http" + strings.TrimPrefix(s.url, "ws")
	for name, c := range map[string]struct {
		url    string
		header http.Header
		want   int
	}{
		"no credentials": {address, http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"AAAAAAAAAAAAAAAAAAAAAA=="}}, 401},
		"no upgrade":     {address + "?header=e30=", http.Header{}, 426},
		"old version":    {address + "?header=e30=", http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"8"}, "Sec-Websocket-Key": {"AAAAAAAAAAAAAAAAAAAAAA=="}}, 400},
	} {
		r, err := http.NewRequest(http.MethodGet, c.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header = c.header
		got, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = got.Body.Close()
		if got.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", name, got.StatusCode, c.want)
		}
	}
}

func limits(change func(*realtime.Limits)) func(*realtime.Config) {
	return func(c *realtime.Config) { change(&c.Limits) }
}

func TestInitTimeout(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, limits(func(l *realtime.Limits) { l.Init = 30 * time.Millisecond }))
	c := &client{s, t, s.dial(w.header(t, "key", "", ""))}
	c.closed(websocket.StatusPolicyViolation, "no connection_init")
	// In time, it lasts.
	s = w.serve(t, limits(func(l *realtime.Limits) { l.Init = 2 * time.Second; l.KeepAlive = 2100 * time.Millisecond }))
	s.connect("key").expect(`{"type":"ka"}`)
}

func TestKeepAlive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, limits(func(l *realtime.Limits) { l.KeepAlive = 10 * time.Millisecond; l.Timeout = 7 * time.Second }))
	c := &client{s, t, s.dial(w.header(t, "key", "", ""))}
	c.send(`{"type":"connection_init"}`)
	c.expect(`{"type":"connection_ack","payload":{"connectionTimeoutMs":7000}}`) // no ka before it
	for range 5 {
		c.expect(`{"type":"ka"}`)
	}
}

func TestSubscriptionsOfAConnection(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	c := s.connect("key")
	for i := range 200 {
		c.subscribe(fmt.Sprint(i), "key", onNote)
	}
	c.start("x", "key", onNote)
	c.expect(`{"id":"x","type":"error","payload":{"errors":[{"errorType":"MaxSubscriptionsReachedError","message":"The connection has reached its limit of subscriptions."}]}}`)
	c.send(`{"id":"7","type":"stop"}`)
	c.expect(`{"id":"7","type":"complete"}`)
	c.subscribe("x", "key", onNote)
	if got := s.rt.Stats(); got.Connections != 1 || got.Subscriptions != 200 || got.Refused != 1 {
		t.Errorf("%+v", got)
	}
}

func TestConnectionsOfAnIdentity(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, limits(func(l *realtime.Limits) { l.IdentityConnections = 2 }))
	first := s.connect("alice")
	s.connect("alice")
	third := &client{s, t, s.dial(w.header(t, "alice", "", ""))}
	third.send(`{"type":"connection_init"}`)
	// Without one of the codes that the client takes as final: it tries again.
	third.expect(`{"type":"connection_error","payload":{"errors":[{"errorType":"LimitExceededError","message":"too many connections of one identity","errorCode":429}]}}`)
	third.closed(websocket.StatusTryAgainLater, "too many connections of one identity")
	s.connect("bob")
	for range 3 {
		s.connect("key") // a key is shared by many
	}
	if err := first.ws.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return s.rt.Stats().Connections == 5 })
	s.connect("alice")
}

// eventually waits for what nothing announces.
func eventually(t *testing.T, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !is(); {
		if time.Now().After(end) {
			t.Fatal("it does not happen")
		}
		time.Sleep(time.Millisecond)
	}
}

// TestTokenExpiry: the connection ends with the first of its tokens, with a
// code that lets the client connect again.
func TestTokenExpiry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, of := range map[string]struct{ handshake, start string }{"of the handshake": {"short", ""}, "of a start": {"key", "short"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := *w
			w.tokens = map[string]string{"alice": w.tokens["alice"], "short": w.mint(t, w.issuer, "alice", 2*time.Second)}
			s := w.serve(t)
			c := s.connect(of.handshake)
			c.subscribe("1", "alice", onTodo)
			if of.start != "" {
				c.subscribe("2", of.start, onTodo)
			}
			c.closed(websocket.StatusGoingAway, "the token has expired")
			again := s.connect("alice")
			again.subscribe("1", "alice", onTodo)
		})
	}
}

func TestLongestLife(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t, limits(func(l *realtime.Limits) { l.Life = 50 * time.Millisecond }))
	s.connect("alice").closed(websocket.StatusGoingAway, "the connection has reached its longest life")
}

func TestShutdown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t)
	subscribed, idle := s.connect("key"), s.connect("alice")
	subscribed.subscribe("1", "key", onNote)
	silent := &client{s, t, s.dial(w.header(t, "key", "", ""))} // has not said connection_init
	s.do("key", `mutation { createNote(input: {id: "n"}) { id } }`)
	ended := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		ended <- s.rt.Close(ctx)
	}()
	// What was published before is still delivered.
	subscribed.expect(`{"id":"1","type":"data","payload":{"data":{"onCreateNote":{"id":"n","text":null}}}}`)
	for _, c := range []*client{subscribed, idle, silent} {
		c.closed(websocket.StatusGoingAway, "the server goes away")
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	// Who comes now is sent elsewhere.
	_, got, err := websocket.Dial(context.Background(), s.url+"?header=e30=", nil)
	if err == nil || got == nil || got.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%v %v", got, err)
	}
}

// TestShutdownCuts: peers that do not answer are not waited for longer than
// the context.
func TestShutdownCuts(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	s.connect("key") // never reads, so never answers the close frame
	eventually(t, func() bool { return s.rt.Stats().Connections == 1 })
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := s.rt.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// TestSlowConsumer: who does not read is closed, and told why when it reads at
// last; nobody else waits.
func TestSlowConsumer(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t, limits(func(l *realtime.Limits) { l.Queue = 8 }))
	slow, quick := s.connect("key"), s.connect("key")
	slow.subscribe("1", "key", onNote)
	quick.subscribe("1", "key", onNote)
	text := strings.Repeat("x", 64<<10)
	got := make(chan int)
	go func() {
		n := 0
		for {
			if _, err := quick.read(); err != nil {
				got <- n
				return
			}
			n++
			got <- n
		}
	}()
	sent := 0
	for s.rt.Stats().Drops == 0 { // until the buffers of the system are full
		s.publish("n", text)
		sent++
		if n := <-got; n != sent {
			t.Fatalf("the quick one has %d of %d", n, sent)
		}
	}
	slow.closed(websocket.StatusTryAgainLater, "the connection does not keep up")
	s.publish("n", text)
	if n := <-got; n != sent+1 {
		t.Errorf("the quick one has %d", n)
	}
	if got := s.rt.Stats(); got.Drops != 1 {
		t.Errorf("%+v", got)
	}
	_ = quick.ws.CloseNow()
	<-got
}

// publish hands over the event of a new note, without a database.
func (s *service) publish(id, text string) {
	s.t.Helper()
	m := s.schema.Model("Note")
	row := make(value.Record, len(m.Fields))
	row[m.Field("id").Ordinal], row[m.Field("text").Ordinal] = value.OfString(id), value.OfString(text)
	if err := s.rt.Publish(context.Background(), &event.Event{ID: "e", Mutation: "createNote", Model: "Note", Record: row}); err != nil {
		s.t.Error(err)
	}
}
