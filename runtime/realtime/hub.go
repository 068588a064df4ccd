package realtime

import (
	"sync"
	"sync/atomic"

	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// hub finds the subscriptions of an event. They are indexed by mutation and,
// where they want a field to equal one of some values, by field and value, so
// that an event does not look at everybody. An owner's subscription does, as do
// filters with eq or in, and arguments of custom subscriptions.
type hub struct {
	stats *counters
	// field gives the value of a payload's field.
	field func(ev *event.Event, name string) value.Value

	mu        sync.RWMutex
	mutations map[string]*topic
	// endable are the subscriptions with an invalidation filter, by their field.
	endable map[string]map[*subscriber]struct{}
	// decisions are about subscriptions that are not yet in place.
	decisions map[*decision]struct{}
}

// topic are the subscriptions of one mutation.
type topic struct {
	// all have no indexable condition; the others are by the ordinal of a model's
	// field, or by the name of one in the payload.
	all       map[*subscriber]struct{}
	byField   index[int]
	byPayload index[string]
}

func newTopic() *topic {
	return &topic{all: map[*subscriber]struct{}{}, byField: index[int]{}, byPayload: index[string]{}}
}

func (t *topic) empty() bool { return len(t.all)+len(t.byField)+len(t.byPayload) == 0 }

// subscriber is one accepted start.
type subscriber struct {
	id     string
	conn   *conn
	sub    *graphql.Subscription
	prefix []byte
	// out tells that the hub does not have it any more; guarded by hub.mu.
	out bool
	// failed tells that a panic has ended it.
	failed atomic.Bool
}

func newHub(stats *counters, field func(ev *event.Event, name string) value.Value) *hub {
	return &hub{stats: stats, field: field, mutations: map[string]*topic{}, endable: map[string]map[*subscriber]struct{}{}, decisions: map[*decision]struct{}{}}
}

// add puts a subscription in place that d has decided about. ready is called
// before any event can reach it: what it sends comes first. It reports whether
// the subscription has been invalidated since the decision began.
func (h *hub) add(s *subscriber, d *decision, ready func()) (ended bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, m := range s.sub.Mutations {
		t := h.mutations[m]
		if t == nil {
			t = newTopic()
			h.mutations[m] = t
		}
		t.add(s)
	}
	if of := s.sub.Invalidated; of != "" {
		if h.endable[of] == nil {
			h.endable[of] = map[*subscriber]struct{}{}
		}
		h.endable[of][s] = struct{}{}
	}
	h.stats.subscriptions.Add(1)
	ready()
	return d.ends(s)
}

// remove takes a subscription out, where that has not been done.
func (h *hub) remove(s *subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.out {
		return
	}
	s.out = true
	for _, m := range s.sub.Mutations {
		if t := h.mutations[m]; t != nil {
			t.remove(s)
			if t.empty() {
				delete(h.mutations, m)
			}
		}
	}
	if of := s.sub.Invalidated; of != "" {
		if delete(h.endable[of], s); len(h.endable[of]) == 0 {
			delete(h.endable, of)
		}
	}
	h.stats.subscriptions.Add(-1)
}

func (t *topic) add(s *subscriber) {
	if field, values := indexKey(s.sub.Where); field >= 0 {
		t.byField.add(s, field, values)
	} else if s.sub.Field != "" {
		t.byPayload.add(s, s.sub.Field, s.sub.Values)
	} else {
		t.all[s] = struct{}{}
	}
}

func (t *topic) remove(s *subscriber) {
	if field, values := indexKey(s.sub.Where); field >= 0 {
		t.byField.remove(s, field, values)
	} else if s.sub.Field != "" {
		t.byPayload.remove(s, s.sub.Field, s.sub.Values)
	} else {
		delete(t.all, s)
	}
}

// deliver sends an event to everybody who wants it and may have it. Its
// payload is made once for each shape, not for each subscriber. It does not
// wait for anybody: messages are put into the queues of the connections.
func (h *hub) deliver(ev *event.Event) {
	if ev.Invalidates != "" {
		h.invalidate(ev)
		return
	}
	h.stats.events.Add(1)
	for _, s := range h.offers(ev) {
		h.fail(s)
	}
}

// offers sends the event and gives the subscribers that a panic keeps it from.
func (h *hub) offers(ev *event.Event) (failed []*subscriber) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	t := h.mutations[ev.Mutation]
	if t == nil {
		return nil
	}
	payloads := map[string][]byte{}
	offer := func(subs map[*subscriber]struct{}) {
		for s := range subs {
			if !h.offer(s, ev, payloads) {
				failed = append(failed, s)
			}
		}
	}
	offer(t.all)
	for field, byValue := range t.byField {
		if field < len(ev.Record) {
			offer(byValue[ev.Record[field]])
		}
	}
	for name, byValue := range t.byPayload {
		offer(byValue[h.field(ev, name)])
	}
	return failed
}

// maxPayload bounds a data message's payload in bytes: AppSync drops what is
// larger (api.md 4.6), and queues of such messages would fill the memory.
const maxPayload = 240 << 10

// offer sends the event to one subscriber if it wants it. It reports false
// where a panic keeps that from being known.
func (h *hub) offer(s *subscriber, ev *event.Event, payloads map[string][]byte) (known bool) {
	if s.failed.Load() {
		return true
	}
	defer func() { known = !s.panicked(recover()) }()
	if !s.sub.Match(ev) {
		return
	}
	payload, made := payloads[s.sub.Shape]
	if !made {
		var ok bool
		if payload, ok = s.sub.Render(ev); !ok || len(payload) > maxPayload {
			payload = nil
		}
		payloads[s.sub.Shape] = payload
	}
	if payload == nil {
		return
	}
	h.stats.deliveries.Add(1)
	s.conn.send(frameData(s.prefix, payload))
	return
}
