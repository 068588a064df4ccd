package realtime

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/event"
)

// Broker carries events between the replicas of an API. Delivery is at most
// once: what a replica misses while it or the broker is away is not repeated.
type Broker interface {
	// Publish hands events to the other replicas, in order.
	Publish(ctx context.Context, events ...*event.Event) error
	// Receive sets the function that is called with the events of other
	// replicas, one at a time and in the order of each replica. It is called
	// once, before the first Publish.
	Receive(deliver func(*event.Event))
	// Ping reports whether the broker is there.
	Ping(ctx context.Context) error
	// Close ends the connection to the broker after what was published has left.
	Close() error
}
