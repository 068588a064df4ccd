package bedrock_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/ai/bedrock"
)

// recorded is a request that the service got.
type recorded struct {
	path, authorization string
	body                any
}

// event writes an event of Bedrock's stream.
func event(w io.Writer, kind, payload string) error {
	m := eventstream.Message{Payload: []byte(payload)}
	m.Headers.Set(":message-type", eventstream.StringValue("event"))
	m.Headers.Set(":event-type", eventstream.StringValue(kind))
	m.Headers.Set(":content-type", eventstream.StringValue("application/json"))
	return eventstream.NewEncoder().Encode(w, m)
}

// service is a local Bedrock that answers with events, each its kind and its
// payload, or with an error where there are none.
func service(t *testing.T, status int, said string, events ...[2]string) (url string, got *recorded) {
	t.Helper()
	got = &recorded{}
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got.path, got.authorization = r.URL.EscapedPath(), r.Header.Get("Authorization")
		if err := json.NewDecoder(r.Body).Decode(&got.body); err != nil {
			t.Error(err)
		}
		if status != http.StatusOK {
			w.Header().Set("X-Amzn-ErrorType", said)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"message":"arn:aws:iam::123456789012:role/secret may not"}`)
			return
		}
		w.Header().Set("Content-Type", "application/vnd.amazon.eventstream")
		for _, e := range events {
			if err := event(w, e[0], e[1]); err != nil {
				t.Error(err)
			}
		}
	}))
	t.Cleanup(s.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CA_BUNDLE", ca)
	return s.URL, got
}

// open gives the model with credentials from the environment, as servers have
// them.
func open(t *testing.T, s ai.Settings) ai.Model {
	t.Helper()
	for name, v := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_CONFIG_FILE": "/dev/null",
		"AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1",
	} {
		t.Setenv(name, v)
	}
	m, err := bedrock.Driver().Open(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func collect(m ai.Model, r *ai.Request) (parts []ai.Part, err error) {
	for p, err := range m.Converse(context.Background(), r) {
		if err != nil {
			return parts, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

func TestConverse(t *testing.T) {
	url, got := service(t, http.StatusOK, "",
		[2]string{"messageStart", `{"role":"assistant"}`},
		[2]string{"contentBlockDelta", `{"contentBlockIndex":0,"delta":{"text":"Let me "}}`},
		[2]string{"contentBlockDelta", `{"contentBlockIndex":0,"delta":{"text":"see."},"p":"abc"}`},
		[2]string{"contentBlockStop", `{"contentBlockIndex":0}`},
		[2]string{"contentBlockStart", `{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t1","name":"ovens"}}}`},
		[2]string{"contentBlockDelta", `{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"a\":"}}}`},
		[2]string{"contentBlockDelta", `{"contentBlockIndex":1,"delta":{"toolUse":{"input":"[1]}"}}}`},
		[2]string{"contentBlockStop", `{"contentBlockIndex":1}`},
		[2]string{"contentBlockStart", `{"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"t2","name":"all"}}}`},
		[2]string{"contentBlockStop", `{"contentBlockIndex":2}`},
		[2]string{"messageStop", `{"stopReason":"tool_use"}`},
		[2]string{"metadata", `{"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3},"metrics":{"latencyMs":4}}`},
	)
	m := open(t, ai.Settings{URL: url, Region: "eu-central-1"})
	parts, err := collect(m, &ai.Request{
		Model: "amazon.nova-pro-v1:0", System: "Be brief.", Inference: map[string]float64{"maxTokens": 100, "temperature": 0.5, "topP": 0.25},
		Messages: []ai.Message{
			{Role: ai.User, Content: []ai.Block{{Text: "hi"}, {Image: &ai.Image{Format: "png", Source: ai.Source{Bytes: []byte("pixels")}}},
				{Document: &ai.Document{Format: "pdf", Name: "menu", Source: ai.Source{Bytes: []byte("pages")}}}}},
			{Role: ai.Assistant, Content: []ai.Block{{ToolUse: &ai.ToolUse{ID: "t0", Name: "ovens", Input: ai.JSON(`{"n":12345678901234567890}`)}}}},
			{Role: ai.User, Content: []ai.Block{{ToolResult: &ai.ToolResult{ID: "t0", Status: "success", Content: []ai.ResultBlock{{JSON: ai.JSON(`{"ok":true}`)}, {Text: "t"}}}}}},
		},
		Tools: []ai.Tool{{Name: "ovens", Description: "All ovens", Schema: json.RawMessage(`{"type":"object","properties":{}}`)}}, Tool: "ovens",
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]ai.Part{
		{Text: "Let me "}, {Text: "see."}, {End: true}, {ToolUse: &ai.ToolUse{ID: "t1", Name: "ovens", Input: ai.JSON(`{"a":[1]}`)}},
		{ToolUse: &ai.ToolUse{ID: "t2", Name: "all", Input: ai.JSON(`{}`)}}, {Stop: "tool_use"},
	}, parts); diff != "" {
		t.Error(diff)
	}
	if got.path != "/model/amazon.nova-pro-v1%3A0/converse-stream" || !strings.HasPrefix(got.authorization, "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/") || !strings.Contains(got.authorization, "/eu-central-1/bedrock/aws4_request") {
		t.Errorf("%s %s", got.path, got.authorization)
	}
	var want any
	if err := json.Unmarshal([]byte(`{
		"system": [{"text": "Be brief."}],
		"inferenceConfig": {"maxTokens": 100, "temperature": 0.5, "topP": 0.25},
		"messages": [
			{"role": "user", "content": [{"text": "hi"}, {"image": {"format": "png", "source": {"bytes": "cGl4ZWxz"}}}, {"document": {"format": "pdf", "name": "menu", "source": {"bytes": "cGFnZXM="}}}]},
			{"role": "assistant", "content": [{"toolUse": {"toolUseId": "t0", "name": "ovens", "input": {"n": 12345678901234567890}}}]},
			{"role": "user", "content": [{"toolResult": {"toolUseId": "t0", "status": "success", "content": [{"json": {"ok": true}}, {"text": "t"}]}}]}
		],
		"toolConfig": {
			"tools": [{"toolSpec": {"name": "ovens", "description": "All ovens", "inputSchema": {"json": {"type": "object", "properties": {}}}}}],
			"toolChoice": {"tool": {"name": "ovens"}}
		}
	}`), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got.body); diff != "" {
		t.Error(diff)
	}
}

