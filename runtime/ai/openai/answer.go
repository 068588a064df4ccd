package openai

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/ai"
)

// chunk is an event of a streamed chat completion.
type chunk struct {
	Choices []struct {
		Delta struct {
			Content   string `json:"content"`
			ToolCalls []struct {
				Index    int    `json:"index"`
				ID       string `json:"id"`
				Function struct {
					Name      string `json:"name"`
					Arguments string `json:"arguments"`
				} `json:"function"`
			} `json:"tool_calls"`
		} `json:"delta"`
		FinishReason string `json:"finish_reason"`
	} `json:"choices"`
	Error *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// answer is what has come of a completion.
type answer struct {
	text   bool
	calls  []call
	reason string
	// input is the length of all arguments.
	input int
}

type call struct {
	id, name  string
	arguments []byte
}

// maxCalls bounds the uses of tools in one message.
const maxCalls = 128

// parts reads an event.
func (a *answer) parts(data string) ([]ai.Part, error) {
	var c chunk
	if err := json.Unmarshal([]byte(data), &c); err != nil {
		return nil, fmt.Errorf("an event is not JSON: %w", err)
	}
	if c.Error != nil {
		return nil, errors.New("the service says: " + c.Error.Message)
	}
	if len(c.Choices) == 0 {
		return nil, nil // usage
	}
	choice := &c.Choices[0]
	var out []ai.Part
	if choice.Delta.Content != "" {
		a.text = true
		out = append(out, ai.Part{Text: choice.Delta.Content})
	}
	for _, t := range choice.Delta.ToolCalls {
		if t.Index < 0 || t.Index >= maxCalls {
			return out, fmt.Errorf("a tool is used at the place %d", t.Index)
		}
		for len(a.calls) <= t.Index {
			a.calls = append(a.calls, call{})
		}
		to := &a.calls[t.Index]
		if t.ID != "" {
			to.id = t.ID
		}
		if t.Function.Name != "" {
			to.name = t.Function.Name
		}
		to.arguments = append(to.arguments, t.Function.Arguments...)
		if a.input += len(t.Function.Arguments); a.input > ai.MaxAnswer {
			return out, ai.TooLong()
		}
	}
	if choice.FinishReason != "" {
		a.reason = choice.FinishReason
	}
	return out, nil
}

// end gives what remains when the last event has come.
func (a *answer) end() ([]ai.Part, error) {
	if a.reason == "" {
		return nil, errors.New("the answer has no end")
	}
	var out []ai.Part
	if a.text {
		out = append(out, ai.Part{End: true})
	}
	for i, c := range a.calls {
		if c.name == "" {
			continue
		}
		if len(c.arguments) == 0 {
			c.arguments = []byte("{}")
		}
		if !json.Valid(c.arguments) {
			return out, errors.New("the input of a tool is not JSON")
		}
		if c.id == "" {
			c.id = fmt.Sprintf("call_%d", i)
		}
		out = append(out, ai.Part{ToolUse: &ai.ToolUse{ID: c.id, Name: c.name, Input: ai.JSON(c.arguments)}})
	}
	return append(out, ai.Part{Stop: a.stop()}), nil
}

// stop names the reason as Bedrock does. Some services end with "stop" where
// tools are to be used.
func (a *answer) stop() string {
	switch {
	case len(a.calls) > 0 && (a.reason == "tool_calls" || a.reason == "function_call" || a.reason == "stop"):
		return ai.StopToolUse
	case a.reason == "stop":
		return ai.StopEndTurn
	case a.reason == "length":
		return "max_tokens"
	case a.reason == "content_filter":
		return "content_filtered"
	}
	return a.reason
}
