// Package realtime serves AppSync's WebSocket protocol: subscriptions to the
// events of mutations, each start authorized by itself, each event delivered
// only to those whose rules admit its row.
//
// What is promised: an event is sent after the commit of its mutation, at most
// once to each subscription, to one connection in the order in which the
// process learnt of the events. A subscription hears of every mutation that
// commits on its own replica after its start_ack. Nothing is repeated: who was
// away reads the list again, as the official client's observeQuery does.
package realtime

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Engine accepts subscriptions; *graphql.Engine is one.
type Engine interface {
	// Subscribe accepts or refuses a subscription document.
	Subscribe(ctx context.Context, id *auth.Identity, req *graphql.Request) (*graphql.Subscription, []*graphql.Error)
	// PayloadField gives what the fields that subscriptions name (Field) have in
	// an event.
	PayloadField(ev *event.Event, name string) value.Value
}

// Config is what a Server works with. Engine and Auth are required.
type Config struct {
	Engine Engine
	Auth   auth.Authenticator
	// Path is the path of the GraphQL endpoint, which signatures of the
	// protocol cover: "/graphql".
	Path string
	// Broker joins replicas; nil for a single process. Schema is needed with it:
	// it says how events travel.
	Broker Broker
	Schema *schema.Schema
	Limits Limits
	Logger *slog.Logger
	// Now is the clock; nil for time.Now.
	Now func() time.Time
}

// Limits bound what connections may take; 0 takes the default.
type Limits struct {
	// Subscriptions of one connection (200, as AppSync).
	Subscriptions int
	// IdentityConnections are the connections of one signed-in identity (1,000).
	IdentityConnections int
	// Queue is the number of messages that a connection may lag behind before
	// it is closed (256).
	Queue int
	// MessageBytes bounds a message of a client (256 KiB).
	MessageBytes int64
	// KeepAlive is the interval of ka messages (60 s).
	KeepAlive time.Duration
	// Timeout is the silence after which clients give a connection up; they are
	// told of it in connection_ack (300 s).
	Timeout time.Duration
	// Init is how long a connection may take until connection_init (15 s).
	Init time.Duration
	// Write is how long one message may take to be written (10 s).
	Write time.Duration
	// Life is the longest life of a connection (24 h, as AppSync).
	Life time.Duration
}

func (l Limits) withDefaults() Limits {
	for _, f := range []struct {
		v *int
		d int
	}{{&l.Subscriptions, 200}, {&l.IdentityConnections, 1000}, {&l.Queue, 256}} {
		if *f.v == 0 {
			*f.v = f.d
		}
	}
	for _, f := range []struct {
		v *time.Duration
		d time.Duration
	}{{&l.KeepAlive, time.Minute}, {&l.Timeout, 5 * time.Minute}, {&l.Init, 15 * time.Second}, {&l.Write, 10 * time.Second}, {&l.Life, 24 * time.Hour}} {
		if *f.v == 0 {
			*f.v = f.d
		}
	}
	if l.MessageBytes == 0 {
		l.MessageBytes = 256 << 10
	}
	return l
}

// Server serves the realtime endpoint and takes the events of mutations. It is
// an http.Handler and an event.Publisher.
type Server struct {
	Config
	hub   *hub
	stats counters
	codec event.Codec
	lines *lines
	echo  echo

	mu       sync.Mutex
	conns    map[*conn]struct{}
	byOwner  map[string]int // connections by identity
	stopping bool
	open     sync.WaitGroup
	done     chan struct{}
}

// New prepares a server. Close it in the end.
func New(c Config) (*Server, error) {
	if c.Engine == nil || c.Auth == nil {
		return nil, errors.New("realtime: an engine and an authenticator are required")
	}
	if c.Broker != nil && c.Schema == nil {
		return nil, errors.New("realtime: a broker needs Config.Schema")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Path = "/" + strings.Trim(c.Path, "/")
	c.Limits = c.Limits.withDefaults()
	s := &Server{Config: c, conns: map[*conn]struct{}{}, byOwner: map[string]int{}, done: make(chan struct{})}
	s.hub = newHub(&s.stats, s.Engine.PayloadField)
	s.lines = newLines(s.hub.deliver)
	s.codec = event.Codec{Origin: rand.Text(), Schema: c.Schema}
	if c.Broker != nil {
		c.Broker.Receive(s.receive)
	}
	s.open.Add(1)
	go s.keepAlive()
	return s, nil
}

// Publish delivers events to the subscribers of this process and hands them to
// the broker for those of others. The error is the broker's.
func (s *Server) Publish(ctx context.Context, events ...*event.Event) error {
	for i, ev := range events {
		if ev.Announcement == "" {
			s.hub.deliver(ev)
		} else {
			s.lines.add(ev.Announcement, ev, i == len(events)-1)
		}
	}
	if s.Broker == nil {
		return nil
	}
	return s.hand(ctx, events)
}

// keepAlive sends ka to all connections at the interval.
func (s *Server) keepAlive() {
	defer s.open.Done()
	tick := time.NewTicker(s.Limits.KeepAlive)
	defer tick.Stop()
	for {
		select {
		case <-s.done:
			return
		case <-tick.C:
		}
		for _, c := range s.connections() {
			if c.acked.Load() {
				c.send(frameKeepAlive)
			}
		}
	}
}

func (s *Server) connections() []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*conn, 0, len(s.conns))
	for c := range s.conns {
		list = append(list, c)
	}
	return list
}

// enter counts a request in, unless the server stops: no connection is opened
// while Close waits for the last to end.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.stopping {
		s.open.Add(1)
	}
	return !s.stopping
}

// register makes a connection known to Close and to the clock of ka.
func (s *Server) register(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[c] = struct{}{}
	s.stats.connections.Add(1)
	if s.stopping {
		c.close(closeGoingAway, goingAway)
	}
}

// admit counts a connection against its identity, or says why not.
func (s *Server) admit(c *conn) error {
	owner := ownerOf(c.identity)
	if owner == "" {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byOwner[owner] >= s.Limits.IdentityConnections {
		return errTooMany
	}
	s.byOwner[owner]++
	c.owner = owner
	return nil
}

func (s *Server) leave(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	s.stats.connections.Add(-1)
	if c.owner == "" {
		return
	}
	if s.byOwner[c.owner]--; s.byOwner[c.owner] <= 0 {
		delete(s.byOwner, c.owner)
	}
}

// ownerOf tells whose connection counts against whom; API keys and
// administrators are shared by many clients and not counted.
func ownerOf(id *auth.Identity) string {
	switch {
	case id == nil:
		return ""
	case id.Sub != "":
		return id.Issuer + "\x00" + id.Sub
	case id.IdentityID != "":
		return id.IdentityID
	}
	return ""
}

// goingAway is what clients are told when the server stops.
const goingAway = "the server goes away"

// Close tells the clients that the server goes away, so that they connect
// elsewhere, and waits for their connections to end. Those that have not ended
// with the context are cut.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock()
	if !s.stopping {
		s.stopping = true
		close(s.done)
	}
	s.mu.Unlock()
	s.lines.close()
	for _, c := range s.connections() {
		c.close(closeGoingAway, goingAway)
	}
	ended := make(chan struct{})
	go func() {
		s.open.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
	}
	for _, c := range s.connections() {
		go c.gone()
	}
	return ctx.Err()
}

// Ready reports whether the broker is there; it is nil for a single process.
func (s *Server) Ready(ctx context.Context) error {
	if s.Broker == nil {
		return nil
	}
	return s.Broker.Ping(ctx)
}

var _ http.Handler = (*Server)(nil)
var _ event.Publisher = (*Server)(nil)
