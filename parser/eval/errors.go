package eval

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/source"
)

// Codes of this stage.
const (
	CodeException diag.Code = "AG0101"
	CodeTime      diag.Code = "AG0102"
	CodeStack     diag.Code = "AG0103"
	CodeMemory    diag.Code = "AG0104"
	CodeRefused   diag.Code = "AG0105"
	CodeTooLong   diag.Code = "AG0106"
	CodeCanceled  diag.Code = "AG0107"
	CodeInternal  diag.Code = "AG0108"
)

// refusal is thrown into the program where it asks for something that a
// schema may not have. It cannot be caught, as catching would hide it.
type refusal struct{ d diag.Diagnostic }

// Error makes refusal usable as an interrupt's value.
func (r refusal) Error() string { return r.d.Message }

// Refuse ends the run with a diagnostic at the place of the call in progress.
func (m *Machine) Refuse(code diag.Code, message, hint string) {
	panic(refusal{diag.Diagnostic{Code: code, Severity: diag.Error, Span: m.Here(), Message: message, Hint: hint}})
}

// fail records the error that ended the run.
func (m *Machine) fail(err error) {
	var interrupted *goja.InterruptedError
	var overflow *goja.StackOverflowError
	var exception *goja.Exception
	switch {
	case errors.As(err, &interrupted):
		m.failInterrupted(interrupted)
	case errors.As(err, &overflow):
		m.Diags.Errorf(CodeStack, m.stackSpan(overflow.Stack()), "the schema calls itself too deep").Hint = "look for a function that calls itself without an end"
	case errors.As(err, &exception):
		m.failException(exception)
	default:
		m.Diags.Errorf(CodeException, source.Span{File: m.bundle.Entry, Start: source.Position{Line: 1, Column: 1}, End: source.Position{Line: 1, Column: 1}}, "%s", err.Error())
	}
}

func (m *Machine) failInterrupted(e *goja.InterruptedError) {
	l, _ := e.Value().(limit)
	d := limitError(l, m.options)
	d.Span = m.stackSpan(e.Stack())
	m.Diags.Add(d)
}

// failPanic handles what goja lets through: our refusals, errors on their way
// through callbacks, and failures of the machine itself.
func (m *Machine) failPanic(r any) {
	switch r := r.(type) {
	case refusal:
		m.Diags.Add(r.d)
	case error:
		var exception *goja.Exception
		var interrupted *goja.InterruptedError
		var overflow *goja.StackOverflowError
		if errors.As(r, &exception) || errors.As(r, &interrupted) || errors.As(r, &overflow) {
			m.fail(r)
			return
		}
		m.internal(r)
	default:
		m.internal(r)
	}
}

// internal reports a failure of the machine: a builtin that does not check its
// arguments (a length beyond all memory, say), or a bug of ours.
func (m *Machine) internal(r any) {
	d := m.Diags.Errorf(CodeInternal, m.Here(), "the schema cannot be evaluated: %v", r)
	d.Hint = "if nothing here asks for something impossible, such as a string of a billion letters, please report it"
	if where := ourFrame(string(debug.Stack())); where != "" {
		d.Detail = where
	}
	if !d.Span.Valid() {
		d.Span = m.start()
	}
}

// ourFrame finds the innermost frame of this module in a stack trace.
func ourFrame(stack string) string {
	const mark = "/parser/builder."
	if i := strings.Index(stack, mark); i >= 0 {
		name, _, _ := strings.Cut(stack[i+1:], "(0x")
		return name
	}
	return ""
}

// start is the first place of the schema file, where nothing better is known.
func (m *Machine) start() source.Span {
	one := source.Position{Line: 1, Column: 1}
	return source.Span{File: m.bundle.Entry, Start: one, End: one}
}

func (m *Machine) stackSpan(frames []goja.StackFrame) source.Span {
	for _, f := range frames {
		if span, ok := m.frameSpan(f); ok {
			return span
		}
	}
	return m.start()
}

// limitError words the bound that was met.
func limitError(l limit, o Options) diag.Diagnostic {
	d := diag.Diagnostic{Severity: diag.Error}
	switch l {
	case limitMemory:
		d.Code, d.Message = CodeMemory, fmt.Sprintf("the schema takes more than %d MB of memory", o.MemoryLimit>>20)
		d.Hint = "look for text or lists that grow without an end"
	case limitCancel:
		d.Code, d.Message = CodeCanceled, "the evaluation was canceled"
	default:
		d.Code, d.Message = CodeTime, fmt.Sprintf("the schema does not come to an end within %s", o.Timeout)
		d.Hint = "look for a loop without an end"
	}
	return d
}
