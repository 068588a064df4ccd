package ai_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/ai"
)

// hanging is a model that answers nobody but who says "please", until it is over.
type hanging struct{ over chan struct{} }

// Converse implements ai.Model.
func (h hanging) Converse(_ context.Context, r *ai.Request) iter.Seq2[ai.Part, error] {
	return func(yield func(ai.Part, error) bool) {
		said := r.Messages[len(r.Messages)-1].Content[0].Text
		if said != "please" {
			<-h.over
			yield(ai.Part{}, errors.New("it is over"))
			return
		}
		_ = yield(text("yes"), nil) && yield(end, nil) && yield(stop("end_turn"), nil)
	}
}

// hangs serves the schema with a model that hangs until the test ends.
func hangs(t *testing.T) *api {
	t.Helper()
	x := onSQLite(t)
	over := make(chan struct{})
	x.routes.Config.Model = hanging{over}
	t.Cleanup(func() {
		close(over)
		x.engine.Wait()
	})
	return x
}

// TestNobodyKeepsOthersWaiting: a user whose answers take for ever, and who asks
// for very many of them, leaves room for others.
func TestNobodyKeepsOthersWaiting(t *testing.T) {
	t.Parallel()
	x := hangs(t)
	bob := identity.Bob()
	mine := x.id(bob, `mutation { createConversationChat(input: {}) { id } }`)
	many := "mutation ($c: ID!) {"
	for i := range 100 {
		many += " a" + fmt.Sprint(i) + `: chat(conversationId: $c, content: [{ text: "x" }]) { id }`
	}
	many += " }"
	x.ask(bob, many, `{"c":"`+mine+`"}`)
	c := x.conversation()
	x.id(identity.Alice(), `mutation ($c: ID!) { chat(conversationId: $c, content: [{ text: "please" }]) { id } }`, `{"c":"`+c+`"}`)
	for deadline := time.Now().Add(3 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if strings.Contains(x.ask(identity.Alice(), messages, `{"c":"`+c+`"}`), `"yes"`) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("alice waits for bob's turns")
		}
	}
}

// TestWaitingTakesLittle: what waits is bounded by its size, too.
func TestWaitingTakesLittle(t *testing.T) {
	t.Parallel()
	x := hangs(t)
	c := x.conversation()
	content := `[{"text":"` + strings.Repeat("x", 900<<10) + `"}]`
	for i := range 25 {
		got := x.ask(identity.Alice(), `mutation ($c: ID!, $m: [AmplifyAIContentBlockInput]) { chat(conversationId: $c, content: $m) { id } }`, `{"c":"`+c+`","m":`+content+`}`)
		if refused := strings.Contains(got, "Too many operations are waiting."); refused != (i >= 18) {
			t.Fatalf("message %d: %s", i, got)
		}
	}
}
