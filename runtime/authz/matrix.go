package authz

import (
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

// matrix is Amplify's access control matrix of one model: which role has which
// operations on which field, and by which rules. Model rules stand for every
// field that has no rules of its own; implicit fields (id, timestamps, the
// owner) are not in it (api.md 3.7, 3.8).
type matrix struct {
	model  *schema.Model
	fields []*schema.Field
	roles  []*role
	cells  map[roleKey][]cell
}

// cell is what one role may do with one field.
type cell struct {
	ops   schema.Operations
	rules []*schema.Rule
}

func newMatrix(m *schema.Model) (*matrix, error) {
	x := &matrix{model: m, cells: map[roleKey][]cell{}}
	for _, f := range m.Fields {
		if f.Origin == schema.Declared || f.Rules != nil {
			x.fields = append(x.fields, f)
		}
	}
	if len(x.fields) == 0 {
		x.fields = m.Fields
	}
	for _, r := range m.Rules {
		if err := x.rule(r, nil); err != nil {
			return nil, err
		}
	}
	for i, f := range x.fields {
		for _, r := range f.Rules {
			if err := checkFieldRule(r); err != nil {
				return nil, err
			}
			if err := x.rule(r, &i); err != nil {
				return nil, err
			}
		}
	}
	return x, nil
}

// rule enters a rule of the model (field nil) or of one field.
func (x *matrix) rule(r *schema.Rule, field *int) error {
	c, ok := ruleCaller(r)
	if !ok {
		return fmt.Errorf("rule at %s: strategy %d does not go with provider %d", r.Source, r.Strategy, r.Provider)
	}
	if r.Operations&^schema.All != 0 {
		return fmt.Errorf("rule at %s: unknown operations %b", r.Source, r.Operations)
	}
	for _, ro := range rolesOf(x.model, r, c) {
		if err := checkRole(r, ro); err != nil {
			return err
		}
		cells := x.cells[ro.roleKey]
		if cells == nil {
			x.roles = append(x.roles, ro)
			cells = make([]cell, len(x.fields))
			x.cells[ro.roleKey] = cells
		}
		for i, f := range x.fields {
			if field == nil && f.Rules == nil || field != nil && *field == i {
				cells[i].ops |= r.Operations
				cells[i].rules = append(cells[i].rules, r)
			}
		}
	}
	return nil
}

// checkFieldRule refuses what Amplify refuses on fields: the parts of read.
func checkFieldRule(r *schema.Rule) error {
	if part := r.Operations & schema.Read; part != 0 && part != schema.Read {
		return fmt.Errorf("rule at %s: a field rule grants create, update, delete or read, not parts of read", r.Source)
	}
	return nil
}

// checkRole refuses groups without a name, and owner and group fields whose
// values are no texts: nothing would ever match, which is hardly what was meant.
func checkRole(r *schema.Rule, ro *role) error {
	if ro.kind == member && ro.group == "" {
		return fmt.Errorf("rule at %s: a group without a name", r.Source)
	}
	if ro.field == nil {
		return nil
	}
	switch ro.field.Kind {
	case schema.Int, schema.Float, schema.Boolean, schema.AWSTimestamp, schema.AWSJSON, schema.CustomKind, schema.ModelKind, schema.Invalid:
		return fmt.Errorf("rule at %s: field %s names owners or groups but is not a text", r.Source, ro.field.Name)
	}
	return nil
}

// anywhere reports whether a role has one of the operations on some field, and
// gives the rules that say so.
func (x *matrix) anywhere(r *role, ops schema.Operations) []*schema.Rule {
	var rules []*schema.Rule
	for _, c := range x.cells[r.roleKey] {
		rules = appendGranting(rules, c.rules, ops)
	}
	return rules
}

// everywhere is anywhere, but for roles that have the operation on all fields.
func (x *matrix) everywhere(r *role, op schema.Operations) []*schema.Rule {
	var rules []*schema.Rule
	for _, c := range x.cells[r.roleKey] {
		if !c.ops.Has(op) {
			return nil
		}
		rules = appendGranting(rules, c.rules, op)
	}
	return rules
}

// appendGranting appends the rules that grant one of ops, each once.
func appendGranting(rules, from []*schema.Rule, ops schema.Operations) []*schema.Rule {
next:
	for _, r := range from {
		if !r.Operations.Any(ops) {
			continue
		}
		for _, have := range rules {
			if have == r {
				continue next
			}
		}
		rules = append(rules, r)
	}
	return rules
}

// denied reports whether, of the roles that have one of ops somewhere, one may
// not read field i. Where everybody who signed in with a provider may read the
// field, the other roles of that provider do not count (so does Amplify).
func (x *matrix) denied(i int, ops schema.Operations) bool {
	var all [callers]bool
	for _, r := range x.roles {
		if r.kind == anyone && x.cells[r.roleKey][i].ops.Has(schema.Read) {
			all[r.caller] = true
		}
	}
	for _, r := range x.roles {
		if all[r.caller] || x.anywhere(r, ops) == nil {
			continue
		}
		if !x.cells[r.roleKey][i].ops.Any(schema.Read) {
			return true
		}
	}
	return false
}
