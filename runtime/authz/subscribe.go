package authz

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Match compares what clients see of an owner field with a subscription's
// argument.
type Match struct {
	Field *schema.Field
	Value value.Value
	// read is the caller's right to the field: where it may not be read, it
	// compares as absent, so that the argument does not probe it.
	read Decision
}

// SubscriptionArguments are the owner arguments of a model's subscriptions, in order.
func (p *Policy) SubscriptionArguments(m *schema.Model) []*schema.Field {
	if mp := p.models[m]; mp != nil {
		return mp.arguments
	}
	return nil
}

// Subscribe decides about a model subscription. op is Create, Update or Delete
// for onCreate, onUpdate and onDelete. args are the owner arguments that were
// given, by name (a null that was given is a null value).
//
// A caller admitted by a static rule receives every event that agrees with the
// arguments (Decision.Match). An owner must give an argument in one of the
// forms of the own identity, or none; a foreign one is refused. Where is to be
// evaluated on the complete stored row of each event, so that neither the
// mutation's selection set nor a username that was used before decides.
func (p *Policy) Subscribe(id *auth.Identity, m *schema.Model, op schema.Operations, args map[string]value.Value) Decision {
	if op != schema.Create && op != schema.Update && op != schema.Delete {
		return Decision{}
	}
	c := p.callerOf(id)
	if c == nobody {
		return Decision{}
	}
	mp := p.models[m]
	if mp == nil {
		return Decision{}
	}
	var d Decision
	if c <= function {
		d = p.unfiltered(c, id, schema.Listen)
	} else {
		g := &mp.tables[c].listen
		d = g.decideStatic(id)
		if d.Outcome == Deny {
			return g.subscribe(id, args)
		}
	}
	if d.Outcome == Allow {
		d.Match = p.matches(id, mp, args)
	}
	return d
}

// subscribe decides for the dynamic roles.
func (g *gate) subscribe(id *auth.Identity, args map[string]value.Value) Decision {
	for i := range g.dynamic {
		r := &g.dynamic[i]
		if r.kind != ownerRole || r.field == nil || r.field.List {
			continue
		}
		v, given := args[r.field.Name]
		if !given || v.IsNull() || v.Kind() == value.String && v.Text() == "" {
			continue
		}
		if v.Kind() != value.String || !ownerOf(id, r.claims).is(v.Text()) {
			return Decision{}
		}
	}
	return g.filter(id, false)
}

// matches are the arguments that a caller with unfiltered access gave.
func (p *Policy) matches(id *auth.Identity, mp *modelPolicy, args map[string]value.Value) []Match {
	if len(args) == 0 {
		return nil
	}
	var ms []Match
	for _, f := range mp.arguments {
		if v, ok := args[f.Name]; ok {
			read := p.Field(id, mp.model, f)
			if deniedField(id, mp.model.Name, f.Name) {
				read = Decision{}
			}
			ms = append(ms, Match{f, v, read})
		}
	}
	return ms
}

// Delivers decides whether an event about a row reaches a subscriber whom
// Subscribe gave the decision.
func (p *Policy) Delivers(d Decision, row value.Record) bool {
	if !d.Admits(row) {
		return false
	}
	for _, m := range d.Match {
		if !p.agrees(m, row) {
			return false
		}
	}
	return true
}

func (p *Policy) agrees(m Match, row value.Record) bool {
	var v value.Value
	if m.Field.Ordinal < len(row) && m.read.Admits(row) {
		v = p.Present(m.Field, row[m.Field.Ordinal])
	}
	if m.Value.IsNull() {
		return v.IsNull()
	}
	return v == m.Value
}
