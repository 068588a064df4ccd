package server

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// plainHandler writes the log for somebody who watches it: one line for each
// event, "15:04:05 INFO  request status=200 took=1.2ms", with values of several
// lines below it.
type plainHandler struct {
	w io.Writer
	// attrs are what With has added, group is in front of the names that follow.
	attrs []slog.Attr
	group string
}

// Enabled implements slog.Handler.
func (h plainHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelInfo
}

// Handle implements slog.Handler.
func (h plainHandler) Handle(_ context.Context, r slog.Record) error {
	line := plainLine{text: make([]byte, 0, 256)}
	line.text = r.Time.AppendFormat(line.text, time.TimeOnly)
	level := r.Level.String()
	line.text = append(append(append(line.text, ' '), level...), "     "[min(len(level), 5):]...)
	line.text = append(append(line.text, ' '), strings.Map(shown, r.Message)...)
	for _, a := range h.attrs {
		flatten("", a, line.add)
	}
	r.Attrs(func(a slog.Attr) bool {
		flatten(h.group, a, line.add)
		return true
	})
	_, err := h.w.Write(append(append(line.text, '\n'), line.below...))
	return err
}

// plainLine is a line in the making, and what goes below it.
type plainLine struct{ text, below []byte }

func (l *plainLine) add(name string, v slog.Value) {
	text := v.String()
	if v.Kind() == slog.KindDuration {
		text = rounded(v.Duration()).String()
	}
	if strings.Contains(text, "\n") {
		text = strings.Map(shown, strings.TrimRight(text, "\n"))
		l.below = fmt.Appendf(l.below, "  %s: %s\n", name, strings.ReplaceAll(text, "\n", "\n  "))
		return
	}
	l.text = append(append(append(l.text, ' '), name...), '=')
	if text == "" || strings.ContainsFunc(text, func(r rune) bool { return r == ' ' || r == '"' || !unicode.IsPrint(r) }) {
		l.text = strconv.AppendQuote(l.text, text)
		return
	}
	l.text = append(l.text, text...)
}

// shown keeps what others write, such as functions, from steering the terminal.
func shown(r rune) rune {
	if r != '\n' && r != '\t' && !unicode.IsPrint(r) {
		return unicode.ReplacementChar
	}
	return r
}

// rounded leaves three digits or so.
func rounded(d time.Duration) time.Duration {
	for unit := time.Second; unit >= time.Microsecond; unit /= 1000 {
		if d >= unit {
			return d.Round(unit / 100)
		}
	}
	return d
}

// flatten gives the values of an attribute, those of groups under joined names.
// An empty attribute has none.
func flatten(prefix string, a slog.Attr, add func(string, slog.Value)) {
	if a.Equal(slog.Attr{}) {
		return
	}
	v := a.Value.Resolve()
	if v.Kind() != slog.KindGroup {
		add(prefix+a.Key, v)
		return
	}
	if a.Key != "" {
		prefix += a.Key + "."
	}
	for _, member := range v.Group() {
		flatten(prefix, member, add)
	}
}

// WithAttrs implements slog.Handler.
func (h plainHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	h.attrs = slices.Clone(h.attrs)
	for _, a := range attrs {
		flatten(h.group, a, func(name string, v slog.Value) {
			h.attrs = append(h.attrs, slog.Attr{Key: name, Value: v})
		})
	}
	return h
}

// WithGroup implements slog.Handler.
func (h plainHandler) WithGroup(name string) slog.Handler {
	h.group += name + "."
	return h
}
