package amplify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// socketPool keeps the one WebSocket that all subscriptions of a client share,
// as the official client does: the first subscriber's credentials open it, and
// every start carries its own.
type socketPool struct {
	client  *Client
	mu      sync.Mutex
	current *socket
	dialing chan struct{} // closed when the dial that is under way has ended
	closed  bool
}

func newSocketPool(c *Client) *socketPool { return &socketPool{client: c} }

func (p *socketPool) close() {
	p.mu.Lock()
	s := p.current
	p.closed = true
	p.mu.Unlock()
	if s != nil {
		s.close(errClientClosed)
	}
}

var errClientClosed = errors.New("the client was closed")

// acquire gives the live socket, or dials one with the request's credentials.
func (p *socketPool) acquire(ctx context.Context, r *Request) (*socket, error) {
	for {
		p.mu.Lock()
		switch {
		case p.closed:
			p.mu.Unlock()
			return nil, &Error{Operation: r.Operation, Code: CodeUsage, Message: "subscription on a closed client", Err: errClientClosed}
		case p.current != nil && p.current.alive():
			s := p.current
			p.mu.Unlock()
			return s, nil
		case p.dialing == nil:
			done := make(chan struct{})
			p.dialing = done
			p.mu.Unlock()
			s, err := p.client.dial(ctx, r)
			p.mu.Lock()
			if p.dialing = nil; err == nil {
				p.current = s
			}
			closed := p.closed
			p.mu.Unlock()
			close(done)
			if closed && err == nil {
				s.close(errClientClosed)
			}
			return s, err
		}
		dialing := p.dialing
		p.mu.Unlock()
		select {
		case <-dialing:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// handshakeTimeout is how long the API may take to acknowledge a connection or
// a start, as for the official client.
const handshakeTimeout = 15 * time.Second

// message is a frame of the realtime protocol in either direction.
type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// maxEvent bounds a frame; AppSync's payloads are at most 240 KB.
const maxEvent = 4 << 20

// dial opens a socket and waits for its acknowledgement.
func (c *Client) dial(ctx context.Context, r *Request) (*socket, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	protocol, token, err := c.handshake(ctx, r)
	if err != nil {
		return nil, err
	}
	conn, resp, err := websocket.Dial(ctx, c.realtimeURL(r.Header), &websocket.DialOptions{
		HTTPClient: c.config.http, Subprotocols: []string{"graphql-ws", protocol}, HTTPHeader: http.Header{},
	})
	if err != nil {
		return nil, dialError(r.Operation, resp, err)
	}
	conn.SetReadLimit(maxEvent)
	timeout, err := initialise(ctx, r.Operation, conn)
	if err != nil {
		_ = conn.Close(websocket.StatusNormalClosure, "")
		var e *Error
		if errors.As(err, &e) && e.Code == CodeUnauthorized && token != "" {
			err = &refusedToken{token: token, err: err}
		}
		return nil, err
	}
	s := &socket{conn: conn, timeout: timeout, listeners: map[string]*listener{}, done: make(chan struct{})}
	go s.read()
	return s, nil
}

// dialError leaves the address out, which has the caller's headers in it.
func dialError(operation string, resp *http.Response, err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		err = failed.Err
	}
	e := &Error{Operation: operation, Code: CodeUnavailable, Message: "no realtime connection", Err: err}
	if resp != nil {
		e.Status = resp.StatusCode
	}
	return e
}

// initialise exchanges connection_init and connection_ack and gives the time
// after which a silent connection counts as dead.
func initialise(ctx context.Context, operation string, conn *websocket.Conn) (time.Duration, error) {
	if err := conn.Write(ctx, websocket.MessageText, []byte(`{"type":"connection_init"}`)); err != nil {
		return 0, dialError(operation, nil, err)
	}
	for {
		_, b, err := conn.Read(ctx)
		if err != nil {
			return 0, dialError(operation, nil, err)
		}
		var m message
		if err := json.Unmarshal(b, &m); err != nil {
			return 0, dialError(operation, nil, fmt.Errorf("not a realtime message: %w", err))
		}
		switch m.Type {
		case "connection_ack":
			return silence(m.Payload), nil
		case "connection_error":
			return 0, connectionError(operation, m.Payload)
		}
	}
}

// defaultSilence is AppSync's connectionTimeoutMs.
const defaultSilence = 5 * time.Minute

func silence(ack json.RawMessage) time.Duration {
	var payload struct {
		ConnectionTimeoutMs int64 `json:"connectionTimeoutMs"`
	}
	if json.Unmarshal(ack, &payload) != nil || payload.ConnectionTimeoutMs <= 0 {
		return defaultSilence
	}
	return time.Duration(payload.ConnectionTimeoutMs) * time.Millisecond
}

// connectionError makes the error of a refused connection. Like the official
// client, only codes 400, 401 and 403 and two types are final.
func connectionError(operation string, payload json.RawMessage) error {
	e := frameError(operation, payload)
	final := e.Code == CodeUnauthorized || e.Code == CodeInvalid
	if len(e.All) > 0 {
		switch e.All[0].ErrorCode {
		case 400:
			e.Code, final = CodeInvalid, true
		case 401, 403:
			e.Code, final = CodeUnauthorized, true
		}
	}
	if !final {
		e.Code = CodeUnavailable
	}
	return e
}

// frameError makes the error of an error frame's payload.
func frameError(operation string, payload json.RawMessage) *Error {
	var p struct {
		Errors []GraphQLError `json:"errors"`
	}
	if json.Unmarshal(payload, &p) != nil || len(p.Errors) == 0 {
		return &Error{Operation: operation, Code: CodeUnknown, Message: "the API refused without a reason: " + string(payload)}
	}
	return answerError(operation, 0, p.Errors)
}
