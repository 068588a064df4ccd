package client

import (
	"strings"

	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/gotypes"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/dave/jennifer/jen"
)

// method is a method of a generated type:
//
//	// Name …
//	func (m *TodoModel) Name(ctx context.Context, params, opts ...amplify.CallOption) results {
//		return amplify.ResultOf[*Todo](m.calls.Name(ctx, args, opts))
//	}
type method struct {
	on, name string
	doc      string
	params   []jen.Code
	option   string // the type of options in package amplify
	result   []jen.Code
	typed    string         // the function of package amplify that gives the result its type
	types    *jen.Statement // its type argument
	call     *jen.Statement // what is called: m.calls.Create
	args     []jen.Code
	after    []jen.Code // arguments after the options
}

func (m method) code() jen.Code {
	params := append([]jen.Code{jen.Id("ctx").Qual("context", "Context")}, m.params...)
	params = append(params, jen.Id("opts").Op("...").Qual(amplify, m.option))
	args := append([]jen.Code{jen.Id("ctx")}, m.args...)
	args = append(append(args, jen.Id("opts")), m.after...)
	return jenx.Doc(m.doc).Line().
		Func().Params(jen.Id("m").Op("*").Id(m.on)).Id(m.name).Params(params...).Params(m.result...).
		Block(jen.Return(jen.Qual(amplify, m.typed).Types(m.types).Call(m.call.Clone().Call(args...))))
}

// calls names a method of the calls of a model: m.calls.Create.
func calls(name string) *jen.Statement { return jen.Id("m").Dot("calls").Dot(name) }

// modesDoc ends a doc comment: the modes that the analyzer of amplify/authmode
// reads back.
func modesDoc(modes []ir.Mode) string {
	if len(modes) == 0 {
		return " Auth modes: none (no rule admits it)."
	}
	names := make([]string, len(modes))
	for i, mode := range modes {
		names[i] = modeNames[mode].text
	}
	return " Auth modes: " + strings.Join(names, ", ") + "."
}

// methods are those of a model's accessor, in the order of the file.
func (e *emitter) methods(m *gomodel.Model) []jen.Code {
	var out []jen.Code
	add := func(op *gomodel.ModelOperation, build func() method) {
		if op == nil {
			return
		}
		b := build()
		b.on, b.doc = m.Accessor, b.doc+modesDoc(op.Modes)
		if b.types == nil {
			b.types = pointer(m)
		}
		out = append(out, b.code())
	}
	record := []jen.Code{pointer(m), jen.Error()}
	keyParam, keyValue := keyOf(m)

	add(m.Create, func() method {
		return method{name: "Create", doc: "Create makes " + gomodel.WithArticle(m.Name) + ".", params: []jen.Code{jen.Id("in").Id(m.CreateInput)},
			option: "CallOption", result: record, typed: "ResultOf", call: calls("Create"), args: []jen.Code{jen.Id("in")}}
	})
	add(m.Get, func() method {
		return method{name: "Get", doc: "Get reads " + gomodel.WithArticle(m.Name) + "; ErrNotFound if there is none.", params: []jen.Code{keyParam},
			option: "CallOption", result: record, typed: "ResultOf", call: calls("Get"), args: []jen.Code{keyValue}}
	})
	add(m.List, func() method {
		return method{name: "List", doc: "List reads a page of " + m.Plural + ".", option: "ListOption", result: pageOf(m),
			typed: "PageOf", call: calls("List")}
	})
	add(m.List, func() method {
		return method{name: "All", doc: "All goes through all pages of List.", option: "ListOption", result: seqOf(pointer(m)),
			typed: "SeqOf", call: calls("All")}
	})
	add(m.Update, func() method {
		return method{name: "Update", doc: "Update changes " + gomodel.WithArticle(m.Name) + "; ErrConditionFailed if there is none.", params: []jen.Code{jen.Id("in").Id(m.UpdateInput)},
			option: "CallOption", result: record, typed: "ResultOf", call: calls("Update"), args: []jen.Code{jen.Id("in")}}
	})
	add(m.Delete, func() method {
		return method{name: "Delete", doc: "Delete removes " + gomodel.WithArticle(m.Name) + " and returns it; ErrNotFound if there is none.", params: []jen.Code{keyParam},
			option: "CallOption", result: record, typed: "ResultOf", call: calls("Delete"), args: []jen.Code{keyValue}}
	})
	for _, s := range []struct {
		op         *gomodel.ModelOperation
		name, verb string
	}{{m.OnCreate, "OnCreate", "made"}, {m.OnUpdate, "OnUpdate", "changed"}, {m.OnDelete, "OnDelete", "removed"}} {
		add(s.op, func() method {
			return method{name: s.name, doc: s.name + " yields each " + m.Name + " that is " + s.verb + ".", option: "SubscribeOption",
				result: seqOf(pointer(m)), typed: "SeqOf", call: calls(s.name)}
		})
	}
	add(m.Observe, func() method {
		return method{name: "ObserveQuery", doc: "ObserveQuery yields the list, and again after each change.", option: "FilterOption",
			result: seqOf(jen.Qual(amplify, "Snapshot").Types(pointer(m))), typed: "SnapshotsOf", call: calls("Observe")}
	})
	return append(append(out, e.indexes(m)...), e.loaders(m)...)
}

// keyOf is the parameter of get and delete, and its name.
func keyOf(m *gomodel.Model) (param, value jen.Code) {
	if m.Key.Name != "" {
		return jen.Id("key").Id(m.Key.Name), jen.Id("key")
	}
	f := m.Key.Fields[0]
	return jen.Id(f.Param).Add(gotypes.Of(f.Type)), jen.Id(f.Param)
}

