package openai_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/ai/openai"
)

// recorded is a request that the service got.
type recorded struct {
	path, authorization string
	body                any
}

// service is a local service that answers with the data of events.
func service(t *testing.T, status int, events ...string) (url string, got *recorded) {
	t.Helper()
	got = &recorded{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got.path, got.authorization = r.URL.Path, r.Header.Get("Authorization")
		if err := json.NewDecoder(r.Body).Decode(&got.body); err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "text/event-stream")
		w.WriteHeader(status)
		for _, e := range events {
			_, _ = io.WriteString(w, ": comment\ndata: "+e+"\n\n")
		}
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1/", got
}

func collect(t *testing.T, s ai.Settings, r *ai.Request) (parts []ai.Part, err error) {
	t.Helper()
	m, err := openai.Driver().Open(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	for p, err := range m.Converse(context.Background(), r) {
		if err != nil {
			return parts, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

func TestConverse(t *testing.T) {
	t.Parallel()
	url, got := service(t, http.StatusOK,
		`{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}`,
		`{"choices":[{"index":0,"delta":{"content":"Let me "}}]}`,
		`{"choices":[{"index":0,"delta":{"content":"see."}}]}`,
		`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"ovens","arguments":""}}]}}]}`,
		`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]}}]}`,
		`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"t2","function":{"name":"all"}},{"index":0,"function":{"arguments":"1}"}}]}}]}`,
		`{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}`,
		`{"choices":[],"usage":{"total_tokens":3}}`,
		`[DONE]`,
	)
	parts, err := collect(t, ai.Settings{URL: url, APIKey: "sk-1"}, &ai.Request{
		Model: "llama", System: "Be brief.", Inference: map[string]float64{"maxTokens": 100, "temperature": 0.5},
		Messages: []ai.Message{
			{Role: ai.User, Content: []ai.Block{{Text: "hi"}}},
			{Role: ai.Assistant, Content: []ai.Block{{Text: "well"}, {ToolUse: &ai.ToolUse{ID: "t0", Name: "ovens", Input: ai.JSON(`{}`)}}}},
			{Role: ai.User, Content: []ai.Block{{ToolResult: &ai.ToolResult{ID: "t0", Content: []ai.ResultBlock{{JSON: ai.JSON(`{"ok":true}`)}, {Text: "t"}}}}, {Text: "and"},
				{Image: &ai.Image{Format: "png", Source: ai.Source{Bytes: []byte("pixels")}}}, {Document: &ai.Document{Format: "txt", Name: "menu", Source: ai.Source{Bytes: []byte("soup")}}},
				{Document: &ai.Document{Format: "pdf", Name: "menu", Source: ai.Source{Bytes: []byte("pages")}}}}},
		},
		Tools: []ai.Tool{{Name: "ovens", Description: "All ovens", Schema: json.RawMessage(`{"type":"object"}`)}}, Tool: "ovens",
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]ai.Part{
		{Text: "Let me "}, {Text: "see."}, {End: true}, {ToolUse: &ai.ToolUse{ID: "t1", Name: "ovens", Input: ai.JSON(`{"a":1}`)}},
		{ToolUse: &ai.ToolUse{ID: "t2", Name: "all", Input: ai.JSON(`{}`)}}, {Stop: "tool_use"},
	}, parts); diff != "" {
		t.Error(diff)
	}
	if got.path != "/v1/chat/completions" || got.authorization != "Bearer sk-1" {
		t.Errorf("%s %s", got.path, got.authorization)
	}
	var want any
	if err := json.Unmarshal([]byte(`{
		"model": "llama", "stream": true, "max_tokens": 100, "temperature": 0.5,
		"messages": [
			{"role": "system", "content": "Be brief."},
			{"role": "user", "content": "hi"},
			{"role": "assistant", "content": "well", "tool_calls": [{"id": "t0", "type": "function", "function": {"name": "ovens", "arguments": "{}"}}]},
			{"role": "tool", "tool_call_id": "t0", "content": "{\"ok\":true}\nt"},
			{"role": "user", "content": [{"type": "text", "text": "and"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,cGl4ZWxz"}},
				{"type": "text", "text": "menu:\nsoup"}, {"type": "file", "file": {"filename": "menu.pdf", "file_data": "data:application/pdf;base64,cGFnZXM="}}]}
		],
		"tools": [{"type": "function", "function": {"name": "ovens", "description": "All ovens", "parameters": {"type": "object"}}}],
		"tool_choice": {"type": "function", "function": {"name": "ovens"}}
	}`), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got.body); diff != "" {
		t.Error(diff)
	}
}

func TestEnds(t *testing.T) {
	t.Parallel()
	for events, want := range map[string][]ai.Part{
		`{"choices":[{"delta":{"content":"hi"},"finish_reason":"stop"}]}`:                                                             {{Text: "hi"}, {End: true}, {Stop: "end_turn"}},
		`{"choices":[{"delta":{"content":"hi"},"finish_reason":"length"}]}`:                                                           {{Text: "hi"}, {End: true}, {Stop: "max_tokens"}},
		`{"choices":[{"delta":{},"finish_reason":"content_filter"}]}`:                                                                 {{Stop: "content_filtered"}},
		`{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"{\"a\":2}"}}]},"finish_reason":"stop"}]}`: {{ToolUse: &ai.ToolUse{ID: "call_0", Name: "f", Input: ai.JSON(`{"a":2}`)}}, {Stop: "tool_use"}},
	} {
		url, got := service(t, http.StatusOK, events)
		parts, err := collect(t, ai.Settings{URL: url}, &ai.Request{Model: "m"})
		if diff := cmp.Diff(want, parts); diff != "" || err != nil || got.authorization != "" {
			t.Errorf("%s: %v %s", events, err, diff)
		}
	}
}

// TestHostileServices: whatever a service sends, an answer or an error comes of it.
func TestHostileServices(t *testing.T) {
	t.Parallel()
	for events, want := range map[string]string{
		`{`:                                  "not JSON",
		`{}`:                                 "no end",
		`[1]`:                                "not JSON",
		`{"error":{"message":"overloaded"}}`: "overloaded",
		`{"choices":[{"delta":{"tool_calls":[{"index":1000000000,"function":{"name":"f"}}]}}]}`:                               "the place",
		`{"choices":[{"delta":{"tool_calls":[{"index":-1,"function":{"name":"f"}}]}}]}`:                                       "the place",
		`{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"{"}}]},"finish_reason":"stop"}]}`: "not JSON",
		strings.Repeat("x", 9<<20): "",
		`{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"` + strings.Repeat("1", ai.MaxAnswer+1) + `"}}]},"finish_reason":"stop"}]}`: "too long",
	} {
		url, _ := service(t, http.StatusOK, events)
		parts, err := collect(t, ai.Settings{URL: url}, &ai.Request{Model: "m"})
		if err == nil || !strings.Contains(err.Error(), want) || len(parts) > 0 {
			t.Errorf("%.60s: %v, %v", events, parts, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{401: "AccessDeniedException", 404: "ResourceNotFoundException", 429: "ThrottlingException", 503: "ServiceUnavailableException", 400: "ValidationException"} {
		url, _ := service(t, status, "secret")
		_, err := collect(t, ai.Settings{URL: url}, &ai.Request{Model: "m"})
		var known *ai.Error
		if !errors.As(err, &known) || known.Type != want || strings.Contains(known.Message, "secret") {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// TestRedirectsAreNotFollowed: what users say goes to the configured address.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	other, got := service(t, http.StatusOK)
	s := httptest.NewServer(http.RedirectHandler(other, http.StatusTemporaryRedirect))
	t.Cleanup(s.Close)
	if _, err := collect(t, ai.Settings{URL: s.URL, APIKey: "k"}, &ai.Request{Model: "m"}); err == nil || got.path != "" {
		t.Errorf("another address is asked at %q: %v", got.path, err)
	}
}
