package realtime

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
)

// Driver opens brokers of some URL schemes. A program names those that it
// links (nats.Driver(), pgnotify.Driver()).
type Driver struct {
	// Schemes are those of its addresses: "nats", or "postgres" for the
	// database itself.
	Schemes []string
	// Open connects to a broker.
	Open func(ctx context.Context, o BrokerOptions) (Broker, error)
}

// BrokerOptions say which broker to open and for which API.
type BrokerOptions struct {
	// URL is the broker's address.
	URL string
	// API tells this API from others that use the same broker: letters and
	// digits, the same on every replica.
	API string
	// Logger hears of lost connections; nil for silence.
	Logger *slog.Logger
}

// OpenBroker opens a broker by the driver of its scheme.
func OpenBroker(ctx context.Context, drivers []Driver, o BrokerOptions) (Broker, error) {
	scheme, _, _ := strings.Cut(o.URL, ":")
	var known []string
	for _, d := range drivers {
		for _, k := range d.Schemes {
			if k == scheme {
				return d.Open(ctx, o)
			}
			known = append(known, k+":")
		}
	}
	return nil, fmt.Errorf("no driver for brokers whose address starts with %s: this program has those for %s (add the driver in main.go)", scheme+":", strings.Join(known, ", "))
}
