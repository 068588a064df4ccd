package pgnotify

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	minPause = 100 * time.Millisecond
	maxPause = 5 * time.Second
	// silence is after how long without notifications the connection is tried:
	// a broken one may look like a quiet one.
	silence = 30 * time.Second
)

// Receive implements realtime.Broker. It returns when the database listens, or
// after the first failure, from which it recovers in the background.
func (b *Broker) Receive(deliver func([]byte)) {
	ready := make(chan struct{})
	b.done.Add(1)
	go b.listen(deliver, sync.OnceFunc(func() { close(ready) }))
	<-ready
}

func (b *Broker) listen(deliver func([]byte), ready func()) {
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
func (b *Broker) session(deliver func([]byte), ready func()) error {
	conn, err := pgx.Connect(b.ctx, b.config.URL)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(b.ctx)) }()
	if _, err := conn.Exec(b.ctx, "LISTEN "+pgx.Identifier{b.config.Channel}.Sanitize()); err != nil {
		return err
	}
	b.listening.Store(true)
	b.config.Logger.Info("the database notifies of events")
	ready()
	parts := newAssembler()
	for {
		n, err := b.wait(conn)
		if err != nil {
			return err
		}
		if n == nil {
			continue
		}
		data, complete, err := parts.add(n.Payload)
		if err != nil {
			b.config.Logger.Error("a notification cannot be read", "error", err)
		} else if complete {
			deliver(data)
		}
	}
}

// wait gives the next notification, or nil when there was none for a while and
// the connection is well.
func (b *Broker) wait(conn *pgx.Conn) (*pgconn.Notification, error) {
	ctx, cancel := context.WithTimeout(b.ctx, silence)
	defer cancel()
	n, err := conn.WaitForNotification(ctx)
	if err == nil || b.ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
		return n, err
	}
	ctx, cancel = context.WithTimeout(b.ctx, sendTimeout)
	defer cancel()
	return nil, conn.Ping(ctx)
}
