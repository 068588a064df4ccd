package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/need"
)

// cook stands for a language model behind an endpoint that is compatible with
// OpenAI's. It looks into the user's recipes before it answers.
func cook(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct {
			Model    string
			Messages []struct {
				Role    string
				Content any
			}
			Tools      []struct{ Function struct{ Name string } }
			ToolChoice any `json:"tool_choice"`
		}
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || r.URL.Path != "/v1/chat/completions" || q.Model != "anthropic.claude-3-5-haiku-20241022-v1:0" || r.Header.Get("Authorization") != "Bearer sk-cook" {
			t.Errorf("%s %+v: %v", r.URL.Path, q, err)
		}
		last := q.Messages[len(q.Messages)-1]
		said := fmt.Sprint(last.Content)
		w.Header().Set("Content-Type", "text/event-stream")
		send := func(delta string) { fmt.Fprintf(w, "data: {\"choices\":[{\"delta\":%s}]}\n\n", delta) }
		end := func(reason string) {
			fmt.Fprintf(w, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":%q}]}\n\ndata: [DONE]\n\n", reason)
		}
		call := func(name, arguments string) {
			text, err := json.Marshal(arguments)
			if err != nil {
				t.Error(err)
			}
			send(`{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"` + name + `","arguments":` + string(text) + `}}]}`)
			end("tool_calls")
		}
		switch {
		case q.ToolChoice != nil:
			call("responseType", `{"value":{"name":"Omelette","minutes":5,"steps":["break","fry"]}}`)
		case strings.Contains(said, "overload"):
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = io.WriteString(w, `{"error":{"message":"the account acct_1 has no tokens left"}}`)
		case strings.Contains(said, "time"):
			call("clock", `{"zone":"UTC"}`)
		case last.Role == "tool":
			var answer struct {
				Data struct {
					ListRecipes struct{ Items []struct{ Name string } }
				}
			}
			if json.Unmarshal([]byte(said), &answer) != nil || answer.Data.ListRecipes.Items == nil {
				send(`{"content":"It is noon."}`)
			} else {
				send(`{"content":"You have "}`)
				var names []string
				for _, i := range answer.Data.ListRecipes.Items {
					names = append(names, i.Name)
				}
				slices.Sort(names)
				send(fmt.Sprintf(`{"content":"%d: %s."}`, len(names), strings.Join(names, " and ")))
			}
			end("stop")
		default:
			call("recipes", `{}`)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1"
}

// TestOfficialClientTalksToModels lets the unmodified client use generations and
// conversations.
func TestOfficialClientTalksToModels(t *testing.T) {
	t.Parallel()
	need.Program(t, "node")
	s := start(t, "assistant", "AMPLIFYGO_AI_PROVIDER=openai", "AMPLIFYGO_AI_API_KEY=sk-cook", "AMPLIFYGO_AI_URL="+cook(t))
	s.node(t, "assistant.test.mjs",
		"TOKEN_ALICE="+s.amplifygo(t, "token", "--user", "alice"),
		"TOKEN_BOB="+s.amplifygo(t, "token", "--user", "bob"),
	)
}

// TestGoClientTalksToModels compiles the program of the example's README and
// runs it.
func TestGoClientTalksToModels(t *testing.T) {
	t.Parallel()
	s := start(t, "assistant", "AMPLIFYGO_AI_PROVIDER=openai", "AMPLIFYGO_AI_API_KEY=sk-cook", "AMPLIFYGO_AI_URL="+cook(t))
	got := s.documented(t, "examples/assistant/README.md", "assistant", "TOKEN="+s.amplifygo(t, "token", "--user", "alice"))
	const answer = "You have 1: Omelette."
	if want := answer + "\nuser: What do I have?\nassistant: " + answer + "\n"; got != want {
		t.Errorf("the program prints\n%s", got)
	}
}

// echo is a project whose conversation has a handler of its own.
var echo = map[string]string{
	"amplify/data/resource.ts": `
import { a, defineData } from '@aws-amplify/backend';
import { defineConversationHandlerFunction } from '@aws-amplify/backend-ai/conversation';
const handler = defineConversationHandlerFunction({ name: 'echo', entry: './echo.ts', models: [] });
const schema = a.schema({
  chat: a.conversation({ aiModel: a.ai.model('Claude 3.5 Haiku'), systemPrompt: 'Repeat.', handler }).authorization((allow) => allow.owner()),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
`,
	// As Amplify's own runtime does it: it reads the history and answers by the
	// mutation that the event names, with the sender's credentials.
	"amplify/data/echo.ts": `
export const handler = async (event: any) => {
  const { messageHistoryQuery: history, responseMutation: response, conversationId } = event;
  const api = async (query: string, variables: object) => {
    const answer = await fetch(event.graphqlApiEndpoint, {
      method: 'POST', headers: { 'content-type': 'application/json', authorization: event.request.headers.authorization },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await answer.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const listed = await api('query ($f: ' + history.listQueryInputTypeName + '!) { ' + history.listQueryName + '(filter: $f) { items { id content { text } } } }',
    { f: { conversationId: { eq: conversationId } } });
  const current = listed[history.listQueryName].items.find((m: any) => m.id === event.currentMessageId);
  const text = event.modelConfiguration.systemPrompt + ' ' + current.content[0].text;
  await api('mutation ($i: ' + response.inputTypeName + '!) { ' + response.name + '(input: $i) { ' + response.selectionSet + ' } }',
    { i: { conversationId, associatedUserMessageId: event.currentMessageId, contentBlockIndex: 0, stopReason: 'end_turn', accumulatedTurnContent: [{ text }] } });
};
`,
}

// TestConversationHandlerInNode serves a conversation whose handler is the
// project's own.
func TestConversationHandlerInNode(t *testing.T) {
	t.Parallel()
	need.Program(t, "node")
	dir := t.TempDir()
	for name, text := range echo {
		write(t, filepath.Join(dir, name), text)
	}
	s := launch(t, dir, exec.Command(compiled(t, "cmd/amplifygo"), "dev"))
	token := s.amplifygo(t, "token", "--user", "alice")
	ask := func(query, variables string) string {
		t.Helper()
		text, err := json.Marshal(map[string]any{"query": query, "variables": json.RawMessage(variables)})
		if err != nil {
			t.Fatal(err)
		}
		_, body := s.post(t, string(text), "authorization", token)
		return body
	}
	_, after, _ := strings.Cut(ask(`mutation { createConversationChat(input: {}) { id } }`, `{}`), `"id":"`)
	c, _, _ := strings.Cut(after, `"`)
	variables := `{"c":"` + c + `"}`
	if got := ask(`mutation ($c: ID!) { chat(conversationId: $c, content: [{ text: "hi" }]) { role } }`, variables); got != `{"data":{"chat":{"role":"user"}}}` {
		t.Fatal(got)
	}
	got, want := "", `{"data":{"listConversationMessageChats":{"items":[{"role":"user","content":[{"text":"hi"}]},{"role":"assistant","content":[{"text":"Repeat. hi"}]}]}}}`
	for end := time.Now().Add(30 * time.Second); got != want && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		got = ask(`query ($c: ID!) { listConversationMessageChats(filter: { conversationId: { eq: $c } }) { items { role content { text } } } }`, variables)
	}
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
