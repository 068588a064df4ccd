package conversation_test

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/amplify/conversation"
	"github.com/amplifygo/amplifygo/examples/assistant/gen/client"
	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/google/go-cmp/cmp"
)

var (
	ctx     = context.Background()
	picture = conversation.Source{Bytes: []byte{0x89, 0x50, 0xff}}
	clock   = conversation.ToolConfiguration{{
		Name: "clock", Description: "The time.", InputSchema: amplify.JSON(`{"type":"object","properties":{"zone":{"type":"string"}}}`),
	}}
	meta = func(page string) amplify.Opt[amplify.JSON] {
		return amplify.Some(amplify.JSON(`{"page":` + page + `}`))
	}
)

// officialCalls are the calls that testdata/official/record.mjs makes.
var officialCalls = map[string]func(*client.Client, *conversation.Route, *conversation.Conversation){
	"create": func(_ *client.Client, r *conversation.Route, _ *conversation.Conversation) {
		_, _ = r.Create(ctx, conversation.CreateInput{Name: amplify.Some("dinner"), Metadata: meta("1")})
	},
	"create without a name": func(_ *client.Client, r *conversation.Route, _ *conversation.Conversation) {
		_, _ = r.Create(ctx, conversation.CreateInput{})
	},
	"get": func(_ *client.Client, r *conversation.Route, _ *conversation.Conversation) { _, _ = r.Get(ctx, "c1") },
	"list": func(_ *client.Client, r *conversation.Route, _ *conversation.Conversation) {
		_, _ = r.List(ctx, amplify.Limit(5), amplify.After("tok"))
	},
	"list without options": func(_ *client.Client, r *conversation.Route, _ *conversation.Conversation) { _, _ = r.List(ctx) },
	"update": func(_ *client.Client, r *conversation.Route, _ *conversation.Conversation) {
		_, _ = r.Update(ctx, conversation.UpdateInput{ID: "c1", Name: amplify.Some("supper"), Metadata: meta("2")})
	},
	"update the name": func(_ *client.Client, r *conversation.Route, _ *conversation.Conversation) {
		_, _ = r.Update(ctx, conversation.UpdateInput{ID: "c1", Name: amplify.Some("supper")})
	},
	"delete": func(_ *client.Client, r *conversation.Route, _ *conversation.Conversation) {
		_, _ = r.Delete(ctx, "c1")
	},
	"send text": func(_ *client.Client, _ *conversation.Route, c *conversation.Conversation) {
		_, _ = c.SendMessage(ctx, conversation.Text("<a & b>"))
	},
	"send with context and tools": func(_ *client.Client, _ *conversation.Route, c *conversation.Conversation) {
		m := conversation.Text("What time is it?")
		m.AIContext, m.ToolConfiguration = meta("1"), clock
		_, _ = c.SendMessage(ctx, m)
	},
	"send pictures and documents": func(_ *client.Client, _ *conversation.Route, c *conversation.Conversation) {
		_, _ = c.SendMessage(ctx, conversation.NewMessage{Content: []conversation.ContentBlock{
			{Image: &conversation.Image{Format: "png", Source: picture}}, {Document: &conversation.Document{Format: "pdf", Name: "menu", Source: picture}},
		}})
	},
	"send the result of a tool": func(_ *client.Client, _ *conversation.Route, c *conversation.Conversation) {
		result := &conversation.ToolResult{ID: "u1", Content: []conversation.ResultBlock{
			{JSON: amplify.JSON(`{"noon":true}`)}, {Text: "noon"}, {Image: &conversation.Image{Format: "gif", Source: picture}},
		}}
		_, _ = c.SendMessage(ctx, conversation.NewMessage{Content: []conversation.ContentBlock{{ToolResult: result}}, ToolConfiguration: clock})
	},
	"list messages": func(_ *client.Client, _ *conversation.Route, c *conversation.Conversation) {
		_, _ = c.ListMessages(ctx, amplify.Limit(5), amplify.After("tok"))
	},
	"list messages without options": func(_ *client.Client, _ *conversation.Route, c *conversation.Conversation) {
		for range c.Messages(ctx) {
		}
	},
	"generation": func(c *client.Client, _ *conversation.Route, _ *conversation.Conversation) {
		_, _ = c.Queries.Suggest(ctx, client.SuggestArgs{Ingredients: []amplify.Opt[string]{amplify.Some("eggs"), amplify.Null[string]()}})
	},
	"on stream event": func(_ *client.Client, _ *conversation.Route, c *conversation.Conversation) {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		for range c.OnStreamEvent(ctx, amplify.WhenStarted(cancel)) {
		}
	},
}

// jwt is the token that the official client had.
const jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzIiwiZXhwIjo0MTAyNDQ0ODAwfQ.eA"

// sent is a request as recordings have it.
type sent struct {
	Headers   map[string]string
	Query     string
	Variables any
}

// recorder is an API that answers nothing and keeps what it is sent.
type recorder struct {
	*httptest.Server
	mu       sync.Mutex
	requests []sent
}

func newRecorder(t *testing.T) *recorder {
	t.Helper()
	s := &recorder{}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *recorder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Upgrade") != "" {
		s.realtime(w, r)
		return
	}
	var q sent
	if json.NewDecoder(r.Body).Decode(&q) == nil {
		q.Headers = flat(r.Header)
		s.keep(q)
	}
	_, _ = io.WriteString(w, `{"data":{}}`)
}

func (s *recorder) keep(q sent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, q)
}

// realtime acknowledges a connection and the starts on it.
func (s *recorder) realtime(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"graphql-ws"}})
	if err != nil {
		return
	}
	defer conn.CloseNow()
	for {
		var m struct {
			ID, Type string
			Payload  struct{ Data string }
		}
		if wsjson.Read(r.Context(), conn, &m) != nil {
			return
		}
		switch m.Type {
		case "connection_init":
			_ = wsjson.Write(r.Context(), conn, map[string]any{"type": "connection_ack"})
		case "start":
			var q sent
			if json.Unmarshal([]byte(m.Payload.Data), &q) == nil {
				s.keep(q)
			}
			_ = wsjson.Write(r.Context(), conn, map[string]any{"type": "start_ack", "id": m.ID})
		}
	}
}

// flat gives headers without those of the transport, and without our name.
func flat(h http.Header) map[string]string {
	out := map[string]string{}
	for name, values := range h {
		switch name {
		case "User-Agent", "Accept-Encoding", "Content-Length", "X-Amz-User-Agent":
		default:
			out[strings.ToLower(name)] = strings.Join(values, ", ")
		}
	}
	return out
}

// TestRequestsEqualTheOfficialClients makes the same calls as the official
// client did and compares documents as text, variables as JSON, and headers by
// name and value.
func TestRequestsEqualTheOfficialClients(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/official/requests.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]sent
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != len(officialCalls) {
		t.Errorf("%d calls were recorded, %d are made", len(all), len(officialCalls))
	}
	for name, call := range officialCalls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newRecorder(t)
			c, err := client.New(amplify.WithEndpoint(s.URL+"/graphql"), amplify.WithUserPool(amplify.StaticToken(jwt)))
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			call(c, c.Conversations.Chat, c.Conversations.Chat.Open("c1"))
			s.mu.Lock()
			defer s.mu.Unlock()
			if len(s.requests) != 1 {
				t.Fatalf("%d requests", len(s.requests))
			}
			want := all[name]
			want.Headers = maps.Clone(want.Headers)
			delete(want.Headers, "x-amz-user-agent")
			if d := cmp.Diff(want, s.requests[0]); d != "" {
				t.Error(d)
			}
		})
	}
}
