package ai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/ai"
)

const hello = `[{"text":"hello"}]`

// messages are those of a conversation as the official client lists them.
const messages = `query ($c: ID!) { listConversationMessageChats(filter: { conversationId: { eq: $c } }) {
	items { role content { text toolUse { toolUseId name input } toolResult { toolUseId status content { text json } } } } nextToken } }`

// TestConversation: a message, the parts of its answer, and what is stored.
func TestConversation(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		alice := identity.Alice()
		c := x.conversation()
		x.model.say(text("Good "), text("evening."), end, stop("end_turn"))
		got := x.ask(alice, `mutation ($c: ID!) { chat(conversationId: $c, content: [{ text: "hello" }], aiContext: "{\"page\":1}") {
			conversationId role content { text image { format } } aiContext toolConfiguration { tools { toolSpec { name } } } ... on ConversationMessageChat { __typename } } }`, `{"c":"`+c+`"}`)
		x.engine.Wait()
		x.is(got, `{"data":{"chat":{"conversationId":"`+c+`","role":"user","content":[{"text":"hello","image":null}],"aiContext":"{\"page\":1}","toolConfiguration":null,"__typename":"ConversationMessageChat"}}}`)
		if diff := cmp.Diff([]string{
			`{"contentBlockDeltaIndex":0,"contentBlockIndex":0,"contentBlockText":"Good ","id":"#stream"}`,
			`{"contentBlockDeltaIndex":1,"contentBlockIndex":0,"contentBlockText":"evening.","id":"#stream"}`,
			`{"contentBlockDoneAtIndex":1,"contentBlockIndex":0,"id":"#stream"}`,
			`{"contentBlockIndex":0,"id":"#stream","stopReason":"end_turn"}`,
		}, withoutIDs(x.streamed(alice, `(conversationId: "`+c+`")`))); diff != "" {
			t.Error(diff)
		}
		x.is(x.ask(alice, messages, `{"c":"`+c+`"}`), `{"data":{"listConversationMessageChats":{"items":[`+
			`{"role":"user","content":[{"text":"hello","toolUse":null,"toolResult":null}]},`+
			`{"role":"assistant","content":[{"text":"Good evening.","toolUse":null,"toolResult":null}]}],"nextToken":null}}}`)
		r := x.model.last(t)
		if diff := cmp.Diff([]ai.Message{{Role: ai.User, Content: []ai.Block{{Text: "hello"}, {Text: `{"page":1}`}}}}, r.Messages); diff != "" {
			t.Error(diff)
		}
		// The next turn hears of the one before.
		x.model.say(text("Bye."), end, stop("end_turn"))
		x.send(c, `[{"text":"bye"}]`)
		if diff := cmp.Diff([]ai.Message{
			{Role: ai.User, Content: []ai.Block{{Text: "hello"}, {Text: `{"page":1}`}}}, {Role: ai.Assistant, Content: []ai.Block{{Text: "Good evening."}}},
			{Role: ai.User, Content: []ai.Block{{Text: "bye"}}},
		}, x.model.last(t).Messages); diff != "" {
			t.Error(diff)
		}
		// New messages are told to nobody as creations of clients.
		for _, e := range x.events {
			if strings.HasPrefix(e.Mutation, "createConversationMessage") {
				t.Error("a message was published as", e.Mutation)
			}
		}
	})
}

func withoutIDs(parts []string) []string {
	for i, p := range parts {
		if before, after, ok := strings.Cut(p, `"id":"`); ok {
			_, after, _ = strings.Cut(after, "#")
			parts[i] = before + `"id":"#` + after
		}
	}
	return parts
}

