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
		f.Add(putFunc(m.putCreate, m.CreateInput, m.CreateFields)).Line()
		f.Add(readFunc(m.readCreate, m.CreateInput, m, m.CreateFields)).Line()
	}
	if m.Update != nil {
		f.Add(putFunc(m.putUpdate, m.UpdateInput, m.UpdateFields)).Line()
		f.Add(readFunc(m.readUpdate, m.UpdateInput, m, m.UpdateFields)).Line()
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

// reader is the conversion from a stored value; a list or a custom type needs
// one only, since its Go type knows whether it may be null.
func reader(t gomodel.Type) string {
	if name := family(t); name != "OptEncoded" {
		return "Read" + name
	}
	return "ReadEncoded"
}

// rowFunc reads a stored row:
//
//	func todoRow(r value.Record) *Todo {
//		out := &Todo{}
//		gen.ReadText(r[0], &out.Content)
//		return out
//	}
func rowFunc(m *model) *jen.Statement {
	return readFunc(m.row, m.Name, m, m.Fields)
}

func readFunc(name, typ string, m *model, fields []*gomodel.Field) *jen.Statement {
	ordinals := make(map[string]int, len(m.Fields))
	for i, f := range m.Fields {
		ordinals[f.JSON] = i
	}
	return jen.Func().Id(name).Params(jen.Id("r").Qual(valuePackage, "Record")).Op("*").Id(typ).BlockFunc(func(g *jen.Group) {
		g.Id("out").Op(":=").Op("&").Id(typ).Values()
		for _, f := range fields {
			g.Add(genID(reader(f.Type))).Call(jen.Id("r").Index(jen.Lit(ordinals[f.JSON])), jen.Op("&").Id("out").Dot(f.Name))
		}
		g.Return(jen.Id("out"))
	})
}

// putFunc supplies the fields of an input:
//
//	func putCreateTodo(out *gen.Input, in *CreateTodoInput) {
//		gen.PutText(out, "content", in.Content)
//	}
func putFunc(name, typ string, fields []*gomodel.Field) *jen.Statement {
	return jen.Func().Id(name).Params(jen.Id("out").Op("*").Add(genID("Input")), jen.Id("in").Op("*").Id(typ)).BlockFunc(func(g *jen.Group) {
		for _, f := range fields {
			g.Add(genID("Put"+family(f.Type))).Call(jen.Id("out"), jen.Lit(f.JSON), jen.Id("in").Dot(f.Name))
		}
	})
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
