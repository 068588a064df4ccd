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

// later runs an asynchronous operation when its turn comes. It reports whether
// there was room for it.
func (e *Engine) later(ctx context.Context, call *Call) bool {
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
		_, errs, err := e.resolve(ctx, call)
		if err == nil && len(errs) > 0 {
			err = errs[0]
		}
		if err != nil {
			e.Logger.LogAttrs(ctx, slog.LevelError, "an asynchronous operation failed", slog.String("operation", call.Operation.Name), slog.Any("error", err))
		}
	})
	return true
}

// Wait returns when the asynchronous operations that have begun are done. Call
// it at shutdown, when no new requests come.
func (e *Engine) Wait() { e.background.all.Wait() }
