package check

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/plural"
	"github.com/amplifygo/amplifygo/internal/source"
)

// rootField is a field of Query, Mutation or Subscription.
type rootField struct {
	root, name, of string
	// model is the model's name where the field comes with a model.
	model string
	at    source.Span
}

// sameType tells two models of one name, which typeNames reports.
func sameType(a, b rootField) bool { return a.model != "" && a.model == b.model && a.at != b.at }

// rootFields rejects operations of one name: those that models get, queries of
// secondary indexes, and custom operations. One clash is reported for each
// place: two models that clash do so in all their operations.
func rootFields(v *view) {
	type key struct{ root, name string }
	first := map[key]rootField{}
	clashes := map[source.Span]bool{}
	for _, f := range v.rootFields() {
		k := key{f.root, f.name}
		before, taken := first[k]
		if !taken {
			first[k] = f
			continue
		}
		if clashes[f.at] || sameType(before, f) {
			continue
		}
		clashes[f.at] = true
		d := v.diags.Errorf("AG0414", f.at, "%s cannot redeclare field %s: both %s and %s define it", f.root, f.name, before.of, f.of)
		d.Hint = "rename one of them"
		d.Notes = note(before.at, before.of+" is defined here")
	}
}

func (v *view) rootFields() []rootField {
	var all []rootField
	for _, m := range v.schema.Models {
		all = append(all, modelRootFields(m)...)
	}
	for _, op := range v.schema.Operations {
		f := rootField{root: "Query", name: op.Name, of: "the " + string(op.Kind) + " " + op.Name, at: op.Span}
		switch op.Kind {
		case ir.Mutation, ir.Conversation:
			f.root = "Mutation"
		case ir.Subscription:
			f.root = "Subscription"
		}
		all = append(all, f)
	}
	return all
}

func modelRootFields(m *ir.Model) []rootField {
	n := upperFirst(m.Name)
	var all []rootField
	add := func(root, name string, on bool) {
		if on {
			all = append(all, rootField{root, name, "model " + m.Name, m.Name, m.Span})
		}
	}
	on := func(op ir.OperationSet) bool { return !m.Disabled.Has(op) }
	add("Query", "get"+n, on(ir.Get))
	add("Query", "list"+plural.Pluralize(n), on(ir.List))
	add("Mutation", "create"+n, on(ir.Create))
	add("Mutation", "update"+n, on(ir.Update))
	add("Mutation", "delete"+n, on(ir.Delete))
	add("Subscription", "onCreate"+n, on(ir.OnCreate) && on(ir.Create))
	add("Subscription", "onUpdate"+n, on(ir.OnUpdate) && on(ir.Update))
	add("Subscription", "onDelete"+n, on(ir.OnDelete) && on(ir.Delete))
	for _, ix := range m.Indexes {
		if ix.QueryField != "" {
			all = append(all, rootField{"Query", ix.QueryField, "a secondary index of " + m.Name, "", ix.Span})
		}
	}
	return all
}

// upperFirst raises the first letter, as Amplify does in names of operations.
func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// filterNames rejects fields called like the operators of a model's filter.
func filterNames(v *view) {
	for _, m := range v.schema.Models {
		for _, name := range []string{"and", "or", "not"} {
			f := v.declared(m, name)
			if f == nil || f.Type.Kind != ir.Scalar && f.Type.Kind != ir.EnumType {
				continue
			}
			d := v.diags.Errorf("AG0418", f.Span, "field %s.%s has the name of an operator of Model%sFilterInput", m.Name, name, upperFirst(m.Name))
			d.Hint = "rename the field"
		}
	}
}
