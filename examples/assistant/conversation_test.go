package assistant_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/amplify/conversation"
	"github.com/amplifygo/amplifygo/examples/assistant/gen/client"
	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/google/go-cmp/cmp"
)

// TestConversationsAreStored takes a conversation through every call of its
// route.
func TestConversationsAreStored(t *testing.T) {
	onBothWays(t, func(t *testing.T, ctx context.Context, _ *kitchen, connect func(string) *client.Client) {
		chats := connect("alice").Conversations.Chat
		made, err := chats.Create(ctx, conversation.CreateInput{Name: amplify.Some("dinner"), Metadata: amplify.Some(amplify.JSON(`{"page":1}`))})
		if err != nil {
			t.Fatal(err)
		}
		got, err := chats.Get(ctx, made.ID)
		if err != nil || got.Name.Value() != "dinner" || got.Metadata.Value().String() != `{"page":1}` || got.CreatedAt == "" || got.Owner.Value() == "" {
			t.Errorf("got %+v, %v", got, err)
		}
		changed, err := chats.Update(ctx, conversation.UpdateInput{ID: made.ID, Name: amplify.Some("supper"), Metadata: amplify.Null[amplify.JSON]()})
		if err != nil || changed.Name.Value() != "supper" || !changed.Metadata.IsNull() {
			t.Errorf("update: %+v, %v", changed, err)
		}
		for range 2 {
			if _, err := chats.Create(ctx, conversation.CreateInput{}); err != nil {
				t.Fatal(err)
			}
		}
		page, err := chats.List(ctx, amplify.Limit(2))
		if err != nil || len(page.Items) != 2 || page.NextToken == "" {
			t.Fatalf("list: %+v, %v", page, err)
		}
		var listed []string
		for c, err := range page.All(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.SendMessage(ctx, conversation.Text("hello")); err != nil { // also of the second page
				t.Error(err)
			}
			listed = append(listed, c.ID)
		}
		var all []string
		for c, err := range chats.All(ctx, amplify.Limit(1)) {
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.ListMessages(ctx); err != nil {
				t.Error(err)
			}
			all = append(all, c.ID)
		}
		if slices.Sort(listed); len(listed) != 3 || len(all) != 3 || !slices.Contains(listed, made.ID) {
			t.Errorf("listed %v and %v", listed, all)
		}
		gone, err := chats.Delete(ctx, made.ID)
		if err != nil || gone.Name.Value() != "supper" {
			t.Errorf("delete: %+v, %v", gone, err)
		}
		if _, err := gone.SendMessage(ctx, conversation.Text("hello")); !errors.Is(err, amplify.ErrNotFound) {
			t.Errorf("a message into a conversation that is gone: %v", err)
		}
	})
}

// said are a conversation's messages.
func said(t *testing.T, ctx context.Context, c *conversation.Conversation, opts ...amplify.ListOption) []string {
	t.Helper()
	var out []string
	for m, err := range c.Messages(ctx, opts...) {
		if err != nil {
			t.Fatal(err)
		}
		if m.ConversationID != c.ID {
			t.Errorf("a message of conversation %s", m.ConversationID)
		}
		out = append(out, string(m.Role)+": "+m.Text())
	}
	return out
}

// TestAnswersAreStreamed asks with the speaker's own data, and finds the
// answer among the messages afterwards.
func TestAnswersAreStreamed(t *testing.T) {
	onBothWays(t, func(t *testing.T, ctx context.Context, k *kitchen, connect func(string) *client.Client) {
		c := connect("alice")
		for _, name := range []string{"Soup", "Stew"} {
			if _, err := c.Models.Recipe.Create(ctx, client.CreateRecipeInput{Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		chat, err := c.Conversations.Chat.Create(ctx, conversation.CreateInput{})
		if err != nil {
			t.Fatal(err)
		}
		question := conversation.Text("What do I have?")
		question.AIContext = amplify.Some(amplify.JSON(`{"page":1}`))
		var got []string
		for e, err := range chat.Ask(ctx, question) {
			if err != nil {
				t.Fatal(err)
			}
			if e.ConversationID != chat.ID || e.AssociatedUserMessageID == "" || e.ID == "" {
				t.Errorf("%+v", e)
			}
			got = append(got, fmt.Sprint(e.Kind, " ", e.ContentBlockIndex, " ", e.DeltaIndex, " ", e.DoneAtIndex, " ", e.Text, e.StopReason))
		}
		if d := cmp.Diff([]string{"text 0 0 0 You have ", "text 0 1 0 a recipe, a recipe, no more.", "blockDone 0 0 1 ", "turnDone 0 0 0 end_turn"}, got); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"user: What do I have?", "assistant: You have a recipe, a recipe, no more."}, said(t, ctx, chat)); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]ai.Block{{Text: "What do I have?"}, {Text: `{"page":1}`}}, k.last().Messages[0].Content); d != "" {
			t.Errorf("the model was told: %s", d)
		}
		messages, err := chat.ListMessages(ctx, amplify.Limit(2))
		if err != nil || len(messages.Items) != 2 || messages.Items[0].AIContext.Value().String() != `{"page":1}` {
			t.Errorf("%+v, %v", messages, err)
		}
	})
}

