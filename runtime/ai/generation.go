package ai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"

	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// invalidResponse is Amplify's error for an answer without a result. What is
// wrong with the answer stays in the log, and the answer itself in neither.
func (r *Routes) invalidResponse(ctx context.Context, o *schema.Operation, reason, stop string) error {
	r.Logger.LogAttrs(ctx, slog.LevelWarn, "a model gave no result", slog.String("operation", o.Name), slog.String("model", r.model(o.AI.Model)),
		slog.String("reason", reason), slog.String("stop", stop))
	return functions.Fail("InvalidResponseException", "Invalid Bedrock response")
}

// generate answers a generation: the arguments are the user's message, and the
// model has to use a tool whose input is the result (api.md 6).
func (r *Routes) generate(ctx context.Context, call *functions.Call) (any, error) {
	o := call.Operation
	tool, ok := r.forced[o]
	if !ok {
		return nil, errors.New("ai: the routes are not bound to an engine")
	}
	ctx, cancel := context.WithTimeout(ctx, r.Timeout)
	defer cancel()
	request := &Request{
		Model: r.model(o.AI.Model), System: o.AI.SystemPrompt, Inference: o.AI.Inference,
		Messages: []Message{{User, []Block{{Text: string(call.Arguments)}}}},
		Tools:    []Tool{tool}, Tool: tool.Name,
	}
	var used *ToolUse
	var stop string
	for part, err := range r.Model.Converse(ctx, request) {
		if err != nil {
			return nil, r.public(ctx, o, err)
		}
		if used == nil && part.ToolUse != nil && part.ToolUse.Name == tool.Name {
			used = part.ToolUse
		}
		if part.Stop != "" {
			stop = part.Stop
		}
	}
	if used == nil {
		return nil, r.invalidResponse(ctx, o, "it did not use the tool "+tool.Name, stop)
	}
	result, ok := boxed(o, used.Input)
	if !ok {
		return nil, r.invalidResponse(ctx, o, `the input of the tool has no "value"`, stop)
	}
	return result, nil
}

// boxed takes the result out of the tool's input, and reports whether there is
// one. Models now and then write an object as a string that contains it.
func boxed(o *schema.Operation, in JSON) (json.RawMessage, bool) {
	var box struct {
		Value json.RawMessage `json:"value"`
	}
	if json.Unmarshal(in, &box) != nil || len(box.Value) == 0 || bytes.Equal(box.Value, []byte("null")) {
		return nil, false
	}
	var text string
	if o.Returns.List || !textual(o.Returns.Kind) {
		if json.Unmarshal(box.Value, &text) == nil && json.Valid([]byte(text)) {
			return json.RawMessage(text), true
		}
	}
	return box.Value, true
}

// textual reports whether values of a kind are strings.
func textual(k schema.Kind) bool {
	switch k {
	case schema.CustomKind, schema.ModelKind, schema.Int, schema.Float, schema.Boolean, schema.AWSTimestamp:
		return false
	}
	return true
}

// public is the error of a model as the caller of a generation sees it: what
// says something about the system stays in the log.
func (r *Routes) public(ctx context.Context, o *schema.Operation, err error) error {
	r.Logger.LogAttrs(ctx, slog.LevelError, "a model has failed", slog.String("operation", o.Name), slog.String("model", r.model(o.AI.Model)), slog.Any("error", err))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	e := described(err)
	return functions.Fail(e.Type, e.Message)
}

// described is an error of which a client may know.
func described(err error) *Error {
	var known *Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{"TimeoutException", "The model did not answer in time."}
	}
	return &Error{"UnknownError", "The model could not be asked."}
}
