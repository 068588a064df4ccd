package realtime

import (
	"context"
	"time"

	"github.com/coder/websocket"
)

// farewell is the reason of a close frame.
type farewell struct {
	code   websocket.StatusCode
	reason string
	// hasty leaves out what still waits.
	hasty bool
}

// send puts a message into the queue. A connection that does not keep up is
// closed: events cannot wait for it, and holes would be worse than its
// reading the list again. It does not block.
func (c *conn) send(frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.farewell != nil {
		return
	}
	if len(c.queue) >= c.s.Limits.Queue {
		c.s.stats.drops.Add(1)
		c.leave(&farewell{closeBusy, "the connection does not keep up", true})
		return
	}
	c.queue = append(c.queue, frame)
	c.wake()
}

// close ends the connection: what waits in the queue is still written, then the
// reason. The first reason counts. It does not block.
func (c *conn) close(code websocket.StatusCode, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.farewell == nil {
		c.leave(&farewell{code, reason, false})
	}
}

// leave needs c.mu.
func (c *conn) leave(why *farewell) {
	c.farewell = why
	c.wake()
}

// wake needs c.mu. The goroutine that writes exists only while there is
// something to write, so that an idle connection costs one goroutine, not two.
func (c *conn) wake() {
	if !c.writing {
		c.writing = true
		c.s.open.Add(1) // the reading goroutine still counts
		go c.write()
	}
}

// next takes the first message of the queue. Without one, writing ends: for
// the moment, or with a reason to close.
func (c *conn) next() (frame []byte, why *farewell) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.farewell != nil && (c.farewell.hasty || len(c.queue) == 0):
		c.queue = nil
		return nil, c.farewell
	case len(c.queue) == 0:
		c.queue, c.writing = nil, false
		return nil, nil
	}
	frame = c.queue[0]
	c.queue[0] = nil
	c.queue = c.queue[1:]
	return frame, nil
}

// write sends what is in the queue.
func (c *conn) write() {
	defer c.s.open.Done()
	for {
		frame, why := c.next()
		if frame == nil {
			if why != nil {
				// The peer may be gone: its answer is waited for some seconds only.
				_ = c.ws.Close(why.code, why.reason)
			}
			return
		}
		c.watch()
		err := c.ws.Write(context.Background(), websocket.MessageText, frame)
		c.stuck.Stop()
		if err != nil {
			c.gone()
			return
		}
	}
}

// watch cuts the connection if the next message is not written in time. One
// timer serves all messages: a context for each would cost more than the rest
// of a delivery.
func (c *conn) watch() {
	if c.stuck == nil {
		c.stuck = time.AfterFunc(c.s.Limits.Write, func() { _ = c.ws.CloseNow() })
		return
	}
	c.stuck.Reset(c.s.Limits.Write)
}

// gone ends a connection that cannot be written to any more. Nothing is sent.
func (c *conn) gone() {
	c.mu.Lock()
	if c.farewell == nil {
		c.farewell = &farewell{code: closeNormal}
	}
	c.queue, c.writing = nil, true
	c.mu.Unlock()
	_ = c.ws.CloseNow()
}
