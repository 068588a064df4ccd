package authz

import (
	"slices"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// RedactRelation reports whether relationship field f reads as empty after a
// mutation ({items: []} for hasMany, null otherwise, without an error), because
// on AppSync what the mutating caller may see would travel to subscribers
// (api.md 3.9). It is so for every caller that may follow the relationship,
// administrators included, and for what is no relationship of the schema.
func (p *Policy) RedactRelation(_ *auth.Identity, f *schema.Field) bool {
	redact, known := p.redacted[f]
	return redact || !known
}

// redaction decides for each relationship field of a model whether it reads as
// empty after a mutation: where a rule keeps the field from some reader of the
// model, and else where a role reads both sides and the roles that do so are
// not the same static ones. Amplify does not redact where no role reads both:
// whoever mutates cannot follow the relationship then.
func (p *Policy) redaction(m *schema.Model) {
	mp := p.models[m]
	for _, f := range m.Fields {
		if f.Relation == nil {
			continue
		}
		mine, theirs := mp.followers[f], p.models[f.Relation.Target].audience()
		both := slices.ContainsFunc(mine, func(r roleKey) bool { return readsBoth(r, theirs) })
		p.redacted[f] = m.Subscriptions() && (slices.Contains(mp.nulled, f) || both && !sameStatic(mine, theirs))
	}
}

// readsBoth reports whether a role of one model is one of those of another, or
// shares their provider where one of the two admits everybody who signed in.
func readsBoth(r roleKey, others []roleKey) bool {
	signedIn := func(k roleKey) bool {
		return k.kind == anyone && (k.caller == userPool || k.caller == oidc || k.caller == poolIdentity)
	}
	return slices.ContainsFunc(others, func(o roleKey) bool {
		return o == r || sameProvider(o.caller, r.caller) && (signedIn(o) || signedIn(r))
	})
}

func sameProvider(a, b caller) bool {
	pool := func(c caller) bool { return c == guest || c == poolIdentity }
	return a == b || pool(a) && pool(b)
}

// sameStatic reports whether two lists have the same roles, all of them static
// and none of an authorizer function.
func sameStatic(mine, theirs []roleKey) bool {
	if len(mine) != len(theirs) {
		return false
	}
	for _, r := range theirs {
		static := r.kind == anyone || r.kind == member
		if !static || r.caller == lambda || !slices.Contains(mine, r) {
			return false
		}
	}
	return true
}

// audience are the roles with any kind of read access to the model, without
// those that add nobody because everybody of their provider may read.
func (mp *modelPolicy) audience() []roleKey {
	return withoutCovered(mp.readers, func(c caller) bool {
		return slices.Contains(mp.readers, roleKey{caller: c, kind: anyone})
	})
}

// withoutCovered leaves out the roles of user pools and OpenID Connect where
// everybody of the provider is among the roles anyway.
func withoutCovered(roles []roleKey, everybody func(c caller) bool) []roleKey {
	return slices.DeleteFunc(slices.Clone(roles), func(r roleKey) bool {
		return r.kind != anyone && (r.caller == userPool || r.caller == oidc) && everybody(r.caller)
	})
}

// followersOf are the roles that read relationship field i, of those that may
// get rows of the model.
func (x *matrix) followersOf(i int) []roleKey {
	var getters []roleKey
	for _, r := range x.roles {
		if x.anywhere(r, schema.Get) != nil {
			getters = append(getters, r.roleKey)
		}
	}
	everybody := func(c caller) bool {
		all := roleKey{caller: c, kind: anyone}
		return slices.Contains(getters, all) && x.cells[all][i].ops.Has(schema.Read)
	}
	return slices.DeleteFunc(withoutCovered(getters, everybody), func(r roleKey) bool {
		return !x.cells[r][i].ops.Any(schema.Read)
	})
}
