// Package data runs operations on models: create, update, delete, get, list
// and related reads, with authorization, defaults, validation, hooks and
// events. The GraphQL executor and the typed store access of generated code
// both come through here, so that there is one pipeline (api.md 2.1).
package data

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// Config is what an Engine works with. Schema, Policy and Store are required.
type Config struct {
	Schema *schema.Schema
	Policy *authz.Policy
	Store  store.Store
	// Publisher takes the events of committed mutations; nil drops them.
	Publisher event.Publisher
	Hooks     *Hooks
	// ScanPages gives DynamoDB's pages: the limit bounds the rows that are
	// looked at, and filters apply to these.
	ScanPages bool
	Logger    *slog.Logger
	// Now and NewID give the time and identifiers; nil takes the clock and UUID v4.
	Now   func() time.Time
	NewID func() string
}

// Engine runs operations on models. It is safe for concurrent use.
type Engine struct {
	Config
	models map[*schema.Model]*model
	// sources are the mutations that custom subscriptions listen to.
	sources map[string]bool
	order   event.Order
}

// New prepares the models. It refuses validators that it cannot compile.
func New(c Config) (*Engine, error) {
	if c.Schema == nil || c.Policy == nil || c.Store == nil {
		return nil, errors.New("data: a schema, a policy and a store are required")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.NewID == nil {
		c.NewID = uuid.NewString
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	e := &Engine{Config: c, models: make(map[*schema.Model]*model, len(c.Schema.Models)), sources: map[string]bool{}}
	for _, o := range c.Schema.Operations {
		for _, source := range o.Sources {
			e.sources[source] = true
		}
	}
	for _, m := range c.Schema.Models {
		mm, err := compileModel(c.Schema, m)
		if err != nil {
			return nil, fmt.Errorf("model %s: %w", m.Name, err)
		}
		e.models[m] = mm
	}
	return e, nil
}

// Admin is the identity of the server's own code: it may do everything.
func Admin() *auth.Identity {
	return &auth.Identity{Mode: schema.ModeIAM, Provider: schema.IdentityPool, Principal: auth.Admin}
}

// Session runs operations of one caller on one reader, which is the store
// itself or a transaction of it.
type Session struct {
	e      *Engine
	ID     *auth.Identity
	reader store.Reader
	tx     store.Tx
	events *[]*event.Event
	places *event.Places
	// announced is the transaction's announcement to other replicas.
	announced *announcement
}

// Read begins a session that only reads.
func (e *Engine) Read(id *auth.Identity) *Session {
	return &Session{e: e, ID: id, reader: e.Store}
}

// Write runs fn in a transaction and, when it has committed, publishes the
// events of its mutations, those of one row in the order of the commits. fn may
// be run more than once and must not have other effects than through its session.
func (e *Engine) Write(ctx context.Context, id *auth.Identity, fn func(ctx context.Context, s *Session) error) error {
	var events []*event.Event
	places := e.order.Begin()
	defer places.Release(0)
	announced := e.announcement(places)
	committed := false
	defer func() {
		if !committed { // also where the store panics
			announced.retract()
		}
	}()
	err := e.Store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		events = nil
		places.Release(0)
		announced.retract()
		err := e.contained(ctx, fn, &Session{e: e, ID: id, reader: tx, tx: tx, events: &events, places: places, announced: announced})
		if err == nil {
			announced.make(ctx)
		}
		return err
	})
	if err != nil {
		return err
	}
	committed = true
	places.Wait()
	announced.sign(events)
	e.publish(ctx, events)
	return nil
}

// contained turns a panic of fn, which runs users' hooks, into an error: the
// store has to end the transaction whatever happens in it.
func (e *Engine) contained(ctx context.Context, fn func(context.Context, *Session) error, s *Session) (err error) {
	defer func() {
		if p := recover(); p != nil {
			e.Logger.LogAttrs(ctx, slog.LevelError, "a transaction panicked", slog.String("panic", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
			err = errors.New("a transaction panicked")
		}
	}()
	return fn(ctx, s)
}

// publish hands events over. The mutations are durable: neither an error nor a
// caller that has gone can take them back.
func (e *Engine) publish(ctx context.Context, events []*event.Event) {
	if len(events) == 0 || e.Publisher == nil {
		return
	}
	if err := e.Publisher.Publish(context.WithoutCancel(ctx), events...); err != nil {
		e.Logger.LogAttrs(ctx, slog.LevelError, "events were not published", slog.Int("events", len(events)), slog.Any("error", err))
	}
}

// Emit adds an event to those that leave when the session's transaction has
// committed. Outside a transaction it leaves at once.
func (s *Session) Emit(ctx context.Context, ev *event.Event) {
	if ev.ID == "" {
		ev.ID = uuid.NewString()
	}
	if s.tx == nil {
		s.e.publish(ctx, []*event.Event{ev})
		return
	}
	*s.events = append(*s.events, ev)
}

// Engine gives the engine of the session.
func (s *Session) Engine() *Engine { return s.e }

// Reader gives what the session reads from.
func (s *Session) Reader() store.Reader { return s.reader }

// Retract forgets the event of a mutation, which commits nonetheless: nobody
// is told.
func (s *Session) Retract(w *Mutation) {
	if w.event != nil {
		*s.events = slices.DeleteFunc(*s.events, func(ev *event.Event) bool { return ev == w.event })
		w.event = nil
	}
}

// as is the session of another caller in the same transaction.
func (s *Session) as(id *auth.Identity) *Session {
	out := *s
	out.ID = id
	return &out
}
