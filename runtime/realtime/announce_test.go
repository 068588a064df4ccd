package realtime_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/realtime"
)

// mute is a broker that takes messages and delivers none, until it speaks.
type mute struct {
	// confirms: it says that messages are on their way.
	confirms bool

	mu        sync.Mutex
	published int
	deliver   func([]byte)
	last      []byte
}

func (m *mute) Publish(_ context.Context, messages ...[]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.published += len(messages)
	m.last = messages[len(messages)-1]
	return nil
}

func (m *mute) Confirm(ctx context.Context) error {
	if m.confirms {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

func (m *mute) Receive(deliver func([]byte)) { m.deliver = deliver }
func (m *mute) Ping(context.Context) error   { return errors.New("mute") }
func (m *mute) Close() error                 { return nil }

// bare makes a server with nothing but a broker.
func bare(t *testing.T, b realtime.Broker) *realtime.Server {
	t.Helper()
	w := newWorld(t)
	s := w.serve(t)
	rt, err := realtime.New(realtime.Config{Engine: s.engine, Auth: w.auth, Schema: w.schema, Broker: b})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rt.Close(context.Background()) })
	return rt
}

// TestHangingBroker: a broker that does not answer costs one announcement its
// time, not every mutation.
func TestHangingBroker(t *testing.T) {
	t.Parallel()
	for _, confirms := range []bool{false, true} {
		rt := bare(t, &mute{confirms: confirms})
		rt.Announce(t.Context(), []string{"a"})
		start := time.Now()
		for range 3 {
			rt.Announce(t.Context(), []string{"a"})
		}
		if took := time.Since(start); took > 500*time.Millisecond {
			t.Errorf("confirms %t: mutations wait for a broker that hangs: %s", confirms, took)
		}
	}
}

// TestCallersThatLeave: a caller that does not wait for its mutation says
// nothing about the broker.
func TestCallersThatLeave(t *testing.T) {
	t.Parallel()
	for _, confirms := range []bool{false, true} {
		b := &mute{confirms: confirms}
		rt := bare(t, b)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		rt.Announce(ctx, []string{"a"})
		cancel()
		rt.Announce(t.Context(), []string{"a"})
		if b.published != 2 {
			t.Errorf("confirms %t: %d announcements", confirms, b.published)
		}
	}
}

// slow is a broker that delivers messages late, and always some of others.
type slow struct {
	mute
	late time.Duration
}

// Publish implements realtime.Broker.
func (s *slow) Publish(_ context.Context, messages ...[]byte) error {
	for _, m := range messages {
		time.AfterFunc(s.late, func() { s.deliver(m) })
	}
	return nil
}

// TestSlowBroker: a broker that lags behind costs an announcement its time now
// and then, not every mutation, although it delivers.
func TestSlowBroker(t *testing.T) {
	t.Parallel()
	b := &slow{mute: mute{confirms: true}, late: 3 * time.Second}
	rt := bare(t, b)
	others := time.NewTicker(10 * time.Millisecond)
	defer others.Stop()
	over := make(chan struct{})
	defer close(over)
	go func() {
		for {
			select {
			case <-over:
				return
			case <-others.C:
				b.deliver([]byte(`{"o":"other","id":"","a":"x","g":true}`))
			}
		}
	}()
	start := time.Now()
	for range 20 {
		rt.Announce(t.Context(), []string{"a"})
		time.Sleep(50 * time.Millisecond)
	}
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("20 mutations took %s", took)
	}
	// When it has caught up, it is used again.
	time.Sleep(2 * time.Second)
	b.late = 0
	if rt.Announce(t.Context(), []string{"a"}) == "" {
		t.Error("the broker is not used again")
	}
}
