// Package assistant_test talks to the example with its own generated client.
package assistant_test

import (
	"context"
	"io"
	"iter"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/examples/assistant/gen/backend"
	"github.com/amplifygo/amplifygo/examples/assistant/gen/client"
	"github.com/amplifygo/amplifygo/examples/assistant/internal/handlers"
	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/development"
	"github.com/amplifygo/amplifygo/runtime/server"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

// cook stands for a language model and keeps what it was asked. It looks into
// the user's recipes before it answers.
type cook struct {
	mu    sync.Mutex
	asked []*ai.Request
}

func (m *cook) Converse(_ context.Context, r *ai.Request) iter.Seq2[ai.Part, error] {
	m.mu.Lock()
	m.asked = append(m.asked, r)
	m.mu.Unlock()
	last := r.Messages[len(r.Messages)-1].Content[0]
	say := func(parts ...ai.Part) iter.Seq2[ai.Part, error] {
		return func(yield func(ai.Part, error) bool) {
			for _, p := range parts {
				if !yield(p, nil) {
					return
				}
			}
		}
	}
	use := func(id, name, input string) iter.Seq2[ai.Part, error] {
		return say(ai.Part{ToolUse: &ai.ToolUse{ID: id, Name: name, Input: ai.JSON(input)}}, ai.Part{Stop: ai.StopToolUse})
	}
	switch {
	case r.Tool != "":
		return use("g", r.Tool, `{"value":{"name":"Omelette","minutes":5,"steps":["break","fry"]}}`)
	case strings.Contains(last.Text, "overload"):
		return func(yield func(ai.Part, error) bool) {
			yield(ai.Part{}, &ai.Error{Type: "ThrottlingException", Message: "The model could not be asked."})
		}
	case strings.Contains(last.Text, "time"):
		return use("t", "clock", `{"zone":"UTC"}`)
	case last.ToolResult != nil && last.ToolResult.ID == "t":
		return say(ai.Part{Text: "It is noon."}, ai.Part{End: true}, ai.Part{Stop: ai.StopEndTurn})
	case last.ToolResult != nil:
		n := strings.Count(string(last.ToolResult.Content[0].JSON), `"name"`)
		return say(ai.Part{Text: "You have "}, ai.Part{Text: strings.Repeat("a recipe, ", n) + "no more."}, ai.Part{End: true}, ai.Part{Stop: ai.StopEndTurn})
	}
	return use("r", "recipes", `{}`)
}

func (m *cook) last() *ai.Request {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.asked[len(m.asked)-1]
}

// kitchen is the backend of examples/assistant, in memory, with a cook.
type kitchen struct {
	*cook
	*server.Backend
	issuer *devissuer.Issuer
}

func open(dir string, log io.Writer) (*kitchen, error) {
	getenv := func(name string) string {
		return map[string]string{"AMPLIFYGO_DATA_DIR": dir, "AMPLIFYGO_DATABASE_URL": "sqlite::memory:"}[name]
	}
	settings, err := config.Load(dir, getenv)
	if err != nil {
		return nil, err
	}
	k := &kitchen{cook: &cook{}}
	k.Backend, err = server.Open(context.Background(), server.App{
		Definition: backend.Definition(), Functions: backend.Functions(&handlers.Handlers{}), Hooks: handlers.Hooks().Register(),
		AI: []ai.Driver{ai.Use(k.cook)}, Drivers: []store.Driver{sqlite.Driver()}, Dir: dir, Getenv: getenv, Stderr: log,
	}, settings, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	k.issuer, err = development.UserPool(dir)
	return k, err
}

// client makes a client of a user. It calls the backend without sockets,
// unless an endpoint is among the options.
func (k *kitchen) client(user string, opts ...amplify.Option) (*client.Client, error) {
	token, err := k.issuer.Mint(devissuer.TokenRequest{Username: user})
	if err != nil {
		return nil, err
	}
	if len(opts) == 0 {
		opts = []amplify.Option{amplify.WithHandler(k.Handler())}
	}
	return client.New(append(opts, amplify.WithUserPool(amplify.StaticToken(token)))...)
}

// serve gives the backend and a maker of clients for a test.
func serve(t *testing.T) (*kitchen, func(user string, opts ...amplify.Option) *client.Client) {
	t.Helper()
	k, err := open(t.TempDir(), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
	return k, func(user string, opts ...amplify.Option) *client.Client {
		t.Helper()
		c, err := k.client(user, opts...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
}

// onBothWays runs a test without sockets and over them.
func onBothWays(t *testing.T, test func(*testing.T, context.Context, *kitchen, func(user string) *client.Client)) {
	t.Parallel()
	for _, sockets := range []bool{false, true} {
		t.Run(map[bool]string{false: "in process", true: "sockets"}[sockets], func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			k, connect := serve(t)
			s := httptest.NewServer(k.Handler())
			t.Cleanup(s.Close)
			test(t, ctx, k, func(user string) *client.Client {
				if sockets {
					return connect(user, amplify.WithEndpoint(s.URL+"/graphql"))
				}
				return connect(user)
			})
		})
	}
}
