package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/amplify/conversation"
	"github.com/amplifygo/amplifygo/examples/assistant/gen/client"
	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/google/go-cmp/cmp"
)

// scripted is an API whose subscription delivers fixed events after each
// message that is sent, and then, where it is told to, breaks the connection.
type scripted struct {
	events []string
	broken bool
	answer string // to messages
	sent   atomic.Int32
	wake   chan struct{}
}

// serve gives a conversation of the API.
func (s *scripted) serve(t *testing.T) *conversation.Conversation {
	t.Helper()
	s.wake = make(chan struct{}, 10)
	if s.answer == "" {
		s.answer = `{"data":{"chat":{"id":"m1","conversationId":"c1","role":"user","content":[{"text":"hello"}]}}}`
	}
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" {
			s.realtime(w, r)
			return
		}
		s.sent.Add(1)
		_, _ = io.WriteString(w, s.answer)
		s.wake <- struct{}{}
	}))
	t.Cleanup(api.Close)
	c, err := client.New(amplify.WithEndpoint(api.URL+"/graphql"), amplify.WithUserPool(amplify.StaticToken("token")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c.Conversations.Chat.Open("c1")
}

func (s *scripted) realtime(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"graphql-ws"}})
	if err != nil {
		return
	}
	defer conn.CloseNow()
	for {
		var m struct{ ID, Type string }
		if wsjson.Read(r.Context(), conn, &m) != nil {
			return
		}
		switch m.Type {
		case "connection_init":
			_ = wsjson.Write(r.Context(), conn, map[string]any{"type": "connection_ack"})
		case "start":
			_ = wsjson.Write(r.Context(), conn, map[string]any{"type": "start_ack", "id": m.ID})
			go s.deliver(r.Context(), conn, m.ID)
		}
	}
}

func (s *scripted) deliver(ctx context.Context, conn *websocket.Conn, id string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		for _, e := range s.events {
			frame := fmt.Sprintf(`{"id":%q,"type":"data","payload":{"data":{"onCreateAssistantResponseChat":%s}}}`, id, e)
			_ = conn.Write(ctx, websocket.MessageText, []byte(frame))
		}
		if s.broken {
			conn.CloseNow()
		}
	}
}

// event is an event of the message with all that is not given null.
func event(message, fields string) string {
	return `{"id":"` + message + `#stream","owner":"o","conversationId":"c1","associatedUserMessageId":"` + message + `","contentBlockIndex":1,` + fields + `,"p":"abc"}`
}

// TestStreamEvents reads every kind of event.
func TestStreamEvents(t *testing.T) {
	t.Parallel()
	s := &scripted{events: []string{
		event("m1", `"contentBlockText":"Hi","contentBlockDeltaIndex":2,"stopReason":null,"errors":null,"contentBlockToolUse":null,"contentBlockDoneAtIndex":null`),
		event("m1", `"contentBlockText":"","contentBlockDeltaIndex":0`),
		event("m1", `"contentBlockDoneAtIndex":0`),
		event("m1", `"contentBlockToolUse":{"toolUseId":"u","name":"clock","input":"{\"zone\":\"UTC\"}","type":null}`),
		event("m1", `"stopReason":"max_tokens"`),
		event("m1", `"contentBlockText":null`),
		event("m1", `"errors":[{"message":"no","errorType":"AccessDeniedException"},{"message":"nor","errorType":"X"}]`),
	}}
	chat := s.serve(t)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	want := []conversation.StreamEvent{
		{Kind: conversation.EventText, Text: "Hi", DeltaIndex: 2},
		{Kind: conversation.EventText},
		{Kind: conversation.EventBlockDone},
		{Kind: conversation.EventToolUse, ToolUse: &conversation.ToolUse{ID: "u", Name: "clock", Input: amplify.JSON(`{"zone":"UTC"}`)}},
		{Kind: conversation.EventTurnDone, StopReason: "max_tokens"},
		{Kind: conversation.EventOther},
		{Kind: conversation.EventError},
	}
	send := amplify.WhenStarted(func() { _, _ = chat.SendMessage(ctx, conversation.Text("hello")) })
	for e, err := range chat.OnStreamEvent(ctx, send) {
		if e == nil || len(want) == 0 {
			t.Fatalf("%+v, %v", e, err)
		}
		w := want[0]
		want = want[1:]
		w.ID, w.ConversationID, w.AssociatedUserMessageID, w.ContentBlockIndex = "m1#stream", "c1", "m1", 1
		if d := cmp.Diff(w, *e); d != "" {
			t.Error(d)
		}
		if w.Kind != conversation.EventError {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		var failure *amplify.Error
		if !errors.As(err, &failure) || failure.Operation != "onCreateAssistantResponseChat" || failure.Code != amplify.CodeUnauthorized || len(failure.All) != 2 {
			t.Errorf("%#v", err)
		}
		break
	}
	if len(want) != 0 || ctx.Err() != nil {
		t.Errorf("%d events are missing", len(want))
	}
}

// TestAskLeavesOthersOut: a conversation may be open twice.
func TestAskLeavesOthersOut(t *testing.T) {
	t.Parallel()
	s := &scripted{events: []string{
		event("m2", `"contentBlockText":"other"`), event("m2", `"stopReason":"end_turn"`),
		event("m2", `"errors":[{"message":"no","errorType":"X"}]`),
		event("m1", `"contentBlockText":"mine"`), event("m1", `"stopReason":"end_turn"`), event("m1", `"contentBlockText":"late"`),
	}}
	chat := s.serve(t)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	text := ""
	for e, err := range chat.Ask(ctx, conversation.Text("hello")) {
		if err != nil {
			t.Fatal(err)
		}
		text += e.Text + e.StopReason
	}
	if text != "mineend_turn" {
		t.Error(text)
	}
}

// TestAskEndsWithAGap: what came while the connection was down is lost, so
// that waiting for it is vain. The message is not sent again.
func TestAskEndsWithAGap(t *testing.T) {
	t.Parallel()
	s := &scripted{events: []string{event("m1", `"contentBlockText":"beg"`)}, broken: true}
	chat := s.serve(t)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var last error
	for e, err := range chat.Ask(ctx, conversation.Text("hello")) {
		if last = err; err == nil && e.Text != "beg" {
			t.Errorf("%+v", e)
		}
	}
	if !errors.Is(last, amplify.ErrGap) || s.sent.Load() != 1 {
		t.Errorf("%v, after %d messages", last, s.sent.Load())
	}
}

// TestAskTellsOfRefusedMessages gives the error of the message.
func TestAskTellsOfRefusedMessages(t *testing.T) {
	t.Parallel()
	s := &scripted{answer: `{"data":{"chat":null},"errors":[{"message":"Conversation not found","errorType":"ResourceNotFound","path":["chat"]}]}`}
	n := 0
	for e, err := range s.serve(t).Ask(ctx, conversation.Text("hello")) {
		if n++; e != nil || !errors.Is(err, amplify.ErrNotFound) {
			t.Errorf("%+v, %v", e, err)
		}
	}
	if n != 1 {
		t.Errorf("%d errors", n)
	}
}
