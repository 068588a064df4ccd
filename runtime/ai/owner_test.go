package ai_test

import (
	"context"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// The ways into a conversation that is not the caller's.
const (
	sendTo    = `mutation ($c: ID!) { chat(conversationId: $c, content: [{ text: "x" }]) { id } }`
	streamTo  = `mutation ($i: CreateConversationMessageChatAssistantStreamingInput!) { createAssistantResponseStreamChat(input: $i) { id } }`
	respondTo = `mutation ($i: CreateConversationMessageChatAssistantInput!) { createAssistantResponseChat(input: $i) { id } }`
)

// TestConversationsAreTheirOwners: nobody reads, continues, answers in or
// listens to another's conversation, whatever ids they know.
func TestConversationsAreTheirOwners(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		bob := identity.Bob()
		c := x.conversation()
		x.model.say(text("for alice"), end, stop("end_turn"))
		m := x.send(c, hello)
		asked := len(x.model.asked)
		mine := x.id(bob, `mutation { createConversationChat(input: {}) { id } }`)
		myMessage := x.id(bob, `mutation ($c: ID!) { createConversationMessageChat(input: { conversationId: $c, role: user, content: [{ text: "mine" }] }) { id } }`, `{"c":"`+mine+`"}`)
		x.engine.Wait()
		x.model.scripts = nil

		const notFound = `"errorType":"ResourceNotFound"`
		for name, answer := range map[string]string{
			"send":                            x.ask(bob, sendTo, `{"c":"`+c+`"}`),
			"send to nothing":                 x.ask(bob, sendTo, `{"c":"nothing"}`),
			"stream":                          x.ask(bob, streamTo, `{"i":{"conversationId":"`+c+`","associatedUserMessageId":"`+m+`","accumulatedTurnContent":[{"text":"forged"}]}}`),
			"stream of another's message":     x.ask(bob, streamTo, `{"i":{"conversationId":"`+mine+`","associatedUserMessageId":"`+m+`","accumulatedTurnContent":[{"text":"forged"}]}}`),
			"stream of no message":            x.ask(bob, streamTo, `{"i":{"conversationId":"`+mine+`","associatedUserMessageId":"none","accumulatedTurnContent":[{"text":"forged"}]}}`),
			"stream of an empty message":      x.ask(bob, streamTo, `{"i":{"conversationId":"`+mine+`","associatedUserMessageId":"","accumulatedTurnContent":[{"text":"forged"}]}}`),
			"stream of an error":              x.ask(bob, streamTo, `{"i":{"conversationId":"`+c+`","associatedUserMessageId":"`+m+`","errors":[{"errorType":"X","message":"forged"}]}}`),
			"respond":                         x.ask(bob, respondTo, `{"i":{"conversationId":"`+c+`","associatedUserMessageId":"`+m+`","content":[{"text":"forged"}]}}`),
			"respond to another conversation": x.ask(bob, respondTo, `{"i":{"conversationId":"`+mine+`","associatedUserMessageId":"`+m+`","content":[{"text":"forged"}]}}`),
			"respond to no conversation":      x.ask(bob, respondTo, `{"i":{"content":[{"text":"forged"}]}}`),
		} {
			if !strings.Contains(answer, notFound) || !strings.Contains(answer, "Conversation not found") {
				t.Errorf("%s: %s", name, answer)
			}
		}
		x.engine.Wait()
		if len(x.model.asked) != asked {
			t.Error("the model was asked in another's conversation")
		}
		for name, answer := range map[string]string{
			"get":    x.ask(bob, `query ($c: ID!) { getConversationChat(id: $c) { name } }`, `{"c":"`+c+`"}`),
			"answer": x.ask(bob, `query ($i: ID!) { getConversationMessageChat(id: $i) { role } }`, `{"i":"`+m+`#response"}`),
			"update": x.ask(bob, `mutation ($c: ID!) { updateConversationChat(input: { id: $c, name: "x" }) { id } }`, `{"c":"`+c+`"}`),
			"delete": x.ask(bob, `mutation ($c: ID!) { deleteConversationChat(input: { id: $c }) { id } }`, `{"c":"`+c+`"}`),
		} {
			if !strings.Contains(answer, `"errorType":"Unauthorized"`) {
				t.Errorf("%s: %s", name, answer)
			}
		}
		// A message that bob puts into the conversation is neither shown to alice
		// nor told to her model.
		x.id(bob, `mutation ($c: ID!) { createConversationMessageChat(input: { conversationId: $c, role: user, content: [{ text: "planted" }] }) { id } }`, `{"c":"`+c+`"}`)
		for who, want := range map[*auth.Identity]string{identity.Alice(): "for alice", bob: "planted"} {
			got := x.ask(who, messages, `{"c":"`+c+`"}`)
			if !strings.Contains(got, want) || strings.Contains(got, "planted") != (who == bob) || strings.Contains(got, "forged") {
				t.Errorf("%s sees %s", who.Username, got)
			}
		}
		x.model.say(text("still for alice"), end, stop("end_turn"))
		x.send(c, `[{"text":"again"}]`)
		for _, said := range x.model.last(t).Messages {
			for _, b := range said.Content {
				if b.Text == "planted" || b.Text == "forged" || b.Text == "mine" {
					t.Errorf("the model was told %q", b.Text)
				}
			}
		}
		// Bob may answer in his own; the part travels as far as he selects it, and
		// without an owner to nobody.
		own := strings.Replace(streamTo, "{ id }", "{ id owner conversationId associatedUserMessageId }", 1)
		x.ask(bob, streamTo, `{"i":{"conversationId":"`+mine+`","associatedUserMessageId":"`+myMessage+`","contentBlockText":"own","accumulatedTurnContent":[{"text":"own"}]}}`)
		if got := x.ask(bob, own, `{"i":{"conversationId":"`+mine+`","associatedUserMessageId":"`+myMessage+`","contentBlockText":"own","accumulatedTurnContent":[{"text":"own"}]}}`); !strings.Contains(got, myMessage+"#stream") {
			t.Error(got)
		}
		for who, n := range map[*auth.Identity]int{identity.Alice(): 6, bob: 1} {
			if got := len(x.streamed(who, "")); got != n {
				t.Errorf("%s hears %d parts, want %d", who.Username, got, n)
			}
		}
		if got := x.streamed(bob, `(conversationId: "`+c+`")`); len(got) > 0 {
			t.Errorf("bob hears %s", got)
		}
	})
}

