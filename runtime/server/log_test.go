package server

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/config"
)

// written counts what reaches the log's end, and how often.
type written struct {
	mu     sync.Mutex
	text   bytes.Buffer
	writes int
}

func (w *written) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writes++
	return w.text.Write(b)
}

func (w *written) lines() (lines, writes int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Count(w.text.String(), "\n"), w.writes
}

func TestLog(t *testing.T) {
	t.Parallel()
	var w written
	log, closer := newLog(&w, config.Production)
	log.With("a", 1).WithGroup("g").Warn("now", "b", 2)
	if n, _ := w.lines(); n != 1 || !strings.Contains(w.text.String(), `"g":{"b":2}`) {
		t.Errorf("a warning waits: %s", w.text.String())
	}
	for range 1000 {
		log.Info("request")
	}
	log.Error("at once")
	if n, writes := w.lines(); n != 1002 || writes > 50 {
		t.Errorf("%d lines in %d writes", n, writes)
	}
	log.Info("last")
	if err := closer.Close(); err != nil {
		t.Fatal(err)
	}
	if n, _ := w.lines(); n != 1003 {
		t.Errorf("%d lines after the end", n)
	}
}

func TestTheLogOfDevelopmentIsForPeople(t *testing.T) {
	t.Parallel()
	var w written
	log, closer := newLog(&w, config.Development)
	log.With("a", 1).WithGroup("g").Info("done", "took", 1234567*time.Nanosecond, "what", "two words", "none", "", "red", "\x1b[31m")
	log.Warn("mind", "reason", "this:\n  that\x1b", "n", 3, slog.Attr{}, slog.Group("", "in", true))
	log.Debug("not told")
	if err := closer.Close(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(w.text.String()) {
		got = append(got, strings.TrimLeft(strings.TrimRight(line, "\n"), "0123456789:"))
	}
	want := []string{
		` INFO  done a=1 g.took=1.23ms g.what="two words" g.none="" g.red="\x1b[31m"`,
		` WARN  mind n=3 in=true`,
		`  reason: this:`,
		"    that\ufffd",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
