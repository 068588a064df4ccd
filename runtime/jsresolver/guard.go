package jsresolver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/dlclark/regexp2/v2"
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
)

const (
	// sampleEvery is how often a run that goes on is looked at.
	sampleEvery = 5 * time.Millisecond
	// grace is how long an interrupted run may take to come to its end.
	grace = 200 * time.Millisecond
	// maxTimeout bounds the time of a run, and matchTimeout one match of a
	// regular expression that backtracks, which cannot be interrupted. A match
	// that is given up finds nothing, which its script must not go on with: the
	// run has been stopped by then.
	maxTimeout   = 4 * time.Second
	matchTimeout = 5 * time.Second
	// maxStuck bounds the runs that do not end; beyond it scripts are refused.
	maxStuck = 8
	// maxCalls bounds the calls in progress of one script.
	maxCalls = 500
)

// The scripts' engine gives its expressions no timeout of their own.
func init() { regexp2.DefaultMatchTimeout = matchTimeout }

// stop is why a run was interrupted from outside.
type stop string

const (
	stopTime   stop = "time"
	stopMemory stop = "memory"
	stopCancel stop = "cancel"
)

type outcome struct {
	value any
	err   error
}

// guarded runs a part of a script and interrupts it at its bounds. A builtin
// cannot be interrupted; a run stuck in one is left behind, with its world.
func (r *Runtime) guarded(ctx context.Context, w *world, fn func() (any, error)) (any, error) {
	if r.stuck.Load() >= maxStuck {
		return nil, codeError("too many JavaScript resolvers are stuck")
	}
	done := make(chan outcome, 1)
	go func() {
		defer func() {
			switch p := recover().(type) {
			case nil:
			case *goja.Exception: // of a getter or the like, while a value was read
				done <- outcome{nil, p}
			case *goja.InterruptedError:
				done <- outcome{nil, p}
			case *goja.StackOverflowError:
				done <- outcome{nil, p}
			case goja.Value:
				done <- outcome{nil, codeError("Runtime Error: " + clip(thrownText(p)))}
			default:
				r.Logger.LogAttrs(ctx, slog.LevelError, "a JavaScript resolver panicked", slog.String("panic", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
				done <- outcome{nil, errors.New("Runtime Error")}
			}
		}()
		v, err := fn()
		done <- outcome{v, err}
	}()
	why, out, ended := r.watch(ctx, done)
	if why != "" && !ended {
		w.vm.Interrupt(why)
		select {
		case out = <-done:
		case <-time.After(grace):
			r.stuck.Add(1)
			go func() { <-done; r.stuck.Add(-1) }()
			return nil, r.stopped(ctx, why)
		}
	}
	w.vm.ClearInterrupt()
	if w.call.Answer != nil {
		maps.Copy(w.call.Answer, w.header)
	}
	if s := w.ended; s != nil {
		w.ended = nil
		return nil, s
	}
	if out.err == nil {
		return out.value, nil
	}
	var interrupted *goja.InterruptedError
	if errors.As(out.err, &interrupted) {
		return nil, r.stopped(ctx, why)
	}
	return nil, scriptError(out.err)
}

// watch waits for the end of a run or for one of its bounds.
func (r *Runtime) watch(ctx context.Context, done <-chan outcome) (why stop, out outcome, ended bool) {
	deadline := time.NewTimer(r.Timeout)
	defer deadline.Stop()
	sample := time.NewTimer(sampleEvery)
	defer sample.Stop()
	var base uint64
	for {
		select {
		case out := <-done:
			return "", out, true
		case <-ctx.Done():
			return stopCancel, out, false
		case <-deadline.C:
			return stopTime, out, false
		case <-sample.C:
			now := heap()
			if base == 0 {
				base = now
			}
			if now > base && now-base > r.Memory {
				return stopMemory, out, false
			}
			sample.Reset(sampleEvery)
		}
	}
}

// heap gives the bytes of objects on the heap of the whole process.
func heap() uint64 {
	s := [1]metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s[:])
	return s[0].Value.Uint64()
}

func (r *Runtime) stopped(ctx context.Context, why stop) error {
	switch why {
	case stopCancel:
		return ctx.Err()
	case stopMemory:
		return codeError(fmt.Sprintf("Code memory exceeded: a JavaScript resolver may take %d MB.", r.Memory>>20))
	}
	return codeError(fmt.Sprintf("Code timeout: a JavaScript resolver may run for %s.", r.Timeout))
}

// codeError is AppSync's type for what is wrong with a resolver's code.
func codeError(message string) *Error { return gqlerror.New("Code", message) }

// scriptError is what a client learns of a script's exception: its text and
// where it came from.
func scriptError(err error) error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	var thrown *goja.Exception
	if !errors.As(err, &thrown) {
		var overflow *goja.StackOverflowError
		if errors.As(err, &overflow) {
			return codeError("Runtime Error: too many calls within one another")
		}
		return codeError("Runtime Error: " + clip(err.Error()))
	}
	where := ""
	for _, f := range thrown.Stack() {
		if p := f.Position(); p.Line > 0 {
			where = fmt.Sprintf(" (%s:%d:%d)", f.SrcName(), p.Line, p.Column)
			if p.Filename != "" {
				where = fmt.Sprintf(" (%s:%d:%d)", p.Filename, p.Line, p.Column)
			}
			break
		}
	}
	return codeError("Runtime Error: " + clip(thrownText(thrown.Value())) + where)
}

// thrownText words what a script threw, without running any of its code.
func thrownText(v goja.Value) string {
	o, ok := v.(*goja.Object)
	if !ok {
		if v == nil {
			return "unknown"
		}
		return v.String()
	}
	if o.ClassName() != "Error" {
		return "an " + o.ClassName() + " was thrown that is no Error"
	}
	return o.String()
}

// clip bounds a message.
func clip(s string) string {
	if len(s) > 1000 {
		return s[:1000] + "…"
	}
	return s
}
