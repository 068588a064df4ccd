package client

import (
	"strings"

	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/gotypes"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/dave/jennifer/jen"
)

// operations emits operations.gen.go.
func (e *emitter) operations(f *jen.File) {
	for _, root := range e.roots() {
		f.Add(jenx.Doc(root.name + " has the custom " + strings.ToLower(root.name) + " of the schema.")).Line().
			Type().Id(root.name).Add(handle("c", jen.Op("*").Qual(amplify, "Client"))).Line()
		for _, o := range root.ops {
			e.customOperation(f, root.name, o)
		}
	}
}

func (e *emitter) customOperation(f *jen.File, root string, o *gomodel.Operation) {
	if o.Args != "" {
		f.Add(gotypes.Arguments(o, o.Method)).Line()
	}
	var selection []jenx.KV
	if o.Selection != "" {
		selection = append(selection, jenx.KV{Key: "Selection", Value: jen.Lit(o.Selection)})
	}
	f.Var().Id(o.Var).Op("=").Add(operation(o.IR.Name, customVars(o), o.Modes, selection...)).Line()

	m := method{
		on: root, name: o.Method, option: "CallOption", types: gotypes.Result(o.Returns), result: []jen.Code{gotypes.Result(o.Returns), jen.Error()},
		doc: customDoc(o), typed: "ResultOf", args: []jen.Code{jen.Id("m").Dot("c"), jen.Nil(), jen.Op("&").Id(o.Var), jen.Nil()},
	}
	if o.Model != nil {
		m.args[1] = jen.Op("&").Id(o.Model.Var)
	}
	if o.Args != "" {
		m.params, m.args[3] = []jen.Code{jen.Id("args").Id(o.Args)}, jen.Id("args")
	}
	switch root {
	case "Queries":
		m.call = jen.Qual(amplify, "InvokeQuery")
	case "Mutations":
		m.call = jen.Qual(amplify, "InvokeMutation")
	default:
		m.call, m.typed = jen.Qual(amplify, "SubscribeCustom"), "SeqOf"
		m.option, m.result = "SubscribeOption", seqOf(gotypes.Result(o.Returns))
	}
	f.Add(m.code()).Line()
}

var customKinds = map[ir.OperationKind]string{
	ir.Query: "query", ir.Mutation: "mutation", ir.Subscription: "subscription", ir.Generation: "generation", ir.Conversation: "conversation",
}

func customDoc(o *gomodel.Operation) string {
	doc := o.Method + " calls the " + customKinds[o.IR.Kind] + " " + o.IR.Name + "."
	if o.IR.Kind == ir.Subscription {
		doc = o.Method + " yields the results of " + strings.Join(o.IR.Sources, ", ") + "."
	}
	if o.IR.Doc != "" {
		doc = o.Method + ": " + o.IR.Doc
	}
	return doc + modesDoc(o.Modes)
}

// customVars are the variables of a custom operation, one for each argument.
func customVars(o *gomodel.Operation) string {
	vars := make([]string, len(o.Arguments))
	for i, a := range o.Arguments {
		vars[i] = "$" + a.JSON + ": " + a.GraphQL
	}
	return strings.Join(vars, ", ")
}
