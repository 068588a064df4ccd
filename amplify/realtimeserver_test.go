package amplify_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	client "github.com/amplifygo/amplifygo/internal/testkit/testclient"
	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// realtime is an API with a realtime endpoint that does what a test tells it.
type realtime struct {
	*httptest.Server
	t *testing.T
	// list answers HTTP requests.
	list func() string
	// refuse gives the error frame's payload for a connection or a start; empty to accept.
	refuseConnection, refuseStart func(header map[string]string) string

	mu          sync.Mutex
	conns       []*websocket.Conn
	handshakes  []handshake
	starts      chan start
	stops       chan string
	connections int
}

type handshake struct {
	header map[string]string
	query  string
}

type start struct {
	conn   *websocket.Conn
	id     string
	data   struct{ Query, Variables string }
	header map[string]string
}

type frame struct {
	ID      string `json:"id,omitempty"`
	Type    string `json:"type"`
	Payload any    `json:"payload,omitempty"`
}

func newRealtime(t *testing.T) *realtime {
	t.Helper()
	accept := func(map[string]string) string { return "" }
	r := &realtime{t: t, starts: make(chan start, 100), stops: make(chan string, 100), refuseConnection: accept, refuseStart: accept}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *realtime) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.URL.Path != "/graphql/realtime" {
		fmt.Fprint(w, r.list())
		return
	}
	conn, err := websocket.Accept(w, req, &websocket.AcceptOptions{Subprotocols: []string{"graphql-ws"}})
	if err != nil {
		return
	}
	defer conn.CloseNow()
	header := map[string]string{}
	for _, p := range strings.Split(req.Header.Get("Sec-WebSocket-Protocol"), ",") {
		if encoded, ok := strings.CutPrefix(strings.TrimSpace(p), "header-"); ok {
			b, _ := base64.RawURLEncoding.DecodeString(encoded)
			_ = json.Unmarshal(b, &header)
		}
	}
	r.mu.Lock()
	r.conns = append(r.conns, conn)
	r.handshakes = append(r.handshakes, handshake{header, req.URL.RawQuery})
	r.connections++
	r.mu.Unlock()
	r.converse(conn, header)
}

func (r *realtime) converse(conn *websocket.Conn, header map[string]string) {
	ctx := context.Background()
	for {
		var m struct {
			ID, Type string
			Payload  struct {
				Data       string
				Extensions struct{ Authorization map[string]string }
			}
		}
		if wsjson.Read(ctx, conn, &m) != nil {
			return
		}
		switch m.Type {
		case "connection_init":
			if reason := r.refuseConnection(header); reason != "" {
				_ = wsjson.Write(ctx, conn, frame{Type: "connection_error", Payload: json.RawMessage(reason)})
				return
			}
			_ = wsjson.Write(ctx, conn, frame{Type: "connection_ack", Payload: map[string]int{"connectionTimeoutMs": 300000}})
			_ = wsjson.Write(ctx, conn, frame{Type: "ka"})
		case "start":
			s := start{conn: conn, id: m.ID, header: m.Payload.Extensions.Authorization}
			var data struct {
				Query     string
				Variables json.RawMessage
			}
			_ = json.Unmarshal([]byte(m.Payload.Data), &data)
			s.data.Query, s.data.Variables = data.Query, string(data.Variables)
			if reason := r.refuseStart(s.header); reason != "" {
				_ = wsjson.Write(ctx, conn, frame{ID: m.ID, Type: "error", Payload: json.RawMessage(reason)})
				continue
			}
			_ = wsjson.Write(ctx, conn, frame{ID: m.ID, Type: "start_ack"})
			r.starts <- s
		case "stop":
			_ = wsjson.Write(ctx, conn, frame{ID: m.ID, Type: "complete"})
			r.stops <- m.ID
		}
	}
}

func (r *realtime) send(s start, data string) {
	r.t.Helper()
	if err := wsjson.Write(context.Background(), s.conn, frame{ID: s.id, Type: "data", Payload: json.RawMessage(data)}); err != nil {
		r.t.Error(err)
	}
}

func (r *realtime) client(opts ...amplify.Option) *client.Client {
	r.t.Helper()
	c, err := client.New(append([]amplify.Option{
		amplify.WithEndpoint(r.URL + "/graphql"), amplify.WithRegion("eu-west-1"), amplify.WithAPIKey("da2-key"),
		amplify.WithUserPool(amplify.StaticToken("user.token")), amplify.WithLambda(amplify.StaticToken("letmein")), amplify.WithSigner(fixedRealtimeSigner{}),
	}, opts...)...)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { c.Close() })
	return c
}

type fixedRealtimeSigner struct{}

func (fixedRealtimeSigner) Sign(_ context.Context, r amplify.SignRequest) (http.Header, error) {
	return http.Header{"Authorization": {"AWS4 " + r.URL.Path + " " + string(r.Body[:2])}, "X-Amz-Date": {"D"}, "X-Amz-Security-Token": {"T"}}, nil
}
