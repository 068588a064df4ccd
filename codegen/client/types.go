package client

import (
	"strings"

	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/dave/jennifer/jen"
)

// enums emits enums.gen.go:
//
//	type Status string
//
//	const (
//		StatusOpen Status = "OPEN"
//	)
func (e *emitter) enums(f *jen.File) {
	for _, enum := range e.view.Enums {
		f.Add(docs(enum.Name, enum.IR.Doc, "is an enum of the schema.")).Line().Type().Id(enum.Name).String().Line().Line().
			Const().DefsFunc(func(g *jen.Group) {
			for _, v := range enum.Values {
				g.Id(v.Name).Id(enum.Name).Op("=").Lit(v.Value)
			}
		}).Line()
	}
}

// types emits types.gen.go: custom types and the inputs of arguments.
func (e *emitter) types(f *jen.File) {
	for _, t := range e.view.Types {
		f.Add(docs(t.Name, t.Doc, "is a custom type.")).Line().Add(structType(t.Name, t.Fields)).Line()
	}
	for _, t := range e.view.Inputs {
		f.Add(jenx.Doc(t.Name + " is an input of custom operations.")).Line().Add(structType(t.Name, t.Fields)).Line()
	}
}

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
		f.Add(jenx.Doc(o.Args + " are the arguments of " + o.Method + ".")).Line().Add(structType(o.Args, o.Arguments)).Line()
	}
	var selection []jenx.KV
	if o.Selection != "" {
		selection = append(selection, jenx.KV{Key: "Selection", Value: jen.Lit(o.Selection)})
	}
	f.Var().Id(o.Var).Op("=").Add(operation(o.IR.Name, customVars(o), o.Modes, selection...)).Line()

	m := method{
		on: root, name: o.Method, option: "CallOption", types: resultType(o.Returns), result: []jen.Code{resultType(o.Returns), jen.Error()},
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
		m.option, m.result = "SubscribeOption", seqOf(resultType(o.Returns))
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
