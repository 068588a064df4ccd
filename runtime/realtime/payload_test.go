package realtime_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// TestLongPayloads: a payload is read once, not by each subscription, so that a
// long one does not hold the others up.
func TestLongPayloads(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	var subs []*graphql.Subscription
	id := &auth.Identity{Mode: schema.ModeUserPool, Provider: schema.UserPools, Sub: "s", Username: "alice", Claims: map[string]any{"sub": "s", "username": "alice"}}
	for range 3 {
		sub, errs := s.engine.Subscribe(t.Context(), id, &graphql.Request{Query: `subscription { onSay(room: "red") }`, Variables: input.Value{Kind: input.Null}})
		if errs != nil {
			t.Fatal(errs[0])
		}
		subs = append(subs, sub)
	}
	long, err := json.Marshal(map[string]string{"room": "blue", "text": strings.Repeat(`"`, 500)})
	if err != nil {
		t.Fatal(err)
	}
	said, ended := &event.Event{ID: "1", Mutation: "say", Payload: long}, &event.Event{ID: "2", Invalidates: "onSay", Payload: long}
	for _, sub := range subs {
		if sub.Match(said) || sub.Ends(ended) {
			t.Fatal("a subscription of another room is told")
		}
	}
	for _, ev := range []*event.Event{said, ended} {
		_, _ = ev.Read(func([]byte) (any, error) {
			t.Errorf("the payload of event %s is not kept", ev.ID)
			return nil, nil
		})
	}
}
