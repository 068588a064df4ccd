package ai

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// route is a conversation: its mutation, its models and its tools.
type route struct {
	*Routes
	*schema.AI
	send  *schema.Operation
	tools []*dataTool
}

// notFound is Amplify's error for a conversation that is not there or not the
// caller's: nobody learns which.
func notFound() error { return functions.Fail("ResourceNotFound", "Conversation not found") }

// clientTools are the tools that a message brings along, which the application
// uses itself.
type clientTools struct {
	Tools []struct {
		Spec *struct {
			Name        string `json:"name"`
			Description string `json:"description,omitempty"`
			InputSchema struct {
				JSON JSON `json:"json"`
			} `json:"inputSchema"`
		} `json:"toolSpec"`
	} `json:"tools"`
}

// sendMessage stores a user's message, gives it back, and lets the assistant
// answer afterwards.
func (t *route) sendMessage(ctx context.Context, call *functions.Call, own functions.Func) (any, error) {
	var in struct {
		ConversationID    string          `json:"conversationId"`
		Content           []Block         `json:"content"`
		AIContext         json.RawMessage `json:"aiContext"`
		ToolConfiguration *clientTools    `json:"toolConfiguration"`
	}
	if err := json.Unmarshal(call.Arguments, &in); err != nil {
		return nil, functions.Fail(gqlerror.BadRequest, "The content of the message is malformed.")
	}
	if len(in.Content) == 0 {
		return nil, functions.Fail(gqlerror.BadRequest, "The message has no content.")
	}
	turn, err := t.turn(call, in.ConversationID, in.ToolConfiguration)
	if err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	// Messages of one millisecond stand in the order of their ids: those of a
	// replica rise, and an answer's, made of its message's, is between that and
	// the next one.
	m := message{ID: id.String(), Role: User, ConversationID: in.ConversationID, Content: in.Content, ToolConfiguration: in.ToolConfiguration}
	if len(in.AIContext) > 0 && string(in.AIContext) != "null" {
		m.AIContext = JSON(in.AIContext)
	}
	err = t.api.Data().Write(ctx, call.Identity, func(ctx context.Context, s *data.Session) error {
		if err := t.touch(ctx, s, in.ConversationID); err != nil {
			return err
		}
		return t.create(ctx, s, &m)
	})
	if err != nil {
		return nil, err
	}
	turn.message = m.ID
	m.Typename = t.Messages.Name
	rest := turn.run
	if own != nil {
		rest = turn.handOver(call, own, in.ToolConfiguration)
	}
	return &graphql.Continued{Data: &m, Rest: rest, Left: turn.leave}, nil
}

// respond stores an answer as a whole, which a handler of the user's gives in
// the name of the conversation's owner.
func (t *route) respond(ctx context.Context, call *functions.Call) (any, error) {
	var args struct {
		Input struct {
			ConversationID string  `json:"conversationId"`
			Answers        string  `json:"associatedUserMessageId"`
			Content        []Block `json:"content"`
		} `json:"input"`
	}
	if err := json.Unmarshal(call.Arguments, &args); err != nil {
		return nil, functions.Fail(gqlerror.BadRequest, "The content of the message is malformed.")
	}
	in := &args.Input
	m := message{Role: Assistant, ConversationID: in.ConversationID, Content: in.Content, Answers: in.Answers}
	err := t.api.Data().Write(ctx, call.Identity, func(ctx context.Context, s *data.Session) error {
		if err := t.verify(ctx, s, in.ConversationID, in.Answers); err != nil {
			return err
		}
		return t.create(ctx, s, &m)
	})
	if err != nil {
		return nil, err
	}
	m.Typename = t.Messages.Name
	return &m, nil
}

// stream takes a part of an answer from a handler of the user's: it stores what
// there is of the answer, and its result goes to the subscription.
func (t *route) stream(ctx context.Context, call *functions.Call) (any, error) {
	var args struct {
		Input struct {
			part
			// ToolUse is {"toolUse": {…}}, as Amplify's handler sends it.
			ToolUse *struct {
				ToolUse *ToolUse `json:"toolUse"`
			} `json:"contentBlockToolUse"`
			Content []Block `json:"accumulatedTurnContent"`
		} `json:"input"`
	}
	if err := json.Unmarshal(call.Arguments, &args); err != nil {
		return nil, functions.Fail(gqlerror.BadRequest, "The content of the message is malformed.")
	}
	in := &args.Input
	if in.Answers == "" {
		return nil, notFound() // all of these would have one name
	}
	owner, ok := t.api.Data().Policy.Owner(call.Identity, t.Conversations)
	if !ok {
		return nil, gqlerror.NotAuthorized(call.Operation.Name, call.Operation.Parent)
	}
	out := in.part
	out.Owner = owner.Text()
	if in.ToolUse != nil {
		out.ToolUse = in.ToolUse.ToolUse
	}
	if out.P == "" {
		out.P = padding()
	}
	err := t.api.Data().Write(ctx, call.Identity, func(ctx context.Context, s *data.Session) error {
		if err := t.verify(ctx, s, in.ConversationID, in.Answers); err != nil || out.Errors != nil {
			return err
		}
		return t.keep(ctx, s, in.ConversationID, in.Answers, in.Content)
	})
	if err != nil {
		return nil, err
	}
	out.ID = partID(in.Answers)
	if out.Errors != nil {
		out.ID = responseID(in.Answers)
	}
	return &out, nil
}

// refusedRow reports whether an error says that a row is not there or not the
// caller's.
func refusedRow(err error) bool {
	var e *gqlerror.Error
	return errors.As(err, &e) && (e.Type == gqlerror.Unauthorized || e.Type == gqlerror.ConditionFailed)
}
