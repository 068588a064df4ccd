package realtime_test

import "testing"

// TestInvalidationsInBetween: what is invalidated while a subscription is
// decided about ends it: its handler may have looked before.
func TestInvalidationsInBetween(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	for room, closed := range map[string]string{"attic": "attic", "cellar": "hall"} {
		deciding.Store(room, func() { s.do("bob", `mutation { say(text: "`+closed+`") }`) })
		c := s.connect("alice")
		c.subscribe("1", "alice", `subscription { onSay(room: "`+room+`") }`)
		if room == "cellar" {
			s.do("bob", `mutation { say(text: "cellar") }`)
		}
		c.closed(1008, "the subscription was invalidated")
	}
}

// TestIllegibleInvalidations: where it cannot be known whether an invalidation
// is of a subscription, it is.
func TestIllegibleInvalidations(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	c := s.connect("alice")
	c.subscribe("1", "alice", `subscription { onSay(room: "attic") }`)
	s.do("bob", `mutation { say(text: "malformed") }`)
	c.closed(1008, "the subscription was invalidated")
}
