package lower

import (
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// ruleOperations are the names that .to([...]) takes.
var ruleOperations = map[string]ir.OperationSet{
	"create": ir.Create, "update": ir.Update, "delete": ir.Delete, "read": ir.Read,
	"get": ir.Get, "list": ir.List, "sync": ir.Sync, "search": ir.Search, "listen": ir.Listen,
}

// schemaRules splits the schema's rules: those of functions become
// Schema.Access, the others are the default of models and operations.
func (l *lowerer) schemaRules(u *unit) []*ir.Rule {
	if u.schema.Rules == nil {
		return nil
	}
	var rules []*ir.Rule
	for _, n := range u.schema.Rules.List {
		if n.Strategy != string(ir.Resource) {
			rules = append(rules, l.rule(n))
			continue
		}
		l.access(u, n)
	}
	return rules
}

// accessActions are the names that allow.resource(...).to([...]) takes.
var accessActions = []string{"query", "mutate", "listen"}

func (l *lowerer) access(u *unit, n *node.Rule) {
	actions := n.Operations
	if actions == nil {
		actions = accessActions
	}
	for _, a := range actions {
		if !contains(accessActions, a) {
			l.errAccessAction(n, a)
		}
	}
	l.schema.Access = append(l.schema.Access, &ir.FunctionAccess{
		Function: l.function("", n.Function), Actions: append([]string{}, actions...), Member: u.index, Span: n.Span,
	})
}

// rules lowers the rules of one .authorization call; nil where there are none,
// because Amplify takes an empty list for no list.
func (l *lowerer) rules(n *node.Rules) []*ir.Rule {
	if n == nil || len(n.List) == 0 {
		return nil
	}
	rules := make([]*ir.Rule, 0, len(n.List))
	for _, r := range n.List {
		rules = append(rules, l.rule(r))
	}
	return rules
}

// refused reports whether rules are missing because they have been refused.
func refused(n *node.Rules) bool { return n != nil && n.Refused }

func (l *lowerer) rule(n *node.Rule) *ir.Rule {
	r := &ir.Rule{
		Strategy: ir.Strategy(n.Strategy), Provider: ir.Provider(n.Provider), ProviderGiven: n.Provider != "",
		OwnerField: n.OwnerField, Groups: n.Groups, GroupsField: n.GroupsField, Plural: n.Plural,
		IdentityClaim: n.IdentityClaim, GroupClaim: n.GroupClaim, Operations: ir.All, Span: n.Span,
	}
	if r.Provider == "" {
		r.Provider = defaultProvider(r.Strategy)
	}
	if n.Function != nil {
		r.Function = l.function("", n.Function)
	}
	for _, text := range [][2]string{
		{"the field name", r.OwnerField}, {"the field name", r.GroupsField},
		{"the claim", r.IdentityClaim}, {"the claim", r.GroupClaim},
	} {
		l.plainText(n, text[0], text[1])
	}
	for _, g := range n.Groups {
		l.plainText(n, "the group name", g)
	}
	if n.Operations != nil {
		r.Operations, r.OperationsGiven, r.OperationsSpan = 0, append([]string{}, n.Operations...), n.OperationsSpan
		for _, name := range n.Operations {
			set, ok := ruleOperations[name]
			if !ok {
				l.errUnknownOperation(n, name)
			}
			r.Operations |= set
		}
	}
	return r
}

// plainText reports a text that Amplify writes between quotes unescaped and
// that would not arrive as it is.
func (l *lowerer) plainText(n *node.Rule, what, text string) {
	if value, ok := unescape(text); !ok || value != text {
		l.errText(n.Span, what, text)
	}
}

// defaultProvider is what Amplify's transformer assumes where a rule names none.
func defaultProvider(s ir.Strategy) ir.Provider {
	switch s {
	case ir.Public:
		return ir.APIKey
	case ir.Custom:
		return ir.Lambda
	case ir.Resource:
		return ""
	}
	return ir.UserPools
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
