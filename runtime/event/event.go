// Package event carries what happened from the executor to the subscribers,
// within a process and between replicas. An event leaves after the commit of
// its mutation, once.
package event

import (
	"context"
	"sync/atomic"

	"github.com/amplifygo/amplifygo/runtime/value"
)

// Event is one successful mutation.
type Event struct {
	// ID is unique over all replicas.
	ID string `json:"id"`
	// Mutation is the field of the Mutation type: "createTodo", "publish".
	Mutation string `json:"mutation"`
	// Model is the model's type name; empty for custom mutations.
	Model string `json:"model,omitempty"`
	// Record is the row after the mutation (before it, for deletes), complete,
	// by Field.Ordinal. Who may see what of it is decided for each subscriber.
	Record value.Record `json:"record,omitempty"`
	// Selected are the ordinals of the fields that the mutation's selection
	// set asked for: subscribers see the others as null. Nil means all, which
	// is so for writes of the typed store.
	Selected []int `json:"selected,omitempty"`
	// Payload is the JSON of a custom mutation's result as selected.
	Payload []byte `json:"payload,omitempty"`
	// Invalidates is set instead of Mutation where subscriptions of a field end
	// whose invalidation filter matches the payload.
	Invalidates string `json:"invalidates,omitempty"`
	// Announcement is that of the event's transaction; empty for none.
	Announcement string `json:"-"`

	reading atomic.Pointer[reading]
}

// reading is what was read of a payload.
type reading struct {
	value any
	err   error
}

// Read gives the payload as read makes it. That happens once, however many
// subscribers ask; they share the value and must not change it.
func (e *Event) Read(read func(payload []byte) (any, error)) (any, error) {
	r := e.reading.Load()
	if r == nil { // several may read at first, the same
		r = &reading{}
		r.value, r.err = read(e.Payload)
		e.reading.Store(r)
	}
	return r.value, r.err
}

// Publisher takes events of committed mutations. Publish does not block on
// subscribers; an error means that other replicas may not hear of the event
// and is logged, since the mutation is already durable.
type Publisher interface {
	Publish(ctx context.Context, events ...*Event) error
}
