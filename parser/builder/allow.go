package builder

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/parser/node"
)

func join(names []string) string { return strings.Join(names, ", ") }

// field reads the name of an owner or group field.
func (c *call) fieldName() string {
	name, _ := c.text(c.arg(0), "the name of a field")
	return name
}

func allowPublicAPIKey(c *call) goja.Value {
	return c.newRule(&node.Rule{Builder: "publicApiKey", Strategy: "public", Provider: "apiKey"})
}

func allowGuest(c *call) goja.Value {
	return c.newRule(&node.Rule{Builder: "guest", Strategy: "public", Provider: "identityPool"})
}

func allowAuthenticated(c *call) goja.Value {
	return c.newRule(&node.Rule{Builder: "authenticated", Strategy: "private", Provider: c.provider(0, "userPools", "oidc", "identityPool")})
}

func allowOwner(c *call) goja.Value {
	return c.newRule(&node.Rule{Builder: "owner", Strategy: "owner", Provider: c.provider(0, "userPools", "oidc"), OwnerField: "owner"})
}

// allowConversationOwner ignores its arguments: the provider is fixed.
func allowConversationOwner(c *call) goja.Value {
	return c.newRule(&node.Rule{Builder: "owner", Strategy: "owner", Provider: "userPools"})
}

func allowOwnerDefinedIn(c *call) goja.Value {
	return c.newRule(&node.Rule{Builder: "ownerDefinedIn", Strategy: "owner", OwnerField: c.fieldName(), Provider: c.provider(1, "userPools", "oidc")})
}

func allowOwnersDefinedIn(c *call) goja.Value {
	return c.newRule(&node.Rule{Builder: "ownersDefinedIn", Strategy: "owner", OwnerField: c.fieldName(), Provider: c.provider(1, "userPools", "oidc"), Plural: true})
}

func allowGroup(c *call) goja.Value {
	if _, isList := c.items(c.arg(0)); isList {
		c.wrong("the name of a group", "a list", "write allow.groups([...])")
		return allowGroups(c)
	}
	group, _ := c.text(c.arg(0), "the name of a group")
	return c.newRule(&node.Rule{Builder: "group", Strategy: "groups", Groups: []string{group}, Provider: c.provider(1)})
}

func allowGroups(c *call) goja.Value {
	groups, ok := c.texts(c.arg(0), "names of groups")
	if !ok {
		return c.l.make(c.l.plainRule, &reported{})
	}
	return c.newRule(&node.Rule{Builder: "groups", Strategy: "groups", Groups: groups, Provider: c.provider(1)})
}

func allowGroupDefinedIn(c *call) goja.Value {
	return c.newRule(&node.Rule{Builder: "groupDefinedIn", Strategy: "groups", GroupsField: c.fieldName(), Provider: c.provider(1)})
}

func allowGroupsDefinedIn(c *call) goja.Value {
	return c.newRule(&node.Rule{Builder: "groupsDefinedIn", Strategy: "groups", GroupsField: c.fieldName(), Provider: c.provider(1), Plural: true})
}

func allowCustom(c *call) goja.Value {
	return c.newRule(&node.Rule{Builder: "custom", Strategy: "custom", Provider: c.provider(0)})
}

func allowResource(c *call) goja.Value {
	f := c.function(c.arg(0))
	if f == nil {
		c.wrong("a function resource", c.l.describe(c.arg(0)), "give what defineFunction(...) returned")
		return c.l.make(c.l.plainRule, &reported{})
	}
	return c.newRule(&node.Rule{Builder: "resource", Strategy: "resource", Function: f})
}

// earlyPublic is a.allow.public(provider?).
func earlyPublic(c *call) goja.Value {
	if c.provider(0, "apiKey", "identityPool") == "identityPool" {
		return allowGuest(c)
	}
	return allowPublicAPIKey(c)
}

// earlyMultipleOwners is a.allow.multipleOwners(provider?), whose field is "owner".
func earlyMultipleOwners(c *call) goja.Value {
	return c.newRule(&node.Rule{Builder: "ownersDefinedIn", Strategy: "owner", OwnerField: "owner", Provider: c.provider(0, "userPools", "oidc"), Plural: true})
}

