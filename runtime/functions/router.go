package functions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Config is what a Router works with. Only Schema is required.
type Config struct {
	Schema *schema.Schema
	// Go are handlers by operation, "Query.echo". One replaces all handlers
	// that the schema names for the operation.
	Go map[string]Func
	// Steps are handlers by the logical name of the function that the schema
	// names: one step of a pipeline, or every operation that shares it.
	Steps map[string]Func
	// Unready are functions, by logical name, that something ought to run and
	// cannot: why, and what to do.
	Unready map[string]Unready
	// Endpoints are addresses of functions by logical name. Names that the
	// schema's handlers do not use are left alone.
	Endpoints map[string]Endpoint
	// Scripts runs AppSync JavaScript resolvers; nil where there are none.
	Scripts Scripts
	// Routes answers AI routes; nil where there are none.
	Routes Routes
	Logger *slog.Logger
}

// Unready is why a function cannot run, and what to do.
type Unready struct{ Why, Remedy string }

// Endpoint is a function that is reached by HTTP.
type Endpoint struct {
	// URL is the whole address of the invocation, or, without a path, the
	// server of /2015-03-31/functions/<name>/invocations.
	URL string
	// Timeout of one call; 30 s where it is 0.
	Timeout time.Duration
}

// Scripts runs AppSync JavaScript resolvers.
type Scripts interface {
	// Check reports why a handler of kind "custom" cannot run: its text is not
	// there, or its data source is not known. The error says what to do.
	Check(h *schema.Handler) error
	// Run runs the handlers of an operation, which are of kind "custom".
	Run(ctx context.Context, call *Call) (*Outcome, error)
}

// Routes answers AI routes (package ai).
type Routes interface {
	// Route gives the handler of an operation of an AI route, or says why there
	// is none. own is the function that the schema gives a conversation as its
	// handler; nil where it gives none.
	Route(o *schema.Operation, own Func) (Func, Unready)
}

// Outcome is what a pipeline of JavaScript resolvers comes to.
type Outcome struct {
	// Data is the result, as JSON.
	Data json.RawMessage
	// Errors were appended to the response beside the result.
	Errors []*Error
	// Filter and Invalidation are what a subscription's handler has set; nil for
	// none.
	Filter, Invalidation json.RawMessage
	// Invalidations are of the subscriptions that a mutation ends.
	Invalidations []graphql.Invalidation
}

// Router finds the handler of a custom operation and runs it. It implements
// graphql.SubscriptionResolver and is safe for concurrent use.
type Router struct {
	Config
	handlers map[*schema.Operation]Func
	// steps are the steps of asynchronous pipelines.
	steps   map[*schema.Operation][]Func
	missing []Missing
	engine  atomic.Pointer[data.Engine]
}

