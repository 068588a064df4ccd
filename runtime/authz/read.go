package authz

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Read decides about rows of a model: op is schema.Get for a get and
// schema.ListOp for a list or an index query. Filter's Where belongs into the
// statement; for a get it is the query's Check, so that a row that is not the
// caller's is told from one that is not there (api.md 2.4).
func (p *Policy) Read(id *auth.Identity, m *schema.Model, op schema.Operations) Decision {
	c := p.callerOf(id)
	if c <= function {
		return p.unfiltered(c, id, op)
	}
	mp := p.models[m]
	if mp == nil {
		return Decision{}
	}
	switch op {
	case schema.Get:
		return mp.tables[c].get.decide(id, true)
	case schema.ListOp:
		return mp.tables[c].list.decide(id, true)
	}
	return Decision{}
}

// unfiltered answers for callers whom no rule of a model concerns.
func (p *Policy) unfiltered(c caller, id *auth.Identity, op schema.Operations) Decision {
	if c == admin || c == function && p.functionMay(id, op) {
		return Decision{Outcome: Allow}
	}
	return Decision{}
}

// Relation decides about rows of the related model that are reached through
// relationship field f; any kind of read access to it counts (api.md 3.9). A
// rule of f itself is the business of Field. A child whose reference to the
// parent is hidden from the caller is not reached through the parent, and a row
// whose key is hidden not at all, as ReadKey has it: a child that the caller
// made would probe the key, and the order of the rows tell it.
func (p *Policy) Relation(id *auth.Identity, f *schema.Field) Decision {
	c := p.callerOf(id)
	if c <= function {
		return p.unfiltered(c, id, schema.Read)
	}
	if f == nil || f.Relation == nil {
		return Decision{}
	}
	mp := p.models[f.Relation.Target]
	if mp == nil {
		return Decision{}
	}
	d := mp.tables[c].related.decide(id, true)
	shown := mp.hidden(c, id, mp.model.KeyFields)
	if f.Relation.Kind == schema.BelongsTo {
		return d.within(shown)
	}
	if deniedAny(id, mp.model, f.Relation.ReferenceFields) {
		return Decision{}
	}
	return d.within(shown.and(mp.hidden(c, id, f.Relation.ReferenceFields)))
}

// hidden decides about reading all of some fields of a row.
func (mp *modelPolicy) hidden(c caller, id *auth.Identity, fields []*schema.Field) Decision {
	d := Decision{Outcome: Allow}
	for _, f := range fields {
		if g := mp.tables[c].fields[f]; g != nil {
			d = d.and(g.decide(id, false))
		}
	}
	return d
}
