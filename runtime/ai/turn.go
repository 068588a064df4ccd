package ai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
)

// maxRounds bounds how often a model may use tools before it answers.
const maxRounds = 25

// maxTold bounds the results of tools in one turn, in bytes: all of them are in
// every request that follows.
const maxTold = 4 << 20

// maxComplaint bounds the error of a tool: a query may have one for each row.
const maxComplaint = 4 << 10

// blockWeight is what a block of an answer counts at least, in bytes: the whole
// answer is stored with each.
const blockWeight = 1 << 10

// part is a part of an answer as the subscription delivers it
// (AmplifyAIConversationMessageStreamPart).
type part struct {
	ID             string   `json:"id"`
	Owner          string   `json:"owner,omitempty"`
	ConversationID string   `json:"conversationId"`
	Answers        string   `json:"associatedUserMessageId"`
	Block          *int     `json:"contentBlockIndex,omitempty"`
	Text           *string  `json:"contentBlockText,omitempty"`
	Delta          *int     `json:"contentBlockDeltaIndex,omitempty"`
	ToolUse        *ToolUse `json:"contentBlockToolUse,omitempty"`
	DoneAt         *int     `json:"contentBlockDoneAtIndex,omitempty"`
	StopReason     string   `json:"stopReason,omitempty"`
	Errors         []failed `json:"errors,omitempty"`
	P              string   `json:"p,omitempty"`
}

type failed struct {
	Message   string `json:"message"`
	ErrorType string `json:"errorType"`
}

// turn is the assistant's answer to one message.
type turn struct {
	*route
	id                           *auth.Identity
	owner, conversation, message string
	// all are the tools of the schema and of the message; client are the names
	// of the latter.
	all    []Tool
	client map[string]bool
	// content is what the user sees of the answer, block the index of its
	// current block.
	content []Block
	block   int
	// said is what the model has said in this turn, told what tools have told
	// it, in bytes.
	said, told int
}

// turn prepares an answer. Names of tools have to be unique.
func (t *route) turn(call *functions.Call, conversation string, client *clientTools) (*turn, error) {
	owner, ok := t.api.Data().Policy.Owner(call.Identity, t.Conversations)
	if !ok {
		return nil, gqlerror.NotAuthorized(call.Operation.Name, call.Operation.Parent)
	}
	u := &turn{route: t, id: call.Identity, owner: owner.Text(), conversation: conversation, client: map[string]bool{}}
	names := map[string]bool{}
	for _, d := range t.tools {
		u.all, names[d.Name] = append(u.all, d.Tool), true
	}
	if client == nil {
		return u, nil
	}
	for _, c := range client.Tools {
		if c.Spec == nil {
			continue
		}
		if names[c.Spec.Name] {
			return nil, functions.Fail("ValidationError", "Tools must have unique names. Duplicate tools: "+c.Spec.Name+".")
		}
		names[c.Spec.Name], u.client[c.Spec.Name] = true, true
		u.all = append(u.all, Tool{Name: c.Spec.Name, Description: c.Spec.Description, Schema: json.RawMessage(c.Spec.InputSchema.JSON)})
	}
	return u, nil
}

// run lets the model answer; where it fails, the subscription tells it.
func (u *turn) run(ctx context.Context) error {
	return u.attempt(ctx, u.answer)
}

// attempt answers in the turn's time. Where that fails, by a panic, too, the
// subscription tells it: nobody else would.
func (u *turn) attempt(ctx context.Context, answer func(context.Context) error) (err error) {
	bounded, cancel := context.WithTimeout(ctx, u.Timeout)
	defer cancel()
	answered := false
	defer func() {
		if !answered {
			err = errors.Join(err, errPanic)
		}
		if err != nil {
			u.fail(ctx, err)
		}
	}()
	err = answer(bounded)
	answered = true
	return err
}

// leave tells that there will be no answer, since the server stops before its
// turn has come. The message stays, and may be sent again.
func (u *turn) leave(ctx context.Context) { u.fail(ctx, errStopping) }

var errStopping = &Error{"ServiceUnavailable", "The server stops, and the message has no answer. Send it again."}

var errPanic = errors.New("the answer panicked")

func (u *turn) answer(ctx context.Context) error {
	messages, err := u.history(ctx, u.id, u.conversation, u.message)
	if err != nil {
		return err
	}
	for range maxRounds {
		reply, stop, err := u.listen(ctx, messages)
		if err != nil {
			return err
		}
		forClient := false
		for _, b := range reply {
			forClient = forClient || b.ToolUse != nil && u.client[b.ToolUse.Name]
		}
		if stop != StopToolUse || forClient {
			return u.end(ctx, stop)
		}
		messages = append(messages, Message{Assistant, reply}, Message{User, u.use(ctx, reply)})
	}
	return &Error{"TooManyToolUses", "The model did not come to an answer."}
}

