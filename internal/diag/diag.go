// Package diag holds what the tool has to say about a schema: diagnostics with
// a stable code, a place in the user's source, a message and a remedy.
//
// Stages return a List beside their value; only the command line renders it.
package diag

import (
	"fmt"
	"sort"

	"github.com/amplifygo/amplifygo/internal/source"
)

// Severity tells errors, which stop generation, from warnings, which do not.
type Severity int

// The severities, in order of weight.
const (
	Warning Severity = iota
	Error
)

// String gives the severity as it is printed: "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Note is a second place that belongs to a diagnostic, such as the other end
// of a relationship.
type Note struct {
	Span    source.Span
	Message string
}

// Diagnostic is one finding. Message is lower case without a full stop and
// speaks in the user's own words; Hint is an action.
type Diagnostic struct {
	Code     Code
	Severity Severity
	Span     source.Span
	Message  string
	// Detail is shown behind the caret under the offending text; it may be empty.
	Detail string
	Hint   string
	Notes  []Note
}

// Error makes a Diagnostic usable where an error is expected, as
// "file:line:column: error[AG0203]: message".
func (d Diagnostic) Error() string {
	head := fmt.Sprintf("%s[%s]: %s", d.Severity, d.Code, d.Message)
	if at := d.Span.String(); at != "" {
		return at + ": " + head
	}
	return head
}

// List collects the findings of a run. The zero List is empty and ready to use.
type List []Diagnostic

// Add appends a finding.
func (l *List) Add(d Diagnostic) { *l = append(*l, d) }

// Errorf appends an error with a formatted message and returns it for further
// filling in (Hint, Notes, Detail).
func (l *List) Errorf(code Code, at source.Span, format string, args ...any) *Diagnostic {
	return l.addf(Error, code, at, format, args)
}

// Warnf appends a warning with a formatted message and returns it for further
// filling in.
func (l *List) Warnf(code Code, at source.Span, format string, args ...any) *Diagnostic {
	return l.addf(Warning, code, at, format, args)
}

func (l *List) addf(s Severity, code Code, at source.Span, format string, args []any) *Diagnostic {
	*l = append(*l, Diagnostic{Code: code, Severity: s, Span: at, Message: fmt.Sprintf(format, args...)})
	return &(*l)[len(*l)-1]
}

// HasErrors reports whether the list holds at least one error.
func (l List) HasErrors() bool {
	for _, d := range l {
		if d.Severity == Error {
			return true
		}
	}
	return false
}

// Sort orders the list by place, then by code and message, and drops exact
// repetitions, which arise when one builder is used in several places.
func (l *List) Sort() {
	s := *l
	sort.SliceStable(s, func(i, j int) bool {
		if s[i].Span != s[j].Span {
			return s[i].Span.Before(s[j].Span)
		}
		if s[i].Code != s[j].Code {
			return s[i].Code < s[j].Code
		}
		return s[i].Message < s[j].Message
	})
	out := s[:0]
	for i, d := range s {
		if i > 0 && d.Code == s[i-1].Code && d.Span == s[i-1].Span && d.Message == s[i-1].Message {
			continue
		}
		out = append(out, d)
	}
	*l = out
}
