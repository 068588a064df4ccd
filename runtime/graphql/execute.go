package graphql

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/graphql/document"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// Execute answers a query or a mutation of a verified caller. It never panics
// and always gives a complete body.
func (e *Engine) Execute(ctx context.Context, id *auth.Identity, req *Request) (resp *Response) {
	defer func() {
		if p := recover(); p != nil {
			e.panicked(ctx, p)
			resp = failed(gqlerror.New(gqlerror.InternalFailure, internalMessage))
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, e.Limits.Timeout)
	defer cancel()
	p, refusal := e.prepare(req)
	if refusal != nil {
		return refusal.response()
	}
	if p.Kind == ast.Subscription {
		return failed(gqlerror.New("UnsupportedOperation", "Subscriptions are served over the realtime endpoint only."))
	}
	vars, problem := p.Bind(&req.Variables)
	if problem != nil {
		return failed(&gqlerror.Error{Short: true, Message: problem.Message})
	}
	return e.run(ctx, id, p, vars, req.Header)
}

const internalMessage = "An internal failure occurred."

// prepare finds or makes the plan of a request's operation.
func (e *Engine) prepare(req *Request) (*plan.Plan, *refusal) {
	key := planKey{query: req.Query}
	if req.OperationName != nil {
		key.operation, key.named = *req.OperationName, true
	}
	p := e.plans.get(key)
	fresh := p == nil
	if fresh {
		var r *refusal
		if p, r = e.parse(req); r != nil {
			return nil, r
		}
	}
	got, err := p.plan(e.planner, &req.Variables)
	if err != nil {
		return nil, &refusal{errs: []*gqlerror.Error{gqlerror.New(gqlerror.BadRequest, "The operation selects too many fields.")}}
	}
	if fresh {
		e.plans.add(key, p, got.Count)
	}
	return got, nil
}

// refusal is a request that has no plan: refused as a whole (http), or with
// the errors of a GraphQL response.
type refusal struct {
	http *gqlerror.Error
	errs []*gqlerror.Error
}

func (r *refusal) response() *Response {
	if r.http != nil {
		return refuse(http.StatusBadRequest, r.http.Type, r.http.Message)
	}
	return failed(r.errs...)
}

func (e *Engine) panicked(ctx context.Context, p any) {
	e.Logger.LogAttrs(ctx, slog.LevelError, "a request panicked", slog.String("panic", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
}

func (e *Engine) parse(req *Request) (*planned, *refusal) {
	l := e.Limits
	doc, errs, err := document.Parse(e.document, req.Query, document.Limits{Tokens: l.Tokens, Depth: l.Depth, RootFields: l.RootFields, Fields: l.Fields})
	if err != nil {
		return nil, &refusal{http: gqlerror.New(gqlerror.MalformedRequest, err.Error())}
	}
	if errs != nil {
		return nil, &refusal{errs: errs}
	}
	op := document.Select(doc, req.OperationName)
	if op == nil {
		name := ""
		if req.OperationName != nil {
			name = *req.OperationName
		}
		return nil, &refusal{http: gqlerror.New(gqlerror.BadRequest, "No operation matches the provided operation name "+name+".")}
	}
	return &planned{op: op, flags: plan.Flags(doc, op)}, nil
}

// run executes a plan.
func (e *Engine) run(ctx context.Context, id *auth.Identity, p *plan.Plan, vars plan.Values, header http.Header) *Response {
	r := e.newRun(ctx, id, p, vars)
	r.header = header
	r.buf = append(r.buf, `{"data":`...)
	start := len(r.buf)
	ok := r.object(p.Root, func(f *plan.Field) bool { return r.root(f) })
	if !ok {
		r.buf = append(r.buf[:start], "null"...)
	}
	if err := ctx.Err(); err != nil {
		return e.interrupted(err)
	}
	if r.overflow {
		return failed(tooLarge())
	}
	if len(r.errs) > 0 {
		r.buf = append(r.buf, `,"errors":`...)
		r.buf = gqlerror.AppendList(r.buf, r.errs)
	}
	p.Size.Store(int64(len(r.buf)))
	return &Response{Status: http.StatusOK, Header: r.answer, Body: append(r.buf, '}')}
}

func tooLarge() *gqlerror.Error {
	return gqlerror.New(gqlerror.BadRequest, "The response is too large.")
}

// interrupted answers a request whose time is over, or whose client has gone.
func (e *Engine) interrupted(err error) *Response {
	if errors.Is(err, context.DeadlineExceeded) {
		return failed(gqlerror.New(gqlerror.ExecutionTimeout, "Execution timed out."))
	}
	return failed(gqlerror.New(gqlerror.InternalFailure, "The request was cancelled."))
}

// public turns an error into one for the client. What is not meant for clients
// is logged and replaced.
func (r *run) public(err error) *gqlerror.Error {
	var ge *gqlerror.Error
	if errors.As(err, &ge) {
		out := *ge
		return &out
	}
	if r.ctx.Err() != nil {
		return gqlerror.New(gqlerror.ExecutionTimeout, "Execution timed out.")
	}
	if errors.Is(err, store.ErrTooLong) {
		return tooLarge()
	}
	r.e.Logger.LogAttrs(r.ctx, slog.LevelError, "a field failed", slog.Any("error", err))
	return gqlerror.New(gqlerror.InternalFailure, internalMessage)
}
