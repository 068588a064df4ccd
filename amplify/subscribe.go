package amplify

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// ErrGap marks errors that say a subscription may have missed events. The
// subscription goes on.
var ErrGap = errors.New("amplify: events may be missing")

var (
	errUnused   = errors.New("no subscription is left")
	errOverflow = errors.New("the program did not keep up with the events")
)

// GapError tells of a gap in a subscription. It is yielded when events flow
// again, so that a program that lists now and goes on misses nothing.
type GapError struct {
	Operation string
	// From and To bound the time in which events may have been lost.
	From, To time.Time
	// Err is why: the connection's end, or that the program did not keep up.
	Err error
}

// Error says what happened.
func (e *GapError) Error() string {
	return "amplify: " + e.Operation + ": events may be missing: " + e.Err.Error()
}

// Is matches ErrGap.
func (e *GapError) Is(target error) bool { return target == ErrGap }

// Unwrap gives the cause.
func (e *GapError) Unwrap() error { return e.Err }

// SubscribeCustom yields the events of a custom subscription. m is the model of the result, nil for others.
func SubscribeCustom(ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []SubscribeOption) *Source {
	return c.subscribe(ctx, o, args, customCall(m, o), opts)
}

func (c *Client) subscribe(ctx context.Context, o *Operation, args any, call *call, opts []SubscribeOption) *Source {
	invalid := call.withSubscribe(opts)
	return &Source{ctx: ctx, events: func(yield func(*Answer) bool) {
		if invalid != nil {
			yield(&Answer{operation: o.Field, err: named(o, invalid)})
			return
		}
		c.follow(ctx, o, args, call, func(e event, err error) bool {
			if err == nil && len(e.errors) > 0 {
				err = answerError(o.Field, 0, e.errors)
			}
			return yield(&Answer{operation: o.Field, value: e.value, err: err})
		})
	}}
}

// follow subscribes and yields the events that have values.
func (c *Client) follow(ctx context.Context, o *Operation, args any, call *call, yield func(event, error) bool) {
	r, err := c.subscribeRequest(o, args, call)
	if err != nil {
		yield(event{}, named(o, err))
		return
	}
	for e, err := range c.events(ctx, r) {
		switch {
		case !e.started:
			if !yield(e, err) {
				return
			}
		case call.started != nil:
			call.started()
		}
	}
}

// subscribeRequest makes the request of a subscription.
func (c *Client) subscribeRequest(o *Operation, args any, call *call) (*Request, error) {
	mode, err := c.modeFor(o, call.mode)
	if err != nil {
		return nil, err
	}
	extra := map[string]any{}
	if filter, ok := joined(call.filters); ok {
		b, err := filter.wire(true)
		if err != nil {
			return nil, err
		}
		extra["filter"] = b
	}
	variables, err := mergeObjects(args, extra)
	if err != nil {
		return nil, usage(o.Field, "input: %v", err)
	}
	return &Request{
		Operation: o.Field, Document: c.document(subscriptionKind, o, oneSelection, call), Variables: variables,
		Mode: mode, Header: c.header(call.header), Token: call.token,
	}, nil
}

// event is what a subscription delivers: that it has started, or the value of
// its root field and the errors beside it.
type event struct {
	started bool
	value   json.RawMessage
	errors  []GraphQLError
}
