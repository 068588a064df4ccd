package realtime

import (
	"context"
	"crypto/rand"
	"sync"
	"time"
)

// announceTimeout bounds how long a mutation waits for its announcement to come
// back from the broker, while it holds its rows.
const announceTimeout = time.Second

// announceRest is for how long nobody waits again after an announcement that did
// not come back, unless it does.
const announceRest = 10 * time.Second

// echo waits for this replica's own announcements to come back: by then it
// stands in line behind whatever was announced before.
type echo struct {
	mu      sync.Mutex
	waiting map[string]chan struct{}
	// rests is until when nobody waits, because of the announcement late.
	rests time.Time
	late  string
}

// resting reports whether the broker is given time.
func (e *echo) resting() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return time.Now().Before(e.rests)
}

// rest lets nobody wait for a while, or until the announcement comes back after
// all: then the broker has caught up. Other messages say nothing about that, as
// what lags behind brings them, too. It reports whether nobody rested before.
func (e *echo) rest(name string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	first := !time.Now().Before(e.rests)
	e.rests, e.late = time.Now().Add(announceRest), name
	return first
}

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
	if name == e.late {
		e.rests, e.late = time.Time{}, ""
	}
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
	if s.Broker == nil || s.echo.resting() {
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
	if patient.Err() != nil && ctx.Err() == nil && s.echo.rest(name) {
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
