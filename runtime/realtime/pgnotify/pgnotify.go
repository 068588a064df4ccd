// Package pgnotify joins the replicas of an API by PostgreSQL's LISTEN and
// NOTIFY, for those who have no NATS. Notifications are serialized by the
// database at commit; what waits is sent in one transaction, so that a busy
// replica needs few of them.
//
// Delivery is at most once: what is sent while a replica's listening
// connection is broken does not reach it. While the database does not answer,
// up to 8 MB of a replica's events wait; beyond that Publish returns an error.
package pgnotify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Config says which database carries the events.
type Config struct {
	// URL is the database's address.
	URL string
	// Channel is the name of the notifications. Replicas of one API share it,
	// and no other API in the database may.
	Channel string
	// Logger hears of lost and regained connections; nil for silence.
	Logger *slog.Logger
}

// Broker implements realtime.Broker.
type Broker struct {
	config    Config
	pool      *pgxpool.Pool
	listening atomic.Bool
	// ctx ends listening.
	ctx    context.Context
	cancel context.CancelFunc
	done   sync.WaitGroup

	mu      sync.Mutex
	waiting [][]byte
	size    int // of waiting, in bytes
	wake    chan struct{}
	closed  bool
}

// Open connects; an address that nobody answers is an error.
func Open(ctx context.Context, c Config) (*Broker, error) {
	if c.Channel == "" || len(c.Channel) > 63 {
		return nil, errors.New("pgnotify: Channel has to have 1 to 63 bytes: name the channel of the API's events")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	settings, err := pgxpool.ParseConfig(c.URL)
	if err != nil {
		return nil, fmt.Errorf("pgnotify: %w", err)
	}
	settings.MaxConns = 2 // one sends, one answers Ping
	pool, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		return nil, fmt.Errorf("pgnotify: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("pgnotify: %w", err)
	}
	b := &Broker{config: c, pool: pool, wake: make(chan struct{}, 1)}
	b.ctx, b.cancel = context.WithCancel(context.Background())
	b.done.Add(1)
	go b.send()
	return b, nil
}

// Ping implements realtime.Broker.
func (b *Broker) Ping(ctx context.Context) error {
	if !b.listening.Load() {
		return errors.New("pgnotify: events of other replicas are not received")
	}
	return b.pool.Ping(ctx)
}

// Close implements realtime.Broker.
func (b *Broker) Close() error {
	b.mu.Lock()
	closed := b.closed
	b.closed = true
	b.mu.Unlock()
	if closed {
		return nil
	}
	close(b.wake) // nothing more is published
	b.cancel()
	b.done.Wait()
	b.pool.Close()
	return nil
}
