package lower

import (
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/node"
)

// The diagnostics about custom operations and AI routes.

func (l *lowerer) errIncomplete(op *ir.Operation, hasHandler bool) {
	missing, hint := "a handler", "add .handler(a.handler.function(...)) or .handler(a.handler.custom({...}))"
	if hasHandler {
		missing, hint = "authorization rules", "add .authorization((allow) => [...]) to "+op.Name+" or to the schema"
	}
	d := l.diags.Errorf("AG0801", op.Span,
		"custom operation %s requires both an authorization rule and a handler reference: it has no %s",
		op.Name, strings.TrimPrefix(missing, "a "))
	d.Hint = hint
}

func (l *lowerer) errMixedHandlers(op *ir.Operation, n *node.Operation, kinds []string) {
	at := n.HandlersSpan
	if !at.Valid() {
		at = op.Span
	}
	d := l.diags.Errorf("AG0802", at, "field handlers must be of the same type: %s has been configured with %s",
		op.Name, strings.Join(kinds, ", "))
	d.Hint = "use only functions or only resolvers in one operation"
}

func (l *lowerer) errNoReturn(op *ir.Operation) {
	kind := "custom " + string(op.Kind)
	if op.Kind == ir.Generation {
		kind = "generation route"
	}
	d := l.diags.Errorf("AG0803", op.Span,
		"invalid %s definition: a %s must include a return type, and %s has no return type specified", kind, kind, op.Name)
	d.Hint = "add .returns(...) to " + op.Name
}

func (l *lowerer) errReturn(op *ir.Operation, v node.Value) {
	if reported(v) {
		return
	}
	d := l.diags.Errorf("AG0804", v.Pos(), "unrecognized return type on %s: %s", op.Name, describe(v))
	d.Hint = "return a scalar, an enum, a custom type, or a.ref to a type"
}

// plainReturn reports a default and validators on a result, which Amplify
// emits and then rejects.
func (l *lowerer) plainReturn(op *ir.Operation, f *node.Field) {
	if f.Default != nil {
		d := l.diags.Errorf("AG0306", f.Default.Span, "the @default directive may only be added to fields of a model: the result of %s takes no .default(...)", op.Name)
		d.Hint = "remove .default(...)"
	}
	for _, v := range f.Validators {
		d := l.diags.Errorf("AG0311", v.Span, "@validate directive can only be used on fields within models, not on the result of %s", op.Name)
		d.Hint = "remove .validate(...)"
	}
}

func (l *lowerer) errReturnElsewhere(op *ir.Operation, r *node.Ref, target *node.Entry) {
	d := l.diags.Errorf("AG0415", r.Span,
		"%s cannot return %s, because the custom type is defined in another of the combined schemas", op.Name, r.Name)
	d.Hint = "define the operation and its custom type in one schema"
	d.Notes = []diag.Note{{Span: target.Span, Message: r.Name + " is defined here"}}
}

func (l *lowerer) errReturnOperation(op *ir.Operation, r *node.Ref, target *node.Entry) {
	d := l.diags.Errorf("AG0417", r.Span, "unknown type %q: %s returns an operation", r.Name, op.Name)
	d.Hint = "return a model, a custom type or an enum"
	d.Notes = []diag.Note{{Span: target.Span, Message: r.Name + " is an operation"}}
}

func (l *lowerer) errRecursiveReturn(op *ir.Operation, t *ir.CustomType) {
	d := l.diags.Errorf("AG0805", op.Span,
		"%s returns a recursive custom type: %s contains itself, directly or through another custom type", op.Name, t.Name)
	d.Hint = "break the circle: return a.json(), or a custom type without the field that leads back"
	d.Notes = []diag.Note{{Span: t.Span, Message: t.Name + " is defined here"}}
}

