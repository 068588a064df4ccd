package lower

import (
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// asyncResponse is the result type of asynchronous function handlers, which
// Amplify adds to the schema itself.
const asyncResponse = "EventInvocationResponse"

// unit lowers the types and operations of one member in the order in which
// Amplify emits them: custom types after everything else, implicit types last.
func (l *lowerer) unit(u *unit) {
	u.rules = l.schemaRules(u)
	if len(u.schema.Types) == 0 {
		l.errEmptySchema(u)
	}
	var customs []item
	for _, e := range u.schema.Types {
		it := item{name: e.Name, original: e.OriginalName, doc: e.Doc, value: e.Value, entry: e, span: e.Span}
		if _, ok := e.Value.(*node.CustomType); ok {
			customs = append(customs, it)
			continue
		}
		u.queue = append(u.queue, it)
	}
	u.queue = append(u.queue, customs...)
	if at := asyncOperation(u.schema); at != nil {
		u.queue = append(u.queue, responseItem(at))
	}
	for i := 0; i < len(u.queue); i++ {
		l.item(u, u.queue[i])
	}
}

func (l *lowerer) item(u *unit, it item) {
	switch v := it.value.(type) {
	case *node.Model:
		l.model(u, it, v)
	case *node.Enum:
		l.enum(u, it, v)
	case *node.CustomType:
		l.customType(u, it, v)
	case *node.Input:
		l.declaredInput(u, it, v)
	case *node.Operation:
		l.operation(u, it, v)
	case *node.Conversation:
		l.conversation(u, it, v)
	default:
		l.errNotAType(it)
	}
}

// asyncOperation finds the first operation whose last handler is asynchronous.
func asyncOperation(s *node.Schema) *node.Entry {
	for _, e := range s.Types {
		if op, ok := e.Value.(*node.Operation); ok && endsAsync(op) {
			return e
		}
	}
	return nil
}

func endsAsync(op *node.Operation) bool {
	return len(op.Handlers) > 0 && op.Handlers[len(op.Handlers)-1].Async
}

// responseItem is the type that Amplify adds for asynchronous operations; its
// place is that of the operation that needs it.
func responseItem(at *node.Entry) item {
	success := &node.Entry{Name: "success", Value: &node.Field{Type: "Boolean", Required: true, Span: at.Span}, Span: at.Span}
	return item{
		name: asyncResponse, implicit: true, span: at.Span,
		value: &node.CustomType{Fields: []*node.Entry{success}, Span: at.Span},
	}
}

func (l *lowerer) enum(u *unit, it item, n *node.Enum) {
	e := &ir.Enum{
		Name: it.name, Doc: it.doc, Member: u.index, Values: append([]string{}, n.Values...),
		Implicit: it.implicit, Span: n.Span,
	}
	l.enumValues(it.name, n)
	l.schema.Enums = append(l.schema.Enums, e)
	l.schema.TypeOrder = append(l.schema.TypeOrder, it.name)
	if _, taken := l.enums[it.name]; !taken {
		l.enums[it.name] = e
	}
}

// customType lowers a.customType. Rules on its fields, which Amplify drops,
// are kept: amplifygo enforces them.
func (l *lowerer) customType(u *unit, it item, n *node.CustomType) {
	t := &ir.CustomType{
		Name: it.name, Doc: it.doc, Member: u.index, Fields: []*ir.Field{}, Implicit: it.implicit, Rules: l.rules(n.Rules), Span: n.Span,
	}
	l.empty("custom type", it, len(n.Fields))
	for _, e := range n.Fields {
		t.Fields = append(t.Fields, l.field(u, place{kind: inCustomType, owner: it.name}, e))
	}
	l.schema.CustomTypes = append(l.schema.CustomTypes, t)
	l.schema.TypeOrder = append(l.schema.TypeOrder, it.name)
	if _, taken := l.customs[it.name]; !taken {
		l.customs[it.name] = t
	}
}
