package realtime

import (
	"context"
	"errors"

	"github.com/amplifygo/amplifygo/runtime/event"
)

// Broker carries encoded events between the replicas of an API. Delivery is at
// most once: what a replica misses while it or the broker is away is not
// repeated.
//
// Whoever can publish to a broker can make up events: it belongs to the
// replicas alone.
type Broker interface {
	// Publish hands messages of at most event.MaxEncoded bytes, UTF-8 text, to
	// all replicas, in order. It does not wait for them to have arrived.
	Publish(ctx context.Context, messages ...[]byte) error
	// Receive sets the function that is called with the messages of other
	// replicas, and perhaps with one's own, one at a time and in the order of
	// each replica. It is called once, before the first Publish.
	Receive(deliver func(message []byte))
	// Ping reports whether the broker is there and messages are received.
	Ping(ctx context.Context) error
	// Close ends the connection to the broker after what was published has left.
	Close() error
}

// hand gives events to the broker. One that cannot be sent keeps none of the
// others back.
func (s *Server) hand(ctx context.Context, events []*event.Event) error {
	var failures []error
	messages := make([][]byte, 0, len(events))
	for _, ev := range events {
		data, err := s.codec.Encode(ev)
		if err != nil {
			failures = append(failures, err)
			continue
		}
		messages = append(messages, data)
	}
	return errors.Join(append(failures, s.Broker.Publish(ctx, messages...))...)
}

// receive delivers an event of another replica. One that cannot be read is of
// a replica of another age: it is logged and left out.
func (s *Server) receive(message []byte) {
	ev, own, err := s.codec.Decode(message)
	switch {
	case err != nil:
		s.Logger.Error("an event of another replica cannot be read", "error", err)
	case !own:
		s.hub.deliver(ev)
	}
}
