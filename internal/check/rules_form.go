package check

import (
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
)

// ruleUse is a rule where it applies: on a model, one of its fields, or an
// operation.
type ruleUse struct {
	rule *ir.Rule
	// model is set for rules of models and fields, field for the latter, op for rules of operations.
	model *ir.Model
	field *ir.Field
	op    *ir.Operation
}

// eachRule visits every rule in use once: a schema's rule that many models
// inherit comes once for each kind of place.
func (v *view) eachRule(visit func(ruleUse)) {
	type seen struct {
		rule *ir.Rule
		op   bool
	}
	done := map[seen]bool{}
	use := func(u ruleUse) {
		k := seen{u.rule, u.op != nil}
		if !done[k] {
			done[k] = true
			visit(u)
		}
	}
	for _, m := range v.schema.Models {
		for _, r := range m.Rules {
			use(ruleUse{rule: r, model: m})
		}
		for _, f := range m.Fields {
			for _, r := range f.Rules {
				use(ruleUse{rule: r, model: m, field: f})
			}
		}
	}
	for _, op := range v.schema.Operations {
		for _, r := range op.Rules {
			use(ruleUse{rule: r, op: op})
		}
	}
}

// native reports whether an operation's rules become AppSync directives
// without passing Amplify's checks of @auth.
func native(op *ir.Operation) bool {
	return op != nil && len(op.Handlers) > 0 && op.Handlers[0].Kind == ir.CustomHandler
}

// operationsSpan is the place of .to(...), or of the rule.
func operationsSpan(r *ir.Rule) source.Span {
	if r.OperationsSpan.Valid() {
		return r.OperationsSpan
	}
	return r.Span
}

// ruleGroups rejects an empty list of groups.
func ruleGroups(v *view) {
	v.eachRule(func(u ruleUse) {
		r := u.rule
		if r.Strategy == ir.Groups && r.GroupsField == "" && len(r.Groups) == 0 {
			d := v.diags.Errorf("AG0706", r.Span, "@auth rules using groups cannot have an empty list")
			d.Hint = "name at least one group, or remove the rule"
		}
	})
}

// readOperations are what read stands for.
var readOperations = []string{"get", "list", "search", "listen", "sync"}

// ruleOperations rejects read together with what it stands for.
func ruleOperations(v *view) {
	v.eachRule(func(u ruleUse) {
		r := u.rule
		if u.field != nil || native(u.op) || !slices.Contains(r.OperationsGiven, "read") {
			return
		}
		var beside []string
		reads := 0
		for _, name := range r.OperationsGiven {
			if slices.Contains(readOperations, name) {
				beside = append(beside, name)
			}
			if name == "read" {
				reads++
			}
		}
		switch {
		case len(beside) > 0:
			list := strings.Join(beside, ",")
			d := v.diags.Errorf("AG0707", operationsSpan(r),
				"'%s' operations are specified in addition to 'read': either remove 'read' to limit access only to '%s' or only keep 'read' to grant all %s access",
				list, list, strings.Join(readOperations, ","))
			d.Hint = "remove '" + strings.Join(beside, "' and '") + "', or 'read'"
		case reads > 1:
			d := v.diags.Errorf("AG0707", operationsSpan(r), "'read' is given twice in one rule")
			d.Hint = "remove the repetition"
		}
	})
}

// sqlOperations rejects operations that models of SQL data sources do not have.
func sqlOperations(v *view) {
	v.eachRule(func(u ruleUse) {
		if u.model == nil || v.dynamo(u.model.Member) {
			return
		}
		for _, name := range u.rule.OperationsGiven {
			if name == "sync" || name == "search" {
				d := v.diags.Errorf("AG0716", operationsSpan(u.rule), "a rule of %s cannot name '%s', which SQL data sources do not have", u.model.Name, name)
				d.Hint = "remove '" + name + "'"
				return
			}
		}
	})
}

// fieldOperations rejects parts of read in a rule of a field: a field is read
// or not, however it is reached.
func fieldOperations(v *view) {
	v.eachRule(func(u ruleUse) {
		if u.field == nil {
			return
		}
		var bad []string
		for _, name := range u.rule.OperationsGiven {
			if slices.Contains(readOperations, name) {
				bad = append(bad, name)
			}
		}
		if len(bad) == 0 {
			return
		}
		d := v.diags.Errorf("AG0708", operationsSpan(u.rule), "'%s' operation is not allowed at the field level", strings.Join(bad, ","))
		d.Hint = "use 'read', 'create', 'update' or 'delete'"
	})
}

// operationRules rejects rules with operations on custom operations, which
// happens when these inherit the schema's rules. Resolvers written in
// JavaScript take such rules for rules without.
func operationRules(v *view) {
	for _, op := range v.schema.Operations {
		if native(op) || op.Kind == ir.Conversation {
			continue
		}
		for _, r := range op.Rules {
			if len(r.OperationsGiven) == 0 {
				continue
			}
			at := operationsSpan(r)
			if op.RulesInherited {
				at = op.Span
			}
			d := v.diags.Errorf("AG0713", at,
				"@auth rules on fields within Query, Mutation, Subscription cannot specify 'operations' argument as these rules are already on an operation: %s", op.Name)
			d.Hint = "remove .to(...)"
			if op.RulesInherited {
				d.Hint = "give " + op.Name + " rules of its own, without .to(...)"
				d.Notes = note(operationsSpan(r), "the rule comes from the schema")
			}
			break
		}
	}
}
