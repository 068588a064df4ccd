package authz

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// ReadKey is Read for a query with key arguments (api.md 3.5). An owner or
// group field among the keys that is given must name the caller, otherwise the
// rule does not admit, and where no other rule does the query is refused. An
// owner that is an index's or table's only sort key and is left out narrows the
// query to rows stored under the caller's full identity. Rows whose key the
// caller may not read are not reached through it.
// Call it instead of Read for gets, for lists with a partition key and for
// index queries.
func (p *Policy) ReadKey(id *auth.Identity, m *schema.Model, op schema.Operations, k KeyArguments) KeyDecision {
	c := p.callerOf(id)
	if c <= function {
		return KeyDecision{Decision: p.unfiltered(c, id, op)}
	}
	mp := p.models[m]
	if mp == nil {
		return KeyDecision{}
	}
	var g *gate
	switch op {
	case schema.Get:
		g = &mp.tables[c].get
	case schema.ListOp:
		g = &mp.tables[c].list
	default:
		return KeyDecision{}
	}
	keys := m.KeyFields
	if k.Index != nil {
		keys = k.Index.KeyFields
	}
	if k.Index != nil && deniedAny(id, m, keys) {
		// The arguments would probe the values, and the order would tell them.
		return KeyDecision{}
	}
	d := g.decideKey(id, keys, op, &k)
	shown := mp.hidden(c, id, keys)
	d.Decision = d.within(shown)
	if d.Outcome == Deny {
		return KeyDecision{}
	}
	return d
}

// decideKey is decide with key arguments.
func (g *gate) decideKey(id *auth.Identity, keys []*schema.Field, op schema.Operations, k *KeyArguments) KeyDecision {
	if !g.dynamicOn(keys) {
		return KeyDecision{Decision: g.decide(id, true)}
	}
	if d := g.decideStatic(id); d.Outcome == Allow {
		return KeyDecision{Decision: d}
	}
	if len(g.dynamic) == 1 {
		if d, ok := g.dynamic[0].inject(id, keys, op, k); ok {
			return d
		}
	}
	var any predicate.Or
	var rules []*schema.Rule
	for i := range g.dynamic {
		r := &g.dynamic[i]
		where := r.where(id, true)
		if where == nil {
			continue
		}
		switch keyMatch(where, r.field, keys, k) {
		case mine:
			return KeyDecision{Decision: Decision{Outcome: Allow, Rules: r.rules}}
		case foreign:
			continue
		}
		any, rules = append(any, where), append(rules, r.rules...)
	}
	switch len(any) {
	case 0:
		return KeyDecision{}
	case 1:
		return KeyDecision{Decision: Decision{Outcome: Filter, Where: any[0], Rules: rules}}
	}
	return KeyDecision{Decision: Decision{Outcome: Filter, Where: any, Rules: rules}}
}

// decideStatic is decide without the dynamic roles.
func (g *gate) decideStatic(id *auth.Identity) Decision {
	static := gate{open: g.open, members: g.members}
	return static.decide(id, true)
}

// dynamicOn reports whether a dynamic role's field is among the keys.
func (g *gate) dynamicOn(keys []*schema.Field) bool {
	for i := range g.dynamic {
		if g.dynamic[i].field != nil && contains(keys, g.dynamic[i].field) {
			return true
		}
	}
	return false
}

// keyArgument is what the key arguments say about a dynamic role's field.
type keyArgument uint8

const (
	// silent: the field is no key, or was not given alone with eq.
	silent keyArgument = iota
	// mine: every row of the query has a value that names the caller.
	mine
	// foreign: the argument does not name the caller, or allows others.
	foreign
)

func keyMatch(where predicate.Expr, f *schema.Field, keys []*schema.Field, k *KeyArguments) keyArgument {
	v, given, exact := keyValue(f, keys, k)
	switch {
	case !given:
		return silent
	case !exact:
		return foreign
	}
	row := make(value.Record, f.Ordinal+1)
	row[f.Ordinal] = v
	if predicate.Eval(where, row) {
		return mine
	}
	return foreign
}

// keyValue gives the value that the arguments fix a key field to. exact is
// false where they give it by another operator than eq. Parts of a composite
// sort key are not looked at, since they compare as one joined string: the
// row's own value is (as AppSync does, by a filter).
func keyValue(f *schema.Field, keys []*schema.Field, k *KeyArguments) (v value.Value, given, exact bool) {
	if keys[0] == f {
		return k.Partition, k.Partition.Kind() != value.Absent, true
	}
	if len(keys) != 2 || keys[1] != f || k.Sort == nil {
		return value.Value{}, false, false
	}
	s := k.Sort
	if s.Op != predicate.Eq || len(s.Operands) != 1 || len(s.Operands[0]) != 1 {
		return value.Value{}, true, false
	}
	return s.Operands[0][0], true, true
}

// inject answers for a model whose only dynamic role is an owner who is the
// sort key and was left out: AppSync then asks for the caller's full identity.
func (r *grant) inject(id *auth.Identity, keys []*schema.Field, op schema.Operations, k *KeyArguments) (KeyDecision, bool) {
	if r.kind != ownerRole || op != schema.ListOp || k.Sort != nil || len(keys) != 2 || keys[1] != r.field || k.Partition.Kind() == value.Absent {
		return KeyDecision{}, false
	}
	o := ownerOf(id, r.claims)
	if o.full == "" {
		return KeyDecision{}, true
	}
	full := value.OfString(o.full)
	return KeyDecision{
		Decision: Decision{
			Outcome: Filter,
			Where:   predicate.Compare{Field: r.field, Op: predicate.Eq, Args: []value.Value{full}},
			Rules:   r.rules,
		},
		Sort: &SortArgument{Op: predicate.Eq, Operands: [][]value.Value{{full}}},
	}, true
}
