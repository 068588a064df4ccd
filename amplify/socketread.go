package amplify

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// socket is one acknowledged connection.
type socket struct {
	conn    *websocket.Conn
	timeout time.Duration

	mu        sync.Mutex
	listeners map[string]*listener
	err       error // why it is dead
	done      chan struct{}
}

// listener receives the frames of one subscription.
type listener struct {
	frames chan message
	// overflow is closed when a frame had to be dropped because the
	// subscriber did not keep up.
	overflow chan struct{}
	full     bool
}

// backlog is how many events wait for a slow subscriber before it loses some.
const backlog = 1024

func (s *socket) alive() bool {
	select {
	case <-s.done:
		return false
	default:
		return true
	}
}

// listen registers a subscription; false if the socket is dead.
func (s *socket) listen(id string) (*listener, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return nil, false
	}
	l := &listener{frames: make(chan message, backlog), overflow: make(chan struct{})}
	s.listeners[id] = l
	return l, true
}

// leave ends a subscription, and the socket with the last one.
func (s *socket) leave(id string, started bool) {
	s.mu.Lock()
	delete(s.listeners, id)
	live, last := s.err == nil, len(s.listeners) == 0
	if live && last {
		s.err = errUnused // under the lock: nobody may join any more
	}
	s.mu.Unlock()
	if live && started {
		_ = s.write(message{ID: id, Type: "stop"}) // a connection that fails here needs no stop
	}
	if live && last {
		s.end()
	}
}

// writeTimeout bounds a write; a connection that takes longer is dead.
const writeTimeout = 10 * time.Second

func (s *socket) write(m message) error {
	b, err := encode(m)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	return s.conn.Write(ctx, websocket.MessageText, b)
}

// close ends the socket for the given reason; every subscription sees it.
func (s *socket) close(reason error) {
	s.mu.Lock()
	dead := s.err != nil
	if !dead {
		s.err = reason
	}
	s.mu.Unlock()
	if !dead {
		s.end()
	}
}

// end closes the connection, after s.err is set.
func (s *socket) end() {
	close(s.done)
	go func() { _ = s.conn.Close(websocket.StatusNormalClosure, "") }() // waits for the peer
}

// read distributes frames until the connection ends or is silent for too long.
func (s *socket) read() {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
		_, b, err := s.conn.Read(ctx)
		cancel()
		if err != nil {
			s.close(err)
			return
		}
		var m message
		if json.Unmarshal(b, &m) != nil {
			continue // frames that are not understood are ignored, as by the official client
		}
		s.deliver(m)
	}
}

func (s *socket) deliver(m message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.listeners[m.ID]
	if l == nil || l.full {
		return
	}
	select {
	case l.frames <- m:
	default:
		l.full = true
		close(l.overflow)
	}
}
