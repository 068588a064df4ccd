package lower

import (
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// impliedField is a field that a rule speaks of.
type impliedField struct {
	name string
	list bool
	rule *ir.Rule
}

// implied checks the fields that rules name: that all rules agree whether the
// field is a list, and that a declared field can hold what the rule expects.
func (l *lowerer) implied(u *unit, m *ir.Model, src *modelSource) {
	seen := map[string]impliedField{}
	var order []impliedField
	for _, r := range allRules(m) {
		f := impliedField{name: r.OwnerField, list: r.Plural, rule: r}
		if r.Strategy == ir.Groups {
			f.name = r.GroupsField
		}
		if f.name == "" {
			continue
		}
		before, known := seen[f.name]
		if !known {
			seen[f.name] = f
			order = append(order, f)
			continue
		}
		if before.list != f.list {
			l.errImpliedTwice(f, before)
		}
	}
	for _, f := range order {
		e := src.fields[f.name]
		switch {
		case e == nil && u.sql:
			l.errImpliedMissing(m, f)
		case e != nil && !holds(e.Value, f.list):
			l.errImpliedConflict(m, f, e)
		}
	}
}

// stringScalars are the scalars that Amplify takes for a string in this check.
var stringScalars = map[string]bool{
	"ID": true, "String": true, "AWSDate": true, "AWSTime": true, "AWSDateTime": true, "AWSEmail": true,
	"AWSPhone": true, "AWSURL": true, "AWSIPAddress": true,
}

// holds reports whether a declared field fits what a rule expects: a string,
// or a list of strings.
func holds(v node.Value, list bool) bool {
	f, ok := v.(*node.Field)
	return ok && stringScalars[f.Type] && f.Array == list
}
