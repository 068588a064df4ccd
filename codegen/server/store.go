package server

import (
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/gotypes"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/dave/jennifer/jen"
)

// storeType is
//
//	// TodoStore is the store of Todos in the name of one caller.
//	type TodoStore struct{ t gen.Table }
func storeType(m *model) *jen.Statement {
	return jenx.Doc(m.store + " is the store of " + m.Plural + " in the name of one caller.").Line().
		Type().Id(m.store).Struct(jen.Id("t").Add(genID("Table")))
}

// method starts a method of the store.
func method(m *model, doc, name string, params []jen.Code, results ...jen.Code) *jen.Statement {
	all := append([]jen.Code{jen.Id("ctx").Qual("context", "Context")}, params...)
	return jenx.Doc(name + " " + doc).Line().
		Func().Params(jen.Id("s").Op("*").Id(m.store)).Id(name).Params(all...).Params(results...)
}

func storeMethods(m *model) []*jen.Statement {
	row := []jen.Code{jen.Op("*").Id(m.Name), jen.Error()}
	keyParam, keyArg := key(m)
	out := []*jen.Statement{
		method(m, "reads the "+m.Name+" with a key; nil if there is none.", "Get", []jen.Code{keyParam}, row...).
			Block(rowOf(m, "Get", keyArg)),
		listMethod(m), allMethod(m),
	}
	if m.Create != nil {
		out = append(out, writeMethod(m, "stores "+gomodel.WithArticle(m.Name)+".", "Create", m.CreateInput))
	}
	if m.Update != nil {
		out = append(out, writeMethod(m, "changes the fields of "+gomodel.WithArticle(m.Name)+" that are given.", "Update", m.UpdateInput))
	}
	if m.Delete != nil {
		out = append(out, method(m, "removes the "+m.Name+" with a key and returns it; nil if there was none.", "Delete", []jen.Code{keyParam}, row...).
			Block(rowOf(m, "Delete", keyArg)))
	}
	return append(out, indexMethods(m)...)
}

// key gives the parameter and the argument of a key: (id string) and id, or
// (key PostKey) and key.
func key(m *model) (param, arg jen.Code) {
	if m.Key.Name == "" {
		f := m.Key.Fields[0]
		return jen.Id(f.Param).Add(gotypes.Base(f.Type)), jen.Id(f.Param)
	}
	return jen.Id("key").Id(m.Key.Name), jen.Id("key")
}

const amplifyPackage = module + "amplify"

// typedBy calls a method of the table and gives its result its type:
//
//	return gen.RowOf[*Todo](s.t.Get(ctx, id))
func typedBy(function string, m *model, method string, args ...jen.Code) jen.Code {
	call := jen.Id("s").Dot("t").Dot(method).Call(append([]jen.Code{jen.Id("ctx")}, args...)...)
	return jen.Return(genID(function).Types(jen.Op("*").Id(m.Name)).Call(call))
}

func rowOf(m *model, method string, args ...jen.Code) jen.Code {
	return typedBy("RowOf", m, method, args...)
}

func writeMethod(m *model, doc, name, input string) *jen.Statement {
	return method(m, doc, name, []jen.Code{jen.Id("in").Id(input)}, jen.Op("*").Id(m.Name), jen.Error()).
		Block(rowOf(m, name, jen.Id("in")))
}

func query() jen.Code { return jen.Id("q").Add(genID("Query")) }

func page(m *model) []jen.Code {
	return []jen.Code{jen.Op("*").Add(genID("Page")).Types(jen.Op("*").Id(m.Name)), jen.Error()}
}

func listMethod(m *model) *jen.Statement {
	return method(m, "reads a page of the "+m.Plural+" that the caller may read.", "List", []jen.Code{query()}, page(m)...).
		Block(typedBy("PageOf", m, "List", jen.Id("q")))
}

func allMethod(m *model) *jen.Statement {
	return method(m, "goes through all pages of List.", "All", []jen.Code{query()},
		jen.Qual("iter", "Seq2").Types(jen.Op("*").Id(m.Name), jen.Error())).
		Block(typedBy("SeqOf", m, "All", jen.Id("q")))
}

