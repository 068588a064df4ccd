package check

import (
	"fmt"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// providerMode is what a provider needs: the API's mode, its name in Amplify's
// message, and how to add it.
type providerMode struct {
	mode       ir.Mode
	name, hint string
}

var providerModes = map[ir.Provider]providerMode{
	ir.APIKey:    {ir.ModeAPIKey, "API Key", "add apiKeyAuthorizationMode: { expiresInDays: 30 } to authorizationModes of defineData"},
	ir.OIDC:      {ir.ModeOIDC, "OPENID_CONNECT", "add oidcAuthorizationMode to authorizationModes of defineData"},
	ir.UserPools: {ir.ModeUserPool, "Cognito User Pools", "add amplify/auth/resource.ts with defineAuth(...)"},
	ir.Lambda:    {ir.ModeLambda, "Lambda", "add lambdaAuthorizationMode to authorizationModes of defineData"},
}

// strategyProviders lists what Amplify's transformer takes for each strategy.
var strategyProviders = map[ir.Strategy][]ir.Provider{
	ir.Public:  {ir.APIKey, ir.IdentityPool},
	ir.Private: {ir.UserPools, ir.IdentityPool, ir.OIDC},
	ir.Owner:   {ir.UserPools, ir.OIDC},
	ir.Groups:  {ir.UserPools, ir.OIDC},
	ir.Custom:  {ir.Lambda},
}

// ruleProviders rejects a provider that a strategy does not take, and one
// that the API is not configured for. For operations with JavaScript
// resolvers Amplify does not look; there it is a warning, because nobody gets
// in by such a rule.
func ruleProviders(v *view) {
	v.eachRule(func(u ruleUse) {
		r := u.rule
		allowed, known := strategyProviders[r.Strategy]
		if !known {
			return
		}
		if !takes(allowed, r.Provider) {
			d := v.diags.Errorf("AG0712", r.Span, "@auth directive with '%s' strategy only supports %s, but found '%s'", r.Strategy, list(allowed), r.Provider)
			d.Hint = "choose one of these providers"
			return
		}
		need, checked := providerModes[r.Provider]
		if !checked || v.schema.AuthModes.Enabled(need.mode) {
			return
		}
		message := fmt.Sprintf("@auth directive with '%s' provider found, but the project has no %s authentication provider configured", r.Provider, need.name)
		if native(u.op) {
			v.diags.Warnf("AG1116", r.Span, "%s", message).Hint = need.hint
			return
		}
		v.diags.Errorf("AG0714", r.Span, "%s", message).Hint = need.hint
	})
}

func takes(list []ir.Provider, p ir.Provider) bool {
	for _, x := range list {
		if x == p {
			return true
		}
	}
	return false
}

func list(providers []ir.Provider) string {
	text := ""
	for i, p := range providers {
		switch {
		case i == 0:
		case i == len(providers)-1:
			text += " and "
		default:
			text += ", "
		}
		text += "'" + string(p) + "'"
	}
	return text
}