// TestAPIKey: a Bedrock API key stands for the signature.
func TestAPIKey(t *testing.T) {
	url, got := service(t, http.StatusOK, "", [2]string{"messageStop", `{"stopReason":"end_turn"}`})
	m := open(t, ai.Settings{URL: url, Region: "us-east-1", APIKey: "bedrock-key"})
	if _, err := collect(m, &ai.Request{Model: "m", Messages: []ai.Message{{Role: ai.User, Content: []ai.Block{{Text: "hi"}}}}}); err != nil || got.authorization != "Bearer bedrock-key" {
		t.Errorf("%v, %q", err, got.authorization)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		status    int
		said      string
		want      ai.Error
		events    [][2]string
		noneKnown bool
	}{
		{status: 403, said: "AccessDeniedException", want: *ai.AccessDenied()},
		{status: 400, said: "ValidationException", want: ai.Error{Type: "ValidationException", Message: "The model could not be asked."}},
		{status: 429, said: "ThrottlingException", want: ai.Error{Type: "ThrottlingException", Message: "The model could not be asked."}},
		{status: 200, noneKnown: true, events: [][2]string{
			{"contentBlockStart", `{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t1","name":"ovens"}}}`},
			{"contentBlockDelta", `{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{"}}}`}, {"contentBlockStop", `{"contentBlockIndex":1}`},
		}},
	} {
		url, _ := service(t, c.status, c.said, c.events...)
		_, err := collect(open(t, ai.Settings{URL: url, Region: "us-east-1"}), &ai.Request{Model: "m", Messages: []ai.Message{{Role: ai.User, Content: []ai.Block{{Text: "hi"}}}}})
		var known *ai.Error
		if errors.As(err, &known) == c.noneKnown || err == nil {
			t.Errorf("%d: %v", c.status, err)
		}
		if known != nil && *known != c.want {
			t.Errorf("%d: %+v", c.status, known)
		}
	}
}

// TestBrokenStream: an answer that breaks off is an error.
func TestBrokenStream(t *testing.T) {
	var b bytes.Buffer
	if err := event(&b, "messageStop", `{"stopReason":"end_turn"}`); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/vnd.amazon.eventstream")
		_, _ = w.Write(b.Bytes()[:b.Len()-3])
	}))
	defer s.Close()
	parts, err := collect(open(t, ai.Settings{URL: s.URL, Region: "us-east-1"}), &ai.Request{Model: "m", Messages: []ai.Message{{Role: ai.User, Content: []ai.Block{{Text: "hi"}}}}})
	if err == nil || len(parts) > 0 {
		t.Errorf("%v, %v", parts, err)
	}
}