// indexMethods read by the partition key of an index:
//
//	func (s *TodoStore) ListTodoByStatus(ctx context.Context, status Status, q gen.Query) (*gen.Page[*Todo], error)
func indexMethods(m *model) []*jen.Statement {
	var out []*jen.Statement
	for _, x := range m.Indexes {
		if x.IR == nil {
			continue
		}
		f := x.Partition
		out = append(out, method(m, "reads a page of the "+m.Plural+" of one "+f.JSON+", in the order of the index.", x.Method,
			[]jen.Code{jen.Id(f.Param).Add(gotypes.Base(f.Type)), query()}, page(m)...).
			Block(typedBy("PageOf", m, "By", jen.Lit(x.IR.Name), jen.Id(f.Param), jen.Id("q"))))
	}
	return out
}

// stores emits store.gen.go: the stores of all models together.
func (e *emitter) stores() {
	f := e.newFile()
	f.Add(jenx.Doc("Store is the store of all models in the name of one caller: what the caller may do with the API, it may do, with the same defaults, validation, hooks and events.")).Line().
		Type().Id("Store").StructFunc(func(g *jen.Group) {
		for _, m := range e.models {
			g.Id(m.storeField()).Op("*").Id(m.store)
		}
		g.Id("client").Op("*").Qual(dataPackage, "Client")
	}).Line()
	f.Add(jenx.Doc("NewStore gives typed access over the runtime's.").Line().
		Func().Id("NewStore").Params(jen.Id("c").Op("*").Qual(dataPackage, "Client")).Id("Store").Block(
		jen.Return(jenx.Struct(jen.Id("Store"), e.storeFields()...)),
	)).Line()
	f.Add(jenx.Doc("As gives the store of another caller, inside the same transaction.").Line().
		Func().Params(jen.Id("s").Id("Store")).Id("As").Params(jen.Id("id").Op("*").Qual(authPackage, "Identity")).Id("Store").Block(
		jen.Return(jen.Id("NewStore").Call(jen.Id("s").Dot("client").Dot("As").Call(jen.Id("id")))),
	)).Line()
	f.Add(jenx.Doc("AsAdmin gives the store to which no rule applies, inside the same transaction.").Line().
		Func().Params(jen.Id("s").Id("Store")).Id("AsAdmin").Params().Id("Store").Block(
		jen.Return(jen.Id("NewStore").Call(jen.Id("s").Dot("client").Dot("AsAdmin").Call())),
	)).Line()
	ctx := jen.Id("ctx").Qual("context", "Context")
	f.Add(jenx.Doc("Transaction runs fn in one transaction, which its error undoes. When the database reports a conflict, fn runs again: it must have no effects but through tx.").Line().
		Func().Params(jen.Id("s").Id("Store")).Id("Transaction").Params(ctx.Clone(), jen.Id("fn").Func().Params(ctx.Clone(), jen.Id("tx").Id("Store")).Error()).Error().Block(
		jen.Return(jen.Id("s").Dot("client").Dot("Transaction").Call(jen.Id("ctx"),
			jen.Func().Params(ctx.Clone(), jen.Id("tx").Op("*").Qual(dataPackage, "Client")).Error().Block(
				jen.Return(jen.Id("fn").Call(jen.Id("ctx"), jen.Id("NewStore").Call(jen.Id("tx")))),
			))),
	))
	e.add("store", f)
}

// storeField is the field of the Store for a model: the model's name, or the
// store's where the Store has a method of that name.
func (m *model) storeField() string {
	switch m.Name {
	case "As", "AsAdmin", "Transaction":
		return m.store
	}
	return m.Name
}

func (e *emitter) storeFields() []jenx.KV {
	var out []jenx.KV
	for _, m := range e.models {
		table := genID("NewTable").Call(jen.Id("c"), jen.Lit(m.IR.Name), jen.Op("&").Id(m.types))
		out = append(out, jenx.KV{Key: m.storeField(), Value: jen.Op("&").Id(m.store).Values(table)})
	}
	return append(out, jenx.KV{Key: "client", Value: jen.Id("c")})
}
