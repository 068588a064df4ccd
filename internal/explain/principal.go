package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// principal is a kind of caller with an identity that stands for it.
type principal struct {
	name     string
	identity *auth.Identity
}

// principals are the kinds of callers that the rules of a schema tell apart: a
// user and a user in each static group for each provider of tokens, and one
// for each other provider that is on or that a rule names.
func (e *Explainer) principals() []principal {
	rules := e.rules()
	list := []principal{{"administrator (IAM)", iamIdentity(auth.Admin)}}
	for _, a := range e.schema.Access {
		id := iamIdentity(auth.FunctionRole)
		id.Function = a.Function
		if name := "function " + a.Function; !slices.ContainsFunc(list, func(p principal) bool { return p.name == name }) {
			list = append(list, principal{name, id})
		}
	}
	named := func(s schema.Strategy, p schema.Provider) bool {
		return slices.ContainsFunc(rules, func(r *schema.Rule) bool { return r.Strategy == s && r.Provider == p })
	}
	modes := e.schema.Modes
	if modes.Enabled(schema.ModeUserPool) {
		list = append(list, e.users("user", schema.ModeUserPool, schema.UserPools, rules)...)
	}
	if modes.Enabled(schema.ModeOIDC) {
		list = append(list, e.users("OIDC user", schema.ModeOIDC, schema.OIDCProvider, rules)...)
	}
	if modes.Enabled(schema.ModeIAM) || named(schema.Private, schema.IdentityPool) || named(schema.Public, schema.IdentityPool) {
		list = append(list, principal{"signed in (identity pool)", iamIdentity(auth.Authenticated)}, principal{"guest (identity pool)", iamIdentity(auth.Guest)})
	}
	if modes.Enabled(schema.ModeLambda) {
		list = append(list, principal{"authorizer function", &auth.Identity{Mode: schema.ModeLambda, Provider: schema.Function}})
	}
	if modes.Enabled(schema.ModeAPIKey) {
		list = append(list, principal{"API key", &auth.Identity{Mode: schema.ModeAPIKey, Provider: schema.APIKey}})
	}
	return list
}

// users are a user of a provider without static groups, and one in each.
func (e *Explainer) users(label string, mode schema.Mode, p schema.Provider, rules []*schema.Rule) []principal {
	list := []principal{{label, e.token(mode, p, "someone", nil, rules)}}
	type group struct{ claim, name string }
	var seen []group
	for _, r := range rules {
		if r.Strategy != schema.Groups || r.Provider != p {
			continue
		}
		for _, name := range r.Groups {
			g := group{groupClaim(r), name}
			if slices.Contains(seen, g) {
				continue
			}
			seen = append(seen, g)
			id := e.token(mode, p, "someone", nil, rules)
			id.Claims[g.claim] = []any{anyGroup, name}
			text := fmt.Sprintf("%s in %s", label, name)
			if r.GroupClaim != "" {
				text += " by " + r.GroupClaim
			}
			list = append(list, principal{text, id})
		}
	}
	return list
}

// anyGroup stands for the groups that rows name. No group can have this name
// in a token: it is not valid UTF-8.
const anyGroup = "\xff any group"

func groupClaim(r *schema.Rule) string {
	if r.GroupClaim == "" {
		return "cognito:groups"
	}
	return r.GroupClaim
}

// token is a caller with every claim that rules ask for.
func (e *Explainer) token(mode schema.Mode, p schema.Provider, name string, groups []string, rules []*schema.Rule) *auth.Identity {
	claims := map[string]any{"sub": "sub of " + name, "username": name}
	for _, r := range rules {
		if r.Strategy == schema.Owner && r.IdentityClaim != "" {
			for _, c := range strings.Split(r.IdentityClaim, "::") {
				if claims[c] == nil {
					claims[c] = c + " of " + name
				}
			}
		}
		if r.Strategy == schema.Groups {
			if groups == nil {
				claims[groupClaim(r)] = []any{anyGroup}
				continue
			}
			list := make([]any, len(groups))
			for i, g := range groups {
				list[i] = g
			}
			claims[groupClaim(r)] = list
		}
	}
	return &auth.Identity{Mode: mode, Provider: p, Claims: claims, Sub: "sub of " + name, Username: name}
}

func iamIdentity(p auth.Principal) *auth.Identity {
	return &auth.Identity{Mode: schema.ModeIAM, Provider: schema.IdentityPool, Principal: p}
}

// rules are all rules of the schema.
func (e *Explainer) rules() []*schema.Rule {
	var all []*schema.Rule
	for _, m := range e.schema.Models {
		all = append(all, m.Rules...)
		for _, f := range m.Fields {
			all = append(all, f.Rules...)
		}
	}
	for _, o := range e.schema.Operations {
		all = append(all, o.Rules...)
	}
	return all
}
