package ai

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/functions"
)

// The event that Amplify's resolver sends to a conversation's handler
// (defineConversationHandlerFunction, version 1).
type turnEvent struct {
	ConversationID   string             `json:"conversationId"`
	CurrentMessageID string             `json:"currentMessageId"`
	ResponseMutation responseMutation   `json:"responseMutation"`
	Endpoint         string             `json:"graphqlApiEndpoint"`
	Model            modelConfiguration `json:"modelConfiguration"`
	Request          struct {
		Headers map[string]string `json:"headers"`
	} `json:"request"`
	History        messageHistoryQuery `json:"messageHistoryQuery"`
	Tools          toolsConfiguration  `json:"toolsConfiguration"`
	StreamResponse bool                `json:"streamResponse"`
}

type responseMutation struct {
	Name          string `json:"name"`
	InputTypeName string `json:"inputTypeName"`
	SelectionSet  string `json:"selectionSet"`
}

type modelConfiguration struct {
	ModelID      string             `json:"modelId"`
	SystemPrompt string             `json:"systemPrompt"`
	Inference    map[string]float64 `json:"inferenceConfiguration,omitempty"`
}

type messageHistoryQuery struct {
	Get       string `json:"getQueryName"`
	GetInput  string `json:"getQueryInputTypeName"`
	List      string `json:"listQueryName"`
	ListInput string `json:"listQueryInputTypeName"`
}

type toolsConfiguration struct {
	DataTools   []toolEvent `json:"dataTools,omitempty"`
	ClientTools []toolEvent `json:"clientTools,omitempty"`
}

type toolEvent struct {
	Name        string      `json:"name"`
	Description string      `json:"description"`
	InputSchema inputSchema `json:"inputSchema"`
	Query       *toolQuery  `json:"graphqlRequestInputDescriptor,omitempty"`
}

type inputSchema struct {
	JSON json.RawMessage `json:"json"`
}

type toolQuery struct {
	Name         string            `json:"queryName"`
	SelectionSet string            `json:"selectionSet"`
	Types        map[string]string `json:"propertyTypes"`
}

// partSelection are the fields that the subscription needs of a part.
const partSelection = "associatedUserMessageId contentBlockDeltaIndex contentBlockDoneAtIndex contentBlockIndex contentBlockText " +
	"contentBlockToolUse { toolUseId name input } conversationId id stopReason owner errors { errorType message } p"

// handOver lets the route's own handler answer, which does it by calls of the
// API with the credentials of the message's sender.
func (u *turn) handOver(call *functions.Call, own functions.Func, client *clientTools) func(context.Context) error {
	return func(ctx context.Context) error {
		return u.attempt(ctx, func(ctx context.Context) error {
			c := *call
			c.Answer = nil // the response has been sent
			var err error
			if c.Event, err = json.Marshal(u.event(call, client)); err == nil {
				_, err = own(ctx, &c)
			}
			return err
		})
	}
}

func (u *turn) event(call *functions.Call, client *clientTools) *turnEvent {
	e := &turnEvent{
		ConversationID: u.conversation, CurrentMessageID: u.message, Endpoint: u.Endpoint, StreamResponse: true,
		ResponseMutation: responseMutation{
			Name: u.Stream.Name, SelectionSet: partSelection,
			InputTypeName: "Create" + u.MessageModel + "AssistantStreamingInput",
		},
		Model: modelConfiguration{u.model(u.AI.Model), u.SystemPrompt, u.Inference},
		History: messageHistoryQuery{
			Get: u.Messages.Get, GetInput: "ID", List: u.Messages.List, ListInput: "Model" + u.MessageModel + "FilterInput",
		},
	}
	e.Request.Headers = map[string]string{}
	for name, v := range functions.Headers(call.Header) {
		if name == "authorization" || name == "x-amz-user-agent" {
			e.Request.Headers[name] = v
		}
	}
	for _, d := range u.tools {
		e.Tools.DataTools = append(e.Tools.DataTools, toolEvent{d.Name, d.Description, inputSchema{d.Schema}, &toolQuery{d.query, d.selection, d.types}})
	}
	if client == nil {
		return e
	}
	for _, c := range client.Tools {
		if c.Spec != nil {
			e.Tools.ClientTools = append(e.Tools.ClientTools, toolEvent{c.Spec.Name, strings.TrimSpace(c.Spec.Description), inputSchema{json.RawMessage(c.Spec.InputSchema.JSON)}, nil})
		}
	}
	return e
}
