package descriptor

import (
	"strconv"

	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/codegen/conversation"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// ai describes what an AI route says about its model; nil for other operations.
func (b *builder) ai(o *ir.Operation) *schema.AI {
	if o.AI == nil {
		return nil
	}
	out := &schema.AI{Model: o.AI.Model, SystemPrompt: o.AI.SystemPrompt}
	for _, setting := range o.AI.Inference {
		v, err := strconv.ParseFloat(setting.Value, 64)
		if err != nil {
			continue // undefined, which JavaScript leaves out
		}
		if out.Inference == nil {
			out.Inference = map[string]float64{}
		}
		out.Inference[setting.Name] = v
	}
	for _, t := range o.AI.Tools {
		out.Tools = append(out.Tools, schema.AITool{Name: t.Name, Description: t.Description, Query: b.toolQuery(t), List: t.Model != ""})
	}
	if o.Kind == ir.Conversation {
		names := apiname.ConversationOf(o.Name)
		out.ConversationModel, out.MessageModel = names.Model, names.MessageModel
		out.Function, out.Resource = o.AI.Handler, b.resource(o.AI.Handler)
	}
	return out
}

// toolQuery is the query that a data tool asks: the list of its model, or the
// one that it names.
func (b *builder) toolQuery(t *ir.AITool) string {
	for _, m := range b.ir.Models {
		if m.Name == t.Model {
			return apiname.Of(b.ir, m).List
		}
	}
	return t.Query
}

// conversationModels describes the models that store what is said in a
// conversation.
func (b *builder) conversationModels(o *ir.Operation) []*schema.Model {
	if len(o.Rules) == 0 {
		b.fail("conversation %s at %s has no rule", o.Name, o.Span)
		return nil
	}
	names := apiname.ConversationOf(o.Name)
	models := []*ir.Model{conversation.Model(names), conversation.MessageModel(names)}
	for _, m := range models {
		for i, r := range m.Rules {
			r.Span = o.Rules[min(i, len(o.Rules)-1)].Span // the route's own rule is the models'
		}
	}
	return []*schema.Model{b.model(models[0]), b.model(models[1])}
}
