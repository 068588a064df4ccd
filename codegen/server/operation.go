package server

import (
	"maps"
	"slices"

	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/dave/jennifer/jen"
)

// operations emits operations.gen.go where the schema has custom operations.
func (e *emitter) operations() {
	if len(e.def.Operations) == 0 {
		return
	}
	f := e.newFile()
	f.Add(listVar(e.names.operations, "Operation", "describes the custom operations.", operationLiterals(e.def.Operations)))
	e.add("operations", f)
}

func operationLiterals(list []*schema.Operation) []jen.Code {
	out := make([]jen.Code, 0, len(list))
	for _, o := range list {
		out = append(out, operation(o))
	}
	return out
}

func operation(o *schema.Operation) jen.Code {
	var l literal
	l.str("Parent", o.Parent)
	l.str("Name", o.Name)
	l.list("Arguments", "Field", fields(o.Arguments))
	if o.Returns.Kind != schema.Invalid {
		l.code("Returns", jenx.Inline(of("Field"), fieldLiteral(&o.Returns)...))
	}
	l.ruleList(o.Rules)
	l.flag("Async", o.Async)
	if len(o.Handlers) > 0 {
		l.code("Handlers", jenx.List(jen.Index().Add(of("Handler")), handlers(o.Handlers)...))
	}
	l.strs("Sources", o.Sources)
	l.flag("Generation", o.Generation)
	l.flag("Conversation", o.Conversation)
	if o.AI != nil {
		l.code("AI", jen.Op("&").Add(jenx.Struct(of("AI"), ai(o.AI)...)))
	}
	return l.elidedBlock()
}

func ai(a *schema.AI) literal {
	var l literal
	l.str("Model", a.Model)
	l.str("SystemPrompt", a.SystemPrompt)
	if len(a.Inference) > 0 {
		var settings []jenx.KV
		for _, name := range slices.Sorted(maps.Keys(a.Inference)) {
			settings = append(settings, jenx.KV{Key: name, Value: jen.Lit(a.Inference[name])})
		}
		l.code("Inference", jen.Map(jen.String()).Float64().Custom(jen.Options{Open: "{", Close: "}", Separator: ", "}, pairs(settings)...))
	}
	if len(a.Tools) > 0 {
		var tools []jen.Code
		for _, t := range a.Tools {
			var v literal
			v.str("Name", t.Name)
			v.str("Description", t.Description)
			v.str("Query", t.Query)
			v.flag("List", t.List)
			tools = append(tools, v.elided())
		}
		l.code("Tools", jenx.List(jen.Index().Add(of("AITool")), tools...))
	}
	l.str("Function", a.Function)
	l.str("Resource", a.Resource)
	l.str("ConversationModel", a.ConversationModel)
	l.str("MessageModel", a.MessageModel)
	return l
}

func handlers(list []schema.Handler) []jen.Code {
	out := make([]jen.Code, 0, len(list))
	for _, h := range list {
		var l literal
		l.str("Kind", h.Kind)
		l.str("Function", h.Function)
		l.str("Resource", h.Resource)
		l.flag("Async", h.Async)
		l.str("Entry", h.Entry)
		l.str("DataSource", h.DataSource)
		l.str("Model", h.Model)
		out = append(out, l.elided())
	}
	return out
}
