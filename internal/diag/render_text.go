package diag

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/width"

	"github.com/amplifygo/amplifygo/internal/source"
)

// maxWidth is how much of a source line is shown, in columns.
const maxWidth = 120

// renderText writes diagnostics for people: the line with a caret under the
// offending text, the hint, second places, and a count at the end.
func renderText(w io.Writer, list List, o RenderOptions) error {
	if len(list) == 0 {
		return nil
	}
	if o.Max == 0 {
		o.Max = DefaultMax
	}
	t := &textRenderer{o: o, paint: painter(o.Color)}
	errors, warnings := split(list)
	for _, group := range []List{errors, warnings} {
		for i, d := range group {
			if i == o.Max {
				fmt.Fprintf(&t.out, "… and %s\n\n", count(len(group)-i, "more "+d.Severity.String()))
				break
			}
			t.diagnostic(d)
		}
	}
	fmt.Fprintln(&t.out, t.paint.strong(Summary(list)))
	_, err := w.Write(t.out.Bytes())
	return err
}

type textRenderer struct {
	o     RenderOptions
	paint paint
	out   bytes.Buffer
}

func (t *textRenderer) diagnostic(d Diagnostic) {
	head := t.paint.severity(d.Severity, fmt.Sprintf("%s[%s]", d.Severity, d.Code))
	fmt.Fprintf(&t.out, "%s%s\n", head, t.paint.strong(": "+oneLine(d.Message)))
	gutter := t.gutter(d)
	pad := strings.Repeat(" ", gutter+1)
	if d.Span.Valid() {
		t.place(pad, gutter, d.Span, d.Detail, d.Severity, '^')
	}
	for _, n := range d.Notes {
		if n.Span.Valid() {
			t.place(pad, gutter, n.Span, n.Message, d.Severity, '-')
		} else {
			fmt.Fprintf(&t.out, "%s%s note: %s\n", pad, t.paint.dim("="), oneLine(n.Message))
		}
	}
	if d.Hint != "" {
		fmt.Fprintf(&t.out, "%s%s help: %s\n", pad, t.paint.dim("="), oneLine(d.Hint))
	}
	t.out.WriteByte('\n')
}

// gutter is the width of the largest line number shown.
func (t *textRenderer) gutter(d Diagnostic) int {
	w := len(strconv.Itoa(max(d.Span.Start.Line, 1)))
	for _, n := range d.Notes {
		w = max(w, len(strconv.Itoa(n.Span.Start.Line)))
	}
	return w
}

// place writes where a span is, and its line with a mark under it.
func (t *textRenderer) place(pad string, gutter int, at source.Span, label string, s Severity, mark rune) {
	fmt.Fprintf(&t.out, "%s%s %s\n", pad, t.paint.dim("-->"), at)
	line, ok := t.line(at)
	if !ok {
		if label != "" {
			fmt.Fprintf(&t.out, "%s%s %s\n", pad, t.paint.dim("="), label)
		}
		return
	}
	shown, indent, length := underline(line, at)
	label = oneLine(label)
	marks := strings.Repeat(string(mark), length)
	if mark == '^' {
		marks = t.paint.severity(s, marks)
	} else {
		marks = t.paint.dim(marks)
	}
	if label != "" {
		marks += " " + label
	}
	bar := t.paint.dim("|")
	fmt.Fprintf(&t.out, "%s%s\n", pad, bar)
	fmt.Fprintf(&t.out, "%s %s %s\n", t.paint.dim(fmt.Sprintf("%*d", gutter, at.Start.Line)), bar, shown)
	fmt.Fprintf(&t.out, "%s%s %s%s\n", pad, bar, indent, marks)
}

func (t *textRenderer) line(at source.Span) (string, bool) {
	if t.o.Source == nil {
		return "", false
	}
	text, ok := t.o.Source(at.File)
	if !ok {
		return "", false
	}
	for n := 1; ; n++ {
		line, rest, more := strings.Cut(text, "\n")
		if n == at.Start.Line {
			return strings.TrimSuffix(line, "\r"), true
		}
		if !more {
			return "", false
		}
		text = rest
	}
}

// underline cuts a long line to a window around the span and gives the blanks
// before the marks and how many marks there are, in terminal columns.
func underline(line string, at source.Span) (shown, indent string, length int) {
	runes := []rune(line)
	start := runeIndex(runes, at.Start.Column-1)
	end := len(runes)
	if at.End.Line == at.Start.Line {
		end = runeIndex(runes, at.End.Column-1)
	}
	end = max(end, start)
	from, to := window(len(runes), start, end)
	var prefix, text strings.Builder
	if from > 0 {
		text.WriteRune('…')
		prefix.WriteByte(' ')
	}
	for i := from; i < to; i++ {
		text.WriteString(printable(runes[i]))
		switch {
		case i < start && runes[i] == '\t':
			prefix.WriteByte('\t')
		case i < start:
			prefix.WriteString(strings.Repeat(" ", columns(runes[i])))
		case i < end:
			length += columns(runes[i])
		}
	}
	if to < len(runes) {
		text.WriteRune('…')
	}
	return text.String(), prefix.String(), max(length, 1)
}

// window gives the part of a line that is shown.
func window(n, start, end int) (from, to int) {
	if n <= maxWidth {
		return 0, n
	}
	from = max(0, min(start-maxWidth/3, n-maxWidth))
	if end-start > maxWidth {
		from = start
	}
	return from, min(n, from+maxWidth)
}

// runeIndex turns a column in UTF-16 units, from 0, into an index of runes.
func runeIndex(runes []rune, column int) int {
	for i, r := range runes {
		if column <= 0 {
			return i
		}
		column -= max(utf16.RuneLen(r), 1)
	}
	return len(runes)
}

// oneLine keeps a text that may hold the user's own from breaking the layout.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' {
			return ' '
		}
		return []rune(printable(r))[0]
	}, s)
}

// printable keeps control characters from the terminal.
func printable(r rune) string {
	if r != '\t' && (r < ' ' || r >= 0x7f && r < 0xa0) {
		return "�"
	}
	return string(r)
}

// columns is how many columns a terminal gives a letter.
func columns(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
