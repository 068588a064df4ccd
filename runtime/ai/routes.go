package ai

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// AllModels is the key of Config.Names for the models that have no name of their own.
const AllModels = "*"

// Config is what Routes work with. Model is required where a route has no
// handler of its own.
type Config struct {
	Model Model
	// Names replace ids of models: by the schema's id, or AllModels.
	Names map[string]string
	// Endpoint is the address under which handlers of users reach the API.
	Endpoint string
	// Timeout bounds one answer, with all uses of tools (5 min).
	Timeout time.Duration
	Logger  *slog.Logger
}

// API is what routes need of the engine: *graphql.Engine.
type API interface {
	// Execute runs a request in the name of a caller, as if it had come in.
	Execute(ctx context.Context, id *auth.Identity, r *graphql.Request) *graphql.Response
	// Data gives the operations on models.
	Data() *data.Engine
	// Types gives the API's types.
	Types() *ast.Schema
}

// Routes answer AI routes. They implement functions.Routes and are safe for
// concurrent use.
type Routes struct {
	Config
	api API
	// routes and generations are made by Bind.
	routes map[*schema.AI]*route
	forced map[*schema.Operation]Tool
}

// New prepares the routes. They answer once Bind has given them the engine.
func New(c Config) *Routes {
	if c.Timeout == 0 {
		c.Timeout = 5 * time.Minute
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return &Routes{Config: c, routes: map[*schema.AI]*route{}, forced: map[*schema.Operation]Tool{}}
}

// Bind gives the routes the engine that they are part of. It refuses tools
// whose query the API does not have.
func (r *Routes) Bind(api API, s *schema.Schema) error {
	r.api = api
	for _, o := range s.Operations {
		switch {
		case o.Generation && o.AI != nil:
			f := api.Types().Query.Fields.ForName(o.Name)
			if f == nil {
				return fmt.Errorf("the API has no query %s", o.Name)
			}
			r.forced[o] = responseTool(api.Types(), f.Type)
		case o.Conversation && o.Parent == "Mutation" && o != o.AI.Respond && o != o.AI.Stream:
			tools, err := dataTools(api.Types(), o.AI)
			if err != nil {
				return fmt.Errorf("conversation %s: %w", o.Name, err)
			}
			r.routes[o.AI] = &route{Routes: r, send: o, AI: o.AI, tools: tools}
		}
	}
	return nil
}

// Route gives the handler of an operation of an AI route. own is the route's
// own handler function, nil where it has none.
func (r *Routes) Route(o *schema.Operation, own functions.Func) (functions.Func, functions.Unready) {
	switch {
	case o == o.AI.Respond:
		return r.conversation((*route).respond), functions.Unready{}
	case o == o.AI.Stream:
		return r.conversation((*route).stream), functions.Unready{}
	case r.Model == nil && own == nil:
		return nil, functions.Unready{
			Why:    "nothing answers for its model",
			Remedy: "give AI: []ai.Driver{bedrock.Driver(), openai.Driver()} to server.App in main.go, or a model of your own with ai.Use",
		}
	case o.Generation:
		return r.generate, functions.Unready{}
	}
	return r.conversation(func(t *route, ctx context.Context, call *functions.Call) (any, error) {
		return t.sendMessage(ctx, call, own)
	}), functions.Unready{}
}

// conversation makes the handler of a conversation's operation.
func (r *Routes) conversation(f func(*route, context.Context, *functions.Call) (any, error)) functions.Func {
	return func(ctx context.Context, call *functions.Call) (any, error) {
		t := r.routes[call.Operation.AI]
		if t == nil {
			return nil, errors.New("ai: the routes are not bound to an engine")
		}
		return f(t, ctx, call)
	}
}

// model is the id under which the service knows a model.
func (r *Routes) model(id string) string {
	return cmp.Or(r.Names[id], r.Names[AllModels], id)
}

// padding is of a random length, so that the lengths of encrypted parts do not
// tell those of the words in them.
func padding() string {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
	var b [1]byte
	rand.Read(b[:]) // never fails
	return letters[:int(b[0])%len(letters)]
}
