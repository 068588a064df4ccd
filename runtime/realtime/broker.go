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
	// Confirm returns when what was published before is on its way to all
	// replicas, ahead of whatever any of them publishes afterwards; or when it
	// is sure to be so once it has come back. It returns an error at once where
	// the broker is known to be away.
	Confirm(ctx context.Context) error
	// Receive sets the function that is called with the messages of all
	// replicas, one's own among them, one at a time and in the order of each
	// replica. It is called once, before the first Publish.
	Receive(deliver func(message []byte))
	// Ping reports whether the broker is there and messages are received.
	Ping(ctx context.Context) error
	// Close ends the connection to the broker after what was published has left.
	Close() error
}

// hand gives events to the broker. One that cannot be sent keeps none of the
// others back. The last of an announced transaction's events ends it.
func (s *Server) hand(ctx context.Context, events []*event.Event) error {
	var failures []error
	messages := make([][]byte, 0, len(events))
	for i, ev := range events {
		last := i == len(events)-1
		data, err := s.codec.Encode(ev, last)
		if err != nil && last && ev.Announcement != "" {
			failures = append(failures, err)
			data, err = s.codec.Retract(ev.Announcement) // those before it are the whole
		}
		if err != nil {
			failures = append(failures, err)
			continue
		}
		messages = append(messages, data)
	}
	return errors.Join(append(failures, s.Broker.Publish(ctx, messages...))...)
}

// receive takes a message of a replica. An event that cannot be read is of a
// replica of another age: it is logged and left out.
func (s *Server) receive(message []byte) {
	m, err := s.codec.Decode(message)
	if err != nil {
		s.Logger.Error("an event of another replica cannot be read", "error", err)
	}
	switch {
	case m.Rows != nil && m.Own:
		s.echo.back(m.Announcement, func() { s.lines.join(m.Announcement, m.Rows) })
	case m.Rows != nil:
		s.lines.join(m.Announcement, m.Rows)
	case m.Own:
	case m.Announcement != "":
		s.lines.add(m.Announcement, m.Event, m.Last)
	case m.Event != nil:
		s.hub.deliver(m.Event)
	}
}