// TestDataTools: tools ask in the name of whoever speaks, and the model goes on
// with what they answer.
func TestDataTools(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		alice := identity.Alice()
		x.id(alice, `mutation { createOven(input: { id: "a", name: "big" }) { id } }`)
		x.id(alice, `mutation { createPart(input: { name: "door", ovenId: "a" }) { id } }`)
		x.id(identity.Bob(), `mutation { createOven(input: { name: "bob's" }) { id } }`)
		c := x.conversation()
		x.model.say(text("Let me see."), end, use("1", "ovens", `{}`), use("2", "warm", `{"degrees":200}`), use("3", "none", `{}`), stop("tool_use"))
		x.model.say(text("One oven."), end, stop("end_turn"))
		x.send(c, hello)
		r := x.model.last(t)
		if got, want := fmt.Sprint(names(r.Tools)), "[ovens warm]"; got != want {
			t.Errorf("tools %s", got)
		}
		x.is(string(r.Tools[0].Schema), `{"type":"object","properties":{}}`)
		x.is(string(r.Tools[1].Schema), `{"type":"object","properties":{"degrees":{"type":"integer"},"fan":{"type":"boolean"}},"required":["degrees"]}`)
		if len(r.Messages) != 3 || len(r.Messages[2].Content) != 3 {
			t.Fatalf("%+v", r.Messages)
		}
		results := r.Messages[2].Content
		got := string(results[0].ToolResult.Content[0].JSON)
		if !strings.Contains(got, `"name":"big"`) || !strings.Contains(got, `"name":"door"`) || strings.Contains(got, "bob") {
			t.Error(got)
		}
		if e := results[1].ToolResult; e.Status != "error" || e.Content[0].Text != "Not Authorized to access warm on type Query" {
			t.Errorf("%+v", e) // alice is no cook
		}
		if e := results[2].ToolResult; e.Status != "error" || e.ID != "3" {
			t.Errorf("%+v", e)
		}
		// The user sees what was said, not the tools; the next turn neither.
		if got := x.ask(alice, messages, `{"c":"`+c+`"}`); !strings.Contains(got, "Let me see.") || !strings.Contains(got, "One oven.") || strings.Contains(got, "toolUseId") {
			t.Error(got)
		}
	})
}

func names(tools []ai.Tool) (out []string) {
	for _, t := range tools {
		out = append(out, t.Name)
	}
	return out
}

// TestClientTools: a tool of the message goes to the client, whose next message
// has the result.
func TestClientTools(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		alice := identity.Alice()
		c := x.conversation()
		const tools = `,"t":{"tools":[{"toolSpec":{"name":"clock","description":"time","inputSchema":{"json":"{\"type\":\"object\"}"}}}]}`
		x.model.say(use("9", "clock", `{"zone":"UTC"}`), stop("tool_use"))
		x.send(c, hello, tools)
		if r := x.model.last(t); len(r.Tools) != 3 || r.Tools[2].Name != "clock" || string(r.Tools[2].Schema) != `{"type":"object"}` {
			t.Errorf("%+v", r.Tools)
		}
		if diff := cmp.Diff([]string{
			`{"contentBlockIndex":0,"contentBlockToolUse":{"input":"{\"zone\":\"UTC\"}","name":"clock","toolUseId":"9"},"id":"#stream"}`,
			`{"contentBlockIndex":0,"id":"#stream","stopReason":"tool_use"}`,
		}, withoutIDs(x.streamed(alice, ""))); diff != "" {
			t.Error(diff)
		}
		x.model.say(text("Noon."), end, stop("end_turn"))
		x.send(c, `[{"toolResult":{"toolUseId":"9","status":"success","content":[{"json":"{\"time\":\"12:00\"}"}]}}]`, tools)
		if diff := cmp.Diff([]ai.Message{
			{Role: ai.User, Content: []ai.Block{{Text: "hello"}}},
			{Role: ai.Assistant, Content: []ai.Block{{ToolUse: &ai.ToolUse{ID: "9", Name: "clock", Input: ai.JSON(`{"zone":"UTC"}`)}}}},
			{Role: ai.User, Content: []ai.Block{{ToolResult: &ai.ToolResult{ID: "9", Status: "success", Content: []ai.ResultBlock{{JSON: ai.JSON(`{"time":"12:00"}`)}}}}}},
		}, x.model.last(t).Messages); diff != "" {
			t.Error(diff)
		}
		// In a later turn nothing is left of the tools.
		x.model.say(text("Fine."), end, stop("end_turn"))
		x.send(c, `[{"text":"thanks"}]`)
		if diff := cmp.Diff([]ai.Message{
			{Role: ai.User, Content: []ai.Block{{Text: "hello"}}}, {Role: ai.Assistant, Content: []ai.Block{{Text: "Noon."}}}, {Role: ai.User, Content: []ai.Block{{Text: "thanks"}}},
		}, x.model.last(t).Messages); diff != "" {
			t.Error(diff)
		}
		if got := x.ask(alice, messages, `{"c":"`+c+`"}`); !strings.Contains(got, `"toolUse":{"toolUseId":"9","name":"clock","input":"{\"zone\":\"UTC\"}"}`) || !strings.Contains(got, `"json":"{\"time\":\"12:00\"}"`) {
			t.Error(got)
		}
		got := x.ask(alice, `mutation ($c: ID!, $t: AmplifyAIToolConfigurationInput) { chat(conversationId: $c, content: [{ text: "x" }], toolConfiguration: $t) { id } }`,
			`{"c":"`+c+`","t":{"tools":[{"toolSpec":{"name":"ovens","inputSchema":{"json":"{}"}}}]}}`)
		if !strings.Contains(got, "Tools must have unique names. Duplicate tools: ovens.") {
			t.Error(got)
		}
	})
}

