package gen1

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/parser/node"
)

// fieldRules are the rules that the fields of a type without @model have in
// common. Such a type takes its rules from the operations that return it, so
// they may only say the same again.
type fieldRules struct {
	name  string
	at    *ast.Position
	rules *node.Rules
}

// rulesOfFields reads @auth at the fields of a type without @model.
func (r *reader) rulesOfFields(d *ast.Definition) {
	var first *fieldRules
	for i, f := range d.Fields {
		x := f.Directives.ForName("auth")
		if x == nil && first == nil {
			continue
		}
		rules := r.auth(f.Directives, nil)
		if x != nil && first == nil && i == 0 {
			first = &fieldRules{name: d.Name, at: x.Position, rules: rules}
			continue
		}
		at := f.Position
		if x != nil {
			at = x.Position
		}
		if first == nil || !slices.Equal(keys(rules), keys(first.rules)) {
			r.problem(at, "", "the fields of "+d.Name+", which has no @model, have different rules", "give all of its fields those of the operations that return it, or none")
			return
		}
	}
	if first == nil {
		return
	}
	for _, x := range d.Directives {
		if natives[x.Name].Strategy != "" {
			r.problem(x.Position, x.Name, d.Name+" has directives of AppSync, and its fields have @auth", "keep one of the two")
			return
		}
	}
	r.typeRules = append(r.typeRules, first)
}

// repeated reports rules of fields that are not those of every operation that
// returns their type, and those of types that records contain: no operation
// stands for these.
func (r *reader) repeated() {
	types := map[string][]*node.Entry{}
	for _, e := range r.schema.Types {
		if t, ok := e.Value.(*node.CustomType); ok {
			types[e.Name] = t.Fields
		}
	}
	for _, x := range r.typeRules {
		for _, e := range r.schema.Types {
			switch n := e.Value.(type) {
			case *node.Operation:
				if leads(n.Returns, x.name, types, map[string]bool{}) && !slices.Equal(keys(n.Rules), keys(x.rules)) {
					r.problem(x.at, "auth", "the rules of the fields of "+x.name+" are not those of "+e.Name+", which returns it", "give both the same rules, or remove those of the fields")
				}
			case *node.Model:
				for _, f := range n.Fields {
					if leads(f.Value, x.name, types, map[string]bool{}) {
						r.problem(x.at, "auth", "the fields of "+x.name+" have rules, and records of "+e.Name+" contain it", "give the rules to the field "+f.Name+" of "+e.Name)
					}
				}
			}
		}
	}
}

// leads tells whether a value has a type, itself or in the types that it is
// made of.
func leads(v node.Value, name string, types map[string][]*node.Entry, seen map[string]bool) bool {
	ref, ok := v.(*node.Ref)
	if !ok || seen[ref.Name] {
		return false
	}
	seen[ref.Name] = true
	return ref.Name == name || slices.ContainsFunc(types[ref.Name], func(e *node.Entry) bool { return leads(e.Value, name, types, seen) })
}

// keys are what rules say, in an order of their own, so that equal rules have
// equal keys.
func keys(rules *node.Rules) []string {
	if rules == nil {
		return nil
	}
	var out []string
	for _, rule := range rules.List {
		if rule.Operations != nil && !slices.Contains(rule.Operations, "read") && !slices.Contains(rule.Operations, "get") {
			continue
		}
		provider := rule.Provider
		if provider == "" {
			provider = providers[rule.Strategy][0]
		}
		groups := slices.Sorted(slices.Values(rule.Groups))
		out = append(out, strings.Join(append([]string{rule.Strategy, provider, rule.OwnerField, rule.GroupsField, rule.IdentityClaim, rule.GroupClaim}, groups...), "\x00"))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
