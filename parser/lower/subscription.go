package lower

import (
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// subscription resolves the sources of a.subscription().for(...) and takes the
// result type from the first of them.
func (l *lowerer) subscription(u *unit, op *ir.Operation, n *node.Operation) {
	op.Sources = []string{}
	if len(n.Sources) == 0 {
		l.errNoSource(op)
		return
	}
	var identity any
	typed := false
	for _, r := range n.Sources {
		target := l.lookup(u, op.Name, r.Name, r.Span)
		if target == nil {
			continue
		}
		names, t, id, ok := l.source(u, op, r, target)
		if !ok {
			continue
		}
		op.Sources = append(op.Sources, names...)
		if !typed {
			repeatEnum(u, target, r)
			op.Returns, identity, typed = t, id, true
			continue
		}
		if identity != id {
			l.errSourceTypes(op, n)
			identity = id
		}
	}
	if n.Returns != nil && typed {
		l.ownReturn(u, op, n)
	}
}

// ownReturn checks the result type that a subscription gives itself. It gets
// what its mutations return, so nothing but nullability can be its own.
func (l *lowerer) ownReturn(u *unit, op *ir.Operation, n *node.Operation) {
	r, ref := n.Returns.(*node.Ref)
	if ref {
		l.returnRef(u, op, n, r)
	}
	t, ok := returnType(u, op.Name, n)
	switch {
	case !ok && !ref:
		l.errReturn(op, n.Returns)
	case !ok:
	case t.Kind != op.Returns.Kind || t.Name != op.Returns.Name || t.List != op.Returns.List:
		l.errOwnReturn(op, n, t)
	default:
		op.Returns = t
	}
}

// repeatEnum queues an inline enum result of the source once more, because
// Amplify emits it for the subscription too and then finds the name taken.
func repeatEnum(u *unit, target *found, r *node.Ref) {
	n, ok := target.entry.Value.(*node.Operation)
	if !ok {
		return
	}
	if e, ok := n.Returns.(*node.Enum); ok {
		u.queue = append(u.queue, item{
			name: returnTypeName(target.entry.Name), value: &node.Enum{Values: e.Values, Span: r.Span}, implicit: true, span: r.Span,
		})
	}
}

// source resolves one source: the mutations it names, the type of their
// results, and what identifies that type. Amplify compares the builder
// objects, so two results written inline never count as the same.
func (l *lowerer) source(u *unit, op *ir.Operation, r *node.Ref, target *found) ([]string, ir.Type, any, bool) {
	switch v := target.entry.Value.(type) {
	case *node.Model:
		if len(r.Mutations) == 0 {
			l.errSourceModel(op, r)
			return nil, ir.Type{}, nil, false
		}
		var names []string
		for _, m := range r.Mutations {
			names = append(names, m+capitalize(r.Name))
		}
		return names, refType(ir.ModelType, r.Name, r), v, true
	case *node.Operation:
		if r.Mutations != nil {
			l.errSourceNotModel(op, r, target.entry)
			return nil, ir.Type{}, nil, false
		}
		if v.Kind != string(ir.Mutation) {
			l.errSourceKind(op, r, v)
			return nil, ir.Type{}, nil, false
		}
		from := l.unitOf(target.schema)
		if from == nil {
			from = u
		}
		t, ok := returnType(from, target.entry.Name, v)
		return []string{r.Name}, t, returnIdentity(from, v), ok
	}
	if r.Mutations != nil {
		l.errSourceNotModel(op, r, target.entry)
	} else {
		l.errSourceOther(op, r, target.entry)
	}
	return nil, ir.Type{}, nil, false
}

// returnIdentity is what two results must share to count as one type.
func returnIdentity(u *unit, n *node.Operation) any {
	switch v := n.Returns.(type) {
	case nil:
		return asyncResponse
	case *node.Ref:
		if target := u.scope[v.Name]; target != nil {
			return target.entry.Value
		}
		return v.Name
	default:
		return v
	}
}
