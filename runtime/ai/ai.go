// Package ai answers the AI routes of a schema: generations (a.generation) and
// conversations (a.conversation). They ask a Model, which packages bedrock and
// openai implement for the Bedrock Converse protocol and for endpoints that are
// compatible with OpenAI's, and which a program may implement itself.
//
// Conversations are stored in their own models and belong to their owners.
// Answers come through the route's subscription part by part, as Amplify's
// handler sends them, and the data tools of a conversation ask the API in the
// name of whoever speaks.
package ai

import (
	"context"
	"encoding/json"
	"iter"
)

// Model is a language model, or a service that has several. It is used by many
// goroutines at once.
type Model interface {
	// Converse asks for the next message of the assistant and yields its parts
	// as they come; the last one has Stop. After an error there is none. A
	// context that ends, or a consumer that breaks off, ends the request. An
	// *Error tells the caller of the API what is wrong; of other errors only the
	// log has the text.
	Converse(ctx context.Context, r *Request) iter.Seq2[Part, error]
}

// Request asks for the next message of an assistant.
type Request struct {
	// Model is the id that the schema gives, or what the settings name instead.
	Model string
	// System is the system prompt.
	System string
	// Messages alternate between user and assistant and end with a user's.
	Messages []Message
	// Tools are what the model may use. Tool is the name of the one that it has
	// to use; empty lets it choose.
	Tools []Tool
	Tool  string
	// Inference are the settings maxTokens, temperature and topP, of those that
	// the schema gives.
	Inference map[string]float64
}

// Tool is what a model may use.
type Tool struct {
	Name        string
	Description string
	// Schema is the JSON schema of the input, an object.
	Schema json.RawMessage
}

// Part is a part of an assistant's message. Exactly one of the fields is set.
type Part struct {
	// Text continues the current block of text.
	Text string
	// End ends the current block of text.
	End bool
	// ToolUse is a whole use of a tool, with its input.
	ToolUse *ToolUse
	// Stop ends the message and is the reason, as Bedrock names them: "end_turn",
	// "tool_use", "max_tokens", "stop_sequence", "guardrail_intervened",
	// "content_filtered".
	Stop string
}

// The reasons for the end of a message that decide what comes next.
const (
	StopEndTurn = "end_turn"
	StopToolUse = "tool_use"
)

// Error is a failure of a model of which the client may know. The message must
// not say anything about the system behind it.
type Error struct{ Type, Message string }

// Error gives the message.
func (e *Error) Error() string { return e.Type + ": " + e.Message }

// AccessDenied is the error where the model or the account refuses access, in
// the words of Amplify's resolver.
func AccessDenied() *Error {
	return &Error{"AccessDeniedException", "The model is disabled or this generation route is missing a necessary identity-based policy."}
}

// MaxAnswer bounds what a model may say in one turn, with the inputs of tools,
// in bytes.
const MaxAnswer = 1 << 20

// TooLong is the error of an answer beyond MaxAnswer.
func TooLong() *Error { return &Error{"ModelErrorException", "The answer of the model is too long."} }

// Driver opens models of one kind of service.
type Driver interface {
	// Provider is the name in the settings (ai.provider).
	Provider() string
	// Open prepares the service. It does not ask it for anything.
	Open(ctx context.Context, s Settings) (Model, error)
}

// Settings say where a service is.
type Settings struct {
	// URL is the service's address; empty for the provider's own.
	URL string
	// Region is the AWS region.
	Region string
	// APIKey is the service's key; empty for none.
	APIKey string
}

// Use makes a driver of a model that a program implements itself. It is taken
// where the settings name no provider, or "go".
func Use(m Model) Driver { return own{m} }

type own struct{ model Model }

// Provider is "go".
func (own) Provider() string { return "go" }

// Open gives the model.
func (o own) Open(context.Context, Settings) (Model, error) { return o.model, nil }
