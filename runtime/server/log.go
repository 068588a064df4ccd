package server

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/amplifygo/amplifygo/runtime/config"
)

const (
	// logDelay is how long a line of the log may wait for others, so that a busy
	// server does not make a system call for each request. Warnings and errors
	// take what waits with them at once.
	logDelay = 100 * time.Millisecond
	// logBuffer is how many bytes may wait.
	logBuffer = 16 << 10
)

// newLog makes the log of a server: in production lines of JSON for other
// programs, in development lines for people. Closing it writes what waits; lines
// that come later are written all the same.
func newLog(w io.Writer, mode config.Mode) (*slog.Logger, io.Closer) {
	lines := &logLines{w: w}
	var h slog.Handler = slog.NewJSONHandler(lines, nil)
	if mode == config.Development {
		h = plainHandler{w: lines}
	}
	return slog.New(logHandler{h, lines}), lines
}

// logLines are lines that wait to be written.
type logLines struct {
	mu      sync.Mutex
	w       io.Writer
	waiting []byte
	// armed: a timer is going to write them.
	armed bool
}

// Write takes one line.
func (l *logLines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, line...)
	if len(l.waiting) >= logBuffer {
		l.write()
	} else if !l.armed {
		l.armed = true
		time.AfterFunc(logDelay, l.late)
	}
	return len(line), nil
}

func (l *logLines) late() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.armed = false
	l.write()
}

// Close writes what waits.
func (l *logLines) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.write()
	return nil
}

func (l *logLines) write() {
	if len(l.waiting) > 0 {
		_, _ = l.w.Write(l.waiting) // there is nowhere to say that the log fails
		l.waiting = l.waiting[:0]
	}
}

// logHandler writes warnings and errors at once.
type logHandler struct {
	slog.Handler
	lines *logLines
}

// Handle implements slog.Handler.
func (h logHandler) Handle(ctx context.Context, r slog.Record) error {
	err := h.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		_ = h.lines.Close() // it has no error
	}
	return err
}

// WithAttrs implements slog.Handler.
func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs), h.lines}
}

// WithGroup implements slog.Handler.
func (h logHandler) WithGroup(name string) slog.Handler {
	return logHandler{h.Handler.WithGroup(name), h.lines}
}