func (l *lowerer) warnArgumentRules(op string, e *node.Entry, rules *node.Rules) {
	if rules != nil && len(rules.List) > 0 {
		d := l.diags.Warnf("AG1103", rules.Span, "the rules of argument %s of %s have no effect", e.Name, op)
		d.Hint = "put the rules on the operation"
	}
}

func (l *lowerer) errArgumentRelation(op string, e *node.Entry) {
	d := l.diags.Errorf("AG0810", e.Span, "unsupported argument type for %s: %s takes no relationship", e.Name, op)
	d.Hint = "take the related model's id: a.id()"
}

func (l *lowerer) errArgumentRef(op string, e *node.Entry, r *node.Ref, target *node.Entry) {
	d := l.diags.Errorf("AG0811", r.Span,
		"unsupported reference type '%s' for argument '%s' in '%s': only references to CustomType and Enum are supported",
		kindName(target.Value), e.Name, op)
	d.Hint = "take the model's id, or a custom type with the fields that are needed"
	d.Notes = []diag.Note{{Span: target.Span, Message: target.Name + " is defined here"}}
}

func (l *lowerer) errInputRef(e *node.Entry, r *node.Ref, target *node.Entry) {
	d := l.diags.Errorf("AG0811", r.Span,
		"unsupported reference type '%s' for field '%s': only references to CustomType and Enum are supported",
		kindName(target.Value), e.Name)
	d.Hint = "refer to a custom type or an enum"
	d.Notes = []diag.Note{{Span: target.Span, Message: target.Name + " is defined here"}}
}

func (l *lowerer) errHandlerFunction(op *ir.Operation, h *node.Handler) {
	d := l.diags.Errorf("AG0806", h.Span,
		"invalid value specified for %s handler.function(): expected defineFunction or string, found %s", op.Name, h.Invalid)
	d.Hint = "pass the result of defineFunction({...}), or a name from defineData's functions"
}

// errFunctionName reports two functions of one logical name, which happens
// where operations differ in the case of the first letter only. Amplify takes
// one of the functions for both.
func (l *lowerer) errFunctionName(op *ir.Operation, h *node.Handler, name string, other *node.Function) {
	d := l.diags.Errorf("AG0808", h.Span, "the function of %s is called %s, and so is another one", op.Name, name)
	d.Hint = "rename one of the operations"
	if other.Span.Valid() {
		d.Notes = []diag.Note{{Span: other.Span, Message: "the other function"}}
	}
}

func (l *lowerer) errDataSource(op *ir.Operation, r *node.Ref, target *node.Entry) {
	d := l.diags.Errorf("AG0807", r.Span, "the data source of %s is %s, which is no model", op.Name, r.Name)
	d.Hint = "refer to a model, or give the data source's name as a string"
	d.Notes = []diag.Note{{Span: target.Span, Message: r.Name + " is " + describe(target.Value)}}
}

// forSpan is the place of .for(...), or of the operation.
func forSpan(op *ir.Operation, n *node.Operation) source.Span {
	if n.ForSpan.Valid() {
		return n.ForSpan
	}
	return op.Span
}

func (l *lowerer) errForNotSubscription(op *ir.Operation, n *node.Operation) {
	d := l.diags.Errorf("AG0830", forSpan(op, n),
		"the .for() modifier function can only be used with a custom subscription: %s is not a custom subscription", op.Name)
	d.Hint = "remove .for(...), or use a.subscription()"
}

func (l *lowerer) errNoSource(op *ir.Operation) {
	d := l.diags.Errorf("AG0831", op.Span,
		"%s is missing a mutation source: custom subscriptions must reference a mutation source via subscription().for(a.ref('ModelOrOperationName'))", op.Name)
	d.Hint = "add .for(a.ref('<mutation>')) or .for(a.ref('<Model>').mutations(['create']))"
}

