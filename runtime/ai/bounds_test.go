package ai_test

import (
	"context"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

// onSQLite serves the schema on SQLite.
func onSQLite(t *testing.T) *api {
	t.Helper()
	s := schematest.Load(t, source)
	st, err := sqlite.Open(context.Background(), ":memory:", s, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return serve(t, s, st)
}

// endless is a model that never stops and does not look at its context.
type endless struct{ part ai.Part }

// Converse implements ai.Model.
func (e endless) Converse(context.Context, *ai.Request) iter.Seq2[ai.Part, error] {
	return func(yield func(ai.Part, error) bool) {
		for yield(e.part, nil) {
		}
	}
}

// TestEndlessAnswers: an answer that does not end is ended, and the client told
// so, whatever it consists of.
func TestEndlessAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		part ai.Part
		want string
	}{
		"text":         {text(strings.Repeat("y", 1000)), "The answer of the model is too long."},
		"ends":         {end, "The answer of the model is too long."},
		"uses of tool": {use("1", "none", `{}`), "The answer of the model is too long."},
		"nothing":      {ai.Part{}, "The model did not answer in time."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := onSQLite(t)
			x.routes.Config.Model, x.routes.Timeout = endless{c.part}, time.Minute
			if name == "nothing" {
				x.routes.Timeout = 50 * time.Millisecond
			}
			x.send(x.conversation(), hello)
			parts := x.streamed(identity.Alice(), "")
			if got := parts[len(parts)-1]; !strings.Contains(got, c.want) {
				t.Error(got)
			}
		})
	}
}
