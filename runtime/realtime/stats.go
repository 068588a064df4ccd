package realtime

import "sync/atomic"

// counters count what happens; they only grow, but for connections and
// subscriptions.
type counters struct {
	connections, subscriptions         atomic.Int64
	events, deliveries, drops, refused atomic.Int64
}

// Stats are the numbers of a server at one moment.
type Stats struct {
	// Connections and Subscriptions are open now.
	Connections, Subscriptions int64
	// Events were published or received, Deliveries sent to subscriptions.
	Events, Deliveries int64
	// Drops are connections that were closed because they did not keep up.
	Drops int64
	// Refused are connections and starts that were not admitted.
	Refused int64
}

// Stats gives the numbers of now.
func (s *Server) Stats() Stats {
	c := &s.stats
	return Stats{
		Connections: c.connections.Load(), Subscriptions: c.subscriptions.Load(),
		Events: c.events.Load(), Deliveries: c.deliveries.Load(), Drops: c.drops.Load(), Refused: c.refused.Load(),
	}
}
