package realtime

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"time"
)

// announceTimeout bounds how long a mutation waits for its announcement to come
// back from the broker, while it holds its rows.
const announceTimeout = time.Second

// echo waits for this replica's own announcements to come back: by then it
// stands in line behind whatever was announced before.
type echo struct {
	// silent is set when one did not come back in time. Nobody waits again until
	// something has come.
	silent atomic.Bool

	mu      sync.Mutex
	waiting map[string]chan struct{}
}

// heard notes that the broker delivers.
func (e *echo) heard() { e.silent.Store(false) }

func (e *echo) expect(name string) chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.waiting == nil {
		e.waiting = map[string]chan struct{}{}
	}
	c := make(chan struct{})
	e.waiting[name] = c
	return c
}

// back runs join for an announcement that somebody waits for. One that was
// given up has published its events already, and must not stand in line.
func (e *echo) back(name string, join func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if c := e.waiting[name]; c != nil {
		delete(e.waiting, name)
		join()
		close(c)
	}
}

func (e *echo) giveUp(name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.waiting, name)
}

// Announce implements event.Announcer. It fails no mutation: where the broker
// is away or slow, the order of replicas that write one row is not promised.
func (s *Server) Announce(ctx context.Context, rows []string) string {
	if s.Broker == nil || s.echo.silent.Load() {
		return ""
	}
	name := rand.Text()
	message, err := s.codec.Announce(name, rows)
	if err != nil {
		return ""
	}
	patient, cancel := context.WithTimeout(ctx, announceTimeout)
	defer cancel()
	returned := s.echo.expect(name)
	defer s.echo.giveUp(name)
	if err := s.Broker.Publish(patient, message); err != nil {
		return ""
	}
	err = s.Broker.Confirm(patient)
	if err == nil {
		select {
		case <-returned:
			return name
		case <-patient.Done():
		}
	}
	// A broker that is known to be away costs no time, and a caller that does not
	// wait for its mutation says nothing about the broker.
	if patient.Err() != nil && ctx.Err() == nil && !s.echo.silent.Swap(true) {
		s.Logger.Warn("an announcement did not come back from the broker: until it does, events of replicas that write one row may overtake each other")
	}
	return name // others may have heard of it
}

// Retract implements event.Announcer.
func (s *Server) Retract(name string) {
	s.lines.add(name, nil, true)
	message, err := s.codec.Retract(name)
	if err == nil {
		err = s.Broker.Publish(context.Background(), message)
	}
	if err != nil {
		s.Logger.Warn("an announcement was not taken back; others wait for it for a while", "error", err)
	}
}