// pointer is the Go type of a model's records in calls and pages, and the type
// argument of all generic code: the compiler makes one instance of it for all
// pointers, but one for every struct.
func pointer(m *gomodel.Model) *jen.Statement { return jen.Op("*").Id(m.Name) }

func pageOf(m *gomodel.Model) []jen.Code {
	return []jen.Code{jen.Op("*").Qual(amplify, "Page").Types(pointer(m)), jen.Error()}
}

func seqOf(t jen.Code) []jen.Code {
	return []jen.Code{jen.Qual("iter", "Seq2").Types(t, jen.Error())}
}

// indexes emits the queries by index:
//
//	var postByStatus = amplify.Operation{Field: "postByStatus", …}
//
//	func (m *PostModel) PostByStatus(ctx context.Context, key PostPostByStatusKey, opts ...amplify.ListOption) (*amplify.Page[*Post], error)
func (e *emitter) indexes(m *gomodel.Model) []jen.Code {
	var out []jen.Code
	for _, x := range m.Indexes {
		description := jen.Op("&").Id(m.Var).Dot("List")
		if x.IR != nil {
			name := e.view.Claim(m.Var + x.Method)
			out = append(out, jen.Var().Id(name).Op("=").Add(operation(x.Operation.Field, indexVars(m, x), x.Operation.Modes)))
			description = jen.Op("&").Id(name)
		}
		out = append(out, keyTypes(x)...)
		param, value := jen.Id("key").Id(x.Name), jen.Id("key")
		if x.Name == "" {
			param = jen.Id(x.Partition.Param).Add(gotypes.Of(x.Partition.Type.Required()))
			value = jen.Qual(amplify, "Arg").Call(jen.Lit(x.Partition.JSON), jen.Id(x.Partition.Param))
		}
		doc := x.Method + " reads a page of the " + m.Plural + " with the given " + x.Partition.JSON
		if x.API.Sort != nil {
			doc += ", in the order of " + strings.Join(x.API.Sort.Fields, ", ")
		}
		out = append(out, method{
			on: m.Accessor, name: x.Method, doc: doc + "." + modesDoc(x.Operation.Modes), params: []jen.Code{param}, option: "ListOption",
			result: pageOf(m), typed: "PageOf", types: pointer(m), call: calls("By"), args: []jen.Code{description, value},
		}.code())
	}
	return out
}

// indexVars are the variables of an index query, in the official client's order.
func indexVars(m *gomodel.Model, x *gomodel.Index) string {
	vars := []string{"$" + x.API.Partition + ": " + x.API.PartitionType + "!"}
	if x.API.Sort != nil {
		vars = append(vars, "$"+x.API.Sort.Argument+": "+x.API.Sort.Type)
	}
	return strings.Join(append(vars, "$filter: Model"+m.Base+"FilterInput", "$sortDirection: ModelSortDirection", "$limit: Int", "$nextToken: String"), ", ")
}

// keyTypes emits the arguments of a query by an index with sort keys:
//
//	type PostByStatusKey struct {
//		Status Status `json:"status"`
//		Title amplify.KeyCondition[string] `json:"title,omitzero"`
//	}
func keyTypes(x *gomodel.Index) []jen.Code {
	if x.Name == "" {
		return nil
	}
	condition := gotypes.Base(x.Sort[0].Type)
	var out []jen.Code
	if x.SortName != "" {
		condition = jen.Id(x.SortName)
		fields := make([]*gomodel.Field, len(x.Sort))
		for i, f := range x.Sort {
			part := *f
			part.Type, part.Doc = f.Type.Optional(), ""
			fields[i] = &part
		}
		out = append(out, jenx.Doc(x.SortName+" is a sort key; give its fields from the first one on.").Line().Add(gotypes.Struct(x.SortName, fields)))
	}
	partition := *x.Partition
	partition.Type, partition.Doc = partition.Type.Required(), ""
	sort := jen.Id(x.SortField).Qual(amplify, "KeyCondition").Types(condition).Tag(gotypes.Tag(x.API.Sort.Argument, true))
	return append(out, jenx.Doc(x.Name+" is what "+x.Method+" looks for.").Line().
		Add(gotypes.Struct(x.Name, []*gomodel.Field{&partition}, sort)))
}

// loaders emits the methods that follow a record's relationships.
func (e *emitter) loaders(m *gomodel.Model) []jen.Code {
	var out []jen.Code
	for _, r := range m.Relations {
		if r.Operation == nil {
			continue
		}
		l := method{
			on: m.Accessor, name: r.Loader, params: []jen.Code{jen.Id("of").Op("*").Id(m.Name)}, option: "CallOption",
			result: []jen.Code{pointer(r.Target), jen.Error()}, types: pointer(r.Target), args: []jen.Code{jen.Op("&").Id(r.Target.Var)},
			doc: r.Loader + " reads the " + r.JSON + " of " + gomodel.WithArticle(m.Name) + "; ErrNotFound if there is none.",
		}
		for _, p := range r.Pairs {
			l.after = append(l.after, jen.Lit(p.There.JSON), jen.Id("of").Dot(p.Here.Name))
		}
		switch r.IR.Relation.Kind {
		case ir.BelongsTo:
			l.typed, l.call = "ResultOf", calls("Related")
		case ir.HasOne:
			l.typed, l.call = "ResultOf", calls("RelatedOne")
		default:
			l.typed, l.call, l.option, l.result = "PageOf", calls("RelatedPage"), "ListOption", pageOf(r.Target)
			l.doc = r.Loader + " reads a page of the " + r.JSON + " of " + gomodel.WithArticle(m.Name) + "."
		}
		l.doc += modesDoc(r.Operation.Modes)
		out = append(out, l.code())
	}
	return out
}
