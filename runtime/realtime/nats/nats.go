// Package nats joins the replicas of an API over NATS.
//
// Events travel over core NATS: at most once, in the order of each replica.
// While the connection is broken, up to 8 MB of events wait in the client and
// leave when it is back; beyond that Publish returns an error.
package nats

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

// Config says where the broker is.
type Config struct {
	// URL is one address or several, separated by commas: "nats://a:4222,nats://b:4222".
	URL string
	// Subject is where the API's events are published. Replicas of one API share
	// it, and no other API may.
	Subject string
	// Logger hears of lost and regained connections; nil for silence.
	Logger *slog.Logger
}

// reconnectWait is the pause between attempts to connect again, to which the
// client adds a random part.
const reconnectWait = 500 * time.Millisecond

// writeTimeout bounds how long the client writes to a server that takes nothing
// any more: mutations wait for it. pingInterval is how often the client looks
// whether the server is still there; after two silences it connects again.
const (
	writeTimeout = time.Second
	pingInterval = 10 * time.Second
)

// drainTimeout bounds how long Close waits for what was published.
const drainTimeout = 5 * time.Second

// pingTimeout bounds a round trip.
const pingTimeout = 5 * time.Second

// Broker implements realtime.Broker.
type Broker struct {
	config Config
	conn   *nats.Conn

	mu  sync.Mutex
	sub *nats.Subscription
}

// Open connects. It returns an error when no server answers at the start, so
// that a wrong address is noticed; later losses are repaired in the background.
func Open(c Config) (*Broker, error) {
	if c.Subject == "" {
		return nil, errors.New("nats: Subject is missing: name the subject of the API's events")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	b := &Broker{config: c}
	conn, err := nats.Connect(c.URL,
		nats.Name("amplifygo"),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(reconnectWait),
		nats.FlusherTimeout(writeTimeout),
		nats.PingInterval(pingInterval),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { c.Logger.Warn("the connection to NATS is lost", "error", err) }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { c.Logger.Error("NATS", "error", err) }),
		nats.ReconnectHandler(func(*nats.Conn) { c.Logger.Info("the connection to NATS is back") }),
	)
	if err != nil {
		return nil, fmt.Errorf("nats: %w", err)
	}
	b.conn = conn
	return b, nil
}

// Publish implements realtime.Broker.
func (b *Broker) Publish(_ context.Context, messages ...[]byte) error {
	for i, m := range messages {
		if err := b.conn.Publish(b.config.Subject, m); err != nil {
			return fmt.Errorf("nats: %d events are not sent: %w", len(messages)-i, err)
		}
	}
	return nil
}

// Confirm implements realtime.Broker: the server answers when it has given what
// came before to all of its subscribers. In a cluster that is the own server's
// word; the others are on their way to know.
func (b *Broker) Confirm(ctx context.Context) error {
	if !b.conn.IsConnected() {
		return fmt.Errorf("nats: %s", b.conn.Status())
	}
	return b.conn.FlushWithContext(ctx)
}

// Receive implements realtime.Broker.
func (b *Broker) Receive(deliver func([]byte)) {
	sub, err := b.conn.Subscribe(b.config.Subject, func(m *nats.Msg) { deliver(m.Data) })
	if err != nil {
		b.config.Logger.Error("events of other replicas cannot be received", "error", err)
		return
	}
	b.mu.Lock()
	b.sub = sub
	b.mu.Unlock()
	// The subscription is in force once the server has answered.
	if err := b.conn.Flush(); err != nil {
		b.config.Logger.Warn("NATS did not confirm the subscription yet", "error", err)
	}
}

// Ping implements realtime.Broker: it makes a round trip to the server.
func (b *Broker) Ping(ctx context.Context) error {
	b.mu.Lock()
	receiving := b.sub != nil && b.sub.IsValid()
	b.mu.Unlock()
	if !receiving {
		return errors.New("nats: events of other replicas are not received")
	}
	if !b.conn.IsConnected() {
		return fmt.Errorf("nats: %s", b.conn.Status())
	}
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	return b.conn.FlushWithContext(ctx)
}

// Close implements realtime.Broker.
func (b *Broker) Close() error {
	closed := make(chan struct{})
	b.conn.SetClosedHandler(func(*nats.Conn) { close(closed) })
	if err := b.conn.Drain(); err != nil {
		b.conn.Close()
		return nil
	}
	select {
	case <-closed:
	case <-time.After(drainTimeout):
		b.conn.Close()
	}
	return nil
}