// modelRules are legal on models and fields.
func modelRules() []method {
	return []method{
		{"publicApiKey", allowPublicAPIKey}, {"guest", allowGuest}, {"authenticated", allowAuthenticated}, {"owner", allowOwner},
		{"ownerDefinedIn", allowOwnerDefinedIn}, {"ownersDefinedIn", allowOwnersDefinedIn}, {"group", allowGroup}, {"groups", allowGroups},
		{"groupDefinedIn", allowGroupDefinedIn}, {"groupsDefinedIn", allowGroupsDefinedIn}, {"custom", allowCustom},
	}
}

// operationRules are legal on custom operations.
func operationRules() []method {
	return []method{
		{"publicApiKey", allowPublicAPIKey}, {"guest", allowGuest}, {"authenticated", allowAuthenticated}, {"group", allowGroup},
		{"groups", allowGroups}, {"custom", allowCustom},
	}
}

// earlyRules are those of a.allow, up to version 0.15.
func earlyRules() []method {
	return []method{
		{"public", earlyPublic}, {"private", allowAuthenticated}, {"owner", allowOwner}, {"multipleOwners", earlyMultipleOwners},
		{"specificGroup", allowGroup}, {"specificGroups", allowGroups}, {"groupDefinedIn", allowGroupDefinedIn},
		{"groupsDefinedIn", allowGroupsDefinedIn}, {"custom", allowCustom}, {"resource", allowResource},
	}
}

// withAllow fills in the kinds of allow.
func (k *kinds) withAllow() {
	k.modelAllow = newKind("allow", modelRules()...)
	k.schemaAllow = newKind("allow", append(modelRules(), method{"resource", allowResource})...)
	k.operationAllow = newKind("allow of an operation", operationRules()...)
	k.conversationAllow = newKind("allow of a conversation", method{"owner", allowConversationOwner})
	k.earlyAllow = newKind("a.allow", earlyRules()...)
	for _, allow := range []*kind{k.modelAllow, k.schemaAllow, k.operationAllow, k.conversationAllow} {
		allow.unknown, allow.stray = todaysName, strayRule
	}
	k.earlyAllow.unknown, k.earlyAllow.stray = callbackName, strayRule
	to := method{"to", ruleTo}
	claim := method{"identityClaim", ruleIdentityClaim}
	k.plainRule = newKind("an authorization rule", to)
	k.ownerRule = newKind("an owner rule", to, claim)
	k.ownerRule.unknown = func(name string) string {
		if name == "inField" {
			return "name the field in the rule: allow.ownerDefinedIn(\"field\")"
		}
		return ""
	}
	k.earlyOwnerRule = newKind("an owner rule", to, claim, method{"inField", ruleInField})
	k.groupRule = newKind("a group rule", to, method{"withClaimIn", ruleWithClaimIn})
	k.bareRule = newKind("a rule of an operation")
	k.bareRule.unknown = func(string) string {
		return "remove the call: a rule allows or does not allow to call the operation"
	}
}

// strayRule goes on with a value that lists of rules skip.
func strayRule(l *Language, _ string, _ *call) goja.Value { return l.make(l.plainRule, &reported{}) }

// todaysName gives the rule that replaced one of the early syntax.
func todaysName(name string) string {
	switch name {
	case "public":
		return "write allow.publicApiKey(), or allow.guest() for the identity pool"
	case "private":
		return "write allow.authenticated()"
	case "multipleOwners":
		return "write allow.ownersDefinedIn(\"owners\")"
	case "specificGroup":
		return "write allow.group(\"name\")"
	case "specificGroups":
		return "write allow.groups([\"name\"])"
	case "resource":
		return "put allow.resource(...) into the authorization of the schema"
	}
	return ""
}

// callbackName is the hint where a.allow is asked for a rule of today's syntax.
func callbackName(name string) string {
	for _, m := range modelRules() {
		if m.name == name {
			return "write .authorization((allow) => [allow." + name + "(...)])"
		}
	}
	return ""
}
