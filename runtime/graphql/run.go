package graphql

import (
	"context"
	"net/http"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// run is the execution of one request.
type run struct {
	e    *Engine
	ctx  context.Context
	id   *auth.Identity
	plan *plan.Plan
	vars plan.Values
	// header are the request's headers, for custom operations.
	header http.Header
	// answer are the response's, which custom operations add; nil for none.
	answer http.Header
	// session reads; within a mutation it is the transaction's.
	session *data.Session
	buf     []byte
	errs    []*gqlerror.Error
	path    []gqlerror.Segment
	// denied are the fields, by Index, that the directives refuse the caller;
	// nil where they refuse none.
	denied []bool
	// event: an event is rendered, which reads nothing from the store.
	event bool
	// resolved counts relationship fields against Limits.Resolvers.
	resolved int
	// rows counts rows read against Limits.Rows.
	rows int
	// overflow: the answer has exceeded Limits.Response, and is given up.
	overflow bool
}

func (e *Engine) newRun(ctx context.Context, id *auth.Identity, p *plan.Plan, vars plan.Values) *run {
	size := min(max(p.Size.Load()+64, 512), 1<<20)
	return &run{e: e, ctx: ctx, id: id, plan: p, vars: vars, session: e.data.Read(id), buf: make([]byte, 0, size), denied: e.denied(id, p)}
}

// denied asks the directives about every field of a plan. Their answer depends
// on the kind of caller alone, unless they name groups or the caller has fields
// denied.
func (e *Engine) denied(id *auth.Identity, p *plan.Plan) []bool {
	if id == nil || p.GroupDirectives || len(id.DeniedFields) > 0 || id.Principal == auth.FunctionRole {
		return e.judge(id, p)
	}
	c := plan.Caller{Mode: string(id.Mode), Provider: uint8(id.Provider), Principal: uint8(id.Principal)}
	denied, known := p.Verdicts.Get(c)
	if !known {
		denied = e.judge(id, p)
		p.Verdicts.Put(c, denied)
	}
	return denied
}

func (e *Engine) judge(id *auth.Identity, p *plan.Plan) []bool {
	var denied []bool
	for _, f := range p.Fields {
		if f.Kind != plan.Introspection && !e.Policy.Directive(id, f.Parent, f.Name) {
			if denied == nil {
				denied = make([]bool, p.Count)
			}
			denied[f.Index] = true
		}
	}
	return denied
}

// fail adds an error at the current path, and at the place of f.
func (r *run) fail(f *plan.Field, err error) {
	ge := r.public(err)
	ge.Path = append([]gqlerror.Segment(nil), r.path...)
	if !ge.Short {
		ge.Locations = f.At
	}
	r.errs = append(r.errs, ge)
}

// object appends an object. It reports false, leaving the buffer as it was,
// where a field that must not be null is; the fields behind it are resolved
// nonetheless, for their errors.
func (r *run) object(s *plan.Selection, field func(*plan.Field) bool) bool {
	start, ok := len(r.buf), true
	r.buf = append(r.buf, '{')
	for i, f := range s.Fields {
		if r.full() {
			ok = false
			break
		}
		if i > 0 {
			r.buf = append(r.buf, ',')
		}
		r.buf = append(r.buf, f.Prefix...)
		r.path = append(r.path, gqlerror.Segment{Key: f.Key})
		if r.denied != nil && r.denied[f.Index] {
			r.fail(f, gqlerror.NotAuthorized(f.Name, f.Parent))
			ok = r.nothing(f.Type) && ok
		} else {
			ok = field(f) && ok
		}
		r.path = r.path[:len(r.path)-1]
	}
	if !ok {
		r.buf = r.buf[:start]
		return false
	}
	r.buf = append(r.buf, '}')
	return true
}

// errorBytes is what an error counts against Limits.Response, roughly.
const errorBytes = 256

// full reports whether the answer has become too large: few rows, selected
// under many aliases, would otherwise fill the memory.
func (r *run) full() bool {
	r.overflow = r.overflow || len(r.buf)+errorBytes*len(r.errs) > r.e.Limits.Response
	return r.overflow
}

// nothing appends null for a field whose error is already there.
func (r *run) nothing(t *plan.Type) bool {
	if t.NonNull {
		return false
	}
	r.buf = append(r.buf, "null"...)
	return true
}

// null appends the null of a field, or adds AppSync's error where the field
// must not be null (api.md 4.4).
func (r *run) null(f *plan.Field, t *plan.Type) bool {
	if !t.NonNull {
		r.buf = append(r.buf, "null"...)
		return true
	}
	r.errs = append(r.errs, &gqlerror.Error{Short: true, Path: append([]gqlerror.Segment(nil), r.path...),
		Message: "Cannot return null for non-nullable type: '" + typeName(t) + "' within parent '" + f.Parent + "' (" + gqlerror.Text(r.path) + ")"})
	return false
}

// typeName is the type without its outer "!": String, [String!].
func typeName(t *plan.Type) string {
	if t.Elem == nil {
		return t.Name
	}
	inner := typeName(t.Elem)
	if t.Elem.NonNull {
		inner += "!"
	}
	return "[" + inner + "]"
}

// unserializable adds the error for a value that does not fit its type.
func (r *run) unserializable(f *plan.Field, t *plan.Type, detail string) bool {
	r.errs = append(r.errs, &gqlerror.Error{Short: true, Path: append([]gqlerror.Segment(nil), r.path...),
		Message: "Can't serialize value (" + gqlerror.Text(r.path) + ") : " + detail})
	return r.nothing(t)
}

// refuse ends a field with an error.
func (r *run) refuse(f *plan.Field, err error) bool {
	r.fail(f, err)
	return r.nothing(f.Type)
}

// at runs fn with an index on the path.
func (r *run) at(i int, fn func() bool) bool {
	r.path = append(r.path, gqlerror.Segment{Index: i})
	ok := fn()
	r.path = r.path[:len(r.path)-1]
	return ok
}

// arg gives an argument; a variable that turns out to be null where it must
// not be is an error of the field.
func (r *run) arg(f *plan.Field, name string) (input.Value, error) {
	v, problem := f.Arg(name, r.vars)
	if problem != nil {
		return v, &gqlerror.Error{Short: true, Message: problem.Message}
	}
	return v, nil
}

// root resolves a field of the root type.
func (r *run) root(f *plan.Field) bool {
	switch f.Kind {
	case plan.Typename:
		return r.typename(f)
	case plan.Introspection:
		return r.introspection(f)
	case plan.Get:
		return r.get(f)
	case plan.List, plan.IndexQuery:
		return r.list(f)
	case plan.Create, plan.Update, plan.Delete:
		return r.mutate(f)
	case plan.Custom:
		return r.custom(f)
	}
	return r.refuse(f, gqlerror.New(gqlerror.InternalFailure, internalMessage))
}

// allow gives the page length for n pages of a wanted length: shorter where
// they could exceed the rows that the request may still read.
func (r *run) allow(n, limit int) (int, error) {
	left := r.e.Limits.Rows - r.rows
	if left <= 0 {
		return 0, gqlerror.New(gqlerror.BadRequest, "The request reads too many rows.")
	}
	return min(limit, max(1, left/max(1, n))), nil
}

// columnsOf are the columns to read for a selection: those selected, and those
// that decide which of them the caller may read.
func (r *run) columnsOf(s *plan.Selection) []*schema.Field {
	for _, c := range s.Columns {
		if r.e.guarded[c] {
			return r.withDeciding(s)
		}
	}
	for _, f := range s.Relations {
		if r.e.guarded[f.Field] {
			return r.withDeciding(s)
		}
	}
	return s.Columns
}
