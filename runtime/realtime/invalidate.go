package realtime

import "github.com/amplifygo/amplifygo/runtime/event"

// maxMissed bounds the invalidations that are kept for one decision.
const maxMissed = 1000

// decision is a subscription that is being decided about. What is invalidated
// meanwhile may be what its handler has looked at before, so that it ends the
// subscription as if this had been in place.
type decision struct {
	missed []*event.Event
}

// decide notes that a subscription is being decided about, until settle.
func (h *hub) decide() *decision {
	h.mu.Lock()
	defer h.mu.Unlock()
	d := &decision{}
	h.decisions[d] = struct{}{}
	return d
}

// settle forgets a decision.
func (h *hub) settle(d *decision) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.decisions, d)
}

// ends reports whether something has ended the subscription before it was in
// place. Where that is too much to know, it has.
func (d *decision) ends(s *subscriber) bool {
	if s.sub.Invalidated == "" {
		return false
	}
	for _, ev := range d.missed {
		if s.ends(ev) {
			return true
		}
	}
	return len(d.missed) == maxMissed
}

// invalidate ends the connections of subscriptions that an invalidation
// matches, as AppSync does: whoever subscribes again has to be admitted again.
func (h *hub) invalidate(ev *event.Event) {
	var ended []*conn
	h.mu.Lock()
	for d := range h.decisions {
		if len(d.missed) < maxMissed {
			d.missed = append(d.missed, ev)
		}
	}
	for s := range h.endable[ev.Invalidates] {
		if s.ends(ev) {
			ended = append(ended, s.conn)
		}
	}
	h.mu.Unlock()
	for _, c := range ended {
		c.invalidated()
	}
}

// invalidated closes the connection of a subscription that has ended.
func (c *conn) invalidated() { c.close(closePolicy, "the subscription was invalidated") }
