package lower

import (
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/node"
)

// lookup resolves a name for referrer (a type or an operation) and reports one
// that does not exist.
func (l *lowerer) lookup(u *unit, referrer, name string, at source.Span) *found {
	f := u.scope[name]
	if f == nil {
		l.errUnknownRef(u, at, referrer, name)
		return nil
	}
	if !l.declared[f.entry] {
		l.errOutsideSchema(at, referrer, name)
		return nil
	}
	return f
}

// fieldRef resolves a.ref(...) as the type of a field; a type without a kind
// stands for one that was reported.
func (l *lowerer) fieldRef(u *unit, at place, e *node.Entry, r *node.Ref) ir.Type {
	unknown := refType("", r.Name, r)
	target := l.lookup(u, at.owner, r.Name, r.Span)
	if target == nil {
		return unknown
	}
	switch target.entry.Value.(type) {
	case *node.Enum:
		return refType(ir.EnumType, r.Name, r)
	case *node.CustomType:
		return refType(ir.CustomKind, r.Name, r)
	case *node.Model:
		l.errRefToModel(at, e, r, target.entry)
	case *node.Operation:
		l.errRefToOperation(at, e, r, target.entry)
	default:
		l.errRefKind(r.Span, at.owner, r.Name)
	}
	return unknown
}

// kindName names what an entry is, in the words of Amplify's messages.
func kindName(v node.Value) string {
	switch v := v.(type) {
	case *node.Model:
		return "Model"
	case *node.CustomType:
		return "CustomType"
	case *node.Enum:
		return "Enum"
	case *node.Operation, *node.Conversation:
		return "CustomOperation"
	case *node.Foreign:
		return v.Text
	}
	return "unknown value"
}
