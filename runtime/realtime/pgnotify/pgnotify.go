// Package pgnotify joins the replicas of an API by PostgreSQL's LISTEN and
// NOTIFY, for those who have no NATS. It suits a few hundred events a second;
// notifications are serialized by the database at commit.
//
// Delivery is at most once: what is sent while a replica's listening
// connection is broken does not reach it.
package pgnotify

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/amplifygo/amplifygo/runtime/event"
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

const (
	minPause = 100 * time.Millisecond
	maxPause = 5 * time.Second
)

// Broker implements realtime.Broker.
type Broker struct {
	config    Config
	origin    string
	pool      *pgxpool.Pool
	listening atomic.Bool
	cancel    context.CancelFunc
	done      sync.WaitGroup
	ctx       context.Context
}

// Open connects; an address that nobody answers is an error.
func Open(ctx context.Context, c Config) (*Broker, error) {
	if c.Channel == "" || len(c.Channel) > 63 {
		return nil, errors.New("pgnotify: Channel has to have 1 to 63 bytes: name the channel of the API's events")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	pool, err := pgxpool.New(ctx, c.URL)
	if err != nil {
		return nil, fmt.Errorf("pgnotify: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("pgnotify: %w", err)
	}
	b := &Broker{config: c, origin: rand.Text(), pool: pool}
	b.ctx, b.cancel = context.WithCancel(context.Background())
	return b, nil
}

// Publish implements realtime.Broker. Events of one call arrive together and
// in order, since notifications of a transaction do.
func (b *Broker) Publish(ctx context.Context, events ...*event.Event) error {
	batch := &pgx.Batch{}
	for _, ev := range events {
		data, err := event.Encode(b.origin, ev)
		if err != nil {
			return err
		}
		for _, part := range split(data) {
			batch.Queue("SELECT pg_notify($1, $2)", b.config.Channel, part)
		}
	}
	return pgx.BeginFunc(ctx, b.pool, func(tx pgx.Tx) error {
		return tx.SendBatch(ctx, batch).Close()
	})
}

// Receive implements realtime.Broker. It returns when the database listens, or
// after the first failure, from which it recovers in the background.
func (b *Broker) Receive(deliver func(*event.Event)) {
	ready := make(chan struct{})
	b.done.Add(1)
	go b.listen(deliver, sync.OnceFunc(func() { close(ready) }))
	<-ready
}

func (b *Broker) listen(deliver func(*event.Event), ready func()) {
	defer b.done.Done()
	pause := minPause
	for b.ctx.Err() == nil {
		err := b.session(deliver, func() {
			pause = minPause
			ready()
		})
		b.listening.Store(false)
		ready()
		if b.ctx.Err() != nil {
			return
		}
		b.config.Logger.Warn("the database does not notify of events", "error", err)
		select {
		case <-b.ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, maxPause)
	}
}

// session listens on one connection until it breaks.
func (b *Broker) session(deliver func(*event.Event), ready func()) error {
	conn, err := pgx.Connect(b.ctx, b.config.URL)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(b.ctx))
	if _, err := conn.Exec(b.ctx, "LISTEN "+pgx.Identifier{b.config.Channel}.Sanitize()); err != nil {
		return err
	}
	b.listening.Store(true)
	ready()
	parts := newAssembler()
	for {
		n, err := conn.WaitForNotification(b.ctx)
		if err != nil {
			return err
		}
		data, complete, err := parts.add(n.Payload)
		if err == nil && complete {
			var origin string
			var ev *event.Event
			if origin, ev, err = event.Decode(data); err == nil && origin != b.origin {
				deliver(ev)
			}
		}
		if err != nil {
			b.config.Logger.Error("an event of another replica cannot be read", "error", err)
		}
	}
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
	b.cancel()
	b.done.Wait()
	b.pool.Close()
	return nil
}
