package check

import (
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// access is Amplify's access matrix of a model with field rules: which role
// may do what with which of the declared fields.
type access struct {
	roles  []string
	fields []*ir.Field
	// allowed is indexed by role, then by field.
	allowed map[string][]ir.OperationSet
}

// readSet are the operations that count as reading.
const readSet = ir.Get | ir.List | ir.Search | ir.Listen | ir.Sync

func newAccess(m *ir.Model) *access {
	a := &access{allowed: map[string][]ir.OperationSet{}}
	for _, f := range m.Fields {
		if f.Origin == ir.Declared {
			a.fields = append(a.fields, f)
		}
	}
	for _, r := range m.Rules {
		for _, role := range r.Roles() {
			row := a.row(role)
			for i := range row {
				row[i] = r.Operations
			}
		}
	}
	for i, f := range a.fields {
		if len(f.Rules) == 0 {
			continue
		}
		for _, row := range a.allowed {
			row[i] = 0
		}
		for _, r := range f.Rules {
			for _, role := range r.Roles() {
				a.row(role)[i] = r.Operations
			}
		}
	}
	return a
}

// row gives the role's row, an empty one for a new role.
func (a *access) row(role string) []ir.OperationSet {
	row, ok := a.allowed[role]
	if !ok {
		row = make([]ir.OperationSet, len(a.fields))
		a.allowed[role] = row
		a.roles = append(a.roles, role)
	}
	return row
}

// can reports whether the role may do any of ops with some field.
func (a *access) can(role string, ops ir.OperationSet) bool {
	for _, set := range a.allowed[role] {
		if set.Any(ops) {
			return true
		}
	}
	return false
}

// readers are the roles that may get some field.
func (a *access) readers() []string {
	var roles []string
	for _, role := range a.roles {
		if a.can(role, ir.Get) {
			roles = append(roles, role)
		}
	}
	return roles
}

// deniedReader finds a reader of the model that may not read the field. Where
// every signed-in user of a provider may read it, the provider's other roles
// do not count.
func (a *access) deniedReader(field int, readers []string) string {
	open := map[string]bool{}
	for _, provider := range []string{"userPools", "oidc"} {
		private := provider + ":private"
		if a.can(private, ir.Get) && a.allowed[private][field].Has(readSet) {
			open[provider] = true
		}
	}
	for _, role := range readers {
		provider, _, _ := strings.Cut(role, ":")
		if open[provider] && role != provider+":private" {
			continue
		}
		if !a.allowed[role][field].Any(readSet) {
			return role
		}
	}
	return ""
}

// requiredFields rejects a required field that some reader of the model may
// not read: there would be nothing to put into the answer.
func requiredFields(v *view) {
	for _, m := range v.schema.Models {
		if !hasFieldRules(m) || v.schema.Members[m.Member].GraphQL && m.Disabled.Has(ir.Subscriptions) {
			continue // Amplify asks for it where there are subscriptions; those of the builder language do not count
		}
		a := newAccess(m)
		readers := a.readers()
		var bad []*ir.Field
		who := ""
		for i, f := range a.fields {
			if f.Type.NonNull() && f.Relation == nil {
				if role := a.deniedReader(i, readers); role != "" {
					bad = append(bad, f)
					who = role
				}
			}
		}
		if len(bad) > 0 {
			v.unreadable(m, bad, who)
		}
	}
}

func hasFieldRules(m *ir.Model) bool {
	for _, f := range m.Fields {
		if len(f.Rules) > 0 {
			return true
		}
	}
	return false
}

func (v *view) unreadable(m *ir.Model, bad []*ir.Field, role string) {
	names := make([]string, len(bad))
	at := bad[0].Span
	for i, f := range bad {
		names[i] = fmt.Sprintf("%q", f.Name)
		if len(f.Rules) > 0 && len(bad[0].Rules) == 0 {
			at = f.Span
		}
	}
	d := v.diags.Errorf("AG0709", at,
		"when using field-level authorization rules you need to add rules to all of the model's required fields with at least read permissions: model %q with required fields [%s]",
		m.Name, strings.Join(names, ", "))
	d.Detail = "not readable for " + role + ", who may read the model"
	d.Hint = "let every reader of the model read the field, or make it optional"
	d.Notes = note(m.Span, "the model")
}
