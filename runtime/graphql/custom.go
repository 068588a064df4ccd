package graphql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Resolver answers custom operations with user code.
type Resolver interface {
	// Resolve gives the result as anything that encoding/json can encode. An
	// *Error reaches the client as it is; of another error its text does, with
	// the type Lambda:Unhandled as AppSync classifies a failed function.
	Resolve(ctx context.Context, call *Call) (any, error)
}

// AsyncResolver is a Resolver that tells which part of an asynchronous
// operation its caller waits for. Without it the caller waits for nothing.
type AsyncResolver interface {
	// Begin runs what the caller waits for, whose error it sees, and gives what
	// runs when the caller has its answer.
	Begin(ctx context.Context, call *Call) (rest func(ctx context.Context) error, err error)
}

// Call is one call of a custom operation.
type Call struct {
	Operation *schema.Operation
	// Arguments is a JSON object of the arguments that were given, coerced to
	// their types. An AWSJSON argument is the value that it contains.
	Arguments json.RawMessage
	Identity  *auth.Identity
	// Header are the headers of the request; nil where there are none.
	Header http.Header
	// Answer are the headers of the response, to which a handler may add some
	// until it returns, also where it fails. Nil where the response does not wait
	// for it.
	Answer http.Header
	// Info tells how the operation was asked for; nil for none.
	Info func() Info
}

// Info is what AppSync's resolvers find in ctx.info.
type Info struct {
	// Selection are the response keys of the selected fields, nested ones as
	// "author/name".
	Selection []string
	// Text is the selection as a document has it; empty for a scalar.
	Text string
	// Variables is a JSON object of the request's variables.
	Variables json.RawMessage
}

// Partial is a result of a Resolver with what comes beside it.
type Partial struct {
	// Data is the result, as Resolve would give it.
	Data any
	// Errors reach the client, too.
	Errors []*Error
	// Invalidations end subscriptions; those of queries are left out.
	Invalidations []Invalidation
}

// Continued is a result of a Resolver whose work goes on when the client has
// its answer.
type Continued struct {
	// Data is the result, as Resolve would give it.
	Data any
	// Rest runs in the bounded background of asynchronous operations, for which
	// a server that stops waits. Its error is logged.
	Rest func(ctx context.Context) error
	// Left runs instead where the server stops before Rest has begun; nil for a
	// Rest that has to run all the same.
	Left func(ctx context.Context)
}

// custom resolves a custom operation.
func (r *run) custom(f *plan.Field) bool {
	o := f.Root.Operation
	if r.e.Policy.Operation(r.id, o).Outcome != authz.Allow {
		return r.refuse(f, gqlerror.NotAuthorized(f.Name, f.Parent))
	}
	args, problem := f.Bound(r.vars)
	if problem != nil {
		return r.refuse(f, &gqlerror.Error{Short: true, Message: problem.Message})
	}
	if r.e.Resolver == nil {
		return r.refuse(f, gqlerror.New(gqlerror.NotImplemented, "No handler is registered for "+f.Parent+"."+f.Name+"."))
	}
	call := &Call{Operation: o, Arguments: arguments(f, args), Identity: r.id, Header: r.header, Info: func() Info { return r.info(f) }}
	if o.Async {
		rest, err := r.e.begin(r.ctx, call)
		if err != nil {
			return r.refuse(f, err)
		}
		started := r.e.later(context.WithoutCancel(r.ctx), call, rest, nil) == nil
		return r.complete(f, f.Type, &input.Value{Kind: input.Object, Fields: []input.Field{{Name: "success", Value: input.Value{Kind: input.Bool, Bool: started}}}})
	}
	if r.answer == nil {
		r.answer = http.Header{}
	}
	call.Answer = r.answer
	result, err := r.e.resolve(r.ctx, call)
	if err != nil {
		return r.refuse(f, r.revealing(f, err))
	}
	for _, e := range result.errors {
		r.fail(f, r.revealing(f, e))
	}
	if result.rest != nil {
		if refused := r.e.later(context.WithoutCancel(r.ctx), call, result.rest, result.left); refused != nil {
			r.fail(f, refused)
		}
	}
	if o.Parent == "Mutation" {
		for _, i := range result.invalidations {
			r.session.Emit(r.ctx, &event.Event{Invalidates: i.Field, Payload: i.Payload})
		}
	}
	start := len(r.buf)
	ok := r.complete(f, f.Type, &result.data)
	if ok && o.Parent == "Mutation" && r.e.sources[o.Name] && string(r.buf[start:]) != "null" {
		r.session.Emit(r.ctx, &event.Event{Mutation: o.Name, Payload: project(nil, f, f.Type, &result.data)})
	}
	return ok
}

