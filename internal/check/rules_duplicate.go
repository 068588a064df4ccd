package check

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// duplicateRules rejects two rules for one role on a model. Two that disagree
// whether the field is a list have been reported already.
func duplicateRules(v *view) {
	type pair struct{ a, b *ir.Rule }
	reported := map[pair]bool{}
	for _, m := range v.schema.Models {
		first := map[string]*ir.Rule{}
		for _, r := range m.Rules {
			for _, role := range r.Roles() {
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
// lets the last one win and drops the others without a word. Lowering has
// emptied a rule that is replaced as a whole; one that is replaced for some of
// its groups is refused, because its rest would be hard to see.
func repeatedFieldRoles(v *view) {
	for _, m := range v.schema.Models {
		for _, f := range m.Fields {
			first := map[string]*ir.Rule{}
			for _, r := range f.Rules {
				for _, role := range r.Roles() {
					if before := first[role]; before != nil && before != r {
						v.replacedRule(m, f, before, r)
					}
					first[role] = r
				}
			}
		}
	}
}

func (v *view) replacedRule(m *ir.Model, f *ir.Field, before, later *ir.Rule) {
	add, code := v.diags.Warnf, diag.Code("AG1112")
	if before.Operations != 0 && len(before.Roles()) > 1 {
		add, code = v.diags.Errorf, "AG0715"
	}
	d := add(code, before.Span, "this rule of %s.%s has no effect for the %s, because a later one replaces it", m.Name, f.Name, roleWords(later))
	d.Hint = "join them into one rule with all operations in .to([...])"
	d.Notes = note(later.Span, "the later rule")
}
