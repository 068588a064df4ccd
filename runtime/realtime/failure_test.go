package realtime_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/realtime"
)

// broken is an engine whose subscriptions named Broken cannot be asked about an
// event: they panic.
type broken struct{ realtime.Engine }

func (b broken) Subscribe(ctx context.Context, id *auth.Identity, r *graphql.Request) (*graphql.Subscription, []*graphql.Error) {
	if strings.Contains(r.Query, "Broken") {
		return &graphql.Subscription{Mutations: []string{"createNote"}}, nil
	}
	return b.Engine.Subscribe(ctx, id, r)
}

// TestPanicsOfSubscriptions: a panic over one subscription ends that one, with
// an error, and nothing else.
func TestPanicsOfSubscriptions(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := newWorld(t).serve(t, func(c *realtime.Config) {
		c.Engine, c.Logger = broken{c.Engine}, slog.New(slog.NewTextHandler(&log, nil))
	})
	c, other := s.connect("key"), s.connect("key")
	const document = "subscription Broken { onCreateNote { text } }"
	c.subscribe("1", "key", document)
	c.subscribe("2", "key", onNote)
	other.subscribe("1", "key", onNote)

	s.do("key", `mutation { createNote(input: { text: "a" }) { id text } }`)
	const failure = `{"id":"1","type":"error","payload":{"errors":[{"errorType":"InternalFailure","message":"An internal failure occurred."}]}}`
	got := map[bool]int{}
	for range 2 { // in either order
		m, err := c.read()
		if err != nil {
			t.Fatal(err)
		}
		got[m == failure]++
		if m != failure && !strings.HasPrefix(m, `{"id":"2","type":"data"`) {
			t.Errorf("got %s", m)
		}
	}
	if got[true] != 1 {
		t.Errorf("%d errors", got[true])
	}
	if m, err := other.read(); err != nil || !strings.HasPrefix(m, `{"id":"1","type":"data"`) {
		t.Errorf("got %s, %v", m, err)
	}
	if n := s.rt.Stats().Subscriptions; n != 2 {
		t.Errorf("%d subscriptions", n)
	}
	if text := log.String(); strings.Count(text, "a subscription panicked") != 1 {
		t.Errorf("logged %s", text)
	}

	// Its id is free again, and a stop of it is one of an unknown id.
	c.send(`{"id":"1","type":"stop"}`)
	c.subscribe("1", "key", document)
}