// New prepares the handlers. It refuses Go functions of operations that the
// schema does not have and endpoints without a usable address. Operations
// without a handler are no error here: see Missing and Check.
func New(c Config) (*Router, error) {
	if c.Schema == nil {
		return nil, errors.New("functions: a schema is required")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Router{Config: c, handlers: make(map[*schema.Operation]Func, len(c.Schema.Operations)), steps: map[*schema.Operation][]Func{}}
	if err := r.checkNames(); err != nil {
		return nil, err
	}
	invoker := newInvoker(c.Logger)
	for _, o := range c.Schema.Operations {
		if err := r.prepare(o, invoker); err != nil {
			return nil, fmt.Errorf("functions: %s: %w", Name(o), err)
		}
	}
	return r, nil
}

// prepare finds the handler of an operation.
func (r *Router) prepare(o *schema.Operation, v *invoker) error {
	if f := r.Go[Name(o)]; f != nil {
		r.handlers[o] = f
		return nil
	}
	if o.Parent == "Subscription" && len(o.Handlers) == 0 {
		return nil // a plain subscription needs none
	}
	before := len(r.missing)
	if o.AI != nil {
		return r.route(o, v)
	}
	if len(o.Handlers) == 0 {
		r.lacks(o, "it has no handler", "write it in Go")
	}
	steps := make([]Func, 0, len(o.Handlers))
	for i := range o.Handlers {
		step, err := r.step(o, &o.Handlers[i], v)
		if err != nil {
			return err
		}
		steps = append(steps, step)
	}
	if len(r.missing) > before {
		return nil
	}
	if o.Handlers[0].Kind == kindScript {
		r.handlers[o] = r.script
	} else {
		r.handlers[o] = Pipeline(steps...)
		if o.Async && len(steps) > 1 {
			r.steps[o] = steps
		}
	}
	return nil
}

// route finds the handler of an AI route.
func (r *Router) route(o *schema.Operation, v *invoker) error {
	var own Func
	if len(o.Handlers) > 0 {
		var err error
		if own, err = r.step(o, &o.Handlers[0], v); own == nil {
			return err
		}
	}
	if r.Routes == nil {
		r.lacks(o, "nothing answers AI routes", "give Config.Routes")
		return nil
	}
	f, unready := r.Routes.Route(o, own)
	if f == nil {
		r.lacks(o, unready.Why, unready.Remedy)
		return nil
	}
	r.handlers[o] = f
	return nil
}

// The kinds of handlers, as schema.Handler names them.
const (
	kindFunction = "function"
	kindScript   = "custom"
)

// step finds what runs one handler. Where nothing does it notes that and gives nil.
func (r *Router) step(o *schema.Operation, h *schema.Handler, v *invoker) (Func, error) {
	switch {
	case h.Kind != o.Handlers[0].Kind:
		r.lacks(o, "it mixes handlers of the kinds "+o.Handlers[0].Kind+" and "+h.Kind, "use one kind, or write the operation in Go")
	case h.Kind == kindScript && r.Scripts == nil:
		r.lacks(o, "nothing runs the JavaScript resolver "+h.Entry, "generate the backend again, or write the operation in Go")
	case h.Kind == kindScript:
		if err := r.Scripts.Check(h); err != nil {
			r.lacks(o, err.Error(), "or write the operation in Go")
		}
	case h.Kind == kindFunction && r.Steps[h.Function] != nil:
		return r.Steps[h.Function], nil
	case h.Kind == kindFunction && r.Unready[h.Function].Why != "":
		r.lacks(o, r.Unready[h.Function].Why, r.Unready[h.Function].Remedy)
	case h.Kind == kindFunction:
		e, ok := r.Endpoints[h.Function]
		if !ok || e.URL == "" {
			r.lacks(o, fmt.Sprintf("nothing runs its function %q", h.Function), fmt.Sprintf("write the operation in Go, or let the function run in Node (functions.%[1]s.run: node) or at an address (functions.%[1]s.url) by amplifygo.yaml", h.Function))
			return nil, nil
		}
		return v.endpoint(h, e)
	default:
		r.lacks(o, "handlers of the kind "+h.Kind+" are not supported", "write the operation in Go")
	}
	return nil, nil
}

// Bind gives the router the engine of the store; it is made after the router,
// which is a part of it. Calls before are refused.
func (r *Router) Bind(e *data.Engine) { r.engine.Store(e) }

// Resolve runs the handler of an operation.
func (r *Router) Resolve(ctx context.Context, gc *graphql.Call) (any, error) {
	f, call, err := r.call(gc)
	if err != nil {
		return nil, err
	}
	result, err := f(ctx, call)
	if o, ok := result.(*Outcome); ok && err == nil {
		if len(o.Errors)+len(o.Invalidations) > 0 {
			return &graphql.Partial{Data: o.Data, Errors: o.Errors, Invalidations: o.Invalidations}, nil
		}
		return o.Data, nil
	}
	return result, err
}

// Begin runs the steps before the last one of an asynchronous operation, whose
// errors the caller sees, as AppSync invokes only the last function by event. A
// handler in Go that stands for the whole operation runs afterwards.
func (r *Router) Begin(ctx context.Context, gc *graphql.Call) (rest func(context.Context) error, err error) {
	f, call, err := r.call(gc)
	if err != nil {
		return nil, err
	}
	if steps := r.steps[gc.Operation]; steps != nil {
		last := len(steps) - 1
		result, err := Pipeline(steps[:last]...)(ctx, call)
		if err != nil {
			return nil, err
		}
		if call.Prev, err = json.Marshal(result); err != nil {
			return nil, fmt.Errorf("the result of step %d of %s is not JSON: %w", last, Name(gc.Operation), err)
		}
		f = steps[last]
	}
	return func(ctx context.Context) error {
		_, err := f(ctx, call)
		return err
	}, nil
}

// ResolveSubscription runs the handler of a subscription that starts and gives
// the filters that it sets.
func (r *Router) ResolveSubscription(ctx context.Context, gc *graphql.Call) (*graphql.SubscriptionFilters, error) {
	if len(gc.Operation.Handlers) == 0 && r.Go[Name(gc.Operation)] == nil {
		return nil, nil
	}
	f, call, err := r.call(gc)
	if err != nil {
		return nil, err
	}
	result, err := f(ctx, call)
	if err != nil {
		return nil, err
	}
	if o, ok := result.(*Outcome); ok {
		if len(o.Errors) > 0 {
			return nil, o.Errors[0]
		}
		return &graphql.SubscriptionFilters{Filter: o.Filter, Invalidation: o.Invalidation}, nil
	}
	return filters(result), nil
}

func (r *Router) call(gc *graphql.Call) (Func, *Call, error) {
	f := r.handlers[gc.Operation]
	if f == nil {
		return nil, nil, Fail(gqlerror.NotImplemented, "No handler is registered for "+Name(gc.Operation)+"."+r.reason(gc.Operation))
	}
	e := r.engine.Load()
	if e == nil {
		return nil, nil, errors.New("functions: the router is not bound to an engine")
	}
	return f, &Call{Operation: gc.Operation, Arguments: gc.Arguments, Identity: gc.Identity, Header: gc.Header, Answer: gc.Answer, Prev: empty, Info: gc.Info, engine: e}, nil
}

func (r *Router) script(ctx context.Context, call *Call) (any, error) {
	o, err := r.Scripts.Run(ctx, call)
	if err != nil {
		return nil, err
	}
	return o, nil
}
