package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

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
				Data struct{ ListRecipes struct{ Items []struct{ Name string } } }
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
