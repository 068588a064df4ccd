package ai_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/ai"
)

// gated is a model that answers when the gate is open, and counts.
type gated struct {
	gate, asked chan struct{}
	count       *atomic.Int64
}

// Converse implements ai.Model.
func (g gated) Converse(context.Context, *ai.Request) iter.Seq2[ai.Part, error] {
	return func(yield func(ai.Part, error) bool) {
		g.count.Add(1)
		g.asked <- struct{}{}
		<-g.gate
		_ = yield(text("yes"), nil) && yield(end, nil) && yield(stop("end_turn"), nil)
	}
}

// TestWaitingTurnsDoNotBeginAtShutdown: of a user's turns those under way end,
// those that wait are told to have failed, and new ones are not taken.
func TestWaitingTurnsDoNotBeginAtShutdown(t *testing.T) {
	t.Parallel()
	const all, atOnce = 20, 16
	x := onSQLite(t)
	m := gated{make(chan struct{}), make(chan struct{}, all), &atomic.Int64{}}
	x.routes.Config.Model = m
	c := x.conversation()
	many := "mutation ($c: ID!) {"
	for i := range all {
		many += fmt.Sprintf(` a%d: chat(conversationId: $c, content: [{ text: "x" }]) { id }`, i)
	}
	if got := x.ask(identity.Alice(), many+" }", `{"c":"`+c+`"}`); strings.Contains(got, "errors") {
		t.Fatal(got)
	}
	for range atOnce {
		<-m.asked
	}
	x.engine.Stop()
	const left = `"errors":[{"errorType":"ServiceUnavailable","message":"The server stops, and the message has no answer. Send it again."}]`
	failed := 0
	for _, p := range x.streamed(identity.Alice(), "") {
		if strings.Contains(p, left) {
			failed++
		}
	}
	if failed != all-atOnce {
		t.Errorf("%d turns were left, want %d", failed, all-atOnce)
	}
	got := x.ask(identity.Alice(), `mutation ($c: ID!) { chat(conversationId: $c, content: [{ text: "late" }]) { id } }`, `{"c":"`+c+`"}`)
	if !strings.Contains(got, `"message":"The server is stopping."`) {
		t.Error(got)
	}
	close(m.gate)
	x.engine.Wait()
	if n := m.count.Load(); n != atOnce {
		t.Errorf("%d turns have begun, want %d", n, atOnce)
	}
	if n := strings.Count(x.ask(identity.Alice(), messages, `{"c":"`+c+`"}`), `"yes"`); n != atOnce {
		t.Errorf("%d answers, want %d", n, atOnce)
	}
	x.engine.Stop() // again, without effect
}
