package node

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
)

const (
	// maxLine bounds a line of a function's log, in bytes; longer ones are cut.
	maxLine = 16 << 10
	// maxLogged bounds what is logged of one call; the rest is counted.
	maxLogged = 256 << 10
	// maxOutput bounds what a function may write in one call.
	maxOutput = 8 << 20
)

// output passes what a process writes on to the log, line by line, with the
// request that it belongs to.
type output struct {
	c   *child
	log *slog.Logger

	mu      sync.Mutex
	request string
	written int
	dropped int
	streams []*stream
}

// stream is standard output or standard error.
type stream struct {
	out  *output
	name string
	line []byte
	long bool
}

func (o *output) stream(name string) io.Writer {
	s := &stream{out: o, name: name}
	o.streams = append(o.streams, s)
	return s
}

// begin says which request the lines that follow belong to.
func (o *output) begin(request string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.tellDropped()
	o.request, o.written = request, 0
}

// Write takes what the process has written. It never fails, so that the
// process is not held up.
func (s *stream) Write(b []byte) (int, error) {
	o := s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.written += len(b); o.written > maxOutput && o.c.flooded.CompareAndSwap(false, true) {
		go o.c.kill()
	}
	for rest := b; len(rest) > 0; {
		line, after, whole := bytes.Cut(rest, []byte{'\n'})
		rest = after
		if room := maxLine - len(s.line); len(line) > room {
			line, s.long = line[:room], true
		}
		s.line = append(s.line, line...)
		if whole {
			s.tell()
		}
	}
	return len(b), nil
}

// tell logs the line that has been collected.
func (s *stream) tell() {
	text := strings.ToValidUTF8(strings.TrimSuffix(string(s.line), "\r"), "\ufffd")
	if s.long {
		text += "…"
	}
	s.line, s.long = s.line[:0], false
	o := s.out
	if o.written > maxLogged {
		o.dropped++
		return
	}
	level := slog.LevelInfo
	if s.name == "stderr" {
		level = slog.LevelWarn
	}
	o.log.LogAttrs(context.Background(), level, text, slog.String("function", o.c.pool.f.Name), slog.String("request", o.request))
}

func (o *output) tellDropped() {
	if o.dropped > 0 {
		o.log.LogAttrs(context.Background(), slog.LevelWarn, "lines of a function's log were dropped", slog.Int("lines", o.dropped),
			slog.String("function", o.c.pool.f.Name), slog.String("request", o.request))
	}
	o.dropped = 0
}

// flush logs what is left when the process has ended.
func (o *output) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, s := range o.streams {
		if len(s.line) > 0 {
			s.tell()
		}
	}
	o.tellDropped()
}
