package lower

import (
	"strconv"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// handlerKinds reports a pipeline of several kinds of handlers.
func (l *lowerer) handlerKinds(op *ir.Operation, n *node.Operation) {
	var kinds []string
	for _, h := range n.Handlers {
		if !contains(kinds, h.Kind) {
			kinds = append(kinds, h.Kind)
		}
	}
	if len(kinds) > 1 {
		l.errMixedHandlers(op, n, kinds)
	}
}

// handlers lowers the pipeline. Functions given as resources get a logical
// name from the operation: FnEcho, FnEcho2, …
func (l *lowerer) handlers(u *unit, op *ir.Operation, n *node.Operation) {
	for i, h := range n.Handlers {
		out := &ir.Handler{
			Kind: ir.HandlerKind(h.Kind), Async: h.Async, Entry: h.EntryPath, EntryAsWritten: h.Entry, SQL: h.SQL, Span: h.Span,
		}
		switch out.Kind {
		case ir.FunctionHandler:
			l.functionHandler(op, out, h, i)
		case ir.CustomHandler:
			l.dataSource(u, op, out, h)
		}
		op.Handlers = append(op.Handlers, out)
	}
	if len(n.Handlers) > 0 && n.Handlers[0].Kind == string(ir.CustomHandler) {
		l.resolverRules(op)
	}
}

func (l *lowerer) functionHandler(op *ir.Operation, out *ir.Handler, h *node.Handler, i int) {
	switch {
	case h.Function != nil:
		name := "Fn" + capitalize(op.Name)
		if i > 0 {
			name += strconv.Itoa(i + 1)
		}
		if other := l.functions[name]; other != nil {
			l.errFunctionName(op, h, name, other)
		}
		out.Function = l.function(name, h.Function)
	case h.Name != "":
		out.Function, out.FunctionByName = h.Name, true
		l.namedFunction(h)
	default:
		l.errHandlerFunction(op, h)
	}
}

// namedFunction registers a handler given as a string, with what defineData's
// functions say about it.
func (l *lowerer) namedFunction(h *node.Handler) {
	if d := l.program.Data; d != nil {
		for _, f := range d.Functions {
			if f.Name == h.Name && f.Function != nil {
				l.function(h.Name, f.Function)
				return
			}
		}
	}
	l.function(h.Name, &node.Function{Span: h.Span})
}

// function registers a function under a logical name, or its own where the
// name is empty, and gives that name.
func (l *lowerer) function(name string, f *node.Function) string {
	if f == nil {
		return ""
	}
	if name == "" {
		name = f.Name
	}
	if l.functions[name] != nil {
		return name
	}
	l.functions[name] = f
	out := &ir.Function{
		Name: name, Resource: f.Name, Entry: f.Entry, TimeoutSeconds: f.TimeoutSeconds, MemoryMB: f.MemoryMB, Span: f.Span,
	}
	for _, v := range f.Environment {
		out.Environment = append(out.Environment, ir.EnvVar(v))
	}
	for _, v := range f.Secrets {
		out.Secrets = append(out.Secrets, ir.SecretVar{Name: v.Name, Secret: v.Value})
	}
	l.schema.Functions = append(l.schema.Functions, out)
	return name
}

// noDataSource is what Amplify calls the data source of a resolver without one.
const noDataSource = "NONE_DS"

func (l *lowerer) dataSource(u *unit, op *ir.Operation, out *ir.Handler, h *node.Handler) {
	switch {
	case h.DataSourceRef != nil:
		r := h.DataSourceRef
		target := l.lookup(u, op.Name, r.Name, r.Span)
		if target == nil {
			return
		}
		if _, ok := target.entry.Value.(*node.Model); !ok {
			l.errDataSource(op, r, target.entry)
			return
		}
		out.DataSource, out.DataSourceModel = r.Name+"Table", r.Name
	case h.DataSource != "":
		out.DataSource = h.DataSource
	default:
		out.DataSource = noDataSource
	}
}

// resolverRules reports rules that a JavaScript resolver cannot have, because
// they become AppSync directives.
func (l *lowerer) resolverRules(op *ir.Operation) {
	for _, r := range op.Rules {
		switch {
		case r.Provider == ir.IdentityPool:
			l.errResolverIdentityPool(op, r)
		case r.Strategy == ir.Groups && r.Provider == ir.OIDC:
			l.errResolverOIDCGroup(op, r)
		case r.Strategy == ir.Owner:
			l.errResolverOwner(op, r)
		}
	}
}
