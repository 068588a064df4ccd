package server

import (
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/dave/jennifer/jen"
)

// The packages of typed access.
const (
	genPackage   = module + "runtime/gen"
	dataPackage  = module + "runtime/data"
	valuePackage = module + "runtime/value"
	authPackage  = module + "runtime/auth"
)

func genID(name string) *jen.Statement { return jen.Qual(genPackage, name) }

func (e *emitter) clientID(name string) *jen.Statement { return jen.Qual(e.ClientPath, name) }

// typed emits the typed access to a model: the names of its Go types, the
// conversion of rows and inputs, its store and its hooks.
func (e *emitter) typed(f *jen.File, m *model) {
	f.Add(e.aliases(m)).Line()
	f.Add(rowFunc(m)).Line()
	if m.Create != nil {
		f.Add(inputFunc(m, m.createInput, m.CreateInput, m.CreateFields)).Line()
	}
	if m.Update != nil {
		f.Add(inputFunc(m, m.updateInput, m.UpdateInput, m.UpdateFields)).Line()
	}
	f.Add(storeType(m)).Line()
	for _, method := range storeMethods(m) {
		f.Add(method).Line()
	}
	f.Add(hooksType(m)).Line()
	f.Add(e.registerHooks(m)).Line()
}

// aliases are the Go types of the model, which the client has as well:
//
//	type (
//		Todo = client.Todo
//		CreateTodoInput = client.CreateTodoInput
//	)
//
//	// TodoFields are the fields of Todo, for filters.
//	var TodoFields = client.TodoFields
func (e *emitter) aliases(m *model) *jen.Statement {
	var names []jen.Code
	add := func(name string, wanted bool) {
		if wanted && name != "" {
			names = append(names, jen.Id(name).Op("=").Add(e.clientID(name)))
		}
	}
	add(m.Name, true)
	add(m.Key.Name, true)
	add(m.CreateInput, m.Create != nil)
	add(m.UpdateInput, m.Update != nil)
	return jenx.Doc("The Go types of " + m.Name + " are those of the client.").Line().
		Type().Defs(names...).Line().Line().
		Add(jenx.Doc(m.FieldSet + " are the fields of " + m.Name + ", for filters.")).Line().
		Var().Id(m.FieldSet).Op("=").Add(e.clientID(m.FieldSet))
}

// family names the conversions of a field in package gen: "Text", "OptText".
func family(t gomodel.Type) string {
	base := "Encoded"
	switch {
	case t.List || t.Kind == ir.CustomKind || t.Kind == ir.InputType:
	case t.Kind == ir.EnumType:
		base = "Text"
	default:
		base = scalarFamily[t.Name]
	}
	if t.Nullable {
		return "Opt" + base
	}
	return base
}

var scalarFamily = map[string]string{
	"ID": "Text", "String": "Text", "AWSEmail": "Text", "AWSPhone": "Text", "AWSDate": "Text", "AWSTime": "Text",
	"AWSDateTime": "Text", "AWSURL": "Text", "AWSIPAddress": "Text", "Int": "Integer", "AWSTimestamp": "Integer",
	"Float": "Number", "Boolean": "Truth", "AWSJSON": "JSON",
}

// rowFunc reads a stored row:
//
//	func todoRow(r value.Record) *Todo {
//		if r == nil {
//			return nil
//		}
//		out, f := &Todo{}, gen.Reading(r)
//		gen.Text(f, 0, &out.Content)
//		return out
//	}
func rowFunc(m *model) *jen.Statement {
	return jen.Func().Id(m.row).Params(jen.Id("r").Qual(valuePackage, "Record")).Op("*").Id(m.Name).BlockFunc(func(g *jen.Group) {
		g.If(jen.Id("r").Op("==").Nil()).Block(jen.Return(jen.Nil()))
		g.List(jen.Id("out"), jen.Id("f")).Op(":=").List(jen.Op("&").Id(m.Name).Values(), genID("Reading").Call(jen.Id("r")))
		carry(g, m, "out", m.Fields)
		g.Return(jen.Id("out"))
	})
}

// inputFunc carries the fields of an input, in both directions:
//
//	func createTodo(f *gen.Fields, in *CreateTodoInput) *CreateTodoInput {
//		if in == nil {
//			in = &CreateTodoInput{}
//		}
//		gen.Text(f, 0, &in.Content)
//		return in
//	}
func inputFunc(m *model, name, typ string, fields []*gomodel.Field) *jen.Statement {
	return jen.Func().Id(name).Params(jen.Id("f").Op("*").Add(genID("Fields")), jen.Id("in").Op("*").Id(typ)).Op("*").Id(typ).BlockFunc(func(g *jen.Group) {
		g.If(jen.Id("in").Op("==").Nil()).Block(jen.Id("in").Op("=").Op("&").Id(typ).Values())
		carry(g, m, "in", fields)
		g.Return(jen.Id("in"))
	})
}

// carry emits a call for each field: gen.Text(f, 0, &out.Content).
func carry(g *jen.Group, m *model, variable string, fields []*gomodel.Field) {
	ordinals := make(map[string]int, len(m.Fields))
	for i, f := range m.Fields {
		ordinals[f.JSON] = i
	}
	for _, f := range fields {
		name := family(f.Type)
		if name == "OptEncoded" {
			name = "Encoded"
		}
		g.Add(genID(name)).Call(jen.Id("f"), jen.Lit(ordinals[f.JSON]), jen.Op("&").Id(variable).Dot(f.Name))
	}
}

// enumAliases are the Go types of the enums and their values.
func (e *emitter) enumAliases() *jen.Statement {
	var types, values []jen.Code
	for _, enum := range e.view.Enums {
		types = append(types, jen.Id(enum.Name).Op("=").Add(e.clientID(enum.Name)))
		for _, v := range enum.Values {
			values = append(values, jen.Id(v.Name).Op("=").Add(e.clientID(v.Name)))
		}
	}
	return jenx.Doc("The Go types of the enums are those of the client.").Line().Type().Defs(types...).Line().Line().
		Add(jenx.Doc("The values of the enums.")).Line().Const().Defs(values...)
}

// typeAliases are the Go types of the custom types.
func (e *emitter) typeAliases() *jen.Statement {
	var types []jen.Code
	for _, t := range append(e.view.Types, e.view.Inputs...) {
		types = append(types, jen.Id(t.Name).Op("=").Add(e.clientID(t.Name)))
	}
	return jenx.Doc("The Go types of the custom types are those of the client.").Line().Type().Defs(types...)
}
