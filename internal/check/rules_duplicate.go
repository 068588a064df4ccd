package check

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// Default claims, as they stand in Amplify's role names.
const (
	defaultOwnerClaim = "sub::username"
	defaultGroupClaim = "cognito:groups"
)

// roles gives the roles that a rule creates in Amplify's access matrix: one
// for each static group, else one. Two rules with one role are the same rule
// as far as Amplify is concerned.
func roles(r *ir.Rule) []string {
	groupClaim := r.GroupClaim
	if groupClaim == "" {
		groupClaim = defaultGroupClaim
	}
	provider := string(r.Provider)
	switch {
	case r.Strategy == ir.Groups && r.GroupsField == "":
		names := make([]string, len(r.Groups))
		for i, g := range r.Groups {
			names[i] = provider + ":staticGroup:" + g + ":" + groupClaim
		}
		return names
	case r.Strategy == ir.Groups:
		return []string{provider + ":dynamicGroup:" + r.GroupsField + ":" + groupClaim}
	case r.Strategy == ir.Owner:
		claim := r.IdentityClaim
		if claim == "" {
			claim = defaultOwnerClaim
		}
		return []string{provider + ":owner:" + r.OwnerField + ":" + claim}
	case r.Provider == ir.APIKey:
		return []string{"apiKey:public"}
	case r.Provider == ir.Lambda:
		return []string{"function:custom"}
	case r.Provider == ir.IdentityPool:
		return []string{"iam:" + string(r.Strategy)}
	}
	return []string{provider + ":" + string(r.Strategy)}
}

// duplicateRules rejects two rules for one role on a model. Two that disagree
// whether the field is a list have been reported already.
func duplicateRules(v *view) {
	type pair struct{ a, b *ir.Rule }
	reported := map[pair]bool{}
	for _, m := range v.schema.Models {
		first := map[string]*ir.Rule{}
		for _, r := range m.Rules {
			for _, role := range roles(r) {
				before := first[role]
				if before == nil {
					first[role] = r
					continue
				}
				if reported[pair{before, r}] || before.Plural != r.Plural {
					continue
				}
				reported[pair{before, r}] = true
				d := v.diags.Errorf("AG0711", r.Span, "@auth %s already exists for %s: two rules for the same %s", m.Name+":"+role, m.Name, roleWords(r))
				d.Hint = "join them into one rule with all operations in .to([...])"
				d.Notes = note(before.Span, "the other rule")
			}
		}
	}
}

// roleWords says whom a rule is about.
func roleWords(r *ir.Rule) string {
	switch r.Strategy {
	case ir.Owner:
		return "owner field " + r.OwnerField
	case ir.Groups:
		if r.GroupsField != "" {
			return "group field " + r.GroupsField
		}
		if len(r.Groups) == 1 {
			return "group " + r.Groups[0]
		}
		return "groups " + strings.Join(r.Groups, ", ")
	case ir.Private:
		return "signed-in users"
	case ir.Public:
		if r.Provider == ir.IdentityPool {
			return "guests"
		}
		return "API key"
	case ir.Custom:
		return "authorizer function"
	}
	return "caller"
}

// repeatedFieldRoles warns about two rules for one role on a field: Amplify
// lets the last one win and drops the others without a word.
func repeatedFieldRoles(v *view) {
	for _, m := range v.schema.Models {
		for _, f := range m.Fields {
			first := map[string]*ir.Rule{}
			for _, r := range f.Rules {
				for _, role := range roles(r) {
					if before := first[role]; before != nil && before != r {
						d := v.diags.Warnf("AG1112", before.Span, "this rule of %s.%s has no effect, because a later one for the same %s replaces it", m.Name, f.Name, roleWords(r))
						d.Hint = "join them into one rule with all operations in .to([...])"
						d.Notes = note(r.Span, "the later rule")
					}
					first[role] = r
				}
			}
		}
	}
}
