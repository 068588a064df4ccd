package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// group lets one write at a time use the writing connection and commits writes
// that wait for one another together: a writer that is done while others wait
// leaves the transaction open for the next and waits, too; the last one
// commits for all. Each write is answered after the commit that holds it. One
// flush to the disk then serves all, and writers that come one by one still
// have a transaction each.
type group struct {
	c *conn

	mu      sync.Mutex
	busy    bool // someone holds the connection
	closed  bool
	waiting []chan struct{}

	// batch is the open transaction; it belongs to who holds the connection.
	batch *batch
}

// batch is one transaction of several writes.
type batch struct {
	began  time.Time
	writes int
	done   chan struct{} // closed after the commit, when err is set
	err    error
}

const (
	// The bounds of a batch: how many writes share a commit, and how long the
	// first one may wait for the last.
	batchWrites = 256
	batchTime   = 5 * time.Millisecond
)

func newGroup(c *conn) *group { return &group{c: c} }

// write runs fn in a transaction and returns when its outcome is durable.
func (g *group) write(ctx context.Context, fn func() error) error {
	if err := g.acquire(ctx); err != nil {
		return err
	}
	b, err := g.join(ctx, fn)
	if b == nil {
		return err
	}
	<-b.done
	if b.err != nil {
		// Also where fn failed: it saw what the others had written in vain.
		return b.err
	}
	return err
}

// acquire waits for the connection.
func (g *group) acquire(ctx context.Context) error {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return errClosed
	}
	if !g.busy {
		g.busy = true
		g.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	g.waiting = append(g.waiting, turn)
	g.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, other := range g.waiting {
		if other == turn {
			g.waiting = append(g.waiting[:i], g.waiting[i+1:]...)
			return ctx.Err()
		}
	}
	return nil // it is our turn already; join sees that the context has ended
}

// join runs fn in the batch and passes the connection on. It returns the batch
// to wait for, or nil where nothing of fn is in one.
func (g *group) join(ctx context.Context, fn func() error) (b *batch, err error) {
	defer g.pass()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	first := g.batch == nil
	if err := g.enter(first); err != nil {
		return nil, err
	}
	kept := false
	defer func() {
		if kept {
			return
		}
		// fn failed or panicked
		if g.undo(first) {
			b = g.batch
		}
	}()
	if err := fn(); err != nil {
		return nil, err
	}
	if !first {
		if err := g.c.exec("RELEASE w"); err != nil {
			return nil, err
		}
	}
	kept = true
	g.batch.writes++
	return g.batch, nil
}

// enter opens a transaction, or a savepoint in the open one so that a failure
// undoes this write only.
func (g *group) enter(first bool) error {
	if !first {
		return g.c.exec("SAVEPOINT w")
	}
	if err := g.c.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	g.batch = &batch{began: time.Now(), done: make(chan struct{})}
	return nil
}

// undo takes back what a failed write did and reports whether there is still a
// batch.
func (g *group) undo(first bool) bool {
	var err error
	switch {
	case g.c.autocommit():
		// SQLite gave up the whole transaction, for instance because the disk is full.
		err = errors.New("sqlite: the transaction was rolled back")
	case first:
		g.batch = nil
		// Where even this fails, the next BEGIN reports it.
		_ = g.c.exec("ROLLBACK")
		return false
	default:
		if err = g.c.exec("ROLLBACK TO w"); err == nil {
			err = g.c.exec("RELEASE w")
		}
	}
	if err != nil && g.batch.err == nil {
		g.batch.err = fmt.Errorf("another write of the same commit failed: %w", err)
	}
	return true
}

// pass gives the connection to the next writer, after the commit where the
// batch is full or nobody waits.
func (g *group) pass() {
	b := g.batch
	if b != nil {
		g.mu.Lock()
		more := len(g.waiting) > 0 && b.err == nil && b.writes < batchWrites
		if more && time.Since(b.began) < batchTime {
			g.next()
			g.mu.Unlock()
			return
		}
		g.mu.Unlock()
		g.commit(b)
	}
	g.mu.Lock()
	g.next()
	g.mu.Unlock()
	if b != nil {
		close(b.done)
	}
}

// next wakes the next writer, or leaves the connection to whoever comes.
func (g *group) next() {
	if len(g.waiting) == 0 {
		g.busy = false
		return
	}
	turn := g.waiting[0]
	g.waiting = g.waiting[1:]
	close(turn)
}

func (g *group) commit(b *batch) {
	g.batch = nil
	if b.err == nil {
		b.err = g.c.exec("COMMIT")
	}
	if b.err != nil && !g.c.autocommit() {
		b.err = errors.Join(b.err, g.c.exec("ROLLBACK"))
	}
}

// close waits for the writes in progress; those that wait are still served.
func (g *group) close() error {
	g.mu.Lock()
	g.closed = true
	if g.busy {
		turn := make(chan struct{})
		g.waiting = append(g.waiting, turn)
		g.mu.Unlock()
		<-turn
		if b := g.batch; b != nil {
			g.commit(b)
			close(b.done)
		}
	} else {
		g.mu.Unlock()
	}
	return g.c.close()
}
