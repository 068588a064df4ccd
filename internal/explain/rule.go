package explain

import (
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

func ruleLines(rules []*schema.Rule) []RuleLine {
	lines := []RuleLine{}
	for _, r := range rules {
		lines = append(lines, ruleLine(r))
	}
	return lines
}

func ruleLine(r *schema.Rule) RuleLine { return RuleLine{ruleText(r), r.Source} }

// ruleText writes a rule as the schema language does.
func ruleText(r *schema.Rule) string {
	return "allow." + ruleCall(r) + ruleChain(r)
}

func ruleCall(r *schema.Rule) string {
	provider := ""
	if r.Provider == schema.OIDCProvider {
		provider = "'oidc'"
	}
	with := func(name string, args ...string) string {
		if provider != "" {
			args = append(args, provider)
		}
		return name + "(" + strings.Join(args, ", ") + ")"
	}
	switch {
	case r.Strategy == schema.Public && r.Provider == schema.IdentityPool:
		return "guest()"
	case r.Strategy == schema.Public:
		return "publicApiKey()"
	case r.Strategy == schema.Private && r.Provider == schema.IdentityPool:
		return "authenticated('identityPool')"
	case r.Strategy == schema.Private:
		return with("authenticated")
	case r.Strategy == schema.Owner && r.Plural:
		return with("ownersDefinedIn", quote(r.OwnerField))
	case r.Strategy == schema.Owner && r.OwnerField != "owner" && r.OwnerField != "":
		return with("ownerDefinedIn", quote(r.OwnerField))
	case r.Strategy == schema.Owner:
		return with("owner")
	case r.Strategy == schema.Groups && r.GroupsField != "" && r.Plural:
		return with("groupsDefinedIn", quote(r.GroupsField))
	case r.Strategy == schema.Groups && r.GroupsField != "":
		return with("groupDefinedIn", quote(r.GroupsField))
	case r.Strategy == schema.Groups && len(r.Groups) == 1:
		return with("group", quote(r.Groups[0]))
	case r.Strategy == schema.Groups:
		return with("groups", quoteList(r.Groups))
	case r.Strategy == schema.Custom:
		return "custom()"
	}
	return fmt.Sprintf("resource(%s)", r.Function)
}

func ruleChain(r *schema.Rule) string {
	chain := ""
	if r.IdentityClaim != "" {
		chain += ".identityClaim(" + quote(r.IdentityClaim) + ")"
	}
	if r.GroupClaim != "" {
		chain += ".withClaimIn(" + quote(r.GroupClaim) + ")"
	}
	if r.Operations != schema.All {
		chain += ".to(" + quoteList(operationNames(r.Operations)) + ")"
	}
	return chain
}

// operationNames lists a set of operations as .to() does.
func operationNames(ops schema.Operations) []string {
	var names []string
	add := func(op schema.Operations, name string) {
		if ops.Has(op) {
			names = append(names, name)
		}
	}
	add(schema.Create, "create")
	if ops.Has(schema.Read) {
		names = append(names, "read")
	} else {
		add(schema.Get, "get")
		add(schema.ListOp, "list")
		add(schema.Sync, "sync")
		add(schema.Listen, "listen")
		add(schema.Search, "search")
	}
	add(schema.Update, "update")
	add(schema.Delete, "delete")
	return names
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `\'`) + "'" }

func quoteList(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = quote(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