func (l *lowerer) errSourceNotModel(op *ir.Operation, r *node.Ref, target *node.Entry) {
	d := l.diags.Errorf("AG0832", r.Span,
		"invalid subscription definition: .mutations() modifier can only be used with a Model ref, and %s is referencing %s %s",
		op.Name, kindName(target.Value), r.Name)
	d.Hint = "remove .mutations(...)"
}

func (l *lowerer) errSourceModel(op *ir.Operation, r *node.Ref) {
	d := l.diags.Errorf("AG0833", r.Span,
		"invalid subscription definition: .mutations() modifier must be used with a Model ref subscription source, and %s is referencing %s without specifying a mutation",
		op.Name, r.Name)
	d.Hint = fmt.Sprintf("write a.ref('%s').mutations(['create'])", r.Name)
}

func (l *lowerer) errSourceKind(op *ir.Operation, r *node.Ref, target *node.Operation) {
	d := l.diags.Errorf("AG0834", r.Span,
		"invalid subscription definition: .for() can only reference a mutation, and %s is referencing %s which is a %s",
		op.Name, r.Name, target.Kind)
	d.Hint = "refer to a mutation"
}

func (l *lowerer) errSourceOther(op *ir.Operation, r *node.Ref, target *node.Entry) {
	d := l.diags.Errorf("AG0834", r.Span,
		"invalid subscription definition: .for() can only reference a mutation, and %s is referencing %s which is %s",
		op.Name, r.Name, describe(target.Value))
	d.Hint = "refer to a mutation, or to a model with .mutations([...])"
}

func (l *lowerer) errSourceTypes(op *ir.Operation, n *node.Operation) {
	d := l.diags.Errorf("AG0835", forSpan(op, n),
		"invalid subscription definition: .for() can only reference resources that have the same return type, and %s is referencing resources that have different return types",
		op.Name)
	d.Hint = "let the mutations return one named type (a.ref), or make a subscription for each"
}

func (l *lowerer) errOwnReturn(op *ir.Operation, n *node.Operation, t ir.Type) {
	l.diags.Errorf("AG0835", n.Returns.Pos(),
		"%s returns %s, but what it references returns %s: a subscription sends what the mutation returned", op.Name, t, op.Returns).
		Hint = fmt.Sprintf("let it return %s, or leave .returns(...) out", op.Returns)
}

func (l *lowerer) errGenerationInput(op *ir.Operation) {
	d := l.diags.Errorf("AG1001", op.Span,
		"invalid generation route definition: a generation route must include a valid input, and %s has an invalid or no input defined", op.Name)
	d.Hint = "give a.generation both aiModel and a systemPrompt that is not empty"
}

func (l *lowerer) errConversationRules(op *ir.Operation) {
	d := l.diags.Errorf("AG1002", op.Span, "conversation %s is missing authorization rules", op.Name)
	d.Hint = "use .authorization((allow) => allow.owner()) to configure authorization for your conversation route"
}

func (l *lowerer) errToolName(n *node.Tool) {
	d := l.diags.Errorf("AG1005", n.Span,
		"tool name must be between 1 and 64 characters, start with a letter, and contain only letters, numbers, and underscores; found %q", n.Name)
	d.Hint = "rename the tool"
	if n.Name == "" {
		d.Message, d.Hint = "a tool has no name", "give it the name by which the model calls it, such as name: 'searchOrders'"
	}
}

func (l *lowerer) errToolTarget(n *node.Tool, what string) {
	d := l.diags.Errorf("AG1006", n.Span, "unexpected %s was found in tool %s", what, n.Name)
	d.Hint = "give the tool model: a.ref('<Model>') with modelOperation: 'list', or query: a.ref('<query>')"
}

func (l *lowerer) errToolKind(r *node.Ref, want string, target *node.Entry) {
	d := l.diags.Errorf("AG1006", r.Span, "the tool's %s %s is %s", want, r.Name, describe(target.Value))
	d.Hint = "refer to a " + want
	d.Notes = []diag.Note{{Span: target.Span, Message: target.Name + " is defined here"}}
}
