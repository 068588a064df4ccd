package authz

import (
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// compileOperation compiles the rules of a custom operation: a gate for each
// kind of caller. Owner and dynamic group rules admit nobody, since there is
// no row; neither do rules that were narrowed to operations of another kind.
func compileOperation(o *schema.Operation) (*[callers]gate, error) {
	gates := &[callers]gate{}
	if o.Conversation {
		return gates, compileConversation(o, gates)
	}
	for _, r := range o.Rules {
		c, ok := ruleCaller(r)
		if !ok {
			return nil, fmt.Errorf("rule at %s: strategy %d does not go with provider %d", r.Source, r.Strategy, r.Provider)
		}
		if !r.Operations.Any(operationsOf(o)) {
			continue
		}
		for _, ro := range rolesOf(nil, r, c) {
			if err := checkRole(r, ro); err != nil {
				return nil, err
			}
			if ro.static() {
				gates[c].add(ro, []*schema.Rule{r})
			}
		}
	}
	return gates, nil
}

// compileConversation lets every user of the user pools in, as Amplify's
// resolvers do: the owner rule that a conversation has is about its rows, and
// its handler asks for these. Without that rule, and for rules of another kind,
// nobody is let in.
func compileConversation(o *schema.Operation, gates *[callers]gate) error {
	for _, r := range o.Rules {
		if r.Strategy != schema.Owner || r.Provider != schema.UserPools {
			return fmt.Errorf("rule at %s: a conversation has owner rules of the user pools only", r.Source)
		}
		gates[userPool].add(&role{roleKey: roleKey{caller: userPool, kind: anyone}}, []*schema.Rule{r})
	}
	return nil
}

// operationsOf are the model operations that a custom operation counts as.
func operationsOf(o *schema.Operation) schema.Operations {
	switch o.Parent {
	case "Query":
		return schema.Read
	case "Mutation":
		return schema.Create | schema.Update | schema.Delete
	}
	return schema.Listen
}

// Operation decides about a custom operation, subscriptions included: Allow or
// Deny. A conversation needs somebody to own it, so that administrators and
// functions have no part in it.
func (p *Policy) Operation(id *auth.Identity, o *schema.Operation) Decision {
	gates := p.operations[o]
	if gates == nil {
		return Decision{}
	}
	c := p.callerOf(id)
	if c <= function && !o.Conversation {
		return p.unfiltered(c, id, operationsOf(o))
	}
	return gates[c].decide(id, false)
}
