package client

import (
	"slices"

	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/dave/jennifer/jen"
)

// modeNames are the constants of package amplify for the modes of the IR, and
// the modes' own names.
var modeNames = map[ir.Mode]struct{ constant, bit, text string }{
	ir.ModeAPIKey:   {"AuthModeAPIKey", "APIKey", "apiKey"},
	ir.ModeIAM:      {"AuthModeIdentityPool", "IdentityPool", "identityPool"},
	ir.ModeUserPool: {"AuthModeUserPool", "UserPool", "userPool"},
	ir.ModeOIDC:     {"AuthModeOIDC", "OIDC", "oidc"},
	ir.ModeLambda:   {"AuthModeLambda", "Lambda", "lambda"},
}

// root emits client.gen.go.
func (e *emitter) root(f *jen.File) {
	f.PackageComment("Package " + e.options.Package + " is the typed client of the API in " + e.view.Schema.Source + ".")
	f.Add(e.schema()).Line()
	f.Add(e.clientType()).Line()
	f.Add(e.newFunc()).Line()
	f.Add(jenx.Doc("Close ends the client's subscriptions. A client without any need not be closed."))
	f.Func().Params(jen.Id("c").Op("*").Id("Client")).Id("Close").Params().Error().
		Block(jen.Return(jen.Id("c").Dot("API").Dot("Close").Call())).Line()
	f.Add(e.models())
}

// schema emits what the runtime knows of the API as a whole:
//
//	var schema = amplify.Schema{Source: "amplify/data/resource.ts", DefaultMode: amplify.AuthModeUserPool}
func (e *emitter) schema() jen.Code {
	fields := []jenx.KV{{Key: "Source", Value: jen.Lit(e.view.Schema.Source)}}
	if mode, ok := modeNames[e.view.Schema.AuthModes.Default]; ok {
		fields = append(fields, jenx.KV{Key: "DefaultMode", Value: jen.Qual(amplify, mode.constant)})
	}
	return jen.Var().Id("schema").Op("=").Add(jenx.Inline(jen.Qual(amplify, "Schema"), fields...))
}

func (e *emitter) clientType() jen.Code {
	return jenx.Doc("Client calls the API. It is safe for concurrent use.").Line().
		Type().Id("Client").StructFunc(func(g *jen.Group) {
		g.Add(jenx.Doc("API is the connection, for requests that have no method."))
		g.Id("API").Op("*").Qual(amplify, "Client")
		g.Id("Models").Id("Models")
		for _, root := range e.roots() {
			g.Id(root.name).Op("*").Id(root.name)
		}
		if len(e.view.Conversations) > 0 {
			g.Id("Conversations").Id("Conversations")
		}
	})
}

// root is one of the structs Queries, Mutations and Subscriptions.
type rootType struct {
	name string
	ops  []*gomodel.Operation
}

// roots are those that have operations.
func (e *emitter) roots() []rootType {
	var out []rootType
	for _, r := range []rootType{{"Queries", e.view.Queries}, {"Mutations", e.view.Mutations}, {"Subscriptions", e.view.Subscriptions}} {
		if len(r.ops) > 0 {
			out = append(out, r)
		}
	}
	return out
}

// newFunc emits the constructor:
//
//	func New(opts ...amplify.Option) (*Client, error) {
//		c, err := amplify.New(schema, opts...)
//		if err != nil {
//			return nil, err
//		}
//		return &Client{API: c, Models: Models{Todo: &TodoModel{amplify.NewCalls(c, &todo)}}}, nil
//	}
func (e *emitter) newFunc() jen.Code {
	fields := []jenx.KV{{Key: "API", Value: jen.Id("c")}, {Key: "Models", Value: e.modelsLiteral()}}
	for _, root := range e.roots() {
		fields = append(fields, jenx.KV{Key: root.name, Value: jen.Op("&").Id(root.name).Values(jen.Id("c"))})
	}
	if len(e.view.Conversations) > 0 {
		fields = append(fields, jenx.KV{Key: "Conversations", Value: e.conversationsLiteral()})
	}
	return jenx.Doc("New makes a client. Give it amplify.FromOutputs and the sources of credentials that the program's auth modes need.").Line().
		Func().Id("New").Params(jen.Id("opts").Op("...").Qual(amplify, "Option")).Params(jen.Op("*").Id("Client"), jen.Error()).Block(
		jen.List(jen.Id("c"), jen.Err()).Op(":=").Qual(amplify, "New").Call(jen.Id("schema"), jen.Id("opts").Op("...")),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err())),
		jen.Return(jenx.Struct(jen.Op("&").Id("Client"), fields...), jen.Nil()),
	)
}

func (e *emitter) modelsLiteral() *jen.Statement {
	var rows [][]jenx.KV
	for models := range slices.Chunk(e.view.Models, 2) {
		var row []jenx.KV
		for _, m := range models {
			calls := jen.Qual(amplify, "NewCalls").Call(jen.Id("c"), jen.Op("&").Id(m.Var))
			row = append(row, jenx.KV{Key: m.Name, Value: jen.Op("&").Id(m.Accessor).Values(calls)})
		}
		rows = append(rows, row)
	}
	return jenx.Rows(jen.Id("Models"), rows...)
}

func (e *emitter) models() jen.Code {
	return jenx.Doc("Models has the operations of each model.").Line().
		Type().Id("Models").StructFunc(func(g *jen.Group) {
		for _, m := range e.view.Models {
			g.Id(m.Name).Op("*").Id(m.Accessor)
		}
	})
}
