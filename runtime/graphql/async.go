package graphql

import (
	"context"
	"log/slog"
	"sync"

	"github.com/amplifygo/amplifygo/runtime/auth"
)

const (
	// backgroundRunning bounds the asynchronous operations that run at once,
	// backgroundWaiting those that wait for their turn.
	backgroundRunning = 64
	backgroundWaiting = 10_000
	// backgroundBytes bounds the arguments of all of them.
	backgroundBytes = 128 << 20
)

// What one signed-in caller may have of these at most: nobody can keep the
// others waiting.
const (
	callerRunning = 16
	callerWaiting = 1000
	callerBytes   = 16 << 20
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
	slots chan struct{}
}

func newBackground() *background {
	return &background{slots: make(chan struct{}, backgroundRunning), callers: map[string]*share{}}
}

// enter counts an operation in where there is room for it. The share is nil for
// callers that nothing tells from others, as those with an API key.
func (b *background) enter(caller string, bytes int) (s *share, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.load.add(bytes, backgroundRunning+backgroundWaiting, backgroundBytes) {
		return nil, false
	}
	if caller == "" {
		return nil, true
	}
	s = b.callers[caller]
	if s == nil {
		s = &share{slots: make(chan struct{}, callerRunning)}
		b.callers[caller] = s
	}
	if !s.add(bytes, callerRunning+callerWaiting, callerBytes) {
		b.load.take(bytes)
		return nil, false
	}
	return s, true
}

// leave counts an operation out.
func (b *background) leave(s *share, caller string, bytes int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.load.take(bytes)
	if s == nil {
		return
	}
	if s.take(bytes); s.count == 0 {
		delete(b.callers, caller)
	}
}

func (l *load) add(bytes, maxCount, maxBytes int) bool {
	if l.count == maxCount || l.count > 0 && l.bytes+bytes > maxBytes {
		return false
	}
	l.count, l.bytes = l.count+1, l.bytes+bytes
	return true
}

func (l *load) take(bytes int) { l.count, l.bytes = l.count-1, l.bytes-bytes }

// run runs an operation when the caller's and its own turn has come.
func (b *background) run(s *share, operation func()) {
	if s != nil {
		s.slots <- struct{}{}
		defer func() { <-s.slots }()
	}
	b.slots <- struct{}{}
	defer func() { <-b.slots }()
	operation()
}

// caller tells a signed-in caller from others; empty for those whose
// credentials many share.
func caller(id *auth.Identity) string {
	switch {
	case id == nil:
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
