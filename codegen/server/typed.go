package server

import (
	"github.com/amplifygo/amplifygo/codegen/jenx"
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

// typed emits the typed access to a model: the names of its Go types, its store
// and its hooks.
func (e *emitter) typed(f *jen.File, m *model) {
	f.Add(e.aliases(m)).Line()
	f.Add(typesVar(m)).Line()
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
//	var TodoFields = &client.TodoFields
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
		Var().Id(m.FieldSet).Op("=").Op("&").Add(e.clientID(m.FieldSet))
}

// typesVar names the Go types to the runtime:
//
//	var todoTypes = gen.Types{Row: (*Todo)(nil), Create: (*CreateTodoInput)(nil), Update: (*UpdateTodoInput)(nil)}
func typesVar(m *model) *jen.Statement {
	none := func(name string) jen.Code { return jen.Parens(jen.Op("*").Id(name)).Call(jen.Nil()) }
	fields := []jenx.KV{{Key: "Row", Value: none(m.Name)}}
	if m.Create != nil {
		fields = append(fields, jenx.KV{Key: "Create", Value: none(m.CreateInput)})
	}
	if m.Update != nil {
		fields = append(fields, jenx.KV{Key: "Update", Value: none(m.UpdateInput)})
	}
	if m.Key.Name != "" {
		fields = append(fields, jenx.KV{Key: "Key", Value: none(m.Key.Name)})
	}
	return jen.Var().Id(m.types).Op("=").Add(jenx.Inline(genID("Types"), fields...))
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
