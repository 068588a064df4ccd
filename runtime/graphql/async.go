package graphql

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
)

const (
	// backgroundRunning bounds the asynchronous operations that run at once,
	// backgroundWaiting those that wait for their turn.
	backgroundRunning = 64
	backgroundWaiting = 10_000
)

// background are the asynchronous operations whose answer has been given.
type background struct {
	all   sync.WaitGroup
	count atomic.Int64
	slots chan struct{}
}

func newBackground() *background {
	return &background{slots: make(chan struct{}, backgroundRunning)}
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
	b := e.background
	if b.count.Add(1) > backgroundRunning+backgroundWaiting {
		b.count.Add(-1)
		e.Logger.LogAttrs(ctx, slog.LevelError, "an asynchronous operation was not started: too many are waiting", slog.String("operation", call.Operation.Name))
		return false
	}
	b.all.Go(func() {
		defer b.count.Add(-1)
		b.slots <- struct{}{}
		defer func() { <-b.slots }()
		if _, err := e.contained(ctx, call, func() (any, error) { return nil, rest(ctx) }); err != nil {
			e.Logger.LogAttrs(ctx, slog.LevelError, "an asynchronous operation failed", slog.String("operation", call.Operation.Name), slog.Any("error", err))
		}
	})
	return true
}

// Wait returns when the asynchronous operations that have begun are done. Call
// it at shutdown, when no new requests come.
func (e *Engine) Wait() { e.background.all.Wait() }
