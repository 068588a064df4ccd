package conversation

import (
	"context"
	"errors"
	"iter"

	"github.com/amplifygo/amplifygo/amplify"
)

// Ask subscribes to the answer, sends the message once that has started, and
// yields the events of the answer, to the one that ends it: an EventTurnDone or
// an EventError. So no part of it is missed, and answers to other messages of
// the conversation are left out. Where the StopReason is StopToolUse, the
// answer goes on with an Ask whose message has the results of the tools.
//
// Any error ends it, those of SendMessage and OnStreamEvent; after an
// amplify.ErrGap the answer is in Messages, as soon as it is there. A context
// that ends before the answer does is an error (amplify.ErrTimeout), too.
func (c *Conversation) Ask(ctx context.Context, m NewMessage, opts ...amplify.CallOption) iter.Seq2[*StreamEvent, error] {
	return func(yield func(*StreamEvent, error) bool) {
		listening, stop := context.WithCancel(ctx)
		defer stop()
		var sent *Message
		var failed error
		subscription := []amplify.SubscribeOption{amplify.WhenStarted(func() {
			if sent != nil || failed != nil {
				return // the subscription started again
			}
			if sent, failed = c.SendMessage(ctx, m, opts...); failed != nil {
				stop()
			}
		})}
		for _, o := range opts {
			subscription = append(subscription, o)
		}
		for e, err := range c.OnStreamEvent(listening, subscription...) {
			if e != nil && (sent == nil || e.AssociatedUserMessageID != sent.ID) {
				continue
			}
			if !yield(e, err) || err != nil || e.Kind == EventTurnDone {
				return
			}
		}
		yield(nil, c.unanswered(ctx, failed))
	}
}

// unanswered is the error of an answer that did not come to its end.
func (c *Conversation) unanswered(ctx context.Context, failed error) error {
	if failed != nil {
		return failed
	}
	cause := context.Cause(ctx)
	if cause == nil {
		cause = errors.New("the subscription ended")
	}
	return &amplify.Error{Operation: c.route.send.Field, Code: amplify.CodeTimeout, Message: "stopped before the answer was complete", Err: cause}
}
