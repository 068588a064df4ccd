package lower

import (
	"reflect"
	"slices"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/plural"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/node"
)

// manyToMany is the kind of a.manyToMany of the early syntax.
const manyToMany = "manyToMany"

// side is one of the two fields of a many-to-many relationship.
type side struct {
	model *node.Entry
	field *node.Entry
}

func (s side) relation() *node.Relation { return s.field.Value.(*node.Relation) }
func (s side) node() *node.Model        { return s.model.Value.(*node.Model) }

// joinModels rewrites the many-to-many relationships of a schema as Amplify's
// transformer does: a model under the relationship's name that belongs to both
// sides, and a hasMany to it on either side. Its rules are those of both sides
// together. The schema's nodes are changed in place.
func (l *lowerer) joinModels(s *node.Schema) {
	sides := map[string][]side{}
	var order []string
	for _, e := range s.Types {
		m, ok := e.Value.(*node.Model)
		if !ok {
			continue
		}
		for _, f := range m.Fields {
			if r, ok := f.Value.(*node.Relation); ok && r.Kind == manyToMany && r.Name != "" {
				name := capitalize(r.Name)
				if sides[name] == nil {
					order = append(order, name)
				}
				sides[name] = append(sides[name], side{e, f})
			}
		}
	}
	for _, name := range order {
		if pair := sides[name]; l.joinable(name, pair) {
			s.Types = append(s.Types, joinModel(s, name, pair[0], pair[1]))
		}
	}
}

// joinable reports what keeps two fields from being the sides of one
// relationship.
func (l *lowerer) joinable(name string, sides []side) bool {
	if len(sides) != 2 {
		l.errManyToManyOnce(name, sides)
		return false
	}
	one, two := sides[0], sides[1]
	if one.model == two.model || one.relation().Model != two.model.Name || two.relation().Model != one.model.Name {
		l.errManyToManySides(one, two)
		return false
	}
	return true
}

func joinModel(s *node.Schema, name string, one, two side) *node.Entry {
	span := one.relation().Span
	join := &node.Model{Rules: jointRules(s, one.node(), two.node()), Span: span}
	for _, x := range []side{one, two} {
		references := joinReferences(x)
		for i, key := range identifier(x.node()) {
			join.Fields = append(join.Fields, entry(references[i], &node.Field{Type: keyType(x.node(), key), Required: true, Span: span}, span))
		}
		index := &node.Index{Partition: references[0], SortKeys: references[1:], Name: "by" + x.model.Name, Span: span}
		index.QueryField = uncapitalize(plural.Pluralize(name)) + "By" + keyNames(references)
		join.Indexes = append(join.Indexes, index)
	}
	for _, x := range []side{one, two} {
		r := x.relation()
		references := joinReferences(x)
		join.Fields = append(join.Fields, entry(uncapitalize(x.model.Name),
			&node.Relation{Kind: string(ir.BelongsTo), Model: x.model.Name, References: references, Span: r.Span}, r.Span))
		x.field.Value = &node.Relation{Kind: string(ir.HasMany), Model: name, References: references, Rules: r.Rules, Span: r.Span}
	}
	return entry(name, join, span)
}

func entry(name string, v node.Value, at source.Span) *node.Entry {
	return &node.Entry{Name: name, Value: v, Span: at}
}

// joinReferences names the join model's fields for the identifier of a side,
// as Amplify's transformer does: the first key field with a capital
// ("courseCode"), the others as they are ("courseterm").
func joinReferences(s side) []string {
	var names []string
	for i, key := range identifier(s.node()) {
		if i == 0 {
			key = capitalize(key)
		}
		names = append(names, uncapitalize(s.model.Name)+key)
	}
	return names
}

// jointRules are the rules of two models together, those of the schema where a
// model has none. It gives nil where they are just the schema's, which the join
// model then inherits like any other.
func jointRules(s *node.Schema, one, two *node.Model) *node.Rules {
	if one.Rules == nil && two.Rules == nil {
		return nil
	}
	joint := &node.Rules{}
	for _, m := range []*node.Model{one, two} {
		rules := m.Rules
		if rules == nil {
			rules = s.Rules
		}
		if rules == nil {
			continue
		}
		joint.Span, joint.Refused = rules.Span, joint.Refused || rules.Refused
		for _, r := range rules.List {
			if r.Strategy != string(ir.Resource) {
				joint.List = joinRule(joint.List, r)
			}
		}
	}
	return joint
}

// joinRule adds a rule to others, of which none may speak of the same role
// twice: a rule for several groups is one for each of them, and the operations
// of rules that differ in nothing else are put together.
func joinRule(list []*node.Rule, r *node.Rule) []*node.Rule {
	if len(r.Groups) > 1 {
		for _, group := range r.Groups {
			single := *r
			single.Groups = []string{group}
			list = joinRule(list, &single)
		}
		return list
	}
	for _, other := range list {
		if sameRole(other, r) {
			other.Operations = bothOperations(other.Operations, r.Operations)
			return list
		}
	}
	added := *r
	return append(list, &added)
}

func sameRole(one, two *node.Rule) bool {
	role := func(r node.Rule) node.Rule {
		r.Builder, r.Operations, r.OperationsSpan, r.Span = "", nil, source.Span{}, source.Span{}
		if r.Provider == "" {
			r.Provider = string(defaultProvider(ir.Strategy(r.Strategy)))
		}
		return r
	}
	return reflect.DeepEqual(role(*one), role(*two))
}

// bothOperations are the operations of two rules; nil stands for all, and "read"
// for all that read.
func bothOperations(one, two []string) []string {
	if one == nil || two == nil {
		return nil
	}
	both := slices.Concat(one, two)
	slices.Sort(both)
	both = slices.Compact(both)
	if slices.Contains(both, "read") {
		both = slices.DeleteFunc(both, func(o string) bool {
			return o != "read" && ir.Read.Has(ruleOperations[o])
		})
	}
	return both
}
