package descriptor

import (
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

var parents = map[ir.OperationKind]string{
	ir.Query: "Query", ir.Generation: "Query", ir.Mutation: "Mutation", ir.Conversation: "Mutation", ir.Subscription: "Subscription",
}

func (b *builder) operation(o *ir.Operation) *schema.Operation {
	out := &schema.Operation{
		Parent: parents[o.Kind], Name: o.Name, Rules: b.rules(o.Rules), Sources: o.Sources,
		Generation: o.Kind == ir.Generation, Conversation: o.Kind == ir.Conversation,
	}
	for _, a := range o.Arguments {
		f := b.typed(a.Name, a.Type)
		out.Arguments = append(out.Arguments, &f)
	}
	if o.Returns.Name != "" {
		out.Returns = b.typed("", o.Returns)
	}
	out.AI = b.ai(o)
	if out.AI != nil && out.AI.Function != "" {
		out.Handlers = []schema.Handler{{Kind: string(ir.FunctionHandler), Function: out.AI.Function, Resource: out.AI.Resource, Async: true}}
	}
	for i, h := range o.Handlers {
		out.Handlers = append(out.Handlers, schema.Handler{
			Kind: string(h.Kind), Function: h.Function, Resource: b.resource(h.Function), Async: h.Async, Entry: h.Entry,
			DataSource: h.DataSource, Model: h.DataSourceModel,
		})
		// Only an asynchronous last handler makes the operation answer at once.
		out.Async = h.Async && i == len(o.Handlers)-1
	}
	return out
}

// resource is the name of the resource behind a function's logical name.
func (b *builder) resource(function string) string {
	for _, f := range b.ir.Functions {
		if f.Name == function && function != "" {
			return f.Resource
		}
	}
	return ""
}
