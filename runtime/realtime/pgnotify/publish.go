package pgnotify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// maxWaiting bounds the messages that wait for the database, in bytes.
	maxWaiting = 8 << 20
	// maxBatch bounds those of one transaction; one message may be larger.
	maxBatch = 256 << 10
	// sendTimeout is for one transaction.
	sendTimeout = 5 * time.Second
)

// Publish implements realtime.Broker. It queues: a mutation does not wait for
// a second transaction.
func (b *Broker) Publish(_ context.Context, messages ...[]byte) error {
	size := 0
	for _, m := range messages {
		size += len(m)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return errors.New("pgnotify: closed")
	}
	if b.size+size > maxWaiting {
		return fmt.Errorf("pgnotify: %d events are not sent: %d others wait for the database", len(messages), len(b.waiting))
	}
	b.waiting, b.size = append(b.waiting, messages...), b.size+size
	select {
	case b.wake <- struct{}{}:
	default:
	}
	return nil
}

// Confirm implements realtime.Broker. Notifications are in one order for all
// who listen, that of the commits, so that one's own says all when it is back.
func (b *Broker) Confirm(context.Context) error {
	if !b.listening.Load() {
		return errors.New("pgnotify: the database does not notify of events")
	}
	return nil
}

// send sends what waits, in order, until the broker is closed and nothing does.
func (b *Broker) send() {
	defer b.done.Done()
	for range b.wake {
		for batch := b.take(); len(batch) > 0; batch = b.take() {
			b.transact(batch)
		}
	}
}

// take gives the messages of the next transaction.
func (b *Broker) take() [][]byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, size := 0, 0
	for n < len(b.waiting) && (n == 0 || size+len(b.waiting[n]) <= maxBatch) {
		size += len(b.waiting[n])
		n++
	}
	batch := b.waiting[:n:n]
	b.waiting, b.size = b.waiting[n:], b.size-size
	return batch
}

// transact sends messages, trying again while the database is away. After a
// commit whose outcome is not known they are not repeated.
func (b *Broker) transact(messages [][]byte) {
	pause := minPause
	for {
		err := b.notify(messages)
		if err == nil {
			return
		}
		var unsure unsureError
		if errors.As(err, &unsure) || b.ctx.Err() != nil {
			b.config.Logger.Error("other replicas do not hear of events", "events", len(messages), "error", err)
			return
		}
		b.config.Logger.Warn("events wait for the database", "events", len(messages), "error", err)
		select {
		case <-b.ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, maxPause)
	}
}

// unsureError is the error of a commit.
type unsureError struct{ error }

// notify sends messages in one transaction, so that their parts stay together.
func (b *Broker) notify(messages [][]byte) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.ctx), sendTimeout)
	defer cancel()
	tx, err := b.pool.Begin(ctx)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for _, m := range messages {
		for _, part := range split(m) {
			batch.Queue("SELECT pg_notify($1, $2)", b.config.Channel, part)
		}
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return errors.Join(err, tx.Rollback(ctx))
	}
	if err := tx.Commit(ctx); err != nil {
		return unsureError{err}
	}
	return nil
}
