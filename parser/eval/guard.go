package eval

import (
	"context"
	"runtime/metrics"
	"time"

	"github.com/amplifygo/amplifygo/internal/diag"
)

// limit says which bound stopped a run. It is the value of the interrupt.
type limit int

const (
	noLimit limit = iota
	limitTime
	limitMemory
	limitCancel
)

const (
	sampleEvery = 2 * time.Millisecond
	// grace is how long an interrupted run may take to come to its end;
	// memoryGrace is the same where every millisecond may cost a megabyte.
	grace       = 300 * time.Millisecond
	memoryGrace = 100 * time.Millisecond
)

// guard watches a run from outside and interrupts it at a bound.
type guard struct {
	m    *Machine
	over chan struct{}
	base uint64
}

func newGuard(m *Machine) *guard {
	return &guard{m: m, over: make(chan struct{}), base: heap()}
}

// finished tells the watch that the run has ended.
func (g *guard) finished() { close(g.over) }

// wait gives the run's findings when it ends, interrupted or not. Where it does
// not even end then, abandoned is set and the finding is the bound's own.
func (g *guard) wait(ctx context.Context, done <-chan diag.List) (list diag.List, abandoned bool) {
	deadline := time.NewTimer(g.m.options.Timeout)
	defer deadline.Stop()
	sample := time.NewTicker(sampleEvery)
	defer sample.Stop()
	for {
		select {
		case list := <-done:
			return list, false
		case <-ctx.Done():
			return g.stop(limitCancel, done)
		case <-deadline.C:
			return g.stop(limitTime, done)
		case <-sample.C:
			if h := heap(); h > g.base && h-g.base > g.m.options.MemoryLimit {
				return g.stop(limitMemory, done)
			}
		}
	}
}

func (g *guard) stop(l limit, done <-chan diag.List) (diag.List, bool) {
	g.m.VM.Interrupt(l)
	wait := grace
	if l == limitMemory {
		wait = memoryGrace
	}
	select {
	case list := <-done:
		return list, false
	case <-time.After(wait):
		d := limitError(l, g.m.options)
		d.Span = g.m.start()
		return diag.List{d}, true
	}
}

// heap gives the bytes of objects on the heap, including those not yet swept.
func heap() uint64 {
	s := [1]metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s[:])
	return s[0].Value.Uint64()
}
