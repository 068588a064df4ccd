package authz

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// caller is the kind of an identity as rules tell them apart: each provider,
// and within the identity pool guests and signed-in identities.
type caller uint8

const (
	nobody caller = iota
	admin
	function
	// The callers below are those that rules can admit.
	apiKey
	guest
	poolIdentity
	userPool
	oidc
	lambda
	callers
)

// callerOf classifies an identity. An identity whose parts contradict each
// other, or whose mode the API does not have, is nobody.
func (p *Policy) callerOf(id *auth.Identity) caller {
	if id == nil {
		return nobody
	}
	if id.Mode == schema.ModeIAM {
		return iamCaller(id)
	}
	if id.Principal != auth.NotIAM {
		return nobody
	}
	c := nobody
	switch {
	case id.Mode == schema.ModeUserPool && id.Provider == schema.UserPools:
		c = userPool
	case id.Mode == schema.ModeAPIKey && id.Provider == schema.APIKey:
		c = apiKey
	case id.Mode == schema.ModeOIDC && id.Provider == schema.OIDCProvider:
		c = oidc
	case id.Mode == schema.ModeLambda && id.Provider == schema.Function:
		c = lambda
	}
	if !p.enabled[c] {
		return nobody
	}
	return c
}

func iamCaller(id *auth.Identity) caller {
	if id.Provider != 0 && id.Provider != schema.IdentityPool {
		return nobody
	}
	switch id.Principal {
	case auth.Admin:
		return admin
	case auth.FunctionRole:
		return function
	case auth.Guest:
		return guest
	case auth.Authenticated:
		return poolIdentity
	}
	return nobody
}

// ruleCaller tells whom a rule can admit, and whether the combination of
// strategy and provider is one that the schema language has.
func ruleCaller(r *schema.Rule) (caller, bool) {
	token := func() (caller, bool) {
		switch r.Provider {
		case schema.UserPools:
			return userPool, true
		case schema.OIDCProvider:
			return oidc, true
		}
		return nobody, false
	}
	switch r.Strategy {
	case schema.Public:
		switch r.Provider {
		case schema.APIKey:
			return apiKey, true
		case schema.IdentityPool:
			return guest, true
		}
	case schema.Private:
		if r.Provider == schema.IdentityPool {
			return poolIdentity, true
		}
		return token()
	case schema.Owner, schema.Groups:
		return token()
	case schema.Custom:
		if r.Provider == schema.Function {
			return lambda, true
		}
	}
	return nobody, false
}

// mode is the authorization mode of a caller, for directives.
func (c caller) mode() schema.Mode {
	switch c {
	case apiKey:
		return schema.ModeAPIKey
	case admin, function, guest, poolIdentity:
		return schema.ModeIAM
	case userPool:
		return schema.ModeUserPool
	case oidc:
		return schema.ModeOIDC
	case lambda:
		return schema.ModeLambda
	}
	return ""
}