// TestNobodyTakesTheNameOfAnAnswer: who knows a message's id does not keep its
// answer from being stored by having a message of the answer's name.
func TestNobodyTakesTheNameOfAnAnswer(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		alice, c := identity.Alice(), x.conversation()
		m := x.id(alice, `mutation ($c: ID!) { createConversationMessageChat(input: { conversationId: $c, role: user, content: [{ text: "question" }] }) { id } }`, `{"c":"`+c+`"}`)
		x.id(identity.Bob(), `mutation ($c: ID!, $i: ID) { createConversationMessageChat(input: { id: $i, conversationId: $c, role: assistant, content: [{ text: "planted" }] }) { id } }`, `{"c":"`+c+`","i":"`+m+`#response"}`)
		for _, said := range []string{"an", "an answer"} {
			x.ask(alice, streamTo, `{"i":{"conversationId":"`+c+`","associatedUserMessageId":"`+m+`","accumulatedTurnContent":[{"text":"`+said+`"}]}}`)
			got := x.ask(alice, messages, `{"c":"`+c+`"}`)
			if strings.Count(got, `"role":"assistant"`) != 1 || !strings.Contains(got, `"text":"`+said+`"`) || strings.Contains(got, "planted") {
				t.Error(got)
			}
		}
	})
}

// TestWhoHasConversations: users of the user pool, and nobody else; a conversation
// needs an owner.
func TestWhoHasConversations(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		c := x.conversation()
		nobody := identity.WithClaims(schema.ModeUserPool, schema.UserPools, map[string]any{"sub": "only"})
		for name, id := range map[string]*auth.Identity{
			"an administrator": identity.IAM(), "an API key": identity.Key(), "a guest": identity.Guest(), "a signed-in identity": identity.IDP(),
			"OpenID Connect": identity.OIDC("alice"), "a function": identity.FunctionRole("x"), "half a user": nobody,
		} {
			if got := x.ask(id, sendTo, `{"c":"`+c+`"}`); !strings.Contains(got, `"errorType":"Unauthorized"`) {
				t.Errorf("%s sends: %s", name, got)
			}
			if got := x.ask(id, streamTo, `{"i":{"conversationId":"`+c+`","associatedUserMessageId":"x"}}`); !strings.Contains(got, `"errorType":"Unauthorized"`) {
				t.Errorf("%s streams: %s", name, got)
			}
			_, errs := x.engine.Subscribe(context.Background(), id, &graphql.Request{Variables: input.Value{Kind: input.Null}, Query: `subscription { onCreateAssistantResponseChat { id } }`})
			if len(errs) == 0 || errs[0].Type != "Unauthorized" {
				t.Errorf("%s subscribes: %v", name, errs)
			}
		}
		if len(x.model.asked) > 0 {
			t.Error("the model was asked")
		}
	})
}

// TestMalformedMessages are refused before anything is stored.
func TestMalformedMessages(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		c := x.conversation()
		for content, want := range map[string]string{
			`[]`:   "The message has no content.",
			`null`: "The message has no content.",
			`[{"image":{"format":"png","source":{"bytes":"%%%"}}}]`: "The content of the message is malformed.",
		} {
			got := x.ask(identity.Alice(), `mutation ($c: ID!, $m: [AmplifyAIContentBlockInput]) { chat(conversationId: $c, content: $m) { id } }`, `{"c":"`+c+`","m":`+content+`}`)
			if !strings.Contains(got, want) {
				t.Errorf("%s: %s", content, got)
			}
		}
		x.is(x.ask(identity.Alice(), messages, `{"c":"`+c+`"}`), `{"data":{"listConversationMessageChats":{"items":[],"nextToken":null}}}`)
	})
}
