package server

import (
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/gotypes"
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

// typed emits the typed access to a model: its Go types, its store and its
// hooks. Its records have no relationships, which no store reads along.
func (e *emitter) typed(f *jen.File, m *model) {
	for _, decl := range gotypes.Model(m.Model, "is a record.") {
		f.Add(decl).Line()
	}
	f.Add(gotypes.FieldSet(m.Model, "for filters", compared(m.Fields))).Line()
	f.Add(typesVar(m)).Line()
	f.Add(storeType(m)).Line()
	for _, method := range storeMethods(m) {
		f.Add(method).Line()
	}
	f.Add(hooksType(m)).Line()
	f.Add(e.registerHooks(m)).Line()
}

// compared are the fields that filters can name.
func compared(fields []*gomodel.Field) []*gomodel.Field {
	var out []*gomodel.Field
	for _, f := range fields {
		if f.Compare != gomodel.None {
			out = append(out, f)
		}
	}
	return out
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
