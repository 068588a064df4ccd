package realtime_test

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestRawFrames sends what no client library would.
func TestRawFrames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mask := func(head []byte, payload string) []byte { // a mask of zeros
		return append(append(head, 0, 0, 0, 0), payload...)
	}
	const message = `{"type":"connection_init"}`
	const cut = 0xFF // closed without a reason
	for name, c := range map[string]struct {
		frame []byte
		code  byte // the low byte of the close code; 0 for an answer
	}{
		"whole":               {mask([]byte{0x81, 0x80 | byte(len(message))}, message), 0},
		"fragments":           {append(mask([]byte{0x01, 0x80 | 5}, message[:5]), mask([]byte{0x80, 0x80 | byte(len(message)-5)}, message[5:])...), 0},
		"a ping between":      {append(append(mask([]byte{0x01, 0x80 | 5}, message[:5]), mask([]byte{0x89, 0x80}, "")...), mask([]byte{0x80, 0x80 | byte(len(message)-5)}, message[5:])...), 0},
		"not masked":          {append([]byte{0x81, byte(len(message))}, message...), cut},
		"reserved bit":        {mask([]byte{0xC1, 0x80 | byte(len(message))}, message), 2},
		"reserved operation":  {mask([]byte{0x83, 0x80 | byte(len(message))}, message), 2},
		"continues nothing":   {mask([]byte{0x80, 0x80 | byte(len(message))}, message), 2},
		"endless length":      {mask([]byte{0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, strings.Repeat("x", 300<<10)), 9},
		"long control frame":  {mask([]byte{0x89, 0xFE, 0, 200}, strings.Repeat("x", 200)), 2},
		"control in fragment": {mask([]byte{0x09, 0x80}, ""), 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := w.serve(t)
			conn, r := s.raw(t, w.header(t, "key", "", ""))
			// The server may close before it has read everything.
			go func() { _, _ = conn.Write(c.frame) }()
			for {
				head := make([]byte, 2)
				if _, err := io.ReadFull(r, head); err != nil {
					if c.code != cut || !errors.Is(err, io.EOF) {
						t.Error(err)
					}
					return
				}
				body := make([]byte, head[1])
				if _, err := io.ReadFull(r, body); err != nil {
					t.Fatal(err)
				}
				switch head[0] {
				case 0x8A: // pong
					continue
				case 0x81:
					if c.code != 0 || !strings.Contains(string(body), "connection_ack") {
						t.Errorf("got %s", body)
					}
				case 0x88:
					if c.code == 0 || body[0] != 1000>>8 || body[1] != byte(1000&0xFF)+c.code {
						t.Errorf("closed with % x %s", body[:2], body[2:])
					}
				default:
					t.Errorf("a frame % x", head)
				}
				return
			}
		})
	}
}

// raw makes a handshake by hand.
func (s *service) raw(t *testing.T, header string) (net.Conn, *bufio.Reader) {
	t.Helper()
	u, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: graphql-ws, header-%s\r\n\r\n",
		u.Path, u.Host, base64.RawURLEncoding.EncodeToString([]byte(header)))
	r := bufio.NewReader(conn)
	got, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	// No compression is agreed on, so that no compressed bomb can be sent.
	if got.StatusCode != http.StatusSwitchingProtocols || got.Header.Get("Sec-Websocket-Protocol") != "graphql-ws" || got.Header.Get("Sec-Websocket-Extensions") != "" {
		t.Fatalf("%s %v", got.Status, got.Header)
	}
	return conn, r
}

// TestHalfOpen: a client that is gone without a word leaves nothing behind.
func TestHalfOpen(t *testing.T) {
	t.Parallel()
	s := newWorld(t).serve(t)
	for range 20 {
		c := s.connect("key")
		c.subscribe("1", "key", onNote)
		_ = c.ws.CloseNow()
	}
	eventually(t, func() bool {
		return s.rt.Stats().Connections == 0 && s.rt.Stats().Subscriptions == 0 && s.rt.Remains() == 0
	})
}
