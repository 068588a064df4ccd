package server

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
)

// tlsClientHello is the first byte of a TLS connection (RFC 8446, 5.1).
const tlsClientHello = 0x16

// sniffTimeout bounds the wait for a connection's first byte.
const sniffTimeout = 10 * time.Second

// splitter serves plain HTTP and TLS on one port. The official clients open
// their realtime socket with wss:// even where the API's address is http://,
// so a development server has to answer both.
type splitter struct {
	net.Listener
	config *tls.Config
	plain  chan net.Conn
	secure chan net.Conn
	done   chan struct{}
	once   sync.Once
	err    error
}

// split starts accepting on l.
func split(l net.Listener, config *tls.Config) *splitter {
	s := &splitter{Listener: l, config: config, plain: make(chan net.Conn), secure: make(chan net.Conn), done: make(chan struct{})}
	go s.accept()
	return s
}

func (s *splitter) accept() {
	for {
		c, err := s.Listener.Accept()
		if err != nil {
			var temporary net.Error
			if errors.As(err, &temporary) && temporary.Timeout() {
				continue
			}
			s.close(err)
			return
		}
		go s.sort(c)
	}
}

// sort looks at a connection's first byte and hands it to its server.
func (s *splitter) sort(c net.Conn) {
	_ = c.SetReadDeadline(time.Now().Add(sniffTimeout))
	p := &peeked{Conn: c, r: bufio.NewReaderSize(c, 1)}
	first, err := p.r.Peek(1)
	if err != nil {
		c.Close()
		return
	}
	_ = c.SetReadDeadline(time.Time{})
	to, conn := s.plain, net.Conn(p)
	if first[0] == tlsClientHello {
		to, conn = s.secure, tls.Server(p, s.config)
	}
	select {
	case to <- conn:
	case <-s.done:
		c.Close()
	}
}

// close ends both sides; it reports whether it was the first to do so.
func (s *splitter) close(err error) (first bool) {
	s.once.Do(func() {
		s.err = err
		close(s.done)
		first = true
	})
	return first
}

// side is one half of the port as a listener of its own.
type side struct {
	*splitter
	conns chan net.Conn
}

// Accept waits for a connection of this side.
func (l side) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, l.err
	}
}

// Close closes the port for both sides; the second time it does nothing.
func (l side) Close() error {
	if l.close(net.ErrClosed) {
		return l.Listener.Close()
	}
	return nil
}

// peeked is a connection whose first byte has been looked at.
type peeked struct {
	net.Conn
	r *bufio.Reader
}

// Read reads the byte that was looked at and then the rest.
func (p *peeked) Read(b []byte) (int, error) {
	if p.r != nil {
		if p.r.Buffered() > 0 {
			return p.r.Read(b)
		}
		p.r = nil
	}
	return p.Conn.Read(b)
}

// listen opens the port.
func listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	return lc.Listen(ctx, "tcp", address)
}
