package lower

import "github.com/amplifygo/amplifygo/internal/ir"

// inheritRules gives custom types the rules of the operations that return
// them, directly or through another custom type, in the order of first use.
// Types that only models use get none.
func (l *lowerer) inheritRules() {
	has := map[*ir.CustomType]map[*ir.Rule]bool{}
	for _, op := range l.schema.Operations {
		if op.Returns.Kind != ir.CustomKind || l.borrowed(op) {
			continue
		}
		l.directiveRules(op)
		w := walk{l: l, op: op, state: map[*ir.CustomType]int{}}
		w.visit(op.Returns.Name)
		for _, t := range w.order {
			if has[t] == nil {
				has[t] = map[*ir.Rule]bool{}
			}
			for _, r := range op.Rules {
				if !has[t][r] {
					has[t][r] = true
					t.Rules = append(t.Rules, r)
				}
			}
		}
	}
}

// borrowed tells a subscription whose mutation writes its result inline: the
// type takes the rules of the mutation alone.
func (l *lowerer) borrowed(op *ir.Operation) bool {
	t := l.customs[op.Returns.Name]
	return op.Kind == ir.Subscription && t != nil && t.Implicit && t.Name != asyncResponse
}

// walk goes through the custom types that an operation's result reaches.
type walk struct {
	l     *lowerer
	op    *ir.Operation
	state map[*ir.CustomType]int // 1 while inside, 2 when done
	order []*ir.CustomType
	found bool
}

func (w *walk) visit(name string) {
	t := w.l.customs[name]
	if t == nil || w.state[t] == 2 {
		return
	}
	if w.state[t] == 1 {
		if !w.found {
			w.found = true
			w.l.errRecursiveReturn(w.op, t)
		}
		return
	}
	w.state[t] = 1
	w.order = append(w.order, t)
	for _, f := range t.Fields {
		if f.Type.Kind == ir.CustomKind {
			w.visit(f.Type.Name)
		}
	}
	w.state[t] = 2
}

// directiveRules reports rules that cannot become directives of a custom type.
// Those of an operation with a resolver have been reported already.
func (l *lowerer) directiveRules(op *ir.Operation) {
	if len(op.Handlers) > 0 && op.Handlers[0].Kind == ir.CustomHandler {
		return
	}
	for _, r := range op.Rules {
		switch {
		case r.Strategy == ir.Owner:
			l.errResolverOwner(op, r)
		case r.Strategy == ir.Groups && r.Provider == ir.OIDC:
			l.errTypeOIDCGroup(op, r)
		}
	}
}
