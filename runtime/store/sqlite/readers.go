package sqlite

import (
	"context"
	"sync"
)

// readers are the connections that read. The one that came back last goes out
// first: its pages are in the processor's caches, and those that are only
// needed at times of many readers take little memory.
type readers struct {
	// free has a place for each connection that is not in use.
	free chan struct{}
	mu   sync.Mutex
	idle []*conn
}

func newReaders(n int) *readers { return &readers{free: make(chan struct{}, n)} }

// take gives a connection as soon as one is free.
func (r *readers) take(ctx context.Context, closed <-chan struct{}) (*conn, error) {
	select {
	case <-r.free:
	default:
		select {
		case <-r.free:
		case <-closed:
			return nil, errClosed
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	last := len(r.idle) - 1
	c := r.idle[last]
	r.idle = r.idle[:last]
	return c, nil
}

// put gives a connection back, or a new one in.
func (r *readers) put(c *conn) {
	r.mu.Lock()
	r.idle = append(r.idle, c)
	r.mu.Unlock()
	r.free <- struct{}{}
}
