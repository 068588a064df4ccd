package graphql

import (
	"context"
	"log/slog"
	"sync"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
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
	// stop is closed when none of those begins any more that can be left;
	// waiting are these.
	stop    chan struct{}
	waiting sync.WaitGroup

	mu      sync.Mutex
	stopped bool
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
	return &background{slots: make(chan struct{}, inAll.running), stop: make(chan struct{}), callers: map[string]*share{}}
}

// The reasons why an operation is not begun.
var (
	errNoRoom   = gqlerror.New(gqlerror.InternalFailure, "Too many operations are waiting.")
	errStopping = gqlerror.New(gqlerror.InternalFailure, "The server is stopping.")
)

// enter counts an operation in where there is room for it. leavable ones have
// none while the server stops.
func (b *background) enter(caller string, bytes int, leavable bool) (*share, *gqlerror.Error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if leavable && b.stopped {
		return nil, errStopping
	}
	s := b.callers[caller]
	if s == nil {
		of := ofCaller
		if caller == "" {
			of = ofStrangers
		}
		s = &share{room: of, slots: make(chan struct{}, of.running)}
	}
	if !b.load.fits(bytes, inAll) || !s.fits(bytes, s.room) {
		return nil, errNoRoom
	}
	b.callers[caller] = s
	b.load.add(1, bytes)
	s.add(1, bytes)
	if leavable {
		b.waiting.Add(1)
	}
	return s, nil
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

// run runs an operation when the caller's and its own turn has come. Where the
// server stops before that, it calls left instead; nil for an operation that
// has to run all the same.
func (b *background) run(s *share, operation, left func()) {
	var stop chan struct{}
	began := func() {}
	if left != nil {
		stop = b.stop
		began = sync.OnceFunc(b.waiting.Done)
		defer began()
	}
	for _, slots := range []chan struct{}{s.slots, b.slots} {
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
		case <-stop:
		}
		select {
		case <-stop:
			left()
			return
		default:
		}
	}
	began()
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

// later runs the rest of an asynchronous operation when its turn comes, or left
// where the server stops before; nil for an operation that has to run. It gives
// an error where there is no room for it.
func (e *Engine) later(ctx context.Context, call *Call, rest func(context.Context) error, left func(context.Context)) *Error {
	b, who, size := e.background, caller(call.Identity), len(call.Arguments)
	mine, refused := b.enter(who, size, left != nil)
	if refused != nil {
		e.Logger.LogAttrs(ctx, slog.LevelError, "an asynchronous operation was not started", slog.String("operation", call.Operation.Name), slog.String("reason", refused.Message))
		return refused
	}
	contained := func(f func(context.Context) error) func() {
		return func() {
			if _, err := e.contained(ctx, call, func() (any, error) { return nil, f(ctx) }); err != nil {
				e.Logger.LogAttrs(ctx, slog.LevelError, "an asynchronous operation failed", slog.String("operation", call.Operation.Name), slog.Any("error", err))
			}
		}
	}
	var instead func()
	if left != nil {
		instead = contained(func(ctx context.Context) error {
			e.Logger.LogAttrs(ctx, slog.LevelWarn, "an operation has not begun: the server stops", slog.String("operation", call.Operation.Name))
			left(ctx)
			return nil
		})
	}
	b.all.Go(func() {
		defer b.leave(mine, who, size)
		b.run(mine, contained(rest), instead)
	})
	return nil
}

// Stop keeps what goes on behind an answer (Continued) from beginning, where it
// can be left, and returns when those that were waiting are told. Call it when
// the server begins to stop, before subscribers are sent away.
func (e *Engine) Stop() {
	b := e.background
	b.mu.Lock()
	if !b.stopped {
		b.stopped = true
		close(b.stop)
	}
	b.mu.Unlock()
	b.waiting.Wait()
}

// Wait returns when the asynchronous operations that have begun are done. Call
// it at shutdown, when no new requests come.
func (e *Engine) Wait() { e.background.all.Wait() }
