package openai

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/ai"
)

// completion is the request of a chat completion, as far as it is used.
type completion struct {
	Model      string      `json:"model"`
	Messages   []message   `json:"messages"`
	Stream     bool        `json:"stream"`
	Tools      []tool      `json:"tools,omitempty"`
	ToolChoice *toolChoice `json:"tool_choice,omitempty"`
	MaxTokens  *float64    `json:"max_tokens,omitempty"`
	// MaxCompletionTokens is what OpenAI itself calls it.
	MaxCompletionTokens *float64 `json:"max_completion_tokens,omitempty"`
	Temperature         *float64 `json:"temperature,omitempty"`
	TopP                *float64 `json:"top_p,omitempty"`
}

type message struct {
	Role string `json:"role"`
	// Content is a string, or []contentPart.
	Content    any        `json:"content,omitempty"`
	ToolCalls  []toolCall `json:"tool_calls,omitempty"`
	ToolCallID string     `json:"tool_call_id,omitempty"`
}

type contentPart struct {
	Type     string    `json:"type"`
	Text     string    `json:"text,omitempty"`
	ImageURL *imageURL `json:"image_url,omitempty"`
	File     *file     `json:"file,omitempty"`
}

type imageURL struct {
	URL string `json:"url"`
}

type file struct {
	Name string `json:"filename"`
	Data string `json:"file_data"`
}

type toolCall struct {
	ID       string       `json:"id"`
	Type     string       `json:"type"`
	Function functionCall `json:"function"`
}

type functionCall struct {
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
}

type tool struct {
	Type     string   `json:"type"`
	Function function `json:"function"`
}

type function struct {
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Parameters  json.RawMessage `json:"parameters,omitempty"`
}

type toolChoice struct {
	Type     string `json:"type"`
	Function struct {
		Name string `json:"name"`
	} `json:"function"`
}

// request writes a request as OpenAI has it.
func request(r *ai.Request, own bool) *completion {
	c := &completion{Model: r.Model, Stream: true, Messages: []message{{Role: "system", Content: r.System}}}
	for _, m := range r.Messages {
		if m.Role == ai.Assistant {
			c.Messages = append(c.Messages, assistant(m.Content))
		} else {
			c.Messages = append(c.Messages, user(m.Content)...)
		}
	}
	for _, t := range r.Tools {
		c.Tools = append(c.Tools, tool{"function", function{t.Name, t.Description, t.Schema}})
	}
	if r.Tool != "" {
		c.ToolChoice = &toolChoice{Type: "function"}
		c.ToolChoice.Function.Name = r.Tool
	}
	limit := &c.MaxTokens
	if own {
		limit = &c.MaxCompletionTokens
	}
	for name, to := range map[string]**float64{"maxTokens": limit, "temperature": &c.Temperature, "topP": &c.TopP} {
		if v, ok := r.Inference[name]; ok {
			*to = &v
		}
	}
	return c
}

func assistant(content []ai.Block) message {
	m := message{Role: "assistant"}
	var text []string
	for _, b := range content {
		if b.ToolUse == nil {
			text = append(text, b.Text)
			continue
		}
		m.ToolCalls = append(m.ToolCalls, toolCall{b.ToolUse.ID, "function", functionCall{b.ToolUse.Name, string(b.ToolUse.Input)}})
	}
	if len(text) > 0 {
		m.Content = strings.Join(text, "\n")
	}
	return m
}

// user are the messages of a user's content: each result of a tool is one of
// its own, and comes first.
func user(content []ai.Block) []message {
	var out []message
	var parts []contentPart
	for _, b := range content {
		switch {
		case b.ToolResult != nil:
			out = append(out, message{Role: "tool", ToolCallID: b.ToolResult.ID, Content: resultText(b.ToolResult)})
			for _, c := range b.ToolResult.Content {
				parts = appendMedia(parts, c.Image, c.Document) // a tool's message is text only
			}
		case b.Image != nil, b.Document != nil:
			parts = appendMedia(parts, b.Image, b.Document)
		default:
			parts = append(parts, contentPart{Type: "text", Text: b.Text})
		}
	}
	switch {
	case len(parts) == 0:
	case len(parts) == 1 && parts[0].Type == "text":
		out = append(out, message{Role: "user", Content: parts[0].Text})
	default:
		out = append(out, message{Role: "user", Content: parts})
	}
	return out
}

func resultText(r *ai.ToolResult) string {
	var text []string
	for _, c := range r.Content {
		if len(c.JSON) > 0 {
			text = append(text, string(c.JSON))
		} else if c.Text != "" {
			text = append(text, c.Text)
		}
	}
	return strings.Join(text, "\n")
}

func appendMedia(parts []contentPart, i *ai.Image, d *ai.Document) []contentPart {
	if i != nil {
		parts = append(parts, contentPart{Type: "image_url", ImageURL: &imageURL{dataURL("image/"+i.Format, i.Source.Bytes)}})
	}
	if d == nil {
		return parts
	}
	if kind, ok := binary[d.Format]; ok {
		return append(parts, contentPart{Type: "file", File: &file{d.Name + "." + d.Format, dataURL(kind, d.Source.Bytes)}})
	}
	return append(parts, contentPart{Type: "text", Text: d.Name + ":\n" + string(d.Source.Bytes)})
}

// binary are the formats of documents that are no text.
var binary = map[string]string{
	"pdf": "application/pdf", "doc": "application/msword", "xls": "application/vnd.ms-excel",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

func dataURL(kind string, content []byte) string {
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(content)
}
