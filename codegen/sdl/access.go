package sdl

import (
	"cmp"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// provider is an authorization provider by its place in the order in which the
// transformer writes directives.
type provider uint8

const (
	apiKey provider = iota
	iam
	oidc
	userPools
	lambda
	providerCount
)

// providers is a set of providers.
type providers uint8

func (p providers) has(x provider) bool { return p&(1<<x) != 0 }

func (p providers) with(x provider) providers { return p | 1<<x }

func providerOf(p ir.Provider) provider {
	switch p {
	case ir.APIKey:
		return apiKey
	case ir.IdentityPool:
		return iam
	case ir.OIDC:
		return oidc
	case ir.Lambda:
		return lambda
	}
	return userPools
}

func providerOfMode(m ir.Mode) provider {
	switch m {
	case ir.ModeAPIKey:
		return apiKey
	case ir.ModeIAM:
		return iam
	case ir.ModeOIDC:
		return oidc
	case ir.ModeLambda:
		return lambda
	}
	return userPools
}

// role is a kind of caller that rules of a model name, with what it may do.
type role struct {
	roleKey
	// operations are those granted on each declared field.
	operations []ir.OperationSet
}

// roleKey tells roles apart: two rules with the same key are one role.
type roleKey struct {
	provider provider
	strategy ir.Strategy
	dynamic  bool   // decided by a field of the item
	entity   string // the field of a dynamic role, the group of a static one
	claim    string
}

// rolesOf gives the roles of a model's rules: the model's own on all declared
// fields, then field by field, where a field's rules replace the model's.
func rolesOf(m *model) []*role {
	var roles []*role
	find := func(key roleKey) *role {
		for _, r := range roles {
			if r.roleKey == key {
				return r
			}
		}
		r := &role{roleKey: key, operations: make([]ir.OperationSet, len(m.declared))}
		roles = append(roles, r)
		return r
	}
	for _, rule := range m.Rules {
		eachKey(rule, func(key roleKey) {
			r := find(key)
			for i := range r.operations {
				r.operations[i] = rule.Operations
			}
		})
	}
	for i, f := range m.declared {
		if len(f.Rules) == 0 {
			continue
		}
		for _, r := range roles {
			r.operations[i] = 0
		}
		for _, rule := range f.Rules {
			eachKey(rule, func(key roleKey) { find(key).operations[i] = rule.Operations })
		}
	}
	return roles
}

// eachKey gives the role keys of a rule: one for each static group, else one.
// A claim that is spelled out and is the default names the same role as none.
func eachKey(rule *ir.Rule, use func(roleKey)) {
	key := roleKey{provider: providerOf(rule.Provider), strategy: rule.Strategy}
	switch {
	case rule.Strategy == ir.Groups && rule.GroupsField == "":
		key.claim = cmp.Or(rule.GroupClaim, ir.DefaultGroupClaim)
		for _, g := range rule.Groups {
			key.entity = g
			use(key)
		}
		return
	case rule.Strategy == ir.Groups:
		key.dynamic, key.entity, key.claim = true, rule.GroupsField, cmp.Or(rule.GroupClaim, ir.DefaultGroupClaim)
	case rule.Strategy == ir.Owner:
		key.dynamic, key.entity, key.claim = true, rule.OwnerField, cmp.Or(rule.IdentityClaim, ir.DefaultIdentityClaim)
	}
	use(key)
}

// grants reports whether the role has the operation on some declared field or,
// with every, on all of them: deleting an item takes the right on each field.
func (r *role) grants(op ir.OperationSet, every bool) bool {
	for _, granted := range r.operations {
		if granted.Has(op) != every {
			return !every
		}
	}
	return every
}

// providersOf are the providers of the roles that have the operation; none
// tells that no role has it.
func (m *model) providersOf(op ir.OperationSet) (set providers, none bool) {
	none = true
	for _, r := range m.roles {
		if r.grants(op, op == ir.Delete) {
			set, none = set.with(r.provider), false
		}
	}
	return set, none
}

// allProviders are the providers of all roles of the model, whatever they may do.
func (m *model) allProviders() providers {
	var set providers
	for _, r := range m.roles {
		set = set.with(r.provider)
	}
	return set
}

// ownerFields are the fields that owner roles name, each once.
func (m *model) ownerFields(match func(*role) bool) []string {
	var names []string
next:
	for _, r := range m.roles {
		if r.strategy != ir.Owner || !match(r) {
			continue
		}
		for _, n := range names {
			if n == r.entity {
				continue next
			}
		}
		names = append(names, r.entity)
	}
	return names
}

// protected reports whether the model has rules, its own or on some field.
func (m *model) protected() bool {
	if len(m.Rules) > 0 {
		return true
	}
	for _, f := range m.declared {
		if len(f.Rules) > 0 {
			return true
		}
	}
	return false
}

// operationProviders are the providers that a custom operation's rules name.
// Owners and groups named by a field mean nothing without an item.
func operationProviders(op *ir.Operation) providers {
	var set providers
	for _, r := range op.Rules {
		if r.Strategy != ir.Owner && r.GroupsField == "" {
			set = set.with(providerOf(r.Provider))
		}
	}
	return set
}
