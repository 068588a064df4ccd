package server

import (
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/dave/jennifer/jen"
)

// hook is one moment at which user code may run.
type hook struct {
	name, input string
	present     bool
}

func hooksOf(m *model) []hook {
	return []hook{
		{"BeforeCreate", m.CreateInput, m.Create != nil},
		{"AfterCreate", "", m.Create != nil},
		{"BeforeUpdate", m.UpdateInput, m.Update != nil},
		{"AfterUpdate", "", m.Update != nil},
		{"BeforeDelete", "", m.Delete != nil},
		{"AfterDelete", "", m.Delete != nil},
	}
}

// hooksType is
//
//	// TodoHooks run in the transaction of a mutation of a Todo; their error undoes it.
//	type TodoHooks struct {
//		BeforeCreate func(ctx context.Context, tx Store, in *CreateTodoInput, current *Todo) error
//		AfterCreate func(ctx context.Context, tx Store, row *Todo) error
//	}
func hooksType(m *model) *jen.Statement {
	return jenx.Doc(m.hooks + " run in the transaction of a mutation of " + gomodel.WithArticle(m.Name) + ", after authorization and before validation, or behind the write; their error undoes it. current is nil before a create.").Line().
		Type().Id(m.hooks).StructFunc(func(g *jen.Group) {
		for _, h := range hooksOf(m) {
			if h.present {
				g.Id(h.name).Add(hookFunc(m, h))
			}
		}
	})
}

func hookFunc(m *model, h hook) *jen.Statement {
	params := []jen.Code{jen.Id("ctx").Qual("context", "Context"), jen.Id("tx").Id("Store")}
	if h.input != "" {
		params = append(params, jen.Id("in").Op("*").Id(h.input), jen.Id("current").Op("*").Id(m.Name))
	} else {
		params = append(params, jen.Id("row").Op("*").Id(m.Name))
	}
	return jen.Func().Params(params...).Error()
}

// registerHooks is
//
//	func (h *TodoHooks) register(to *data.Hooks) {
//		gen.Register(to, "Todo", gen.Hooks[Store, *Todo, *CreateTodoInput, *UpdateTodoInput]{
//			Store: NewStore, Types: &todoTypes,
//			BeforeCreate: h.BeforeCreate, AfterCreate: h.AfterCreate,
//		})
//	}
func (e *emitter) registerHooks(m *model) *jen.Statement {
	create, update := genID("None"), genID("None")
	with := []jenx.KV{{Key: "Store", Value: jen.Id("NewStore")}, {Key: "Types", Value: jen.Op("&").Id(m.types)}}
	if m.Create != nil {
		create = jen.Id(m.CreateInput)
	}
	if m.Update != nil {
		update = jen.Id(m.UpdateInput)
	}
	var hooks []jenx.KV
	for _, h := range hooksOf(m) {
		if h.present {
			hooks = append(hooks, jenx.KV{Key: h.name, Value: jen.Id("h").Dot(h.name)})
		}
	}
	types := []jen.Code{jen.Id("Store"), jen.Op("*").Id(m.Name), jen.Op("*").Add(create), jen.Op("*").Add(update)}
	return jen.Func().Params(jen.Id("h").Op("*").Id(m.hooks)).Id("register").Params(jen.Id("to").Op("*").Qual(dataPackage, "Hooks")).Block(
		genID("Register").Call(jen.Id("to"), jen.Lit(m.IR.Name), jenx.Rows(genID("Hooks").Types(types...), with, hooks)),
	)
}

// hooks emits hooks.gen.go: the hooks of all models together.
func (e *emitter) hooks() {
	f := e.newFile()
	f.Add(jenx.Doc("Hooks are the hooks of all models; those that are nil do nothing.")).Line().
		Type().Id("Hooks").StructFunc(func(g *jen.Group) {
		for _, m := range e.models {
			g.Id(m.hooksField()).Id(m.hooks)
		}
	}).Line()
	f.Add(jenx.Doc("Register gives the hooks to the runtime.").Line().
		Func().Params(jen.Id("h").Id("Hooks")).Id("Register").Params().Op("*").Qual(dataPackage, "Hooks").BlockFunc(func(g *jen.Group) {
		g.Id("to").Op(":=").Op("&").Qual(dataPackage, "Hooks").Values()
		for _, m := range e.models {
			g.Id("h").Dot(m.hooksField()).Dot("register").Call(jen.Id("to"))
		}
		g.Return(jen.Id("to"))
	}))
	e.add("hooks", f)
}

// hooksField is the field of the Hooks for a model: the model's name, or the
// hooks' where Hooks has a method of that name.
func (m *model) hooksField() string {
	if m.Name == "Register" {
		return m.hooks
	}
	return m.Name
}