// arguments writes the arguments of a call.
func arguments(f *plan.Field, args []input.Field) json.RawMessage {
	b := []byte{'{'}
	for i := range args {
		if i > 0 {
			b = append(b, ',')
		}
		name := input.Value{Kind: input.String, Text: args[i].Name}
		b = append(name.AppendJSON(b), ':')
		for j := range f.Args {
			if f.Args[j].Name == args[i].Name {
				b = args[i].Value.AppendTyped(b, f.Args[j].Type)
			}
		}
	}
	return append(b, '}')
}

// resolved is what user code came to: a result, errors beside it, and what is
// still to be done.
type resolved struct {
	data          input.Value
	errors        []*Error
	invalidations []Invalidation
	rest          func(ctx context.Context) error
	left          func(ctx context.Context)
}

// resolve runs user code and reads its result.
func (e *Engine) resolve(ctx context.Context, call *Call) (*resolved, error) {
	result, err := e.contained(ctx, call, func() (any, error) { return e.Resolver.Resolve(ctx, call) })
	if err != nil {
		return nil, err
	}
	out := &resolved{}
	switch r := result.(type) {
	case *Partial:
		result, out.errors, out.invalidations = r.Data, r.Errors, r.Invalidations
	case *Continued:
		result, out.rest, out.left = r.Data, r.Rest, r.Left
	}
	text, err := json.Marshal(result)
	if err != nil {
		return nil, fmt.Errorf("the result of %s is not JSON: %w", call.Operation.Name, err)
	}
	out.data, err = input.ParseJSON(text)
	return out, err
}

// contained runs user code; its panic is an error of this field alone. Errors
// are as the client sees them.
func (e *Engine) contained(ctx context.Context, call *Call, code func() (any, error)) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			e.Logger.LogAttrs(ctx, slog.LevelError, "a handler panicked", slog.String("operation", call.Operation.Name),
				slog.String("panic", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
			err = gqlerror.New(gqlerror.UnhandledLambda, internalMessage)
		}
	}()
	result, err = code()
	var known *gqlerror.Error
	var failure *data.Failure
	switch {
	case errors.As(err, &known):
		return nil, known
	case ctx.Err() != nil:
		return nil, gqlerror.New(gqlerror.ExecutionTimeout, "Execution timed out.")
	case errors.As(err, &failure):
		e.Logger.LogAttrs(ctx, slog.LevelError, "the database failed a handler", slog.String("operation", call.Operation.Name), slog.String("error", err.Error()))
		return nil, gqlerror.New(gqlerror.InternalFailure, internalMessage)
	case err != nil:
		return nil, gqlerror.New(gqlerror.UnhandledLambda, err.Error())
	}
	return result, nil
}

// info collects what the request says beside the arguments.
func (r *run) info(f *plan.Field) Info {
	out := Info{Selection: selected([]string{}, "", f.Sub), Text: f.Sub.Text()}
	b := []byte{'{'}
	for _, v := range r.plan.Variables {
		got := r.vars.Get(v.Name)
		if got.Kind == input.Absent {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		name := input.Value{Kind: input.String, Text: v.Name}
		b = got.AppendJSON(append(name.AppendJSON(b), ':'))
	}
	out.Variables = append(b, '}')
	return out
}

func selected(to []string, prefix string, s *plan.Selection) []string {
	if s == nil {
		return to
	}
	for _, f := range s.Fields {
		to = selected(append(to, prefix+f.Key), prefix+f.Key+"/", f.Sub)
	}
	return to
}

// project appends the selected part of a result, by field names: subscribers
// know nothing of the aliases of the mutation.
func project(b []byte, f *plan.Field, t *plan.Type, v *input.Value) []byte {
	switch {
	case v.Kind == input.List && t.Elem != nil:
		b = append(b, '[')
		for i := range v.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = project(b, f, t.Elem, &v.Items[i])
		}
		return append(b, ']')
	case v.Kind != input.Object || f.Sub == nil:
		return v.AppendJSON(b)
	}
	b = append(b, '{')
	seen := map[string]bool{}
	for _, p := range f.Sub.Fields {
		if p.Kind == plan.Typename || p.Kind == plan.Relation || seen[p.Name] {
			continue
		}
		if len(seen) > 0 {
			b = append(b, ',')
		}
		seen[p.Name] = true
		name := input.Value{Kind: input.String, Text: p.Name}
		b = project(append(name.AppendJSON(b), ':'), p, p.Type, v.Get(p.Name))
	}
	return append(b, '}')
}

// introspection resolves __schema and __type.
func (r *run) introspection(f *plan.Field) bool {
	var ok bool
	r.buf, ok = r.e.schema.Append(r.buf, f.Schema, func(v *ast.Value) any {
		if v.Kind == ast.Variable {
			given := r.vars.Get(v.Raw)
			return goValue(&given)
		}
		literal := input.Value{Kind: input.String, Text: v.Raw}
		if v.Kind == ast.BooleanValue {
			literal = input.Value{Kind: input.Bool, Bool: v.Raw == "true"}
		}
		return goValue(&literal)
	}, r.e.Limits.Response)
	r.overflow = r.overflow || !ok
	return ok
}
