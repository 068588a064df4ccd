// Package functions runs the handlers of custom operations: Go functions, HTTP
// endpoints that speak Lambda's invoke protocol, and, through an interface,
// AppSync JavaScript resolvers. Its Router is the Resolver of the GraphQL
// engine, which has decided by then that the caller may call the operation.
package functions

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Error is an error that reaches the client as it is. The text of any other
// error reaches the client with the type Lambda:Unhandled, as AppSync shows a
// failed function.
type Error = gqlerror.Error

// Fail makes an error of a type of the user's, such as "OutOfStock".
func Fail(errorType, message string) *Error { return gqlerror.New(errorType, message) }

// Func handles a custom operation, or one step of it. The result is anything
// that encoding/json can encode.
type Func func(ctx context.Context, call *Call) (any, error)

// Call is one call of a handler.
type Call struct {
	Operation *schema.Operation
	// Arguments is a JSON object of the arguments that were given, coerced to
	// their types.
	Arguments json.RawMessage
	Identity  *auth.Identity
	// Header are the headers of the request; nil where there are none.
	Header http.Header
	// Answer are the headers of the response, to which a handler may add some
	// until it returns; nil where the response does not wait for it. What the
	// server sets itself stays as it is.
	Answer http.Header
	// Prev is the result of the step before as JSON; "{}" for the first one, as
	// Amplify's pipelines begin.
	Prev json.RawMessage
	// Event is what a function gets instead of AppSync's event of a resolver; nil
	// for that.
	Event json.RawMessage
	// Info tells how the operation was asked for; nil where that is not known.
	Info func() graphql.Info

	engine *data.Engine
}

// NewCall makes a call outside a Router, for tests of handlers.
func NewCall(e *data.Engine, o *schema.Operation, id *auth.Identity, arguments json.RawMessage) *Call {
	return &Call{Operation: o, Arguments: arguments, Identity: id, Prev: empty, engine: e}
}

// Store is access to the store with the caller's rights.
func (c *Call) Store() *data.Client { return c.engine.As(c.Identity) }

// AdminStore is access to the store to which no rule applies.
func (c *Call) AdminStore() *data.Client { return c.engine.AsAdmin() }

// empty is the result before the first step.
var empty = json.RawMessage("{}")

// Name is the operation as "Query.echo", the key of Config.Go.
func Name(o *schema.Operation) string { return o.Parent + "." + o.Name }

// Typed makes a Func of one with typed arguments. Arguments that A does not
// know are an error: the generated code is older than the schema.
func Typed[A, R any](f func(ctx context.Context, call *Call, args A) (R, error)) Func {
	return func(ctx context.Context, call *Call) (any, error) {
		var args A
		d := json.NewDecoder(bytes.NewReader(call.Arguments))
		d.DisallowUnknownFields()
		if err := d.Decode(&args); err != nil {
			return nil, Fail(gqlerror.InternalFailure, fmt.Sprintf("the arguments of %s do not fit the handler's Go type (%v): generate the backend again", Name(call.Operation), err))
		}
		r, err := f(ctx, call, args)
		if err != nil {
			return nil, err
		}
		return r, nil
	}
}

// Pipeline runs functions one after the other; each finds the result of the
// one before in Call.Prev. The first error ends it. Of a subscription any step
// may give the filters: those that were given last count.
func Pipeline(steps ...Func) Func {
	if len(steps) == 1 {
		return steps[0]
	}
	return func(ctx context.Context, call *Call) (any, error) {
		var result any
		var set *graphql.SubscriptionFilters
		c := *call
		for i, step := range steps {
			if i > 0 {
				prev, err := json.Marshal(result)
				if err != nil {
					return nil, fmt.Errorf("the result of step %d of %s is not JSON: %w", i, Name(call.Operation), err)
				}
				c.Prev = prev
			}
			var err error
			if result, err = step(ctx, &c); err != nil {
				return nil, err
			}
			set = later(set, filters(result))
		}
		if set != nil && call.Operation.Parent == "Subscription" {
			return set, nil
		}
		return result, nil
	}
}
