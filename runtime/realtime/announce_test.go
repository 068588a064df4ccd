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
		b := &mute{confirms: confirms}
		rt := bare(t, b)
		for range 4 {
			rt.Announce(t.Context(), []string{"a"})
		}
		if b.published != 1 {
			t.Errorf("confirms %t: %d mutations waited for a broker that hangs", confirms, b.published)
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

// TestSlowBroker: a broker that lags behind costs one announcement its time, not
// every mutation, although it delivers what others sent before.
func TestSlowBroker(t *testing.T) {
	t.Parallel()
	b := &mute{confirms: true}
	rt := bare(t, b)
	for range 4 {
		rt.Announce(t.Context(), []string{"a"})
		b.deliver([]byte(`{"o":"other","id":"","a":"x","g":true}`))
	}
	if b.published != 1 {
		t.Fatalf("%d mutations waited for a broker that lags behind", b.published)
	}
	b.deliver(b.last)
	if rt.Announce(t.Context(), []string{"a"}); b.published != 2 {
		t.Error("the broker has caught up and is not used again")
	}
}
