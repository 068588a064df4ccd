package check

import (
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// asyncResponse is the only result of an asynchronous operation.
const asyncResponse = "EventInvocationResponse"

// asyncReturn rejects another result than EventInvocationResponse where the
// last handler runs asynchronously, and asynchronous subscriptions.
func asyncReturn(v *view) {
	for _, op := range v.schema.Operations {
		if len(op.Handlers) == 0 {
			continue
		}
		last := op.Handlers[len(op.Handlers)-1]
		if !last.Async || last.FunctionByName {
			continue
		}
		if op.Kind == ir.Subscription {
			d := v.diags.Errorf("AG0812", last.Span, "an asynchronous function must be the handler of a query or a mutation, and %s is a subscription", op.Name)
			d.Hint = "remove .async()"
			continue
		}
		if op.Returns.String() != asyncResponse && op.Returns.Name != "" {
			d := v.diags.Errorf("AG0812", op.Span, "invalid return type %s for %s: an asynchronous function returns %s", op.Returns, op.Name, asyncResponse)
			d.Hint = "remove .returns(...), or .async()"
		}
	}
}

// sqlHandlers is about SQL on a DynamoDB schema: Amplify emits an operation that
// does nothing for a statement, and refuses a reference to a file.
func sqlHandlers(v *view) {
	for _, op := range v.schema.Operations {
		for _, h := range op.Handlers {
			if h.Kind == ir.InlineSQLHandler && v.dynamo(op.Member) {
				d := v.diags.Warnf("AG1106", h.Span, "the SQL of %s never runs, because its schema has no SQL data source", op.Name)
				d.Hint = "use a.handler.function or a.handler.custom"
			}
			if h.Kind == ir.SQLReferenceHandler && v.dynamo(op.Member) {
				d := v.diags.Errorf("AG0813", h.Span, "%s refers to SQL, but its schema has no SQL data source", op.Name)
				d.Hint = "use a.handler.function or a.handler.custom"
			}
		}
	}
}

// subscriptionSources warns about a subscription to a mutation that
// disableOperations has removed.
func subscriptionSources(v *view) {
	removed := map[string]*ir.Model{}
	for _, m := range v.schema.Models {
		for _, op := range []ir.OperationSet{ir.Create, ir.Update, ir.Delete} {
			if m.Disabled.Has(op) {
				removed[op.Names()[0]+upperFirst(m.Name)] = m
			}
		}
	}
	for _, op := range v.schema.Operations {
		for _, source := range op.Sources {
			if m := removed[source]; m != nil {
				d := v.diags.Warnf("AG1107", op.Span, "%s never fires for %s, which model %s has disabled", op.Name, source, m.Name)
				d.Hint = "enable the mutation, or remove it from .for(...)"
				d.Notes = note(m.Span, m.Name+" is defined here")
			}
		}
	}
}

// inference checks the settings of AI routes.
func inference(v *view) {
	for _, op := range v.schema.Operations {
		if op.AI == nil {
			continue
		}
		for _, s := range op.AI.Inference {
			v.inferenceSetting(op, s)
		}
	}
}

func (v *view) inferenceSetting(op *ir.Operation, s ir.EnvVar) {
	at := op.AI.Span
	if !at.Valid() {
		at = op.Span
	}
	limits, known := map[string]struct {
		min, max float64
		text     string
	}{
		"maxTokens":   {1, 1 << 31, "minimum value of 1"},
		"temperature": {0, 1, "minimum value of 0, maximum value of 1"},
		"topP":        {0, 1, "minimum value of 0, maximum value of 1"},
	}[s.Name]
	if !known {
		if op.Kind == ir.Generation {
			d := v.diags.Errorf("AG1007", at, "@generation directive has no inference setting %q", s.Name)
			d.Hint = "use temperature, maxTokens, topP"
		}
		return
	}
	if s.Value == "undefined" && op.Kind == ir.Conversation {
		return
	}
	n, err := strconv.ParseFloat(s.Value, 64)
	if err != nil || n < limits.min || n > limits.max {
		d := v.diags.Errorf("AG1007", at, "@%s directive %s valid range: %s; provided: %s", op.Kind, s.Name, limits.text, s.Value)
		d.Hint = "choose a value in the range"
	}
}

// toolQueries asks that the list query of a tool's model exists.
func toolQueries(v *view) {
	for _, op := range v.schema.Operations {
		if op.AI == nil {
			continue
		}
		for _, t := range op.AI.Tools {
			m := v.models[t.Model]
			switch {
			case m == nil:
			case t.ModelOperation != "list":
				d := v.diags.Errorf("AG1006", t.Span, "tool %s needs modelOperation: 'list', the only one there is", t.Name)
				d.Hint = "write modelOperation: 'list'"
			case m.Disabled.Has(ir.List):
				d := v.diags.Errorf("AG1006", t.Span, "tool %q has no matching Query field: model %s has disabled its list query", t.Name, m.Name)
				d.Hint = "enable the list query, or remove the tool"
				d.Notes = note(m.Span, m.Name+" is defined here")
			}
		}
	}
}

// conversationHandler checks the version of a conversation's own handler.
func conversationHandler(v *view) {
	for _, op := range v.schema.Operations {
		if op.AI == nil || op.AI.Handler == "" {
			continue
		}
		if major, _, _ := strings.Cut(op.AI.HandlerEventVersion, "."); major != "1" {
			d := v.diags.Errorf("AG1008", op.Span, "unsupported custom conversation handler of %s: expected eventVersion to match 1.x, received %q", op.Name, op.AI.HandlerEventVersion)
			d.Hint = "make the handler with defineConversationHandlerFunction of @aws-amplify/backend-ai/conversation"
		}
	}
}
