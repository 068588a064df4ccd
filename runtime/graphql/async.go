package graphql

import (
	"context"
	"log/slog"
	"sync"

	"github.com/amplifygo/amplifygo/runtime/auth"
)

// room is how many asynchronous operations run at once, how many have begun
// and have not ended, and how long the arguments of these are together.
type room struct{ running, begun, bytes int }

var (
	inAll = room{64, 10_000, 128 << 20}
	// ofCaller is what one signed-in caller may have of these, ofStrangers all
	// those together that nothing tells from each other, as callers with an API
	// key: nobody can keep the others waiting.
	ofCaller    = room{16, 1000, 16 << 20}
	ofStrangers = room{48, 8000, 96 << 20}
)

// background are the asynchronous operations whose answer has been given.
type background struct {
	all   sync.WaitGroup
	slots chan struct{}

	mu      sync.Mutex
	load    load
	callers map[string]*share
}

// load is what has begun and has not ended.
type load struct{ count, bytes int }

// share is what a caller has of it.
type share struct {
	load
	room  room
	slots chan struct{}
}

func newBackground() *background {
	return &background{slots: make(chan struct{}, inAll.running), callers: map[string]*share{}}
}

// enter counts an operation in where there is room for it.
func (b *background) enter(caller string, bytes int) (s *share, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s = b.callers[caller]
	if s == nil {
		of := ofCaller
		if caller == "" {
			of = ofStrangers
		}
		s = &share{room: of, slots: make(chan struct{}, of.running)}
	}
	if !b.load.fits(bytes, inAll) || !s.fits(bytes, s.room) {
		return nil, false
	}
	b.callers[caller] = s
	b.load.add(1, bytes)
	s.add(1, bytes)
	return s, true
}

// leave counts an operation out.
func (b *background) leave(s *share, caller string, bytes int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.load.add(-1, -bytes)
	if s.add(-1, -bytes); s.count == 0 {
		delete(b.callers, caller)
	}
}

// fits reports whether there is room for one more. A single one always has it.
func (l *load) fits(bytes int, b room) bool {
	return l.count < b.begun && (l.count == 0 || l.bytes+bytes <= b.bytes)
}

func (l *load) add(count, bytes int) { l.count, l.bytes = l.count+count, l.bytes+bytes }

// run runs an operation when the caller's and its own turn has come.
func (b *background) run(s *share, operation func()) {
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	b.slots <- struct{}{}
	defer func() { <-b.slots }()
	operation()
}

// caller tells a signed-in caller from others; empty for those whose
// credentials many share.
func caller(id *auth.Identity) string {
	switch {
	case id == nil, id.Principal == auth.Guest: // guests are as many as anybody likes
		return ""
	case id.Sub != "":
		return id.Issuer + "\x00" + id.Sub
	}
	return id.IdentityID
}

// begin runs the part of an asynchronous operation that its caller waits for,
// and gives the rest.
func (e *Engine) begin(ctx context.Context, call *Call) (rest func(context.Context) error, err error) {
	r, ok := e.Resolver.(AsyncResolver)
	if !ok {
		return func(ctx context.Context) error {
			result, err := e.resolve(ctx, call)
			if err == nil && len(result.errors) > 0 {
				err = result.errors[0]
			}
			return err
		}, nil
	}
	_, err = e.contained(ctx, call, func() (any, error) {
		var err error
		rest, err = r.Begin(ctx, call)
		return nil, err
	})
	return rest, err
}

// later runs the rest of an asynchronous operation when its turn comes. It
// reports whether there was room for it.
func (e *Engine) later(ctx context.Context, call *Call, rest func(context.Context) error) bool {
	b, who, size := e.background, caller(call.Identity), len(call.Arguments)
	mine, ok := b.enter(who, size)
	if !ok {
		e.Logger.LogAttrs(ctx, slog.LevelError, "an asynchronous operation was not started: too many are waiting", slog.String("operation", call.Operation.Name))
		return false
	}
	b.all.Go(func() {
		defer b.leave(mine, who, size)
		b.run(mine, func() {
			if _, err := e.contained(ctx, call, func() (any, error) { return nil, rest(ctx) }); err != nil {
				e.Logger.LogAttrs(ctx, slog.LevelError, "an asynchronous operation failed", slog.String("operation", call.Operation.Name), slog.Any("error", err))
			}
		})
	})
	return true
}

// Wait returns when the asynchronous operations that have begun are done. Call
// it at shutdown, when no new requests come.
func (e *Engine) Wait() { e.background.all.Wait() }