// TestClientTools gives the model a tool of the program's, sends what it
// gave, and shows a picture.
func TestClientTools(t *testing.T) {
	onBothWays(t, func(t *testing.T, ctx context.Context, k *kitchen, connect func(string) *client.Client) {
		chat, err := connect("alice").Conversations.Chat.Create(ctx, conversation.CreateInput{})
		if err != nil {
			t.Fatal(err)
		}
		tools := conversation.ToolConfiguration{{Name: "clock", Description: "The time.", InputSchema: amplify.JSON(`{"type":"object"}`)}}
		question := conversation.NewMessage{ToolConfiguration: tools, Content: []conversation.ContentBlock{
			{Text: "What time is it?"}, {Image: &conversation.Image{Format: "png", Source: conversation.Source{Bytes: []byte{1, 2}}}},
		}}
		var use *conversation.ToolUse
		stop := ""
		for e, err := range chat.Ask(ctx, question) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Kind == conversation.EventToolUse {
				use = e.ToolUse
			}
			stop = e.StopReason
		}
		if use == nil || use.Name != "clock" || use.Input.String() != `{"zone":"UTC"}` || stop != conversation.StopToolUse {
			t.Fatalf("the model wants %+v and stops with %q", use, stop)
		}
		result := &conversation.ToolResult{ID: use.ID, Status: "success", Content: []conversation.ResultBlock{{JSON: amplify.JSON(`{"noon":true}`)}}}
		text := ""
		for e, err := range chat.Ask(ctx, conversation.NewMessage{Content: []conversation.ContentBlock{{ToolResult: result}}, ToolConfiguration: tools}) {
			if err != nil {
				t.Fatal(err)
			}
			text += e.Text
		}
		if text != "It is noon." {
			t.Errorf("the answer is %q", text)
		}
		if d := cmp.Diff("clock", k.last().Tools[1].Name); d != "" {
			t.Error(d)
		}
		page, err := chat.ListMessages(ctx)
		if err != nil || len(page.Items) != 4 {
			t.Fatalf("%+v, %v", page, err)
		}
		var content [][]conversation.ContentBlock
		for _, m := range page.Items {
			content = append(content, m.Content)
		}
		want := [][]conversation.ContentBlock{question.Content, {{ToolUse: use}}, {{ToolResult: result}}, {{Text: "It is noon."}}}
		if d := cmp.Diff(want, content, cmp.Comparer(func(a, b amplify.JSON) bool { return string(a) == string(b) })); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(tools, page.Items[0].ToolConfiguration); d != "" {
			t.Error(d)
		}
	})
}

// TestFailedAnswers: an error of the model ends an Ask, but not a subscription.
func TestFailedAnswers(t *testing.T) {
	onBothWays(t, func(t *testing.T, ctx context.Context, _ *kitchen, connect func(string) *client.Client) {
		chat, err := connect("alice").Conversations.Chat.Create(ctx, conversation.CreateInput{})
		if err != nil {
			t.Fatal(err)
		}
		failed := func(e *conversation.StreamEvent, err error) {
			t.Helper()
			var failure *amplify.Error
			if e == nil || e.Kind != conversation.EventError || !errors.As(err, &failure) || !errors.Is(err, amplify.ErrThrottled) ||
				failure.ErrorType != "ThrottlingException" || failure.Message != "The model could not be asked." {
				t.Errorf("%+v, %v", e, err)
			}
		}
		n := 0
		for e, err := range chat.Ask(ctx, conversation.Text("overload")) {
			failed(e, err)
			n++
		}
		if n != 1 {
			t.Errorf("%d events", n)
		}
		send := func(text string) {
			if _, err := chat.SendMessage(ctx, conversation.Text(text)); err != nil {
				t.Error(err)
			}
		}
		for e, err := range chat.OnStreamEvent(ctx, amplify.WhenStarted(func() { send("overload") })) {
			if err != nil {
				failed(e, err)
				send("hello")
			} else if e.Kind == conversation.EventTurnDone {
				return
			}
		}
		t.Error("the subscription ended")
	})
}

