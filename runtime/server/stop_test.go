package server_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/development"
	"github.com/amplifygo/amplifygo/runtime/server"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

const chatSchema = `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  chat: a.conversation({ aiModel: a.ai.model('Claude 3.5 Haiku'), systemPrompt: 'Be brief.' }).authorization((allow) => allow.owner()),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
`

// slow is a model that answers nobody until the gate is open.
type slow struct{ asked, gate chan struct{} }

// Converse implements ai.Model.
func (m slow) Converse(context.Context, *ai.Request) iter.Seq2[ai.Part, error] {
	return func(yield func(ai.Part, error) bool) {
		m.asked <- struct{}{}
		<-m.gate
		_ = yield(ai.Part{Text: "yes"}, nil) && yield(ai.Part{End: true}, nil) && yield(ai.Part{Stop: "end_turn"}, nil)
	}
}

// TestStopTellsOfAnswersThatWillNotCome: while a server stops, a subscriber
// hears first that an answer which waits for its turn will not come, and then
// that the server goes away; answers under way are waited for.
func TestStopTellsOfAnswersThatWillNotCome(t *testing.T) {
	t.Parallel()
	const atOnce = 16
	dir := t.TempDir()
	settings := "server: {listen: \"127.0.0.1:0\", dataDir: " + strconv.Quote(dir) + "}\n"
	if err := os.WriteFile(filepath.Join(dir, config.FileName), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	m := slow{make(chan struct{}, atOnce+1), make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	said, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- server.Run(ctx, server.App{
			Definition: definition(t, chatSchema), Drivers: []store.Driver{sqlite.Driver()}, AI: []ai.Driver{ai.Use(m)},
			Dir: dir, Getenv: func(string) string { return "" }, Stdout: out, Stderr: t.Output(),
		})
		_ = out.Close()
	}()
	url := address(t, said)

	issuer, err := development.UserPool(dir)
	if err != nil {
		t.Fatal(err)
	}
	token, err := issuer.Mint(devissuer.TokenRequest{Username: "alice"})
	if err != nil {
		t.Fatal(err)
	}
	conversation := post(t, url, token, `mutation { createConversationChat(input: {}) { id } }`)
	id := regexp.MustCompile(`"id":"([^"]+)"`).FindStringSubmatch(conversation)
	if id == nil {
		t.Fatal(conversation)
	}
	ws := listen(t, url, token, `subscription { onCreateAssistantResponseChat { errors { errorType } } }`)
	many := "mutation {"
	for i := range atOnce + 1 {
		many += " a" + strconv.Itoa(i) + `: chat(conversationId: "` + id[1] + `", content: [{ text: "x" }]) { id }`
	}
	post(t, url, token, many+" }")
	for range atOnce {
		<-m.asked
	}
	cancel()
	if got := receive(t, ws, "data"); !strings.Contains(got, "ServiceUnavailable") {
		t.Errorf("got %s", got)
	}
	if _, _, err := ws.Read(context.Background()); websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("got %v", err)
	}
	close(m.gate)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if n := len(m.asked); n != 0 {
		t.Errorf("%d answers more have begun", n)
	}
}

// address is where a server says that it serves.
func address(t *testing.T, said io.Reader) string {
	t.Helper()
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if at := strings.Index(lines.Text(), "http://"); at >= 0 {
			go func() { _, _ = io.Copy(io.Discard, said) }()
			return strings.Fields(lines.Text()[at:])[0]
		}
	}
	t.Fatal("the server did not start")
	return ""
}

func post(t *testing.T, url, token, query string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(`{"query":`+strconv.Quote(query)+`}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || bytes.Contains(body, []byte(`"errors"`)) {
		t.Fatalf("%s, %v", body, err)
	}
	return string(body)
}

// listen starts a subscription and waits until it is in place.
func listen(t *testing.T, url, token, query string) *websocket.Conn {
	t.Helper()
	header, err := json.Marshal(map[string]string{"Authorization": token, "host": strings.Split(url, "/")[2]})
	if err != nil {
		t.Fatal(err)
	}
	ws, resp, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(url, "http")+"/realtime",
		&websocket.DialOptions{Subprotocols: []string{"graphql-ws", "header-" + base64.RawURLEncoding.EncodeToString(header)}})
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body != nil {
		_ = resp.Body.Close()
	}
	t.Cleanup(func() { _ = ws.CloseNow() })
	data, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []string{`{"type":"connection_init"}`,
		`{"id":"1","type":"start","payload":{"data":` + strconv.Quote(string(data)) + `,"extensions":{"authorization":` + string(header) + `}}}`} {
		if err := ws.Write(t.Context(), websocket.MessageText, []byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	receive(t, ws, "start_ack")
	return ws
}

// receive reads up to a message of a type.
func receive(t *testing.T, ws *websocket.Conn, typ string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		_, text, err := ws.Read(ctx)
		if err != nil {
			t.Fatalf("no %s: %v", typ, err)
		}
		if strings.Contains(string(text), `"type":"`+typ+`"`) {
			return string(text)
		}
	}
}
