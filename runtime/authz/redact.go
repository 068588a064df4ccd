package authz

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// RedactRelation reports whether relationship field f reads as empty after a
// mutation ({items: []} for hasMany, null otherwise, without an error), because
// on AppSync what the mutating caller may see would travel to subscribers
// (api.md 3.9). It is so for every caller, administrators included, and for
// what is no relationship of the schema.
func (p *Policy) RedactRelation(_ *auth.Identity, f *schema.Field) bool {
	redact, known := p.redacted[f]
	return redact || !known
}

// redaction decides for each relationship field of a model whether it reads as
// empty after a mutation.
func (p *Policy) redaction(m *schema.Model) {
	for _, f := range m.Fields {
		if f.Relation != nil {
			p.redacted[f] = m.Subscriptions() && differ(p.models[m], p.models[f.Relation.Target])
		}
	}
}

// differ reports whether those who hear of one model's mutations may see other
// rows of a related model than the caller of the mutation. Where the models
// have no kind of caller in common the caller cannot read the related rows at
// all, and where both are for owners only the listener is the caller; otherwise
// both have to be read by the same static roles.
func differ(m, related *modelPolicy) bool {
	mine, theirs := m.audience(), related.audience()
	common, owners, others := false, false, false
	for a := range mine {
		for b := range theirs {
			common = common || a.caller == b.caller
		}
	}
	if !common {
		return false
	}
	for _, side := range []map[roleKey]struct{}{mine, theirs} {
		for r := range side {
			if r.caller == lambda || r.kind == groupRole {
				return true
			}
			owners = owners || r.kind == ownerRole
			others = others || r.kind != ownerRole
		}
	}
	return owners && others || !sameRoles(mine, theirs)
}

// audience are the roles that read a model. Where everybody with a token of a
// provider may, the other roles of the provider add nobody; owners are one
// role, whatever the field and claim.
func (mp *modelPolicy) audience() map[roleKey]struct{} {
	out := map[roleKey]struct{}{}
	for r := range mp.readers {
		if _, all := mp.readers[roleKey{caller: r.caller, kind: anyone}]; all && r.kind != anyone {
			continue
		}
		if r.kind == ownerRole {
			r.field, r.claim = "", ""
		}
		out[r] = struct{}{}
	}
	return out
}

func sameRoles(a, b map[roleKey]struct{}) bool {
	if len(a) != len(b) {
		return false
	}
	for r := range a {
		if _, ok := b[r]; !ok {
			return false
		}
	}
	return true
}
