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

// Operation decides about a custom operation, subscriptions included: Allow or Deny.
func (p *Policy) Operation(id *auth.Identity, o *schema.Operation) Decision {
	gates := p.operations[o]
	if gates == nil {
		return Decision{}
	}
	c := p.callerOf(id)
	if c <= function {
		return p.unfiltered(c, id, operationsOf(o))
	}
	return gates[c].decide(id, false)
}
