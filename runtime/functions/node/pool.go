package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/runtime/functions"
)

const (
	// maxWaiting bounds the calls that wait for a process of one function.
	maxWaiting = 1000
	// idleTime is how long a process without a call is kept.
	idleTime = 10 * time.Minute
	// The time until a function that does not start is tried again grows from
	// firstPause to lastPause.
	firstPause = 100 * time.Millisecond
	lastPause  = 10 * time.Second
)

// Pool are the processes of one function.
type Pool struct {
	runtime     *Runtime
	f           Function
	timeout     time.Duration
	code        *code
	environment []string
	// slots has an element for each call under way, which has or will have a
	// process.
	slots   chan struct{}
	waiting atomic.Int64
	calls   sync.WaitGroup

	mu     sync.Mutex
	closed bool
	idle   []*child // the last one was used last
	// failures counts the starts that failed one after the other; until pause
	// is over, failed is the answer.
	failures int
	pause    time.Time
	failed   error
}

// reply is what a call ends with.
type reply struct {
	result json.RawMessage
	err    error
}

// Invoke calls the function with an event and gives its result. Errors are for
// the client: *functions.Error as AppSync tells failures of functions, or the
// context's. A function goes on to its own time-out when nobody waits any more,
// as on Lambda.
func (p *Pool) Invoke(ctx context.Context, event []byte) (json.RawMessage, error) {
	if err := p.enter(ctx); err != nil {
		return nil, err
	}
	replies := make(chan reply, 1)
	go func() {
		defer p.calls.Done()
		defer func() { <-p.slots }()
		result, err := p.run(context.WithoutCancel(ctx), event)
		replies <- reply{result, err}
	}()
	select {
	case r := <-replies:
		return r.result, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// enter waits for a slot.
func (p *Pool) enter(ctx context.Context) error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return functions.Fail("Lambda:ServiceException", "The server is stopping.")
	}
	p.calls.Add(1)
	p.mu.Unlock()
	select {
	case p.slots <- struct{}{}:
		return nil
	default:
	}
	if p.waiting.Add(1) > maxWaiting {
		p.waiting.Add(-1)
		p.calls.Done()
		return functions.Fail("Lambda:TooManyRequestsException", "Rate Exceeded.")
	}
	defer p.waiting.Add(-1)
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		p.calls.Done()
		return ctx.Err()
	}
}

// run calls the function in a process.
func (p *Pool) run(ctx context.Context, event []byte) (json.RawMessage, error) {
	c, err := p.take(ctx)
	if err != nil {
		return nil, err
	}
	id := uuid.NewString()
	limited, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	a, err := c.call(limited, id, event, time.Now().Add(p.timeout))
	if err == nil {
		p.give(c, a.clean)
		if a.failure != nil {
			p.runtime.log.LogAttrs(ctx, slog.LevelError, "a function failed", slog.String("function", p.f.Name), slog.String("request", id),
				slog.String("errorType", a.failure.Type), slog.Any("trace", c.trace(a.failure)))
			return nil, functions.Unhandled(a.failure.message())
		}
		return a.result, nil
	}
	c.kill()
	err = p.explain(c, id, err, limited.Err() != nil)
	p.runtime.log.LogAttrs(ctx, slog.LevelError, "a process of a function was lost", slog.String("function", p.f.Name), slog.String("request", id), slog.Any("error", err))
	return nil, err
}

// explain says what became of a process during a call.
func (p *Pool) explain(c *child, id string, err error, late bool) error {
	switch {
	case c.flooded.Load():
		return functions.Unhandled(fmt.Sprintf("RequestId: %s Error: The function %s wrote more than %d bytes to its log in one call", id, p.f.Name, maxOutput))
	case errors.Is(err, errTooLarge):
		return functions.TooLarge()
	case errors.Is(err, errGarbled):
		return functions.Unhandled(fmt.Sprintf("The answer of the function %s is not JSON.", p.f.Name))
	case late:
		return functions.TimedOut(id, p.timeout)
	}
	return functions.Unhandled(fmt.Sprintf("RequestId: %s Error: Runtime exited%s", id, c.ending()))
}

// take gives a process that is free, or starts one.
func (p *Pool) take(ctx context.Context) (*child, error) {
	path, generation, err := p.code.current()
	if err != nil {
		return nil, err
	}
	var old []*child
	p.mu.Lock()
	var found *child
	for found == nil && len(p.idle) > 0 {
		c := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if c.generation == generation && c.alive() {
			found = c
		} else {
			old = append(old, c)
		}
	}
	pausing := found == nil && p.failed != nil && time.Now().Before(p.pause) && p.failedGeneration(generation)
	failed := p.failed
	p.mu.Unlock()
	for _, c := range old {
		c.end()
	}
	switch {
	case found != nil:
		return found, nil
	case pausing:
		return nil, failed
	}
	c, err := p.runtime.start(ctx, p, path, generation)
	if err != nil {
		return nil, p.startFailed(err, generation)
	}
	p.mu.Lock()
	p.failures, p.failed = 0, nil
	p.mu.Unlock()
	return c, nil
}

// startFailure is a start that failed, and of which code.
type startFailure struct {
	told       *functions.Error
	generation int
}

// Error is what the client sees.
func (e *startFailure) Error() string { return e.told.Error() }

// Unwrap gives the error that the client sees.
func (e *startFailure) Unwrap() error { return e.told }

// failedGeneration reports whether it was this code that failed to start.
func (p *Pool) failedGeneration(generation int) bool {
	var f *startFailure
	return errors.As(p.failed, &f) && f.generation == generation
}

// startFailed notes a start that failed, so that the next ones wait longer.
func (p *Pool) startFailed(err error, generation int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	pause := min(firstPause<<min(p.failures, 16), lastPause)
	p.failures++
	p.pause = time.Now().Add(pause)
	p.failed = &startFailure{functions.Unhandled(fmt.Sprintf("The function %s does not start: %s", p.f.Name, err)), generation}
	p.runtime.log.LogAttrs(context.Background(), slog.LevelError, "a function does not start", slog.String("function", p.f.Name),
		slog.String("entry", p.f.Entry), slog.Any("error", err), slog.Duration("pause", pause))
	return p.failed
}

// give puts a process back after a call. One whose world is not clean is ended.
func (p *Pool) give(c *child, clean bool) {
	if !clean {
		p.runtime.log.LogAttrs(context.Background(), slog.LevelWarn, "a function changed the prototypes of JavaScript; its process is replaced", slog.String("function", p.f.Name))
		c.end()
		return
	}
	c.used = time.Now()
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		c.end()
		return
	}
	p.idle = append(p.idle, c)
	p.mu.Unlock()
	if c.expiry == nil {
		c.expiry = time.AfterFunc(idleTime, func() { p.expire(c) })
	} else {
		c.expiry.Reset(idleTime)
	}
}

// expire ends a process that has had no call for long.
func (p *Pool) expire(c *child) {
	p.mu.Lock()
	found := false
	for i, have := range p.idle {
		if have == c && time.Since(c.used) >= idleTime {
			p.idle = append(p.idle[:i:i], p.idle[i+1:]...)
			found = true
			break
		}
	}
	p.mu.Unlock()
	if found {
		c.end()
	}
}

// close waits for the calls under way and ends the processes.
func (p *Pool) close(ctx context.Context) {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	ended := make(chan struct{})
	go func() {
		p.calls.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-ctx.Done():
	}
	p.mu.Lock()
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	for _, c := range idle {
		c.end()
	}
	p.runtime.killAll(p)
}
