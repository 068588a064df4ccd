package conversation

import (
	"context"
	"iter"

	"github.com/amplifygo/amplifygo/amplify"
)

// EventKind tells what a StreamEvent says.
type EventKind string

// The kinds of events.
const (
	// EventText continues a block of text: Text, DeltaIndex.
	EventText EventKind = "text"
	// EventBlockDone ends a block of text, whose last part was DoneAtIndex.
	EventBlockDone EventKind = "blockDone"
	// EventToolUse wants the client to use one of its tools: ToolUse.
	EventToolUse EventKind = "toolUse"
	// EventTurnDone ends the answer: StopReason.
	EventTurnDone EventKind = "turnDone"
	// EventError says that there is no answer, or no rest of it. It comes with
	// an error that says why.
	EventError EventKind = "error"
	// EventOther is something that this package does not know.
	EventOther EventKind = ""
)

// The reasons for the end of an answer that a program has to know; models give
// others as well, among them "max_tokens".
const (
	// StopEndTurn is that the answer is complete.
	StopEndTurn = "end_turn"
	// StopToolUse is that the answer goes on with the message in which the
	// client sends the results of its tools.
	StopToolUse = "tool_use"
)

// StreamEvent is a part of the assistant's answer to a message.
type StreamEvent struct {
	Kind EventKind
	// ID is the event's; AssociatedUserMessageID is the message's that is answered.
	ID, ConversationID, AssociatedUserMessageID string
	// ContentBlockIndex counts the blocks of the answer, from 0.
	ContentBlockIndex int
	// Text is what an EventText adds to the block, and DeltaIndex counts those
	// of the block, from 0.
	Text       string
	DeltaIndex int
	// DoneAtIndex is the DeltaIndex with which the block ended.
	DoneAtIndex int
	ToolUse     *ToolUse
	StopReason  string
}

// OnStreamEvent yields the parts of answers to messages of the conversation, in
// the order in which they arrive. Like all subscriptions it ends with the
// context, when the loop ends, or when the API refuses it, and yields an
// amplify.ErrGap where events may have been lost.
//
// What fails in an answer comes as an event of the kind EventError together
// with an *amplify.Error, whose ErrorType is the one that the model's provider
// gives ("ThrottlingException"), and the subscription goes on. Other errors
// come without an event.
//
// Only what happens after the subscription has started is delivered:
// amplify.WhenStarted tells when that is.
func (c *Conversation) OnStreamEvent(ctx context.Context, opts ...amplify.SubscribeOption) iter.Seq2[*StreamEvent, error] {
	args := amplify.Arg("conversationId", c.ID)
	parts := amplify.SeqOf[*part](amplify.SubscribeCustom(ctx, c.route.client, nil, c.route.stream, args, opts))
	return func(yield func(*StreamEvent, error) bool) {
		for p, err := range parts {
			var e *StreamEvent
			if p != nil {
				e = p.event()
			}
			if p != nil && err == nil && len(p.Errors) > 0 {
				err = amplify.EventError(c.route.stream.Field, p.Errors)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// part is an event as the API delivers it.
type part struct {
	ID                      string                 `json:"id"`
	ConversationID          string                 `json:"conversationId"`
	AssociatedUserMessageID string                 `json:"associatedUserMessageId"`
	ContentBlockIndex       int                    `json:"contentBlockIndex"`
	Text                    *string                `json:"contentBlockText"`
	DeltaIndex              int                    `json:"contentBlockDeltaIndex"`
	ToolUse                 *ToolUse               `json:"contentBlockToolUse"`
	DoneAtIndex             *int                   `json:"contentBlockDoneAtIndex"`
	StopReason              string                 `json:"stopReason"`
	Errors                  []amplify.GraphQLError `json:"errors"`
}

func (p *part) event() *StreamEvent {
	e := &StreamEvent{
		ID: p.ID, ConversationID: p.ConversationID, AssociatedUserMessageID: p.AssociatedUserMessageID,
		ContentBlockIndex: p.ContentBlockIndex, DeltaIndex: p.DeltaIndex, ToolUse: p.ToolUse, StopReason: p.StopReason,
	}
	if p.Text != nil {
		e.Text = *p.Text
	}
	if p.DoneAtIndex != nil {
		e.DoneAtIndex = *p.DoneAtIndex
	}
	switch {
	case len(p.Errors) > 0:
		e.Kind = EventError
	case p.StopReason != "":
		e.Kind = EventTurnDone
	case p.ToolUse != nil:
		e.Kind = EventToolUse
	case p.DoneAtIndex != nil:
		e.Kind = EventBlockDone
	case p.Text != nil:
		e.Kind = EventText
	}
	return e
}
