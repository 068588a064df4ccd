package gen1

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/parser/node"
)

// providers are those of each strategy of @auth, the default first.
var providers = map[string][]string{
	"public":  {"apiKey", "iam", "identityPool"},
	"private": {"userPools", "iam", "identityPool", "oidc"},
	"owner":   {"userPools", "oidc"},
	"groups":  {"userPools", "oidc"},
	"custom":  {"function"},
}

// builders name strategies as messages do.
var builders = map[string]string{"public": "publicApiKey", "private": "authenticated", "owner": "owner", "groups": "groups", "custom": "custom"}

var operations = []string{"create", "update", "delete", "read", "get", "list", "sync", "listen", "search"}

// auth reads @auth; nil where there is none.
func (r *reader) auth(list ast.DirectiveList, fields ast.FieldList) *node.Rules {
	var rules *node.Rules
	for _, d := range list {
		if d.Name != "auth" {
			continue
		}
		if rules != nil {
			r.problem(d.Position, d.Name, "@auth stands here twice", "put the rules into one list")
			continue
		}
		rules = &node.Rules{Span: r.span(d.Position, d.Name)}
		args := r.arguments(d, "rules")
		values, ok := elements(args["rules"])
		if !ok || len(values) == 0 {
			r.problem(d.Position, d.Name, "@auth has a list of rules", "write @auth(rules: [{ allow: owner }])")
			rules.Refused = true
		}
		for _, v := range values {
			if rule := r.rule(v, fields); rule != nil {
				rules.List = append(rules.List, rule)
			} else {
				rules.Refused = true
			}
		}
	}
	return rules
}

// rule reads one rule of @auth; nil where it is none, which is reported.
func (r *reader) rule(v *ast.Value, fields ast.FieldList) *node.Rule {
	if v.Kind != ast.ObjectValue {
		r.problem(v.Position, "", "a rule is an object", "write { allow: owner }")
		return nil
	}
	before := len(r.problems)
	rule := &node.Rule{Early: true, Span: r.span(v.Position, "allow")}
	given := map[string]bool{}
	for _, c := range v.Children {
		if given[c.Name] {
			r.problem(c.Position, c.Name, c.Name+" stands in the rule twice", "remove one of the two")
		}
		given[c.Name] = true
		r.ruleArgument(rule, c)
	}
	if len(r.problems) > before {
		return nil
	}
	allowed := providers[rule.Strategy]
	if allowed == nil {
		r.problem(v.Position, "", "the rule does not say whom it allows", "allow: public, private, owner, groups or custom")
		return nil
	}
	if rule.Provider != "" && !slices.Contains(allowed, rule.Provider) {
		r.problem(v.Position, "provider", "allow: "+rule.Strategy+" has no provider "+rule.Provider, "there are: "+strings.Join(allowed, ", "))
		return nil
	}
	if rule.Provider == "iam" {
		rule.Provider = "identityPool"
	}
	rule.Builder = builders[rule.Strategy]
	return r.completed(rule, v, given, fields)
}

// completed fills in what a rule leaves out, and refuses what its strategy does
// not have.
func (r *reader) completed(rule *node.Rule, v *ast.Value, given map[string]bool, fields ast.FieldList) *node.Rule {
	of := map[string]string{"ownerField": "owner", "identityClaim": "owner", "groups": "groups", "groupsField": "groups", "groupClaim": "groups"}
	for name, strategy := range of {
		if given[name] && rule.Strategy != strategy {
			r.problem(v.Position, name, name+" is for allow: "+strategy, "remove it")
			return nil
		}
	}
	switch rule.Strategy {
	case "owner":
		if rule.OwnerField == "" {
			rule.OwnerField = "owner"
		}
		rule.Plural = isList(fields, rule.OwnerField)
	case "groups":
		if given["groups"] && given["groupsField"] {
			r.problem(v.Position, "groups", "a rule has groups or groupsField, not both", "write two rules")
			return nil
		}
		if !given["groups"] {
			if rule.GroupsField == "" {
				rule.GroupsField = "groups"
			}
			rule.Plural = isList(fields, rule.GroupsField)
		}
	}
	return rule
}

func (r *reader) ruleArgument(rule *node.Rule, c *ast.ChildValue) {
	var texts []string
	ok := true
	switch c.Name {
	case "allow":
		rule.Strategy, ok = enum(c.Value)
	case "provider":
		rule.Provider, ok = enum(c.Value)
	case "ownerField":
		rule.OwnerField, ok = text(c.Value)
	case "identityClaim":
		rule.IdentityClaim, ok = text(c.Value)
	case "groupsField":
		rule.GroupsField, ok = text(c.Value)
	case "groupClaim":
		rule.GroupClaim, ok = text(c.Value)
	case "groups":
		texts, ok = all(c.Value, text)
		if rule.Groups = texts; ok && len(texts) == 0 {
			ok = false
		}
	case "operations":
		texts, ok = all(c.Value, enum)
		rule.Operations, rule.OperationsSpan = append([]string{}, texts...), r.span(c.Position, c.Name)
		for _, o := range texts {
			if !slices.Contains(operations, o) {
				r.problem(c.Position, o, o+" is no operation", "there are: "+strings.Join(operations, ", "))
			}
		}
	default:
		r.problem(c.Position, c.Name, "a rule has no "+c.Name, "there are: allow, provider, operations, ownerField, identityClaim, groups, groupsField, groupClaim")
	}
	if !ok {
		r.problem(c.Position, c.Name, c.Name+" has a value of the wrong kind: "+c.Value.String(), "see Amplify's documentation of @auth")
	}
}

// natives are AppSync's own directives and the rules that they stand for.
var natives = map[string]node.Rule{
	"aws_api_key":            {Builder: "publicApiKey", Strategy: "public", Provider: "apiKey"},
	"aws_iam":                {Builder: "authenticated", Strategy: "private", Provider: "identityPool"},
	"aws_oidc":               {Builder: "authenticated", Strategy: "private", Provider: "oidc"},
	"aws_cognito_user_pools": {Builder: "authenticated", Strategy: "private", Provider: "userPools"},
	"aws_lambda":             {Builder: "custom", Strategy: "custom", Provider: "function"},
}

// native reads a directive of AppSync; nil where it is none.
func (r *reader) native(d *ast.Directive) *node.Rule {
	rule, ok := natives[d.Name]
	if !ok {
		return nil
	}
	rule.Span = r.span(d.Position, d.Name)
	if d.Name != "aws_cognito_user_pools" {
		r.arguments(d)
		return &rule
	}
	if v := r.arguments(d, "cognito_groups")["cognito_groups"]; v != nil {
		groups, ok := all(v, text)
		if !ok || len(groups) == 0 {
			r.problem(d.Position, "cognito_groups", "cognito_groups is a list of names", `write cognito_groups: ["Admins"]`)
		}
		rule.Builder, rule.Strategy, rule.Groups = "groups", "groups", groups
	}
	return &rule
}

func isList(fields ast.FieldList, name string) bool {
	f := fields.ForName(name)
	return f != nil && f.Type.Elem != nil
}
