package realtime

import (
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
)

// panicked logs a panic over one subscription; p is nil for none. Whoever has
// caused the event, and the other subscribers, are none the wiser.
func (s *subscriber) panicked(p any) bool {
	if p == nil {
		return false
	}
	s.conn.s.Logger.Error("a subscription panicked", slog.String("subscription", s.id), slog.String("panic", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
	return true
}

// fail ends a subscription whose events cannot be decided about, and tells its
// client: one that went on would have a hole.
func (h *hub) fail(s *subscriber) {
	if s.failed.Swap(true) {
		return
	}
	h.remove(s)
	s.conn.send(frameError(s.id, &graphql.Error{Type: gqlerror.InternalFailure, Message: "An internal failure occurred."}))
}

// ends reports whether an invalidation ends the subscription. Where that
// cannot be known, it does.
func (s *subscriber) ends(ev *event.Event) (ended bool) {
	defer func() { ended = s.panicked(recover()) || ended }()
	return s.sub.Ends(ev)
}
