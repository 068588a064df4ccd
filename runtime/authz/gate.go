package authz

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// grant is a role and the rules that give it what is asked for.
type grant struct {
	*role
	rules []*schema.Rule
}

// gate is a precompiled question about one kind of caller: who is admitted.
type gate struct {
	// open are the rules that admit every caller of the kind; nil if none does.
	open    []*schema.Rule
	members []grant
	dynamic []grant
	// all are the rules of dynamic.
	all []*schema.Rule
}

// add lets a role in.
func (g *gate) add(r *role, rules []*schema.Rule) {
	switch {
	case len(rules) == 0:
	case r.kind == anyone:
		g.open = append(g.open, rules...)
	case r.kind == member:
		g.members = append(g.members, grant{r, rules})
	default:
		g.dynamic = append(g.dynamic, grant{r, rules})
		g.all = append(g.all, rules...)
	}
}

// decide answers for a caller. A static role admits every row, and then no
// dynamic role matters (api.md 3.2).
func (g *gate) decide(id *auth.Identity, loose bool) Decision {
	if g.open != nil {
		return Decision{Outcome: Allow, Rules: g.open}
	}
	for i := range g.members {
		if g.members[i].admits(id) {
			return Decision{Outcome: Allow, Rules: g.members[i].rules}
		}
	}
	return g.filter(id, loose)
}

// filter answers for the dynamic roles. Roles for which the caller has no
// claims say nothing; where none says anything the answer is no, never "all".
func (g *gate) filter(id *auth.Identity, loose bool) Decision {
	if len(g.dynamic) == 1 {
		if w := g.dynamic[0].where(id, loose); w != nil {
			return Decision{Outcome: Filter, Where: w, Rules: g.all}
		}
		return Decision{}
	}
	var any predicate.Or
	var rules []*schema.Rule
	for i := range g.dynamic {
		if w := g.dynamic[i].where(id, loose); w != nil {
			any = append(any, w)
			rules = append(rules, g.dynamic[i].rules...)
		}
	}
	switch len(any) {
	case 0:
		return Decision{}
	case 1:
		return Decision{Outcome: Filter, Where: any[0], Rules: rules}
	}
	return Decision{Outcome: Filter, Where: any, Rules: rules}
}
