package client

import (
	"strings"

	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/gotypes"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/dave/jennifer/jen"
)

// model emits a model's file.
func (e *emitter) model(f *jen.File, m *gomodel.Model) {
	about := "is a record."
	if len(m.Relations) > 0 {
		about = "is a record; its relationships are set where a call selects them."
	}
	for _, decl := range gotypes.Model(m, about, relationFields(m)...) {
		f.Add(decl).Line()
	}
	f.Add(gotypes.FieldSet(m, "for filters and selections", m.Fields, relationValues(m)...)).Line()
	f.Add(e.descriptor(m)).Line()
	f.Add(jenx.Doc(m.Accessor + " has the operations of " + m.Name + ".")).Line().
		Type().Id(m.Accessor).Add(handle("calls", jen.Qual(amplify, "Calls"))).Line()
	for _, method := range e.methods(m) {
		f.Add(method).Line()
	}
}

// handle emits a struct of one field: struct{ calls amplify.Calls }.
func handle(field string, typ *jen.Statement) jen.Code {
	return jen.Custom(jen.Options{Open: "struct{", Close: "}"}, jen.Id(field).Add(typ))
}

// relationFields emits the relationships of a record:
//
//	Posts *amplify.Page[*Post] `json:"posts,omitempty"`
func relationFields(m *gomodel.Model) []jen.Code {
	var out []jen.Code
	for _, r := range m.Relations {
		typ := pointer(r.Target)
		if r.IR.Relation.Kind == ir.HasMany {
			typ = jen.Op("*").Qual(amplify, "Page").Types(pointer(r.Target))
		}
		out = append(out, jen.Id(r.Name).Add(typ).Tag(map[string]string{"json": r.JSON + ",omitempty"}))
	}
	return out
}

// relationValues are the relationships in the model's fields.
func relationValues(m *gomodel.Model) []gotypes.Relation {
	var out []gotypes.Relation
	for _, r := range m.Relations {
		fields := []jenx.KV{{Key: "Name", Value: jen.Lit(m.IR.Name + "." + r.JSON)}, {Key: "Target", Value: jen.Op("&").Id(r.Target.Var)}}
		if r.IR.Relation.Kind == ir.HasMany {
			fields = append(fields, jenx.KV{Key: "Many", Value: jen.True()})
		}
		out = append(out, gotypes.Relation{Name: r.Name, Value: jenx.Inline(jen.Qual(amplify, "Relation"), fields...)})
	}
	return out
}

// descriptor emits what the runtime knows of the model:
//
//	var todo = amplify.Model{
//		Name: "Todo", Key: []string{"id"}, Selection: "id content",
//		Get: amplify.Operation{Field: "getTodo", Vars: "$id: ID!", Modes: amplify.UserPool},
//	}
func (e *emitter) descriptor(m *gomodel.Model) jen.Code {
	rows := [][]jenx.KV{{
		{Key: "Name", Value: jen.Lit(m.IR.Name)},
		{Key: "Key", Value: jenx.Strings(m.IR.Key.Fields)},
		{Key: "Selection", Value: jen.Lit(e.view.Selection(m))},
	}}
	listen := "$filter: ModelSubscription" + m.Base + "FilterInput"
	for _, row := range [][]described{
		{{"Get", keyVars(m), m.Get}},
		{{"List", listVars(m), m.List}},
		{{"Create", "$input: Create" + m.Base + "Input!", m.Create}},
		{{"Update", "$input: Update" + m.Base + "Input!", m.Update}},
		{{"Delete", "$input: Delete" + m.Base + "Input!", m.Delete}},
		{{"OnCreate", listen, m.OnCreate}, {"OnUpdate", listen, m.OnUpdate}, {"OnDelete", listen, m.OnDelete}},
	} {
		var fields []jenx.KV
		for _, d := range row {
			if d.op != nil {
				fields = append(fields, jenx.KV{Key: d.key, Value: operation(d.op.Field, d.vars, d.op.Modes)})
			}
		}
		rows = append(rows, fields)
	}
	return jen.Var().Id(m.Var).Op("=").Add(jenx.Rows(jen.Qual(amplify, "Model"), rows...))
}

// described is an operation in a model's description.
type described struct {
	key, vars string
	op        *gomodel.ModelOperation
}

// operation emits the description of a root field.
func operation(field, vars string, modes []ir.Mode, more ...jenx.KV) *jen.Statement {
	fields := []jenx.KV{{Key: "Field", Value: jen.Lit(field)}}
	if vars != "" {
		fields = append(fields, jenx.KV{Key: "Vars", Value: jen.Lit(vars)})
	}
	if len(modes) > 0 {
		fields = append(fields, jenx.KV{Key: "Modes", Value: modeSet(modes)})
	}
	return jenx.Inline(jen.Qual(amplify, "Operation"), append(fields, more...)...)
}

// modeSet emits a set of modes: amplify.UserPool | amplify.APIKey.
func modeSet(modes []ir.Mode) *jen.Statement {
	out := jen.Empty()
	for i, mode := range modes {
		if i > 0 {
			out.Op("|")
		}
		out.Qual(amplify, modeNames[mode].bit)
	}
	return out
}

// keyVars are the variables of get: one for each field of the identifier.
func keyVars(m *gomodel.Model) string {
	vars := make([]string, len(m.Key.Fields))
	for i, f := range m.Key.Fields {
		vars[i] = "$" + f.JSON + ": " + f.GraphQL
	}
	return strings.Join(vars, ", ")
}

// listVars are the variables of list, in the official client's order: with a
// custom identifier its key arguments come first.
func listVars(m *gomodel.Model) string {
	var vars []string
	if key := m.API.ListKey; m.IR.Key.Custom && key != nil {
		vars = append(vars, "$"+key.Partition+": "+key.PartitionType, "$sortDirection: ModelSortDirection")
		if key.Sort != nil {
			vars = append(vars, "$"+key.Sort.Argument+": "+key.Sort.Type)
		}
	}
	vars = append(vars, "$filter: Model"+m.Base+"FilterInput", "$limit: Int", "$nextToken: String")
	return strings.Join(vars, ", ")
}
