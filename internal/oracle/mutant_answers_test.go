package oracle_test

import (
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// The mutants that answer wrongly. Each embeds the right policy.

type onWhere struct {
	subject
	change func(predicate.Expr) predicate.Expr
}

func (w *onWhere) Read(id *auth.Identity, m *schema.Model, op schema.Operations) authz.Decision {
	d := w.subject.Read(id, m, op)
	if d.Outcome == authz.Filter {
		d.Where = w.change(d.Where)
	}
	return d
}

func firstOnly(e predicate.Expr) predicate.Expr {
	switch e := e.(type) {
	case predicate.Or:
		out := predicate.Or{}
		for _, p := range e {
			out = append(out, firstOnly(p))
		}
		return out
	case predicate.Compare:
		e.Args = e.Args[:1]
		return e
	}
	return e
}

type nullOwner struct{ subject }

func (n *nullOwner) Read(id *auth.Identity, m *schema.Model, op schema.Operations) authz.Decision {
	d := n.subject.Read(id, m, op)
	if f := m.Field("owner"); f != nil && d.Outcome == authz.Filter {
		d.Where = predicate.Or{d.Where, predicate.Compare{Field: f, Op: predicate.Eq, Args: []value.Value{value.NullValue()}}}
	}
	return d
}

type listUnfiltered struct{ subject }

func (l *listUnfiltered) Read(id *auth.Identity, m *schema.Model, op schema.Operations) authz.Decision {
	d := l.subject.Read(id, m, op)
	if op == schema.ListOp && d.Outcome == authz.Filter {
		return authz.Decision{Outcome: authz.Allow}
	}
	return d
}

type indexUnfiltered struct{ subject }

func (l *indexUnfiltered) ReadKey(id *auth.Identity, m *schema.Model, op schema.Operations, k authz.KeyArguments) authz.KeyDecision {
	d := l.subject.ReadKey(id, m, op, k)
	if k.Index != nil && d.Outcome == authz.Filter {
		d.Decision = authz.Decision{Outcome: authz.Allow}
	}
	return d
}

type keysUnchecked struct{ subject }

func (l *keysUnchecked) ReadKey(id *auth.Identity, m *schema.Model, op schema.Operations, _ authz.KeyArguments) authz.KeyDecision {
	return authz.KeyDecision{Decision: l.Read(id, m, op)}
}

type denyIsEmpty struct{ subject }

func (l *denyIsEmpty) Read(id *auth.Identity, m *schema.Model, op schema.Operations) authz.Decision {
	d := l.subject.Read(id, m, op)
	if d.Outcome == authz.Deny {
		return authz.Decision{Outcome: authz.Filter, Where: predicate.False}
	}
	return d
}

type denyIsAllow struct{ subject }

func (l *denyIsAllow) Subscribe(id *auth.Identity, m *schema.Model, op schema.Operations, args map[string]value.Value) authz.Decision {
	d := l.subject.Subscribe(id, m, op, args)
	if d.Outcome == authz.Deny && id != nil && id.Mode == schema.ModeUserPool {
		return authz.Decision{Outcome: authz.Allow}
	}
	return d
}

type relationOfParent struct{ subject }

func (l *relationOfParent) Relation(id *auth.Identity, f *schema.Field) authz.Decision {
	d := l.Read(id, f.Model, schema.Get)
	if d.Outcome == authz.Filter {
		d.Where = predicate.True
	}
	return d
}

type relationByGet struct{ subject }

func (l *relationByGet) Relation(id *auth.Identity, f *schema.Field) authz.Decision {
	if l.Read(id, f.Relation.Target, schema.Get).Outcome == authz.Deny {
		return authz.Decision{}
	}
	return l.subject.Relation(id, f)
}

type onlyNulledGuarded struct{ subject }

func (l *onlyNulledGuarded) Guarded(m *schema.Model) []*schema.Field { return l.Nulled(m) }

type unguarded struct{ subject }

func (*unguarded) Guard(_ *auth.Identity, _ *schema.Model, e predicate.Expr) predicate.Expr { return e }

type guardedToFalse struct{ subject }

func (l *guardedToFalse) Guard(id *auth.Identity, m *schema.Model, e predicate.Expr) predicate.Expr {
	c, ok := e.(predicate.Compare)
	if !ok || !slices.Contains(l.Guarded(m), c.Field) {
		return l.subject.Guard(id, m, e)
	}
	switch d := l.Field(id, m, c.Field); d.Outcome {
	case authz.Filter:
		return predicate.And{d.Where, e}
	case authz.Deny:
		return predicate.False
	}
	return e
}

type nullsAreValues struct{ subject }

func (l *nullsAreValues) Update(id *auth.Identity, m *schema.Model, in *authz.Input) authz.Check {
	for i := range in.Fields {
		in.Fields[i].Value = value.OfString("x")
	}
	return l.subject.Update(id, m, in)
}

type deleteSomewhere struct{ subject }

func (l *deleteSomewhere) Delete(id *auth.Identity, m *schema.Model) authz.Check {
	c := l.subject.Delete(id, m)
	if c.Refusal != nil {
		u := l.Update(id, m, &authz.Input{})
		if u.Refusal == nil && !u.Rows {
			return authz.Check{}
		}
	}
	return c
}

type refuseKeys struct{ subject }

func (l *refuseKeys) Update(id *auth.Identity, m *schema.Model, in *authz.Input) authz.Check {
	c := l.subject.Update(id, m, in)
	if c.Refusal != nil && len(c.Refusal.Fields) > 0 {
		if _, ok := in.Get(m.KeyFields[0]); ok {
			c.Refusal = &authz.Refusal{Fields: append([]string{m.Key[0]}, c.Refusal.Fields...)}
		}
	}
	return c
}

type rowsIgnored struct{ subject }

func (l *rowsIgnored) Update(id *auth.Identity, m *schema.Model, in *authz.Input) authz.Check {
	c := l.subject.Update(id, m, in)
	c.Rows = false
	return c
}

type noWhere struct{ subject }

func (l *noWhere) Delete(id *auth.Identity, m *schema.Model) authz.Check {
	c := l.subject.Delete(id, m)
	c.Where = nil
	return c
}

type ownerNotInput struct{ subject }

func (l *ownerNotInput) Create(id *auth.Identity, m *schema.Model, in *authz.Input) authz.Check {
	return withoutOwner(l.subject, id, m, in, func(value.Value) bool { return true })
}

type nullOwnerFilled struct{ subject }

func (l *nullOwnerFilled) Create(id *auth.Identity, m *schema.Model, in *authz.Input) authz.Check {
	return withoutOwner(l.subject, id, m, in, value.Value.IsNull)
}

// withoutOwner asks as if some values of the owner had not been supplied.
func withoutOwner(s subject, id *auth.Identity, m *schema.Model, in *authz.Input, drop func(value.Value) bool) authz.Check {
	asked := &authz.Input{}
	for _, a := range in.Fields {
		if a.Field.Name != "owner" || !drop(a.Value) {
			asked.Fields = append(asked.Fields, a)
		}
	}
	return s.Create(id, m, asked)
}

type neverFilled struct{ subject }

func (l *neverFilled) Create(id *auth.Identity, m *schema.Model, in *authz.Input) authz.Check {
	n := len(in.Fields)
	c := l.subject.Create(id, m, in)
	if len(c.Rules) > 1 {
		in.Fields = in.Fields[:n]
	}
	return c
}

type filledUsername struct{ subject }

func (l *filledUsername) Create(id *auth.Identity, m *schema.Model, in *authz.Input) authz.Check {
	n := len(in.Fields)
	c := l.subject.Create(id, m, in)
	for i := n; i < len(in.Fields); i++ {
		in.Fields[i].Value = l.Present(in.Fields[i].Field, in.Fields[i].Value)
	}
	return c
}

type sortedRefusal struct{ subject }

func (l *sortedRefusal) Update(id *auth.Identity, m *schema.Model, in *authz.Input) authz.Check {
	c := l.subject.Update(id, m, in)
	if c.Refusal != nil {
		slices.Sort(c.Refusal.Fields)
	}
	return c
}

type argumentsIgnored struct{ subject }

func (l *argumentsIgnored) Subscribe(id *auth.Identity, m *schema.Model, op schema.Operations, _ map[string]value.Value) authz.Decision {
	return l.subject.Subscribe(id, m, op, nil)
}

type eventsUnfiltered struct{ subject }

func (l *eventsUnfiltered) Subscribe(id *auth.Identity, m *schema.Model, op schema.Operations, args map[string]value.Value) authz.Decision {
	d := l.subject.Subscribe(id, m, op, args)
	if d.Outcome == authz.Filter {
		return authz.Decision{Outcome: authz.Allow}
	}
	return d
}

type eventsByShownOwner struct{ subject }

func (l *eventsByShownOwner) Subscribe(id *auth.Identity, m *schema.Model, op schema.Operations, args map[string]value.Value) authz.Decision {
	d := l.subject.Subscribe(id, m, op, args)
	if f := m.Field("owner"); f != nil && d.Outcome == authz.Filter && id.Username != "" {
		suffix := predicate.Compare{Field: f, Op: predicate.Contains, Args: []value.Value{value.OfString("::" + id.Username)}}
		d.Where = predicate.Or{d.Where, suffix}
	}
	return d
}

type operationsOpen struct{ subject }

func (l *operationsOpen) Operation(id *auth.Identity, o *schema.Operation) authz.Decision {
	for _, r := range o.Rules {
		if r.Strategy == schema.Owner && id != nil && id.Provider == r.Provider {
			return authz.Decision{Outcome: authz.Allow}
		}
	}
	return l.subject.Operation(id, o)
}

type shownInPart struct{ subject }

func (*shownInPart) Present(_ *schema.Field, v value.Value) value.Value {
	return value.OfString(v.Text()[strings.LastIndex(v.Text(), ":")+1:])
}

type nothingRedacted struct{ subject }

func (*nothingRedacted) RedactRelation(*auth.Identity, *schema.Field) bool { return false }

type nothingNulled struct{ subject }

func (*nothingNulled) Nulled(*schema.Model) []*schema.Field { return nil }
