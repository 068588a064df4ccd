package jsresolver

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// AppSync's bounds of what the functions of a resolver return, in bytes.
const (
	maxRequest  = 1 << 20
	maxResponse = 5 << 20
)

// Run runs the handlers of an operation, one after the other.
func (r *Runtime) Run(ctx context.Context, call *functions.Call) (*functions.Outcome, error) {
	w := r.take(call)
	r.refill()
	prev := call.Prev
	for i := range call.Operation.Handlers {
		h := &call.Operation.Handlers[i]
		result, end, err := r.step(ctx, w, h, prev)
		if err != nil {
			return nil, r.failed(ctx, h, err)
		}
		if prev = result; end {
			break
		}
	}
	return &functions.Outcome{Data: prev, Errors: w.errors, Filter: w.filter, Invalidation: w.invalidation, Invalidations: w.invalidations}, nil
}

// failed logs what is wrong with a resolver or its data source. What is not
// meant for clients, of a database above all, is for the log only.
func (r *Runtime) failed(ctx context.Context, h *schema.Handler, err error) error {
	var e *Error
	known := errors.As(err, &e)
	if known && e.Type != "Code" || !known && ctx.Err() != nil {
		return err
	}
	r.Logger.LogAttrs(ctx, slog.LevelError, "a JavaScript resolver failed", slog.String("resolver", h.Entry), slog.String("error", err.Error()))
	if known {
		return err
	}
	return gqlerror.New(gqlerror.InternalFailure, "An internal failure occurred.")
}

// step runs request, the data source and response of one handler. It reports
// whether the script has ended the whole pipeline.
func (r *Runtime) step(ctx context.Context, w *world, h *schema.Handler, prev json.RawMessage) (result json.RawMessage, end bool, err error) {
	s := r.scripts[h.Entry]
	if s == nil || s.err != nil {
		return nil, false, codeError("the resolver " + h.Entry + " cannot run")
	}
	source, err := r.source(h)
	if err != nil {
		return nil, false, err
	}
	var hs *handlers
	var context *goja.Object
	request, err := r.phase(ctx, w, maxRequest, func() (goja.Value, error) {
		var err error
		if hs, err = w.load(s); err != nil {
			return nil, err
		}
		if context, err = w.context(ctx, prev); err != nil {
			return nil, err
		}
		return hs.request(goja.Undefined(), context)
	})
	if err != nil {
		return early(err)
	}
	answer, failure, err := invoke(ctx, source, w.call, request)
	if err != nil {
		return nil, false, err
	}
	before := len(w.errors)
	result, err = r.phase(ctx, w, maxResponse, func() (goja.Value, error) {
		if err := w.answer(context, answer, failure); err != nil {
			return nil, err
		}
		return hs.response(goja.Undefined(), context)
	})
	if _, told := err.(raised); failure != nil && !told && len(w.errors) == before {
		r.untold(ctx, h, failure)
	}
	if err != nil {
		return early(err)
	}
	return result, false, nil
}

// untold logs an error of a data source that response has not passed on: it
// would be nowhere, while the answer is null or the script fails on it. What a
// condition decides is no error.
func (r *Runtime) untold(ctx context.Context, h *schema.Handler, e *Error) {
	if e.Type != gqlerror.ConditionFailed && e.Type != canceled {
		r.Logger.LogAttrs(ctx, slog.LevelWarn, "a JavaScript resolver does not look at the error of its data source", slog.String("resolver", h.Entry), slog.String("type", e.Type), slog.String("error", clip(e.Message)))
	}
}

// early tells an early return from a failure.
func early(err error) (json.RawMessage, bool, error) {
	switch s := err.(type) {
	case returned:
		return s.value, s.end, nil
	case raised:
		return nil, false, s.e
	}
	return nil, false, err
}

// phase runs one function of a script and gives what it returns.
func (r *Runtime) phase(ctx context.Context, w *world, limit int, fn func() (goja.Value, error)) (json.RawMessage, error) {
	out, err := r.guarded(ctx, w, func() (any, error) {
		v, err := fn()
		if err != nil {
			return nil, err
		}
		return w.encode(v, limit)
	})
	if err != nil {
		return nil, err
	}
	return out.(json.RawMessage), nil
}

// invoke asks the data source. A refusal by it is for the response function to
// see; only the end of the request is not.
func invoke(ctx context.Context, s Source, call *functions.Call, request json.RawMessage) (json.RawMessage, *Error, error) {
	if s == nil {
		var none struct {
			Payload json.RawMessage `json:"payload"`
		}
		if err := json.Unmarshal(request, &none); err != nil {
			return nil, gqlerror.New("MappingTemplate", "A request to the data source NONE has to be an object."), nil
		}
		return none.Payload, nil, nil
	}
	answer, err := s.Invoke(ctx, call, request)
	if err == nil {
		return answer, nil, nil
	}
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	var e *Error
	if errors.As(err, &e) {
		return answer, e, nil // a canceled transaction has an answer, too
	}
	return nil, nil, err
}

// context makes ctx, as AppSync documents it.
func (w *world) context(ctx context.Context, prev json.RawMessage) (*goja.Object, error) {
	identity, err := json.Marshal(functions.Identity(ctx, w.call.Identity))
	if err != nil {
		return nil, err
	}
	headers, err := json.Marshal(map[string]any{"headers": functions.Headers(w.call.Header), "domainName": nil})
	if err != nil {
		return nil, err
	}
	info, err := w.info()
	if err != nil {
		return nil, err
	}
	c := w.vm.NewObject()
	before := w.vm.NewObject()
	for _, part := range []struct {
		on   *goja.Object
		name string
		text []byte
	}{{c, "arguments", w.call.Arguments}, {c, "identity", identity}, {c, "request", headers}, {c, "info", info},
		{before, "result", prev}, {c, "source", nil}, {c, "result", nil}, {c, "outErrors", []byte("[]")}} {
		v, err := w.decode(part.text)
		if err != nil {
			return nil, err
		}
		if err := part.on.Set(part.name, v); err != nil {
			return nil, err
		}
	}
	env, err := w.environment()
	if err != nil {
		return nil, err
	}
	for name, v := range map[string]goja.Value{"args": c.Get("arguments"), "stash": w.stash, "prev": before, "env": env} {
		if err := c.Set(name, v); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// info is ctx.info.
func (w *world) info() ([]byte, error) {
	asked := graphql.Info{Selection: []string{}, Variables: json.RawMessage("{}")}
	if w.call.Info != nil {
		asked = w.call.Info()
	}
	return json.Marshal(map[string]any{"fieldName": w.call.Operation.Name, "parentTypeName": w.call.Operation.Parent,
		"variables": asked.Variables, "selectionSetList": asked.Selection, "selectionSetGraphQL": asked.Text})
}

// answer puts what the data source said into ctx.
func (w *world) answer(c *goja.Object, answer json.RawMessage, failure *Error) error {
	v, err := w.decode(answer)
	if err != nil {
		return err
	}
	if err := c.Set("result", v); err != nil || failure == nil {
		return err
	}
	e := w.vm.NewObject()
	if err := e.Set("message", failure.Message); err != nil {
		return err
	}
	if err := e.Set("type", failure.Type); err != nil {
		return err
	}
	return c.Set("error", e)
}
