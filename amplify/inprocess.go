package amplify

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// inProcess serves a handler over pipes in memory, so that everything HTTP has,
// WebSockets included, works without sockets.
type inProcess struct {
	server *http.Server
	conns  chan net.Conn
	done   chan struct{}
	once   sync.Once
}

func newInProcess(h http.Handler) *inProcess {
	p := &inProcess{server: &http.Server{Handler: h}, conns: make(chan net.Conn), done: make(chan struct{})}
	go func() { _ = p.server.Serve(p) }() // ends with http.ErrServerClosed in close
	return p
}

// transport dials the server's pipes, whatever the address.
func (p *inProcess) transport() *http.Transport {
	return &http.Transport{DialContext: p.dial, DialTLSContext: p.dial}
}

func (p *inProcess) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.conns <- server:
		return client, nil
	case <-p.done:
		return nil, &net.OpError{Op: "dial", Net: "pipe", Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, &net.OpError{Op: "dial", Net: "pipe", Err: ctx.Err()}
	}
}

func (p *inProcess) close() error {
	p.once.Do(func() { close(p.done) })
	return p.server.Close()
}

// Accept, Close and Addr make it a net.Listener.
func (p *inProcess) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *inProcess) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *inProcess) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "in-process" }
