package ai_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

// onSQLite serves the schema on SQLite.
func onSQLite(t *testing.T) *api {
	t.Helper()
	s := schematest.Load(t, source)
	st, err := sqlite.Open(context.Background(), ":memory:", s, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return serve(t, s, st)
}

// endless is a model that never stops and does not look at its context.
type endless struct{ part ai.Part }

// Converse implements ai.Model.
func (e endless) Converse(context.Context, *ai.Request) iter.Seq2[ai.Part, error] {
	return func(yield func(ai.Part, error) bool) {
		for yield(e.part, nil) {
		}
	}
}

// TestEndlessAnswers: an answer that does not end is ended, and the client told
// so, whatever it consists of.
func TestEndlessAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		part ai.Part
		want string
	}{
		"text":         {text(strings.Repeat("y", 1000)), "The answer of the model is too long."},
		"ends":         {end, "The answer of the model is too long."},
		"uses of tool": {use("1", "none", `{}`), "The answer of the model is too long."},
		"nothing":      {ai.Part{}, "The model did not answer in time."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := onSQLite(t)
			x.routes.Config.Model, x.routes.Timeout = endless{c.part}, time.Minute
			if name == "nothing" {
				x.routes.Timeout = 50 * time.Millisecond
			}
			x.send(x.conversation(), hello)
			parts := x.streamed(identity.Alice(), "")
			if got := parts[len(parts)-1]; !strings.Contains(got, c.want) {
				t.Error(got)
			}
		})
	}
}

// size is how many bytes of text and of results of tools a request has.
func size(r *ai.Request) (n int) {
	for _, m := range r.Messages {
		for _, b := range m.Content {
			n += len(b.Text)
			if b.ToolResult != nil {
				for _, c := range b.ToolResult.Content {
					n += len(c.JSON)
				}
			}
		}
	}
	return n
}

// TestLongHistories: a model is told the newest messages, and the one that it
// answers in any case.
func TestLongHistories(t *testing.T) {
	t.Parallel()
	x := onSQLite(t)
	alice, c := identity.Alice(), x.conversation()
	long := strings.Repeat("x", 800<<10)
	for i := range 15 {
		m := x.id(alice, `mutation ($c: ID!, $t: String) { createConversationMessageChat(input: { conversationId: $c, role: user, content: [{ text: $t }] }) { id } }`,
			fmt.Sprintf(`{"c":"%s","t":"question %d %s"}`, c, i, long))
		x.ask(alice, respondTo, fmt.Sprintf(`{"i":{"conversationId":"%s","associatedUserMessageId":"%s","content":[{"text":"answer %d"}]}}`, c, m, i))
	}
	x.model.say(text("ok"), end, stop("end_turn"))
	x.send(c, hello)
	r := x.model.last(t)
	if n := size(r); n > 9<<20 || n < 7<<20 {
		t.Errorf("the model is told %d bytes", n)
	}
	last := r.Messages[len(r.Messages)-3:]
	if !strings.HasPrefix(last[0].Content[0].Text, "question 14 ") || last[1].Content[0].Text != "answer 14" || last[2].Role != ai.User {
		t.Errorf("%.200v", last)
	}
}

// TestLargeResults: what tools answer is bounded in a turn; the model hears of it.
func TestLargeResults(t *testing.T) {
	t.Parallel()
	x := onSQLite(t)
	for range 3 {
		x.id(identity.Alice(), `mutation ($t: String) { createOven(input: { name: $t }) { id } }`, `{"t":"`+strings.Repeat("x", 900<<10)+`"}`)
	}
	x.model.say(use("1", "ovens", `{}`), use("2", "ovens", `{}`), stop("tool_use"))
	x.model.say(text("ok"), end, stop("end_turn"))
	x.send(x.conversation(), hello)
	results := x.model.last(t).Messages[2].Content
	if got := results[0].ToolResult; got.Status != "success" {
		t.Errorf("%.200v", got)
	}
	if got := results[1].ToolResult; got.Status != "error" || got.Content[0].Text != "the result is too large" {
		t.Errorf("%.200v", got)
	}
}

// broken is a model that panics.
type broken struct{}

// Converse implements ai.Model.
func (broken) Converse(context.Context, *ai.Request) iter.Seq2[ai.Part, error] { panic("broken") }

// TestPanics: the client learns that there will be no answer.
func TestPanics(t *testing.T) {
	t.Parallel()
	x := onSQLite(t)
	x.routes.Config.Model = broken{}
	x.send(x.conversation(), hello)
	parts := x.streamed(identity.Alice(), "")
	if len(parts) != 1 || !strings.Contains(parts[0], "The model could not be asked.") {
		t.Error(parts)
	}
}

// TestUnreadableMessages: a message that is no content does not end a
// conversation.
func TestUnreadableMessages(t *testing.T) {
	t.Parallel()
	x := onSQLite(t)
	c := x.conversation()
	x.id(identity.Alice(), `mutation ($c: ID!) { createConversationMessageChat(input: { conversationId: $c, role: user, content: [{ image: { format: "png", source: { bytes: "%%%" } } }] }) { id } }`, `{"c":"`+c+`"}`)
	x.model.say(text("still here"), end, stop("end_turn"))
	x.send(c, hello)
	if got := x.ask(identity.Alice(), messages, `{"c":"`+c+`"}`); !strings.Contains(got, "still here") {
		t.Error(got)
	}
}
