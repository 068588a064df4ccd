package amplifysdl

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// auth prints the rules of a model, a field or an operation as @auth.
func auth(rules []*ir.Rule) string {
	if len(rules) == 0 {
		return ""
	}
	printed := make([]string, len(rules))
	for i, r := range rules {
		printed[i] = "{" + rule(r) + "}"
	}
	return "@auth(rules: [" + strings.Join(printed, ",\n  ") + "])"
}

func fieldAuth(rules []*ir.Rule) string {
	if len(rules) == 0 {
		return ""
	}
	return " " + auth(rules)
}

func rule(r *ir.Rule) string {
	parts := []string{"allow: " + string(r.Strategy)}
	if r.ProviderGiven {
		parts = append(parts, "provider: "+string(r.Provider))
	}
	if r.OperationsGiven != nil {
		parts = append(parts, "operations: ["+strings.Join(r.OperationsGiven, ", ")+"]")
	}
	text := func(key, value string) {
		if value != "" {
			parts = append(parts, key+`: "`+value+`"`)
		}
	}
	text("groupsField", r.GroupsField)
	text("ownerField", r.OwnerField)
	if r.Groups != nil {
		parts = append(parts, "groups: ["+quotedList(r.Groups, ", ")+"]")
	}
	text("identityClaim", r.IdentityClaim)
	text("groupClaim", r.GroupClaim)
	return strings.Join(parts, ", ")
}

// native prints rules as AppSync's own directives: the plain ones in the order
// of first use, then for each provider one with all its groups, unless the
// provider stands there without groups already. Groups that a field names have
// no directive of their own and come out as the provider's plain one.
func native(rules []*ir.Rule) string {
	var plain, providers []string
	groups := map[string][]string{}
	seen := map[string]bool{}
	for _, r := range rules {
		directive := nativeDirective(r)
		if r.Strategy != ir.Groups || r.GroupsField != "" {
			if !seen[directive] {
				seen[directive] = true
				plain = append(plain, directive)
			}
			continue
		}
		if groups[directive] == nil {
			providers = append(providers, directive)
		}
		groups[directive] = appendNew(groups[directive], r.Groups)
	}
	for _, directive := range providers {
		if !seen[directive] {
			plain = append(plain, directive+"(cognito_groups: ["+quotedList(groups[directive], ", ")+"])")
		}
	}
	return strings.Join(plain, " ")
}

func nativeDirective(r *ir.Rule) string {
	switch r.Provider {
	case ir.APIKey:
		return "@aws_api_key"
	case ir.IdentityPool:
		return "@aws_iam"
	case ir.OIDC:
		return "@aws_oidc"
	case ir.Lambda:
		return "@aws_lambda"
	}
	return "@aws_cognito_user_pools"
}

func appendNew(list, more []string) []string {
	for _, s := range more {
		known := false
		for _, old := range list {
			known = known || old == s
		}
		if !known {
			list = append(list, s)
		}
	}
	return list
}
