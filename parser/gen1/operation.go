package gen1

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/parser/node"
)

// operations reads the fields of Query, Mutation or Subscription.
func (r *reader) operations(d *ast.Definition) {
	r.known(d.Directives)
	for _, f := range d.Fields {
		if !r.nameFree(f) {
			continue
		}
		op := &node.Operation{Kind: roots[d.Name], Rules: r.auth(f.Directives, nil), Span: r.span(f.Position, f.Name)}
		for _, a := range f.Arguments {
			r.known(a.Directives)
			if a.DefaultValue != nil {
				r.problem(a.Position, a.Name, "default values of arguments are not supported", "make the argument optional, and let the handler know the default")
			}
			if v := r.plain(a.Name, a.Type, nil, "an argument"); v != nil {
				op.Arguments = append(op.Arguments, r.entry(a.Name, a.Description, a.Position, v))
			}
		}
		op.Returns = r.plain(f.Name, f.Type, nil, "a result")
		authed := op.Rules != nil
		for _, x := range f.Directives {
			if natives[x.Name].Strategy != "" && authed {
				r.problem(x.Position, x.Name, "an operation has @auth or directives of AppSync, not both", "keep @auth")
				continue
			}
			r.operation(d, op, x)
		}
		r.handled(op, f)
		if op.Returns != nil {
			r.schema.Types = append(r.schema.Types, r.entry(f.Name, f.Description, f.Position, op))
		}
	}
}

func (r *reader) operation(d *ast.Definition, op *node.Operation, x *ast.Directive) {
	switch {
	case x.Name == "function" && d.Name != "Subscription":
		// Where a function stands in the cloud says nothing to this server.
		args := r.arguments(x, "name", "region", "accountId", "invocationType")
		h := &node.Handler{Kind: "function", Name: r.textArgument(x, "name", args["name"]), Span: r.span(x.Position, x.Name)}
		if h.Name == "" {
			r.problem(x.Position, x.Name, "@function names a function", `write @function(name: "...")`)
		}
		if v := args["invocationType"]; v != nil {
			kind, _ := enum(v)
			if h.Async = kind == "Event"; !h.Async && kind != "RequestResponse" {
				r.problem(x.Position, "invocationType", "invocationType is RequestResponse or Event", "correct it")
			}
		}
		op.Handlers = append(op.Handlers, h)
	case x.Name == "aws_subscribe" && d.Name == "Subscription":
		for _, name := range r.textsArgument(x, "mutations", r.arguments(x, "mutations")["mutations"]) {
			ref := &node.Ref{Name: name, Span: r.span(x.Position, name)}
			if of := r.mutations[name]; of != nil {
				ref.Name, ref.Mutations = of.Name, of.Mutations
			}
			op.Sources = append(op.Sources, ref)
		}
	case natives[x.Name].Strategy != "":
		rule := r.native(x)
		if op.Rules == nil {
			op.Rules = &node.Rules{Span: rule.Span}
		}
		op.Rules.List = append(op.Rules.List, rule)
	case x.Name != "auth" && x.Name != "deprecated":
		r.unknown(x, "an operation")
	}
}

// nameFree refuses a second operation of one name, even below another root: its
// Go method would be taken.
func (r *reader) nameFree(f *ast.FieldDefinition) bool {
	if r.taken[f.Name] || r.types[f.Name] != nil {
		r.problem(f.Position, f.Name, f.Name+" is defined twice", "rename one of the two; types, queries, mutations and subscriptions share their names here")
		return false
	}
	r.taken[f.Name] = true
	return true
}

// handled gives an operation without a function one of its own name: in a Gen 1
// project its resolver stands elsewhere, and here a Go method or a binding
// takes its place.
func (r *reader) handled(op *node.Operation, f *ast.FieldDefinition) {
	if op.Kind != "subscription" && len(op.Handlers) == 0 {
		op.Handlers = []*node.Handler{{Kind: "function", Name: f.Name, Span: op.Span}}
	}
}