// TestFailedTurn: the subscription tells that there will be no answer, and not
// what the server knows.
func TestFailedTurn(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		c := x.conversation()
		x.model.say(text("Goo"), errors.Join(&ai.Error{Type: "ThrottlingException", Message: "Too much."}, errors.New("secret detail")))
		x.send(c, hello)
		x.model.say(errors.New("dial tcp 10.0.0.1: refused"))
		x.send(c, hello)
		x.model.say(text("without an end"))
		x.send(c, hello)
		for range 30 { // a model that never comes to an answer
			x.model.say(use("1", "ovens", `{}`), stop("tool_use"))
		}
		x.send(c, hello)
		var errs []string
		for _, p := range withoutIDs(x.streamed(identity.Alice(), "")) {
			if strings.Contains(p, `"errors"`) {
				errs = append(errs, p)
			}
		}
		if diff := cmp.Diff([]string{
			`{"errors":[{"errorType":"ThrottlingException","message":"Too much."}],"id":"#response"}`,
			`{"errors":[{"errorType":"UnknownError","message":"The model could not be asked."}],"id":"#response"}`,
			`{"errors":[{"errorType":"UnknownError","message":"The model could not be asked."}],"id":"#response"}`,
			`{"errors":[{"errorType":"TooManyToolUses","message":"The model did not come to an answer."}],"id":"#response"}`,
		}, errs); diff != "" {
			t.Error(diff)
		}
		// Messages without an answer are not told to the model later.
		x.model.scripts = nil
		x.model.say(text("ok"), end, stop("end_turn"))
		x.send(c, `[{"text":"again"}]`)
		if got := x.model.last(t).Messages; len(got) != 1 || got[0].Content[0].Text != "again" {
			t.Errorf("%+v", got)
		}
	})
}

// TestListsBeginWithTheNewest: pages go back in time, conversations the newest
// first, messages in the order in which they were said.
func TestListsBeginWithTheNewest(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		alice := identity.Alice()
		var all []string
		for range 3 {
			all = append(all, x.conversation())
		}
		x.id(identity.Bob(), `mutation { createConversationChat(input: {}) { id } }`)
		for range 3 {
			x.model.say(text("a"), end, stop("end_turn"))
			x.send(all[0], hello)
		}
		list := func(next string) (ids []string, token string) {
			var got struct {
				Data struct {
					Page struct {
						Items     []struct{ ID string }
						NextToken string
					} `json:"listConversationChats"`
				}
			}
			if err := json.Unmarshal([]byte(x.ask(alice, `query ($n: String) { listConversationChats(limit: 2, nextToken: $n) { items { id } nextToken } }`, `{"n":`+next+`}`)), &got); err != nil {
				t.Fatal(err)
			}
			for _, i := range got.Data.Page.Items {
				ids = append(ids, i.ID)
			}
			return ids, `"` + got.Data.Page.NextToken + `"`
		}
		first, token := list("null")
		second, token := list(token)
		if diff := cmp.Diff([]string{all[0], all[2], all[1]}, append(first, second...)); diff != "" || token != `""` {
			t.Error(diff, token)
		}
		page := x.ask(alice, `query ($c: ID!) { listConversationMessageChats(limit: 3, filter: { conversationId: { eq: $c } }) { items { role } nextToken } }`, `{"c":"`+all[0]+`"}`)
		if !strings.HasPrefix(page, `{"data":{"listConversationMessageChats":{"items":[{"role":"assistant"},{"role":"user"},{"role":"assistant"}],"nextToken":"`) {
			t.Error(page)
		}
	})
}

