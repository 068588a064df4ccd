package realtime

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/amplifygo/amplifygo/runtime/auth"
)

// The reasons for closing a connection (RFC 6455, 7.4.1).
const (
	closeNormal    = websocket.StatusNormalClosure
	closeGoingAway = websocket.StatusGoingAway
	closePolicy    = websocket.StatusPolicyViolation
	closeInternal  = websocket.StatusInternalError
	closeBusy      = websocket.StatusTryAgainLater
)

var errTooMany = errors.New("too many connections of one identity")

// conn is one connection: a goroutine that reads, which alone uses the fields
// of the second part, and one that writes while there is something to write.
type conn struct {
	s     *Server
	ws    *websocket.Conn
	ip    string
	acked atomic.Bool
	owner string // whom the connection counts against; guarded by s.mu

	ctx      context.Context // ends when reading is over
	identity *auth.Identity  // of the handshake; each start has its own
	subs     map[string]*subscriber
	// expire ends the connection at ends.
	expire *time.Timer
	ends   time.Time

	stuck *time.Timer // of the goroutine that writes

	mu      sync.Mutex
	queue   [][]byte
	writing bool
	// farewell is why the connection ends; nil while it does not.
	farewell *farewell
}

// ServeHTTP upgrades a request. Who may not connect learns it inside the
// socket: clients take a refused upgrade for a network failure and try for ever.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header, host, found, malformed := credentials(r)
	if !found {
		http.Error(w, http.StatusText(http.StatusUnauthorized), http.StatusUnauthorized)
		return
	}
	if !s.enter() {
		http.Error(w, goingAway, http.StatusServiceUnavailable)
		return
	}
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols: []string{protocol},
		// Requests carry their credentials themselves, never in cookies, so that
		// a foreign page gains nothing by connecting.
		InsecureSkipVerify: true,
		CompressionMode:    websocket.CompressionDisabled,
	})
	if err != nil { // Accept has answered
		s.open.Done()
		return
	}
	ws.SetReadLimit(s.Limits.MessageBytes)
	c := &conn{s: s, ws: ws, ip: sourceIP(r), subs: map[string]*subscriber{}}
	s.register(c)
	// The goroutine of the request, its stack and the request itself are not
	// kept for as long as the connection lives.
	go c.run(header, host, malformed)
}

// run serves a connection until it ends, and keeps a panic to it.
func (c *conn) run(header http.Header, host string, malformed error) {
	defer c.s.open.Done()
	defer c.end()
	var cancel context.CancelFunc
	c.ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			c.s.Logger.Error("a realtime connection panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			c.close(closeInternal, "internal error")
		}
	}()
	c.serve(header, host, malformed)
}

func sourceIP(r *http.Request) string {
	if addr, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		return addr.Addr().Unmap().String()
	}
	return ""
}

// serve speaks the protocol.
func (c *conn) serve(header http.Header, host string, malformed error) {
	if !c.awaitInit() {
		return
	}
	if err := c.authenticate(header, host, malformed); err != nil {
		c.s.stats.refused.Add(1)
		c.send(frameConnectionError(err))
		c.close(closeNormal, err.Type)
		return
	}
	if err := c.s.admit(c); err != nil {
		c.s.stats.refused.Add(1)
		c.send(frameConnectionError(&auth.Error{Status: http.StatusTooManyRequests, Type: "LimitExceededError", Message: err.Error()}))
		c.close(closeBusy, err.Error())
		return
	}
	c.send(frameAck(c.s.Limits.Timeout))
	// The client's clock of silence may be old: only ka winds it (client.md 2.7).
	c.send(frameKeepAlive)
	c.acked.Store(true)
	c.endAt(c.s.Now().Add(c.s.Limits.Life), "the connection has reached its longest life")
	c.endWith(c.identity)
	for c.receive() {
	}
}

// awaitInit waits for connection_init.
func (c *conn) awaitInit() bool {
	late := time.AfterFunc(c.s.Limits.Init, func() { c.close(closePolicy, "no connection_init") })
	defer late.Stop()
	m, err := c.read()
	if err == nil && m.Type == typeInit {
		return true
	}
	if err == nil || errors.Is(err, errNotAMessage) {
		c.close(closePolicy, "expected connection_init")
	}
	return false
}

func (c *conn) authenticate(header http.Header, host string, malformed error) *auth.Error {
	if malformed != nil {
		return &auth.Error{Status: http.StatusBadRequest, Type: "BadRequestException", Message: "Unable to read the authorization header of the connection."}
	}
	id, err := c.s.Auth.Authenticate(c.ctx, c.s.connectRequest(header, host, c.ip))
	if err != nil {
		var refused *auth.Error
		if errors.As(err, &refused) {
			return refused
		}
		return auth.NotAuthorized()
	}
	c.identity = id
	return nil
}

// endWith closes the connection when the credentials of one of its identities
// end. The client connects again by itself, with fresh ones.
func (c *conn) endWith(id *auth.Identity) {
	if !id.Expires.IsZero() {
		c.endAt(id.Expires, "the token has expired")
	}
}

// endAt closes the connection at a time, unless it ends earlier.
func (c *conn) endAt(t time.Time, reason string) {
	if c.expire != nil {
		if !t.Before(c.ends) {
			return
		}
		c.expire.Stop()
	}
	c.ends = t
	c.expire = time.AfterFunc(t.Sub(c.s.Now()), func() { c.close(closeGoingAway, reason) })
}

// end removes what a connection leaves, when reading is over: because the peer
// has gone, or because the connection has been told to close.
func (c *conn) end() {
	if c.expire != nil {
		c.expire.Stop()
	}
	for _, s := range c.subs {
		c.s.hub.remove(s)
	}
	c.s.leave(c)
	c.mu.Lock()
	closing := c.farewell != nil
	c.mu.Unlock()
	if !closing {
		c.gone()
	}
}
