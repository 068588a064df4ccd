package authz

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Field decides about one field of rows that the caller may reach: Allow, Deny
// (error and null), or Filter on that row. Only fields in Guarded need asking.
// The rules of a field replace those of its model.
func (p *Policy) Field(id *auth.Identity, m *schema.Model, f *schema.Field) Decision {
	c := p.callerOf(id)
	switch c {
	case nobody:
		return Decision{}
	case admin, function:
		// A function's role reaches rows only where it was let in.
		return Decision{Outcome: Allow}
	}
	mp := p.models[m]
	if mp == nil || f == nil || f.Model != m {
		return Decision{}
	}
	d := Decision{Outcome: Allow}
	if g := mp.tables[c].fields[f]; g != nil {
		d = g.decide(id, false)
	}
	return d.and(mp.hidden(c, id, followed(f)))
}

// followed are the fields of a row whose values lead to the rows of relationship
// field f: the related rows would tell them. Other fields have none.
func followed(f *schema.Field) []*schema.Field {
	switch r := f.Relation; {
	case r == nil:
		return nil
	case r.Kind == schema.BelongsTo:
		return r.ReferenceFields
	}
	return f.Model.KeyFields
}

// Guarded are the fields of a model, in order, that some caller who can reach a
// row may not read. Relationship fields are among them where they have rules
// of their own that shut somebody out, or where the fields that they follow do. The slice
// is shared; do not change it.
func (p *Policy) Guarded(m *schema.Model) []*schema.Field {
	if mp := p.models[m]; mp != nil {
		return mp.guarded
	}
	return nil
}

// Nulled are those guarded fields that read as null, without an error, in the
// results of mutations and in events even for callers who may read them
// (api.md 3.8). It is empty where the model has no subscriptions. A caller who
// may not read the field still gets the error.
func (p *Policy) Nulled(m *schema.Model) []*schema.Field {
	if mp := p.models[m]; mp != nil {
		return mp.nulled
	}
	return nil
}

// and joins two decisions: both must admit.
func (d Decision) and(e Decision) Decision {
	switch {
	case d.Outcome == Deny || e.Outcome == Deny:
		return Decision{}
	case e.Outcome == Allow:
		return d
	case d.Outcome == Allow:
		return e
	}
	rules := append(d.Rules[:len(d.Rules):len(d.Rules)], e.Rules...)
	return Decision{Outcome: Filter, Where: predicate.And{d.Where, e.Where}, Rules: rules}
}

// within joins a decision about rows with one about reading what leads to them.
func (d Decision) within(shown Decision) Decision {
	d = d.and(shown)
	if d.Outcome == Filter {
		d.Shown = shown.Where
	}
	return d
}

// Guard rewrites a caller's filter or condition so that a field which Field
// would hide from the caller on a row, or that an authorizer function denied,
// reads as absent there: hidden values cannot be probed. Nil stays nil.
func (p *Policy) Guard(id *auth.Identity, m *schema.Model, e predicate.Expr) predicate.Expr {
	if e == nil {
		return nil
	}
	c := p.callerOf(id)
	if c == admin || c == function {
		return e
	}
	mp := p.models[m]
	if c == nobody || mp == nil {
		return predicate.False
	}
	if len(mp.guarded) == 0 && len(id.DeniedFields) == 0 {
		return e
	}
	return p.guard(id, mp, e)
}

func (p *Policy) guard(id *auth.Identity, mp *modelPolicy, e predicate.Expr) predicate.Expr {
	switch e := e.(type) {
	case predicate.And:
		return predicate.And(p.guardAll(id, mp, e))
	case predicate.Or:
		return predicate.Or(p.guardAll(id, mp, e))
	case predicate.Not:
		return predicate.Not{Expr: p.guard(id, mp, e.Expr)}
	case predicate.Constant:
		return e
	case predicate.Compare:
		return p.guardCompare(id, mp, e)
	}
	return predicate.False
}

func (p *Policy) guardAll(id *auth.Identity, mp *modelPolicy, parts []predicate.Expr) []predicate.Expr {
	out := make([]predicate.Expr, len(parts))
	for i, e := range parts {
		out[i] = p.guard(id, mp, e)
	}
	return out
}

// guardCompare gives what the comparison says where the field may be read, and
// elsewhere what it says of an absent field.
func (p *Policy) guardCompare(id *auth.Identity, mp *modelPolicy, e predicate.Compare) predicate.Expr {
	d := Decision{Outcome: Allow}
	switch {
	case e.Field != nil && deniedField(id, mp.model.Name, e.Field.Name):
		d = Decision{}
	case contains(mp.guarded, e.Field):
		d = p.Field(id, mp.model, e.Field)
	}
	if d.Outcome == Allow {
		return e
	}
	absent := predicate.Eval(e, make(value.Record, e.Field.Ordinal+1))
	switch {
	case d.Outcome == Deny:
		return predicate.Constant(absent)
	case absent:
		return predicate.Or{e, predicate.Not{Expr: d.Where}}
	}
	return predicate.And{d.Where, e}
}
