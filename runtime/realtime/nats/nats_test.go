package nats_test

import (
	"bufio"
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/realtime/nats"
)

// hanging is a NATS server that no longer reads once it hangs, until it is over.
type hanging struct {
	net.Listener
	hung atomic.Bool
	over chan struct{}
}

func (h *hanging) serve() {
	for {
		c, err := h.Accept()
		if err != nil {
			return
		}
		go h.speak(c)
	}
}

func (h *hanging) speak(c net.Conn) {
	defer c.Close()
	_, _ = c.Write([]byte(`INFO {"server_id":"x","version":"2.10.0","max_payload":1048576,"proto":1}` + "\r\n"))
	lines := bufio.NewScanner(c)
	for !h.hung.Load() && lines.Scan() {
		if strings.HasPrefix(lines.Text(), "PING") {
			_, _ = c.Write([]byte("PONG\r\n"))
		}
	}
	<-h.over
}

// TestHangingServer: a server that takes nothing more, and does not say so,
// holds nobody up for the minute that the client would wait by itself.
func TestHangingServer(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &hanging{Listener: l, over: make(chan struct{})}
	go h.serve()
	t.Cleanup(func() {
		close(h.over)
		_ = l.Close()
	})
	b, err := nats.Open(nats.Config{URL: "nats://" + l.Addr().String(), Subject: "x"})
	if err != nil {
		t.Fatal(err)
	}
	b.Receive(func([]byte) {})
	h.hung.Store(true)
	message := make([]byte, 1<<19)
	for range 20 { // more than the buffers between take
		before := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		_ = b.Publish(ctx, message)
		_ = b.Confirm(ctx)
		cancel()
		if took := time.Since(before); took > 20*time.Second {
			t.Fatalf("an event took %s", took)
		}
	}
}
