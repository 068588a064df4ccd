package hostile_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coder/websocket"
)

// socket is a realtime connection of an attacker.
type socket struct {
	x    *target
	conn *websocket.Conn
}

// message is a message of the realtime protocol.
type message struct {
	Type    string          `json:"type"`
	ID      string          `json:"id,omitempty"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// patience is how long a socket waits for a message that has to come.
const patience = 10 * time.Second

// credentials are a caller's headers, as a socket carries them in its query
// string and in the authorization of each start.
func (x *target) credentials(as caller) map[string]string {
	u, err := url.Parse(x.url)
	must(x.t, err)
	r, err := http.NewRequest(http.MethodPost, x.url, nil)
	must(x.t, err)
	as(x, r)
	all := map[string]string{"host": u.Host}
	for name := range r.Header {
		if strings.EqualFold(name, "x-api-key") {
			all["x-api-key"] = r.Header.Get(name)
			continue
		}
		all[name] = r.Header.Get(name)
	}
	return all
}

// dial opens a socket and gives the server's first message.
func (x *target) dial(as caller) (*socket, message) {
	x.t.Helper()
	header, err := json.Marshal(x.credentials(as))
	must(x.t, err)
	address := strings.Replace(x.url, "http", "ws", 1) + "/realtime?payload=e30=&header=" + url.QueryEscape(base64.StdEncoding.EncodeToString(header))
	ctx, cancel := context.WithTimeout(x.t.Context(), patience)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{Subprotocols: []string{"graphql-ws"}})
	must(x.t, err)
	conn.SetReadLimit(1 << 20)
	x.t.Cleanup(func() { _ = conn.CloseNow() })
	s := &socket{x, conn}
	s.send(message{Type: "connection_init"})
	return s, s.next()
}

// connect opens a socket that has to be let in.
func (x *target) connect(as caller) *socket {
	x.t.Helper()
	s, first := x.dial(as)
	if first.Type != "connection_ack" {
		x.t.Fatalf("the connection is refused: %s %s", first.Type, first.Payload)
	}
	return s
}

func (s *socket) send(m message) {
	s.x.t.Helper()
	text, err := json.Marshal(m)
	must(s.x.t, err)
	must(s.x.t, s.conn.Write(s.x.t.Context(), websocket.MessageText, text))
}

// next reads a message; keep-alives do not count. A closed socket gives the
// type "closed".
func (s *socket) next() message {
	s.x.t.Helper()
	ctx, cancel := context.WithTimeout(s.x.t.Context(), patience)
	defer cancel()
	for {
		_, text, err := s.conn.Read(ctx)
		if websocket.CloseStatus(err) != -1 {
			return message{Type: "closed"}
		}
		must(s.x.t, err)
		var m message
		must(s.x.t, json.Unmarshal(text, &m))
		if m.Type != "ka" {
			return m
		}
	}
}

// start sends a subscription and gives the answer to it.
func (s *socket) start(as caller, id, query, variables string) message {
	s.x.t.Helper()
	if variables == "" {
		variables = "{}"
	}
	data, err := json.Marshal(map[string]any{"query": query, "variables": json.RawMessage(variables)})
	must(s.x.t, err)
	payload, err := json.Marshal(map[string]any{"data": string(data), "extensions": map[string]any{"authorization": s.x.credentials(as)}})
	must(s.x.t, err)
	s.send(message{Type: "start", ID: id, Payload: payload})
	return s.next()
}
