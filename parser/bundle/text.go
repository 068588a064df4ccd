package bundle

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/amplifygo/amplifygo/internal/source"
)

// Texts holds the sources of a bundle by path.
type Texts struct {
	root string

	mu    sync.Mutex
	files map[string]*Text
}

// NewTexts makes an empty collection whose paths are relative to root.
func NewTexts(root string) *Texts {
	return &Texts{root: root, files: map[string]*Text{}}
}

// Relative gives a path as spans name it: slash-separated and relative to the
// root where it lies below it, absolute otherwise.
func (t *Texts) Relative(path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(t.root, path)
	}
	rel, err := filepath.Rel(t.root, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}

// start is the first place of a file, where nothing better is known.
func (t *Texts) start(path string) source.Span {
	one := source.Position{Line: 1, Column: 1}
	return source.Span{File: t.Relative(path), Start: one, End: one}
}

// Add stores the text of a file.
func (t *Texts) Add(path, text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.files[t.Relative(path)] = newText(text)
}

// Text gives the text of a file as a span names it, or nil.
func (t *Texts) Text(file string) *Text {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.files[file]
}

// Source gives the text of a file as a span names it; it suits diag.Sources.
func (t *Texts) Source(file string) (string, bool) {
	if x := t.Text(file); x != nil {
		return x.text, true
	}
	return "", false
}

// Find tells where a text stands in one of the files, the first by name.
func (t *Texts) Find(text string) (file string, offset int, found bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if text == "" {
		return "", 0, false
	}
	for _, name := range slices.Sorted(maps.Keys(t.files)) {
		if i := strings.Index(t.files[name].text, text); i >= 0 {
			return name, i, true
		}
	}
	return "", 0, false
}

// Span is a stretch of a file.
func (t *Texts) Span(file string, offset, length int) source.Span {
	x := t.Text(file)
	return source.Span{File: file, Start: x.Position(offset), End: x.Position(offset + length)}
}

// Text is the text of a file with its line starts.
type Text struct {
	text  string
	lines []int
	// docs is set where there are JSDoc comments.
	docs bool
}

func newText(text string) *Text {
	x := &Text{text: text, lines: []int{0}, docs: strings.Contains(text, "/**")}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			x.lines = append(x.lines, i+1)
		}
	}
	return x
}

// String gives the whole text.
func (x *Text) String() string { return x.text }

// Line gives a line without its end; lines start at 1.
func (x *Text) Line(n int) string {
	if n < 1 || n > len(x.lines) {
		return ""
	}
	end := len(x.text)
	if n < len(x.lines) {
		end = x.lines[n] - 1
	}
	return strings.TrimSuffix(x.text[x.lines[n-1]:end], "\r")
}

// Offset gives the byte offset of a position, or -1.
func (x *Text) Offset(p source.Position) int {
	if p.Line < 1 || p.Line > len(x.lines) {
		return -1
	}
	line := x.Line(p.Line)
	return x.lines[p.Line-1] + byteColumn(line, p.Column-1)
}

// Position gives the position of a byte offset.
func (x *Text) Position(offset int) source.Position {
	lo, hi := 0, len(x.lines)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; x.lines[mid] <= offset {
			lo = mid
		} else {
			hi = mid
		}
	}
	return source.Position{Line: lo + 1, Column: units(x.text[x.lines[lo]:min(offset, len(x.text))]) + 1}
}

// byteColumn turns a column in UTF-16 units, from 0, into one in bytes.
func byteColumn(line string, column int) int {
	n := 0
	for i, r := range line {
		if n >= column {
			return i
		}
		n += utf16.RuneLen(replaced(r))
	}
	return len(line)
}

// units counts the UTF-16 units of a text.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(replaced(r))
	}
	return n
}

func replaced(r rune) rune {
	if utf16.RuneLen(r) < 0 {
		return utf8.RuneError
	}
	return r
}

// Read gives the text of a file, from the disk where it is not known yet.
func (t *Texts) Read(path string) (string, bool) {
	file := t.Relative(path)
	if x := t.Text(file); x != nil {
		return x.text, true
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", false
	}
	t.Add(path, string(data))
	return string(data), true
}
