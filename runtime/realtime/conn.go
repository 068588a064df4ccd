package realtime

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
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
	closeBusy      = websocket.StatusTryAgainLater
)

var (
	errStopping = errors.New("the server goes away")
	errTooMany  = errors.New("too many connections of one identity")
)

// conn is one connection: a goroutine that reads and one that writes from a
// bounded queue.
type conn struct {
	s        *Server
	ws       *websocket.Conn
	ip       string
	identity *auth.Identity // of the handshake; each start has its own
	owner    string

	out    chan []byte
	ctx    context.Context
	cancel context.CancelFunc
	// farewell is why the connection ends; nil while it does not.
	farewell atomic.Pointer[farewell]

	mu   sync.Mutex
	subs map[string]*subscriber
	// renew closes the connection when the first token of it ends.
	renew  *time.Timer
	expire time.Time
}

// farewell is the reason of a close frame.
type farewell struct {
	code   websocket.StatusCode
	reason string
}

// ServeHTTP upgrades a request. Who may not connect learns it inside the
// socket: clients take a refused upgrade for a network failure and try for ever.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header, host, found, err := credentials(r)
	if !found {
		http.Error(w, http.StatusText(http.StatusUnauthorized), http.StatusUnauthorized)
		return
	}
	ws, acceptErr := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols: []string{protocol},
		// Requests carry their credentials themselves, never in cookies, so that
		// a foreign page gains nothing by connecting.
		InsecureSkipVerify: true,
		CompressionMode:    websocket.CompressionDisabled,
	})
	if acceptErr != nil {
		return
	}
	ws.SetReadLimit(s.Limits.MessageBytes)
	c := &conn{s: s, ws: ws, ip: sourceIP(r), out: make(chan []byte, s.Limits.Queue), subs: map[string]*subscriber{}}
	c.ctx, c.cancel = context.WithTimeout(context.Background(), s.Limits.Life)
	s.open.Add(2)
	go c.write()
	defer s.open.Done()
	c.serve(header, host, err)
}

func sourceIP(r *http.Request) string {
	if addr, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		return addr.Addr().Unmap().String()
	}
	return ""
}

// serve runs a connection until it ends.
func (c *conn) serve(header http.Header, host string, malformed error) {
	defer c.end()
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
	c.endWith(c.identity)
	for c.receive(c.ctx) {
	}
}

// awaitInit waits for connection_init.
func (c *conn) awaitInit() bool {
	ctx, cancel := context.WithTimeout(c.ctx, c.s.Limits.Init)
	defer cancel()
	m, err := c.read(ctx)
	if err != nil {
		c.close(closePolicy, "no connection_init")
		return false
	}
	if m.Type != typeInit {
		c.close(closePolicy, "expected connection_init")
		return false
	}
	return true
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
	if id.Expires.IsZero() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.expire.IsZero() && !id.Expires.Before(c.expire) {
		return
	}
	c.expire = id.Expires
	wait := id.Expires.Sub(c.s.Now())
	if c.renew != nil {
		c.renew.Stop()
	}
	c.renew = time.AfterFunc(wait, func() { c.close(closeGoingAway, "the token has expired") })
}

// send puts a message into the queue. A connection that does not keep up is
// closed: events cannot wait for it, and holes would be worse than its
// reading the list again.
func (c *conn) send(frame []byte) {
	select {
	case c.out <- frame:
	case <-c.ctx.Done():
	default:
		c.s.stats.drops.Add(1)
		c.close(closeBusy, "the connection does not keep up")
	}
}

// close ends the connection: what is in the queue is still written, then the
// reason. It does not block.
func (c *conn) close(code websocket.StatusCode, reason string) {
	if !c.farewell.CompareAndSwap(nil, &farewell{code, reason}) {
		return
	}
	select {
	case c.out <- nil:
	default:
		c.cancel()
	}
}

// write sends what is in the queue. nil is the sign to close.
func (c *conn) write() {
	defer c.s.open.Done()
	for {
		select {
		case <-c.ctx.Done():
			c.shut()
			return
		case frame := <-c.out:
			if frame == nil {
				c.shut()
				return
			}
			ctx, cancel := context.WithTimeout(c.ctx, c.s.Limits.Write)
			err := c.ws.Write(ctx, websocket.MessageText, frame)
			cancel()
			if err != nil {
				c.cancel()
				_ = c.ws.CloseNow()
				return
			}
		}
	}
}

// shut says good-bye. The peer may be gone, so its answer is not waited for
// longer than a moment.
func (c *conn) shut() {
	why := c.farewell.Load()
	if why == nil {
		why = &farewell{closeGoingAway, "the connection has reached its longest life"}
	}
	_ = c.ws.Close(why.code, why.reason)
	c.cancel()
}

// end removes what a connection leaves.
func (c *conn) end() {
	c.close(closeNormal, "")
	c.mu.Lock()
	subs := c.subs
	c.subs = nil
	if c.renew != nil {
		c.renew.Stop()
	}
	c.mu.Unlock()
	for _, s := range subs {
		c.s.hub.remove(s)
	}
	c.s.leave(c)
}
