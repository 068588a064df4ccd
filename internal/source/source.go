// Package source says where in the user's files a value was written.
//
// It imports nothing of this module, so that every stage may use it.
package source

import "strconv"

// Position is a place in a file. Line and Column start at 1; Column counts
// UTF-16 code units, as TypeScript's own diagnostics and editors do. The zero
// Position is unknown.
type Position struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Valid reports whether the position is known.
func (p Position) Valid() bool { return p.Line > 0 }

// Span is a stretch of one file, from Start up to but not including End.
// File is a slash-separated path relative to the project's root where the file
// lies below it, and absolute otherwise. The zero Span is unknown: it stands
// on nodes that the user did not write, such as an implicit id field.
type Span struct {
	File  string   `json:"file"`
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// Valid reports whether the span is known.
func (s Span) Valid() bool { return s.File != "" && s.Start.Valid() }

// String gives the span as file:line:column, the form editors and terminals
// turn into links. It is empty for an unknown span.
func (s Span) String() string {
	if !s.Valid() {
		return ""
	}
	return s.File + ":" + strconv.Itoa(s.Start.Line) + ":" + strconv.Itoa(s.Start.Column)
}

// Line gives the span as file:line, the form used in generated comments.
func (s Span) Line() string {
	if !s.Valid() {
		return ""
	}
	return s.File + ":" + strconv.Itoa(s.Start.Line)
}

// Before reports whether s comes before t in a sorted listing: by file, then
// by start, then by end. Unknown spans come last.
func (s Span) Before(t Span) bool {
	if s.Valid() != t.Valid() {
		return s.Valid()
	}
	if s.File != t.File {
		return s.File < t.File
	}
	if s.Start != t.Start {
		return before(s.Start, t.Start)
	}
	return before(s.End, t.End)
}

func before(p, q Position) bool {
	if p.Line != q.Line {
		return p.Line < q.Line
	}
	return p.Column < q.Column
}
