// Package identity has the callers that the tests of every package speak of:
// those of the conformance cases (alice, bob, harry of HR, adm of Admin, the
// plain IAM principal, guest and signed-in identities of the identity pool,
// the API key) and some more. Every function makes a new identity, as an
// authenticator would return it after verification.
package identity

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Issuer is the issuer of the user pool's tokens, OIDCIssuer that of the others.
const (
	Issuer     = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_test"
	OIDCIssuer = "https://issuer.example.com"
)

// User is a user pool caller with an access token: sub "sub-<name>".
func User(name string, groups ...string) *auth.Identity {
	return token(schema.ModeUserPool, schema.UserPools, Issuer, name, groups)
}

// OIDC is a caller with a token of an OpenID Connect provider.
func OIDC(name string, groups ...string) *auth.Identity {
	return token(schema.ModeOIDC, schema.OIDCProvider, OIDCIssuer, name, groups)
}

func token(mode schema.Mode, p schema.Provider, issuer, name string, groups []string) *auth.Identity {
	claims := map[string]any{"sub": "sub-" + name, "username": name, "iss": issuer, "token_use": "access"}
	if len(groups) > 0 {
		list := make([]any, len(groups))
		for i, g := range groups {
			list[i] = g
		}
		claims["cognito:groups"] = list
	}
	return WithClaims(mode, p, claims)
}

// WithClaims is a caller with exactly these claims. Sub and Username are taken
// from them as an authenticator does.
func WithClaims(mode schema.Mode, p schema.Provider, claims map[string]any) *auth.Identity {
	id := &auth.Identity{Mode: mode, Provider: p, Claims: claims}
	id.Sub, _ = claims["sub"].(string)
	id.Issuer, _ = claims["iss"].(string)
	if id.Username, _ = claims["username"].(string); id.Username == "" {
		id.Username, _ = claims["cognito:username"].(string)
	}
	return id
}

// Alice is a user without groups.
func Alice() *auth.Identity { return User("alice") }

// Bob is another user without groups.
func Bob() *auth.Identity { return User("bob") }

// Harry is a user in group HR.
func Harry() *auth.Identity { return User("harry", "HR") }

// Adm is a user in group Admin: an ordinary user otherwise.
func Adm() *auth.Identity { return User("adm", "Admin") }

// IAM is a plain IAM principal, for whom no rule is asked.
func IAM() *auth.Identity { return iam(auth.Admin) }

// Guest is an identity of the identity pool that has not signed in.
func Guest() *auth.Identity {
	id := iam(auth.Guest)
	id.IdentityID = "eu-central-1:00000000-0000-0000-0000-00000000000a"
	return id
}

// IDP is an identity of the identity pool that has signed in.
func IDP() *auth.Identity {
	id := iam(auth.Authenticated)
	id.IdentityID = "eu-central-1:00000000-0000-0000-0000-00000000000b"
	return id
}

// FunctionRole is the role of a function admitted by allow.resource.
func FunctionRole(name string) *auth.Identity {
	id := iam(auth.FunctionRole)
	id.Function = name
	return id
}

func iam(p auth.Principal) *auth.Identity {
	return &auth.Identity{Mode: schema.ModeIAM, Provider: schema.IdentityPool, Principal: p, AccessKeyID: "AKIATEST"}
}

// Key is a caller with an API key.
func Key() *auth.Identity {
	return &auth.Identity{Mode: schema.ModeAPIKey, Provider: schema.APIKey}
}

// Lambda is a caller admitted by the authorizer function, with these denied
// fields ("Type.field").
func Lambda(denied ...string) *auth.Identity {
	return &auth.Identity{Mode: schema.ModeLambda, Provider: schema.Function, ResolverContext: map[string]any{}, DeniedFields: denied}
}
