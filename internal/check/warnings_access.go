package check

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// requiredWriters warns about a required field that somebody who may create
// records may not set: every create of theirs fails.
func requiredWriters(v *view) {
	for _, m := range v.schema.Models {
		if m.Disabled.Has(ir.Create) || !hasFieldRules(m) {
			continue
		}
		for _, f := range m.Fields {
			if len(f.Rules) == 0 || f.Origin != ir.Declared || f.Relation != nil || !f.Type.NonNull() || isKey(m, f.Name) {
				continue
			}
			for _, r := range m.Rules {
				if !r.Operations.Any(ir.Create) || anyCovers(f.Rules, r, ir.Create) {
					continue
				}
				d := v.diags.Warnf("AG1115", f.Span, "%s.%s is required, and the %s, who may create records, may not set it", m.Name, f.Name, roleWords(r))
				d.Hint = "add 'create' for them to the field's rules, or make the field optional"
				d.Notes = note(r.Span, "the rule that lets them create")
				break
			}
		}
	}
}

// nobody warns about operations that no rule grants to anybody. Records that
// clients do not touch are often written by a function with access to the API, or
// by a handler on the model's table: what those do is granted.
func nobody(v *view) {
	byFunctions := v.functionOperations()
	for _, m := range v.schema.Models {
		closed := len(m.Rules) == 0 && v.schema.Members[m.Member].GraphQL // a model of GraphQL text without @auth
		if !closed && m.RulesInherited {
			continue
		}
		granted := byFunctions
		if v.tableOfHandler(m) {
			granted |= ir.All
		}
		var missing []string
		for _, op := range []ir.OperationSet{ir.Create, ir.Update, ir.Delete, ir.Get, ir.List} {
			if !m.Disabled.Has(op) && !granted.Has(op) && !v.granted(m, op) {
				missing = append(missing, op.Names()...)
			}
		}
		if len(missing) > 0 {
			d := v.diags.Warnf("AG1117", m.Span, "nobody but administrators can %s %s", strings.Join(missing, ", "), m.Name)
			d.Hint = "if it is meant, say so with .disableOperations(['" + strings.Join(missing, "', '") + "'])"
			if closed {
				d.Hint = "give it @auth rules, or switch operations off: @model(queries: null, mutations: null)"
			}
			if len(v.schema.Operations) > 0 {
				d.Hint += "; leave it if the handler of a custom operation does it"
			}
		}
	}
	for _, op := range v.schema.Operations {
		v.nobodyCalls(op)
	}
}

// functionOperations are the operations that allow.resource(...) grants.
func (v *view) functionOperations() ir.OperationSet {
	var set ir.OperationSet
	for _, access := range v.schema.Access {
		for _, action := range access.Actions {
			switch action {
			case "query":
				set |= ir.Get | ir.List
			case "mutate":
				set |= ir.Create | ir.Update | ir.Delete
			}
		}
	}
	return set
}

// tableOfHandler reports whether a JavaScript handler works on a model's table.
func (v *view) tableOfHandler(m *ir.Model) bool {
	for _, op := range v.schema.Operations {
		for _, h := range op.Handlers {
			if h.DataSourceModel == m.Name {
				return true
			}
		}
	}
	return false
}

func (v *view) granted(m *ir.Model, op ir.OperationSet) bool {
	for _, r := range m.Rules {
		if r.Operations.Any(op) {
			return true
		}
	}
	for _, f := range m.Fields {
		for _, r := range f.Rules {
			if r.Operations.Any(op) {
				return true
			}
		}
	}
	return false
}

// nobodyCalls warns about a custom operation with only owner rules, or rules
// of groups named by a field: there is no record to look at, so Amplify drops them.
func (v *view) nobodyCalls(op *ir.Operation) {
	if op.Kind == ir.Conversation {
		return
	}
	var dropped *ir.Rule
	for _, r := range op.Rules {
		if r.Strategy != ir.Owner && r.GroupsField == "" {
			return
		}
		dropped = r
	}
	if dropped == nil && len(op.Handlers) > 0 {
		return
	}
	d := v.diags.Warnf("AG1117", op.Span, "nobody but administrators can call %s", op.Name)
	d.Hint = "give it a rule that needs no record: allow.authenticated(), allow.group('...')"
	if dropped != nil {
		d.Notes = note(dropped.Span, "this rule needs a record, and an operation has none")
	}
}

// groupFields warns about group fields that do not exist, and owner lists that
// do not: Amplify adds no group field and a single owner.
func groupFields(v *view) {
	for _, m := range v.schema.Models {
		for _, r := range append(append([]*ir.Rule{}, m.Rules...), rulesOfFields(m)...) {
			switch {
			case r.GroupsField != "" && v.fields[m][r.GroupsField] == nil:
				d := v.diags.Warnf("AG1119", r.Span, "%s has no field %s, so nobody is let in by this rule", m.Name, r.GroupsField)
				d.Hint = diag.DidYouMean(r.GroupsField, declaredNames(m), "declare "+r.GroupsField+": "+groupBuilder(r))
				if near := diag.Nearest(r.GroupsField, declaredNames(m)); near != "" {
					d.Notes = note(m.Span, "the model")
				}
			case r.Strategy == ir.Owner && r.Plural && v.declared(m, r.OwnerField) == nil:
				d := v.diags.Warnf("AG1119", r.Span, "%s.%s is not declared, so Amplify makes it a single owner, not a list", m.Name, r.OwnerField)
				d.Hint = "declare " + r.OwnerField + ": a.string().array()"
			}
		}
	}
}

func groupBuilder(r *ir.Rule) string {
	if r.Plural {
		return "a.string().array()"
	}
	return "a.string()"
}

func rulesOfFields(m *ir.Model) []*ir.Rule {
	var rules []*ir.Rule
	for _, f := range m.Fields {
		rules = append(rules, f.Rules...)
	}
	return rules
}

// droppedRules tells where amplifygo is stricter than Amplify, which drops
// rules on fields of custom types.
func droppedRules(v *view) {
	for _, t := range v.schema.CustomTypes {
		for _, f := range t.Fields {
			if len(f.Rules) > 0 {
				d := v.diags.Warnf("AG1120", f.Rules[0].Span, "Amplify drops rules on fields of custom types; amplifygo enforces them: %s.%s", t.Name, f.Name)
				d.Hint = "remove the rules if both are to behave alike"
			}
		}
	}
}

// uselessDefaults warns about a default on a required field: clients must send
// the field all the same.
func uselessDefaults(v *view) {
	for _, m := range v.schema.Models {
		for _, f := range m.Fields {
			if f.Default != nil && !f.Default.Generated && f.Type.NonNull() && v.dynamo(m.Member) {
				d := v.diags.Warnf("AG1121", f.Default.Span, "the default of %s.%s never applies, because the field is required in CreateInput", m.Name, f.Name)
				d.Hint = "remove .required(), or the default"
			}
		}
	}
}