// listen takes the next message of the model and hands it on as it comes.
func (u *turn) listen(ctx context.Context, messages []Message) (reply []Block, stop string, err error) {
	request := &Request{
		Model: u.model(u.AI.Model), System: u.SystemPrompt, Messages: messages, Tools: u.all, Inference: u.Inference,
	}
	var text strings.Builder
	delta := 0
	for p, err := range u.Routes.Model.Converse(ctx, request) {
		if err == nil {
			err = u.bound(ctx, &p)
		}
		switch {
		case err != nil:
			return nil, "", err
		case p.Text != "":
			u.emit(ctx, &part{Block: &u.block, Text: &p.Text, Delta: &delta})
			text.WriteString(p.Text)
			delta++
		case p.End && text.Len() > 0:
			done := delta - 1
			b := Block{Text: text.String()}
			reply = append(reply, b)
			if err := u.add(ctx, b, &part{DoneAt: &done}); err != nil {
				return nil, "", err
			}
			text.Reset()
			delta = 0
		case p.ToolUse != nil:
			reply = append(reply, Block{ToolUse: p.ToolUse})
			if u.client[p.ToolUse.Name] {
				if err := u.add(ctx, Block{ToolUse: p.ToolUse}, &part{ToolUse: p.ToolUse}); err != nil {
					return nil, "", err
				}
			}
		case p.Stop != "":
			stop = p.Stop
		}
	}
	if stop == "" {
		return nil, "", errors.New("the model's answer has no end")
	}
	return reply, stop, nil
}

// bound ends an answer that has no end: at the turn's time, also where a model
// does not look at it, and at MaxAnswer.
func (u *turn) bound(ctx context.Context, p *Part) error {
	u.said += len(p.Text)
	if p.End {
		u.said += blockWeight
	}
	if p.ToolUse != nil {
		u.said += blockWeight + len(p.ToolUse.Input)
	}
	if u.said > MaxAnswer {
		return TooLong()
	}
	return ctx.Err()
}

// add stores a complete block of the answer and tells that it is complete.
func (u *turn) add(ctx context.Context, b Block, p *part) error {
	u.content = append(u.content, b)
	if err := u.save(ctx); err != nil {
		return err
	}
	block := u.block
	p.Block = &block
	u.emit(ctx, p)
	u.block++
	return nil
}

// end stores the answer and tells that it is complete.
func (u *turn) end(ctx context.Context, stop string) error {
	if len(u.content) == 0 {
		if err := u.save(ctx); err != nil {
			return err
		}
	}
	last := max(u.block-1, 0)
	u.emit(ctx, &part{Block: &last, StopReason: stop})
	return nil
}

func (u *turn) save(ctx context.Context) error {
	return u.api.Data().Write(ctx, u.id, func(ctx context.Context, s *data.Session) error {
		if err := u.verify(ctx, s, u.conversation, u.message); err != nil {
			return err
		}
		return u.keep(ctx, s, u.conversation, u.message, u.content)
	})
}

// use asks the tools that a message of the model wants to use.
func (u *turn) use(ctx context.Context, reply []Block) []Block {
	var out []Block
	for _, b := range reply {
		if b.ToolUse == nil {
			continue
		}
		result := &ToolResult{ID: b.ToolUse.ID, Status: "success"}
		answer, err := u.ask(ctx, b.ToolUse)
		if err == nil && u.told+len(answer) > maxTold {
			err = errors.New("the result is too large")
		}
		if err != nil {
			text := err.Error()
			result.Status, result.Content = "error", []ResultBlock{{Text: strings.ToValidUTF8(text[:min(len(text), maxComplaint)], "")}}
		} else {
			u.told += len(answer)
			result.Content = []ResultBlock{{JSON: JSON(answer)}}
		}
		out = append(out, Block{ToolResult: result})
	}
	return out
}

func (u *turn) ask(ctx context.Context, use *ToolUse) (json.RawMessage, error) {
	for _, d := range u.tools {
		if d.Name == use.Name {
			return d.use(ctx, u.api, u.id, use.Input)
		}
	}
	return nil, fmt.Errorf("there is no tool %q", use.Name)
}

// emit hands a part to the subscription.
func (u *turn) emit(ctx context.Context, p *part) {
	p.ID, p.Owner, p.ConversationID, p.Answers = partID(u.message), u.owner, u.conversation, u.message
	if p.Errors != nil {
		p.ID = responseID(u.message)
	}
	p.P = padding()
	payload, err := json.Marshal(p)
	if err != nil {
		u.Logger.LogAttrs(ctx, slog.LevelError, "a part of an answer was not published", slog.Any("error", err))
		return
	}
	u.api.Data().Read(u.id).Emit(ctx, &event.Event{Mutation: u.Stream.Name, Payload: payload})
}

// fail tells that there will be no answer. What says something about the
// system stays in the log.
func (u *turn) fail(ctx context.Context, err error) {
	e := described(err)
	var refused *gqlerror.Error
	if errors.As(err, &refused) {
		e = &Error{refused.Type, refused.Message}
	}
	u.emit(ctx, &part{Errors: []failed{{e.Message, e.Type}}})
}