// TestOwnHandler: a route with a handler of its own hands the event of
// Amplify's resolver over, and the handler answers by the API.
func TestOwnHandler(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		alice := identity.Alice()
		c := x.id(alice, `mutation { createConversationHandled(input: {}) { id } }`)
		m := x.id(alice, `mutation ($c: ID!) { handled(conversationId: $c, content: [{ text: "hi" }]) { id } }`, `{"c":"`+c+`"}`)
		x.engine.Wait()
		if len(x.handed) != 1 || len(x.model.asked) > 0 {
			t.Fatalf("%d events, %d requests of the model", len(x.handed), len(x.model.asked))
		}
		var e map[string]any
		if err := json.Unmarshal(x.handed[0], &e); err != nil {
			t.Fatal(err)
		}
		response := e["responseMutation"].(map[string]any)
		if response["name"] != "createAssistantResponseStreamHandled" || response["inputTypeName"] != "CreateConversationMessageHandledAssistantStreamingInput" {
			t.Errorf("%v", response)
		}
		if diff := cmp.Diff(map[string]any{
			"conversationId": c, "currentMessageId": m, "graphqlApiEndpoint": "https://api.example/graphql", "streamResponse": true,
			"responseMutation": response, "toolsConfiguration": map[string]any{},
			"modelConfiguration": map[string]any{"modelId": "small", "systemPrompt": "Be brief."},
			"request":            map[string]any{"headers": map[string]any{"authorization": "token of alice"}},
			"messageHistoryQuery": map[string]any{"getQueryName": "getConversationMessageHandled", "getQueryInputTypeName": "ID",
				"listQueryName": "listConversationMessageHandleds", "listQueryInputTypeName": "ModelConversationMessageHandledFilterInput"},
		}, e); diff != "" {
			t.Error(diff)
		}
		// The document that Amplify's handler makes of it is one of the API.
		document := fmt.Sprintf(`mutation PublishModelResponse($input: %s!) { %s(input: $input) { %s } }`, response["inputTypeName"], response["name"], response["selectionSet"])
		answer := x.ask(alice, document, `{"input":{"conversationId":"`+c+`","associatedUserMessageId":"`+m+`","contentBlockIndex":0,"contentBlockText":"hey","contentBlockDeltaIndex":0,"p":"abc","accumulatedTurnContent":[{"text":"hey"}]}}`)
		if !strings.Contains(answer, `"contentBlockText":"hey"`) || !strings.Contains(answer, `"id":"`+m+`#stream"`) || strings.Contains(answer, `"errors":[`) {
			t.Error(answer)
		}
		answer = x.ask(alice, document, `{"input":{"conversationId":"`+c+`","associatedUserMessageId":"`+m+`","contentBlockIndex":0,"contentBlockToolUse":"{\"toolUse\":{\"toolUseId\":\"1\",\"name\":\"n\",\"input\":{\"a\":1}}}","accumulatedTurnContent":[{"text":"hey"},{"toolUse":{"toolUseId":"1","name":"n","input":"{\"a\":1}"}}]}}`)
		if !strings.Contains(answer, `"contentBlockToolUse":{"toolUseId":"1","name":"n","input":"{\"a\":1}"}`) {
			t.Error(answer)
		}
		x.is(x.ask(alice, `query ($i: ID!) { getConversationMessageHandled(id: $i) { role associatedUserMessageId content { text toolUse { input } } } }`, `{"i":"`+m+`#response"}`),
			`{"data":{"getConversationMessageHandled":{"role":"assistant","associatedUserMessageId":"`+m+`","content":[{"text":"hey","toolUse":null},{"text":null,"toolUse":{"input":"{\"a\":1}"}}]}}}`)
		whole := x.ask(alice, `mutation ($i: CreateConversationMessageHandledAssistantInput!) { createAssistantResponseHandled(input: $i) { role content { text } owner } }`,
			`{"i":{"conversationId":"`+c+`","associatedUserMessageId":"`+m+`","content":[{"text":"whole"}]}}`)
		if !strings.Contains(whole, `"role":"assistant","content":[{"text":"whole"}]`) {
			t.Error(whole)
		}
		var last string
		for _, e := range x.events {
			last = e.Mutation
			if e.Mutation != "createAssistantResponseStreamHandled" || !strings.Contains(string(e.Payload), `"owner":"`) {
				t.Errorf("%s %s", e.Mutation, e.Payload)
			}
		}
		if last == "" {
			t.Error("nothing was published")
		}
	})
}

// TestMessagesOfOneMoment: a client that answers within the millisecond finds
// the messages in their order.
func TestMessagesOfOneMoment(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		x.stands.Store(true)
		c := x.conversation()
		var want []string
		for i := range 8 {
			answer := fmt.Sprint("answer ", i)
			x.model.say(text(answer), end, stop("end_turn"))
			x.send(c, fmt.Sprintf(`[{"text":"question %d"}]`, i))
			want = append(want, fmt.Sprint("question ", i), answer)
		}
		var got struct {
			Data struct {
				List struct {
					Items []struct{ Content []struct{ Text string } }
				} `json:"listConversationMessageChats"`
			}
		}
		body := x.ask(identity.Alice(), `query ($c: ID!) { listConversationMessageChats(filter: { conversationId: { eq: $c } }) { items { content { text } } } }`, `{"c":"`+c+`"}`)
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, m := range got.Data.List.Items {
			said = append(said, m.Content[0].Text)
		}
		if !slices.Equal(said, want) {
			t.Errorf("said %q, want %q", said, want)
		}
	})
}
