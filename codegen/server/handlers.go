package server

import (
	"strconv"

	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/gotypes"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/dave/jennifer/jen"
)

const functionsPackage = module + "runtime/functions"

// handler is a custom operation that runs in Go.
type handler struct {
	*gomodel.Operation
	// method is the method of the Handlers interface, root "Query" or "Mutation".
	method, root string
	async        bool
}

// handlersOf lists the operations that Go has to answer: queries and mutations,
// but for those whose functions are bound to endpoints and those that JavaScript
// resolvers run. Generations are answered by a model.
func (e *emitter) handlersOf() []handler {
	var out []handler
	methods := map[string]bool{}
	for _, group := range []struct {
		root string
		ops  []*gomodel.Operation
	}{{"Query", e.view.Queries}, {"Mutation", e.view.Mutations}} {
		for _, o := range group.ops {
			if o.IR.Kind == ir.Generation || e.bound(o.IR) || e.scripted(o.IR) {
				continue
			}
			method := o.Method
			if methods[method] {
				method += group.root
			}
			for n, free := 2, method; methods[method]; n++ {
				method = free + strconv.Itoa(n)
			}
			methods[method] = true
			out = append(out, handler{Operation: o, method: method, root: group.root, async: async(o.IR)})
		}
	}
	return out
}

// bound reports whether every handler of an operation is a function that the
// settings bind to an endpoint or to Node.
func (e *emitter) bound(o *ir.Operation) bool {
	for _, h := range o.Handlers {
		if h.Kind != ir.FunctionHandler || !e.Bound[h.Function] {
			return false
		}
	}
	return len(o.Handlers) > 0
}

func async(o *ir.Operation) bool {
	return len(o.Handlers) > 0 && o.Handlers[len(o.Handlers)-1].Async
}

// Handler is a method of the Handlers interface, for scaffolds.
type Handler struct {
	// Operation is the operation's name and Kind its kind: "echo", "query".
	Operation, Kind string
	// Method is the method's name; Args and Result the Go types behind the
	// package's name, empty for none.
	Method, Args, Result string
}

// handlers emits handlers.gen.go: the interface that the user's code
// implements and its binding to the operations.
func (e *emitter) handlers() {
	list := e.handlersOf()
	f := e.newFile()
	for _, h := range list {
		if h.Args != "" {
			f.Add(gotypes.Arguments(h.Operation, h.method)).Line()
		}
	}
	f.Add(jenx.Doc("Handlers run the custom operations of the API. The caller has been authorized; call says who it is and gives the store with the caller's rights.")).Line().
		Type().Id("Handlers").InterfaceFunc(func(g *jen.Group) {
		for _, h := range list {
			g.Add(jenx.Doc(h.method + " answers the " + string(h.IR.Kind) + " " + h.IR.Name + " (" + h.IR.Span.Line() + ")."))
			g.Id(h.method).Params(h.params()...).Params(h.results()...)
		}
	}).Line()
	f.Add(jenx.Doc("Functions binds handlers to their operations, for the server.").Line().
		Func().Id("Functions").Params(jen.Id("h").Id("Handlers")).Map(jen.String()).Qual(functionsPackage, "Func").BlockFunc(func(g *jen.Group) {
		var bindings []jenx.KV
		for _, h := range list {
			bindings = append(bindings, jenx.KV{Key: h.root + "." + h.IR.Name, Value: h.binding()})
		}
		g.Return(bindingMap(bindings))
	}))
	e.add("handlers", f)
}

func bindingMap(bindings []jenx.KV) *jen.Statement {
	typ := jen.Map(jen.String()).Qual(functionsPackage, "Func")
	return typ.Custom(jen.Options{Open: "{", Close: "}", Separator: ",", Multi: len(bindings) > 0}, pairs(bindings)...)
}

func ctxParam() jen.Code { return jen.Id("ctx").Qual("context", "Context") }

func callParam() jen.Code { return jen.Id("call").Op("*").Qual(functionsPackage, "Call") }

func (h handler) params() []jen.Code {
	out := []jen.Code{ctxParam(), callParam()}
	if h.Args != "" {
		out = append(out, jen.Id("args").Id(h.Args))
	}
	return out
}

// results are the value and an error; an asynchronous operation has answered
// before it runs.
func (h handler) results() []jen.Code {
	if h.async {
		return []jen.Code{jen.Error()}
	}
	return []jen.Code{gotypes.Result(h.Returns), jen.Error()}
}

// binding adapts a method: functions.Typed(h.Echo), or a function around it
// where it has no arguments or no result.
func (h handler) binding() *jen.Statement {
	method := jen.Id("h").Dot(h.method)
	if h.Args != "" && !h.async {
		return jen.Qual(functionsPackage, "Typed").Call(method)
	}
	args := jen.Id("_").Struct()
	call := []jen.Code{jen.Id("ctx"), jen.Id("call")}
	if h.Args != "" {
		args = jen.Id("args").Id(h.Args)
		call = append(call, jen.Id("args"))
	}
	called := method.Call(call...)
	result, body := h.results(), jen.Return(called)
	if h.async {
		result = []jen.Code{jen.Struct(), jen.Error()}
		body = jen.Return(jen.Struct().Values(), called)
	}
	return jen.Qual(functionsPackage, "Typed").Call(
		jen.Func().Params(ctxParam(), callParam(), args).Params(result...).Block(body),
	)
}

// Scaffolds lists the handlers with their Go types as the user's package
// writes them: behind the generated package's name.
func Scaffolds(view *gomodel.View, o Options) []Handler {
	e := emitter{view: view, Options: o}
	var out []Handler
	for _, h := range e.handlersOf() {
		s := Handler{Operation: h.IR.Name, Kind: string(h.IR.Kind), Method: h.method, Args: h.Args}
		if !h.async {
			s.Result = goText(gotypes.Result(h.Returns), o.Package)
		}
		out = append(out, s)
	}
	return out
}
