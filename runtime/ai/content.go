package ai

import (
	"bytes"
	"encoding/json"
)

// Role is who speaks.
type Role string

// The roles.
const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// Message is what one side said.
type Message struct {
	Role    Role    `json:"role"`
	Content []Block `json:"content"`
}

// Block is a part of a message: one of its fields is set. Its JSON is that of
// Amplify's type AmplifyAIContentBlock.
type Block struct {
	Text       string      `json:"text,omitempty"`
	Image      *Image      `json:"image,omitempty"`
	Document   *Document   `json:"document,omitempty"`
	ToolUse    *ToolUse    `json:"toolUse,omitempty"`
	ToolResult *ToolResult `json:"toolResult,omitempty"`
}

// tool reports whether the block is about a tool.
func (b *Block) tool() bool { return b.ToolUse != nil || b.ToolResult != nil }

// Image is a picture.
type Image struct {
	// Format is "png", "jpeg", "gif" or "webp".
	Format string `json:"format"`
	Source Source `json:"source"`
}

// Document is a document.
type Document struct {
	// Format is that of Bedrock: "pdf", "csv", "doc", "docx", "xls", "xlsx",
	// "html", "txt", "md".
	Format string `json:"format"`
	Name   string `json:"name"`
	Source Source `json:"source"`
}

// Source is the content of a picture or a document.
type Source struct {
	// Bytes travel in base64.
	Bytes []byte `json:"bytes"`
}

// ToolUse is an assistant's wish to use a tool.
type ToolUse struct {
	ID   string `json:"toolUseId"`
	Name string `json:"name"`
	// Input is what the tool is given, an object.
	Input JSON `json:"input"`
}

// ToolResult answers a ToolUse.
type ToolResult struct {
	ID      string        `json:"toolUseId"`
	Content []ResultBlock `json:"content"`
	// Status is "success" or "error"; empty for success.
	Status string `json:"status,omitempty"`
}

// ResultBlock is a part of a tool's result: one of its fields is set.
type ResultBlock struct {
	Text     string    `json:"text,omitempty"`
	JSON     JSON      `json:"json,omitempty"`
	Image    *Image    `json:"image,omitempty"`
	Document *Document `json:"document,omitempty"`
}

// JSON is a JSON value which the API gives as AWSJSON, so as a string that
// contains it. A handler gives the value itself or such a string.
type JSON json.RawMessage

// MarshalJSON writes the string that contains the value.
func (j JSON) MarshalJSON() ([]byte, error) {
	if len(j) == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(string(j))
}

// UnmarshalJSON takes a value, or a string that contains one.
func (j *JSON) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	var text string
	if json.Unmarshal(b, &text) == nil && json.Valid([]byte(text)) {
		*j = JSON(text)
		return nil
	}
	*j = append((*j)[:0], b...)
	return nil
}

// contentOf reads the content of a message: an array of blocks, or null.
func contentOf(text []byte) ([]Block, error) {
	var blocks []Block
	if len(text) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(text, &blocks); err != nil {
		return nil, err
	}
	return blocks, nil
}
