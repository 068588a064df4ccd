package realtime

import (
	"log/slog"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/event"
)

// TestPanicsOfInvalidations: a subscription that cannot be asked whether an
// invalidation ends it has ended.
func TestPanicsOfInvalidations(t *testing.T) {
	t.Parallel()
	s := &subscriber{conn: &conn{s: &Server{Config: Config{Logger: slog.New(slog.DiscardHandler)}}}}
	if !s.ends(&event.Event{Invalidates: "onSay"}) { // there is no subscription to ask
		t.Error("the subscription goes on")
	}
}