// TestConversationsAreTheirOwners: nobody else reads, continues or hears one.
func TestConversationsAreTheirOwners(t *testing.T) {
	onBothWays(t, func(t *testing.T, ctx context.Context, _ *kitchen, connect func(string) *client.Client) {
		alice, err := connect("alice").Conversations.Chat.Create(ctx, conversation.CreateInput{})
		if err != nil {
			t.Fatal(err)
		}
		chats := connect("bob").Conversations.Chat
		if c, err := chats.Get(ctx, alice.ID); c != nil || !errors.Is(err, amplify.ErrUnauthorized) {
			t.Errorf("get: %+v, %v", c, err)
		}
		if _, err := chats.Update(ctx, conversation.UpdateInput{ID: alice.ID, Name: amplify.Some("mine")}); err == nil {
			t.Error("bob changed it")
		}
		if _, err := chats.Delete(ctx, alice.ID); err == nil {
			t.Error("bob removed it")
		}
		for range chats.All(ctx) {
			t.Error("bob lists one")
		}
		bob := chats.Open(alice.ID)
		if m := said(t, ctx, bob); m != nil {
			t.Errorf("bob reads %v", m)
		}
		n := 0
		for e, err := range bob.Ask(ctx, conversation.Text("hello")) {
			if n++; e != nil || !errors.Is(err, amplify.ErrNotFound) {
				t.Errorf("ask: %+v, %v", e, err)
			}
		}
		if n != 1 {
			t.Errorf("%d errors", n)
		}
	})
}

// TestModesAreRefused: what no rule admits is not sent.
func TestModesAreRefused(t *testing.T) {
	t.Parallel()
	_, connect := serve(t)
	chats, ctx, key := connect("alice").Conversations.Chat, t.Context(), amplify.WithAuthMode(amplify.AuthModeAPIKey)
	chat := chats.Open("1")
	var errs []error
	add := func(err error) { errs = append(errs, err) }
	_, err := chats.Create(ctx, conversation.CreateInput{}, key)
	add(err)
	_, err = chats.Get(ctx, "1", key)
	add(err)
	_, err = chats.List(ctx, key)
	add(err)
	_, err = chats.Update(ctx, conversation.UpdateInput{ID: "1"}, key)
	add(err)
	_, err = chats.Delete(ctx, "1", key)
	add(err)
	_, err = chat.SendMessage(ctx, conversation.Text("hello"), key)
	add(err)
	_, err = chat.ListMessages(ctx, key)
	add(err)
	for _, err := range chats.All(ctx, key) {
		add(err)
	}
	for _, err := range chat.Messages(ctx, key) {
		add(err)
	}
	for _, err := range chat.OnStreamEvent(ctx, key) {
		add(err)
	}
	for _, err := range chat.Ask(ctx, conversation.Text("hello"), key) {
		add(err)
	}
	if len(errs) != 11 {
		t.Errorf("%d errors", len(errs))
	}
	for _, err := range errs {
		if !errors.Is(err, amplify.ErrAuthMode) {
			t.Error(err)
		}
	}
	if _, err := chats.List(ctx, amplify.Where(client.RecipeFields.Name.Eq("x"))); !errors.Is(err, amplify.ErrUsage) {
		t.Errorf("a filter of another model: %v", err)
	}
}

// TestAskEndsWithTheContext tells an answer that was broken off from a
// complete one.
func TestAskEndsWithTheContext(t *testing.T) {
	t.Parallel()
	_, connect := serve(t)
	chat, err := connect("alice").Conversations.Chat.Create(t.Context(), conversation.CreateInput{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for e, err := range chat.Ask(ctx, conversation.Text("hello")) {
		if last = err; e != nil && e.Kind == conversation.EventTurnDone {
			t.Error("the answer came to its end")
		}
		cancel()
	}
	if !errors.Is(last, amplify.ErrTimeout) || !errors.Is(last, context.Canceled) {
		t.Errorf("the last error is %v", last)
	}
	for range chat.OnStreamEvent(ctx) {
		t.Error("an event after the end of the context")
	}
}
