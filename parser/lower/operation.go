package lower

import (
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// operation lowers a.query, a.mutation, a.subscription and a.generation.
func (l *lowerer) operation(u *unit, it item, n *node.Operation) {
	op := &ir.Operation{
		Name: it.name, Doc: it.doc, Member: u.index, Kind: ir.OperationKind(n.Kind),
		Arguments: []*ir.Argument{}, Handlers: []*ir.Handler{}, Rules: []*ir.Rule{}, Span: n.Span,
	}
	if own := l.rules(n.Rules); len(own) > 0 {
		op.Rules = own
	} else {
		op.Rules, op.RulesInherited = append(op.Rules, u.rules...), true
	}
	l.completeness(u, op, n)
	l.handlerKinds(op, n)
	if n.Kind != string(ir.Subscription) && n.Sources != nil {
		l.errForNotSubscription(op, n)
	}
	l.handlers(u, op, n)
	if n.Kind == string(ir.Subscription) {
		l.subscription(u, op, n)
	} else {
		l.returns(u, op, n)
	}
	for _, e := range n.Arguments {
		if a := l.argument(u, op.Name, e); a != nil {
			op.Arguments = append(op.Arguments, a)
		}
	}
	if n.Kind == string(ir.Generation) {
		l.generation(op, n)
	}
	l.addOperation(op)
}

func (l *lowerer) addOperation(op *ir.Operation) {
	l.schema.Operations = append(l.schema.Operations, op)
	if _, taken := l.ops[op.Name]; !taken {
		l.ops[op.Name] = op
	}
}

// completeness asks for rules and a handler, or neither; generations need no
// handler. An operation of GraphQL text has its resolver elsewhere, and without
// rules it is for administrators.
func (l *lowerer) completeness(u *unit, op *ir.Operation, n *node.Operation) {
	ruled := len(op.Rules) > 0 || refused(n.Rules) || refused(u.schema.Rules)
	if op.Kind != ir.Generation && !u.schema.GraphQL && ruled != (len(n.Handlers) > 0) {
		l.errIncomplete(op, len(n.Handlers) > 0)
	}
}

// returns resolves the result type of all operations but subscriptions.
func (l *lowerer) returns(u *unit, op *ir.Operation, n *node.Operation) {
	if n.Returns == nil && !endsAsync(n) {
		l.errNoReturn(op)
		return
	}
	switch v := n.Returns.(type) {
	case *node.Enum, *node.CustomType:
		name := returnTypeName(op.Name)
		u.queue = append(u.queue, item{name: name, value: v, implicit: true, span: v.Pos()})
	case *node.Ref:
		l.returnRef(u, op, n, v)
	case *node.Field:
		l.plainReturn(op, v)
	}
	t, ok := returnType(u, op.Name, n)
	if !ok && n.Returns != nil {
		if _, ref := n.Returns.(*node.Ref); !ref {
			l.errReturn(op, n.Returns)
		}
	}
	op.Returns = t
}

func returnTypeName(op string) string { return capitalize(op) + "ReturnType" }

// returnRef reports a result type that does not exist, or that an operation cannot have.
func (l *lowerer) returnRef(u *unit, op *ir.Operation, n *node.Operation, r *node.Ref) {
	if r.Name == asyncResponse && endsAsync(n) {
		return
	}
	target := l.lookup(u, op.Name, r.Name, r.Span)
	if target == nil {
		return
	}
	switch target.entry.Value.(type) {
	case *node.Model, *node.Enum:
	case *node.CustomType:
		if target.schema != u.schema {
			l.errReturnElsewhere(op, r, target.entry)
		}
	case *node.Operation:
		l.errReturnOperation(op, r, target.entry)
	default:
		l.errRefKind(r.Span, op.Name, r.Name)
	}
}

// returnType gives the result type of an operation from its node; ok is false
// where it has none that can be resolved.
func returnType(u *unit, name string, n *node.Operation) (ir.Type, bool) {
	switch v := n.Returns.(type) {
	case nil:
		if endsAsync(n) {
			return ir.Type{Kind: ir.CustomKind, Name: asyncResponse}, true
		}
	case *node.Field:
		return scalarType(v), true
	case *node.Enum:
		return ir.Type{Kind: ir.EnumType, Name: returnTypeName(name)}, true
	case *node.CustomType:
		return ir.Type{Kind: ir.CustomKind, Name: returnTypeName(name)}, true
	case *node.Ref:
		if v.Name == asyncResponse && endsAsync(n) {
			return refType(ir.CustomKind, v.Name, v), true
		}
		target := u.scope[v.Name]
		if target == nil {
			return ir.Type{}, false
		}
		switch target.entry.Value.(type) {
		case *node.Model:
			return refType(ir.ModelType, v.Name, v), true
		case *node.Enum:
			return refType(ir.EnumType, v.Name, v), true
		case *node.CustomType:
			return refType(ir.CustomKind, v.Name, v), true
		}
	}
	return ir.Type{}, false
}
