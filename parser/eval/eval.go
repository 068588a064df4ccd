// Package eval runs a bundled schema in a virtual machine that has no way out:
// no file, network, clock, randomness or environment, and bounds on time,
// stack and memory.
//
// It knows nothing of the schema language. parser/builder installs that
// through Machine, and asks it for the places of calls.
package eval

import (
	"context"
	"time"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/bundle"
)

// Options bound a run and say what the program may see.
type Options struct {
	// Env are the variables that process.env shows. Empty by default, so that
	// the same schema gives the same output everywhere.
	Env map[string]string
	// Timeout is the wall-clock limit, DefaultTimeout where zero.
	Timeout time.Duration
	// MemoryLimit is how many bytes the heap may grow, DefaultMemoryLimit where zero.
	MemoryLimit uint64
}

// The bounds of a run where Options name none. Evaluating a thousand models
// takes a fraction of a second and some ten megabytes.
const (
	DefaultTimeout     = 5 * time.Second
	DefaultMemoryLimit = 256 << 20
	// MaxCallStack bounds calls in progress. Each takes a few kilobytes of a
	// goroutine's stack where it goes through a builtin.
	MaxCallStack = 2000
)

// Machine is a virtual machine with one bundle. It serves one run, on one goroutine.
type Machine struct {
	VM *goja.Runtime
	// Diags collects what the program's calls have to say.
	Diags diag.List

	bundle  *bundle.Bundle
	options Options
	inert   map[*goja.Object]*Inert
	// inertTarget is what their proxies are around.
	inertTarget *goja.Object
	frames      [8]goja.StackFrame
	// clockRead is set when the program asks for the time.
	clockRead bool
}

// New makes a machine for a bundle. Nothing is run yet.
func New(b *bundle.Bundle, o Options) *Machine {
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MemoryLimit == 0 {
		o.MemoryLimit = DefaultMemoryLimit
	}
	m := &Machine{VM: goja.New(), bundle: b, options: o, inert: map[*goja.Object]*Inert{}}
	m.VM.SetMaxCallStackSize(MaxCallStack)
	m.inertTarget = newInertTarget(m.VM)
	return m
}

// Run runs the bundle within the bounds: install puts the host object's
// members in place before, and finish reads what the program left, still
// within the bounds because reading may call getters of the program's. What
// goes wrong is in Diags afterwards; ok tells whether finish came to its end.
//
// Where a builtin cannot be interrupted Run gives up waiting and the machine
// must not be used any more; its Diags are then not read.
func (m *Machine) Run(ctx context.Context, install func(host *goja.Object), finish func(exports *goja.Object)) (list diag.List, ok bool) {
	done := make(chan diag.List, 1)
	completed := false
	guard := newGuard(m)
	go func() {
		defer guard.finished()
		done <- m.protect(guard, func() {
			m.sandbox()
			host := m.VM.NewObject()
			install(host)
			m.hide(host)
			program, ok := m.compile()
			if !ok {
				return
			}
			if _, err := m.VM.RunProgram(program); err != nil {
				m.fail(err)
				return
			}
			exports, isObject := m.VM.Get(bundle.ExportsName).(*goja.Object)
			if !isObject {
				exports = m.VM.NewObject()
			}
			finish(exports)
			completed = true
		})
	}()
	list, abandoned := guard.wait(ctx, done)
	if abandoned {
		return list, false
	}
	return list, completed
}

// protect runs f and turns every way of failing into a diagnostic.
func (m *Machine) protect(g *guard, f func()) (list diag.List) {
	defer func() {
		if r := recover(); r != nil {
			m.failPanic(r)
		}
		list = m.Diags
	}()
	if err := m.VM.Try(f); err != nil {
		m.fail(err)
	}
	return nil
}

// Call calls a function of the program's. An exception goes on to the
// program, as if the builtin had thrown it.
func (m *Machine) Call(f goja.Callable, args ...goja.Value) goja.Value {
	v, err := f(goja.Undefined(), args...)
	if err != nil {
		m.rethrow(err)
	}
	return v
}

// rethrow passes an error on to the calling script unchanged.
func (m *Machine) rethrow(err error) {
	panic(err)
}

// Here gives the place of the call in progress: that of the innermost frame
// which the user wrote, and the start of the schema file where there is none.
func (m *Machine) Here() source.Span {
	for _, depth := range []int{4, 64} {
		buf := m.frames[:0]
		for _, f := range m.VM.CaptureCallStack(depth, buf) {
			if span, ok := m.frameSpan(f); ok {
				return span
			}
		}
	}
	return m.start()
}

func (m *Machine) frameSpan(f goja.StackFrame) (source.Span, bool) {
	if f.SrcName() != bundle.ScriptName {
		return source.Span{}, false
	}
	p := f.Position()
	return m.bundle.Span(p.Line, p.Column)
}

// Texts gives the sources behind the spans.
func (m *Machine) Texts() *bundle.Texts { return m.bundle.Texts }
