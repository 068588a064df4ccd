package conversation

import (
	"encoding/json"

	"github.com/amplifygo/amplifygo/amplify"
)

// Role is who speaks.
type Role string

// The roles.
const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// ContentBlock is a part of a message: exactly one of its fields is set.
type ContentBlock struct {
	Text     string    `json:"text,omitempty"`
	Image    *Image    `json:"image,omitempty"`
	Document *Document `json:"document,omitempty"`
	// ToolUse is the assistant's wish to use a tool of the client; ToolResult,
	// in the user's next message, answers it.
	ToolUse    *ToolUse    `json:"toolUse,omitempty"`
	ToolResult *ToolResult `json:"toolResult,omitempty"`
}

// Image is a picture.
type Image struct {
	// Format is "gif", "jpeg", "png" or "webp".
	Format string `json:"format"`
	Source Source `json:"source"`
}

// Document is a document.
type Document struct {
	// Format is "pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt" or "md".
	Format string `json:"format"`
	Name   string `json:"name"`
	Source Source `json:"source"`
}

// Source holds the bytes of a picture or a document themselves; they travel in
// base64.
type Source struct {
	Bytes []byte `json:"bytes"`
}

// ToolUse is the assistant's wish that the client use one of its tools.
type ToolUse struct {
	// ID is what the ToolResult has to name.
	ID string `json:"toolUseId"`
	// Name is the tool's, Input what it is given: an object that fits the
	// tool's schema, as far as the model got it right.
	Name  string       `json:"name"`
	Input amplify.JSON `json:"input"`
}

// ToolResult is what a tool of the client gave for a ToolUse.
type ToolResult struct {
	ID      string        `json:"toolUseId"`
	Content []ResultBlock `json:"content"`
	// Status is "success" or "error"; empty counts as success.
	Status string `json:"status,omitempty"`
}

// ResultBlock is a part of a tool's result: exactly one of its fields is set.
type ResultBlock struct {
	Text     string       `json:"text,omitempty"`
	JSON     amplify.JSON `json:"json,omitempty"`
	Image    *Image       `json:"image,omitempty"`
	Document *Document    `json:"document,omitempty"`
}

// ToolConfiguration are the tools of the client that the assistant may use
// while it answers a message.
type ToolConfiguration []Tool

// Tool is a tool of the client. Its name must not be that of a tool in the
// schema.
type Tool struct {
	Name string
	// Description tells the model what the tool is for.
	Description string
	// InputSchema is the JSON schema of the input, of the type object.
	InputSchema amplify.JSON
}

// The JSON of a tool configuration: {"tools":[{"toolSpec":{"name":"clock","inputSchema":{"json":"{}"}}}]}.
type (
	toolsJSON struct {
		Tools []toolJSON `json:"tools"`
	}
	toolJSON struct {
		Spec specJSON `json:"toolSpec"`
	}
	specJSON struct {
		Name        string     `json:"name"`
		Description string     `json:"description,omitempty"`
		InputSchema schemaJSON `json:"inputSchema"`
	}
	schemaJSON struct {
		JSON amplify.JSON `json:"json"`
	}
)

// MarshalJSON writes the tools as the API takes them. It fails for an
// InputSchema that is not JSON.
func (t ToolConfiguration) MarshalJSON() ([]byte, error) {
	out := toolsJSON{Tools: make([]toolJSON, len(t))}
	for i, tool := range t {
		out.Tools[i].Spec = specJSON{tool.Name, tool.Description, schemaJSON{tool.InputSchema}}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads the tools as the API gives them; null is no tools.
func (t *ToolConfiguration) UnmarshalJSON(b []byte) error {
	var in toolsJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	*t = nil
	for _, tool := range in.Tools {
		*t = append(*t, Tool{tool.Spec.Name, tool.Spec.Description, tool.Spec.InputSchema.JSON})
	}
	return nil
}
