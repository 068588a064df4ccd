package lower

import (
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// model lowers a.model in Amplify's order of checks.
func (l *lowerer) model(u *unit, it item, n *node.Model) {
	m := &ir.Model{
		Name: it.name, Doc: it.doc, Member: u.index, OriginalName: it.original,
		Fields: []*ir.Field{}, Indexes: []*ir.Index{}, Rules: []*ir.Rule{}, DisabledAsWritten: []string{},
		Key: ir.Key{Fields: []string{"id"}}, Span: n.Span,
	}
	src := &modelSource{unit: u, entry: it.entry, model: n, fields: map[string]*node.Entry{}}
	l.sources[m] = src
	l.empty("model", it, len(n.Fields))
	entries := n.Fields
	if added := u.added[it.entry]; len(added) > 0 {
		entries = append(append([]*node.Entry{}, entries...), added...)
	}
	for _, e := range entries {
		src.fields[e.Name] = e
		m.Fields = append(m.Fields, l.field(u, place{kind: inModel, owner: it.name}, e))
	}
	l.modelRules(u, m, n)
	l.implied(u, m, src)
	l.key(u, m, src)
	if !u.sql {
		l.indexes(u, m, src)
		l.systemFields(m)
	}
	disabled(m, n)
	l.schema.Models = append(l.schema.Models, m)
	l.schema.TypeOrder = append(l.schema.TypeOrder, it.name)
	if _, taken := l.models[it.name]; !taken {
		l.models[it.name] = m
	}
}

// modelRules gives the model its own rules, or the schema's where it has none.
// Without any, a model of an SQL schema or of GraphQL text is for administrators.
func (l *lowerer) modelRules(u *unit, m *ir.Model, n *node.Model) {
	if own := l.rules(n.Rules); len(own) > 0 {
		m.Rules = own
		return
	}
	m.Rules, m.RulesInherited = append(m.Rules, u.rules...), true
	if len(m.Rules) == 0 && !u.sql && !u.schema.GraphQL && !refused(n.Rules) && !refused(u.schema.Rules) {
		l.errNoRules(m)
	}
}

// systemFields appends what Amplify adds to every DynamoDB model: id with the
// default identifier, and the timestamps. Owner fields follow them.
func (l *lowerer) systemFields(m *ir.Model) {
	fields := map[string]bool{}
	for _, f := range m.Fields {
		fields[f.Name] = true
	}
	add := func(name, scalar string, required bool, origin ir.Origin) {
		if fields[name] {
			return
		}
		fields[name] = true
		m.Fields = append(m.Fields, &ir.Field{
			Name: name, Origin: origin, Type: ir.Type{Kind: ir.Scalar, Name: scalar, Required: required},
		})
	}
	if m.Key.Fields[0] == "id" {
		add("id", "ID", true, ir.ImplicitID)
	}
	add("createdAt", "AWSDateTime", true, ir.Timestamp)
	add("updatedAt", "AWSDateTime", true, ir.Timestamp)
	for _, r := range allRules(m) {
		if r.Strategy == ir.Owner && r.OwnerField != "" {
			add(r.OwnerField, "String", false, ir.OwnerRule)
		}
	}
}

// allRules are the rules of a model and then those of its fields.
func allRules(m *ir.Model) []*ir.Rule {
	rules := append([]*ir.Rule{}, m.Rules...)
	for _, f := range m.Fields {
		rules = append(rules, f.Rules...)
	}
	return rules
}

// operationGroups are the coarse names of disableOperations.
var operationGroups = map[string]ir.OperationSet{
	"queries": ir.Queries, "mutations": ir.Mutations, "subscriptions": ir.Subscriptions,
}

// fineOperations are the fine names of disableOperations.
var fineOperations = map[string]ir.OperationSet{
	"list": ir.List, "get": ir.Get, "create": ir.Create, "update": ir.Update, "delete": ir.Delete,
	"onCreate": ir.OnCreate, "onUpdate": ir.OnUpdate, "onDelete": ir.OnDelete,
}

// disabled normalises disableOperations: groups first, then the fine names
// whose group is still on. Evaluation has reported unknown names.
func disabled(m *ir.Model, n *node.Model) {
	seen := map[string]bool{}
	for _, name := range n.Disabled {
		if set, ok := operationGroups[name]; ok && !seen[name] {
			seen[name] = true
			m.Disabled |= set
			m.DisabledAsWritten = append(m.DisabledAsWritten, name)
		}
	}
	for _, name := range n.Disabled {
		if _, coarse := operationGroups[name]; coarse || seen[name] {
			continue
		}
		seen[name] = true
		if set := fineOperations[name]; set != 0 && !m.Disabled.Has(set) {
			m.Disabled |= set
			m.DisabledAsWritten = append(m.DisabledAsWritten, name)
		}
	}
}
