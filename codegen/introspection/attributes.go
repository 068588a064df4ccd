package introspection

import (
	"slices"

	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// attributes writes a model's directives in the generator's order: model, the
// original table name, the keys, the rules.
func (g *generator) attributes(m *ir.Model) {
	g.attribute("model", func() { g.switchedOff(m) })
	if m.OriginalName != "" {
		g.attribute("refersTo", func() { g.w.text("name", m.OriginalName) })
	}
	if m.Key.Explicit {
		g.attribute("key", func() { g.w.texts("fields", m.Key.Fields) })
	}
	for _, x := range idFirst(m.Indexes) {
		g.attribute("key", func() {
			g.w.text("name", x.Name)
			if x.QueryField == "" {
				g.w.null("queryField")
			} else {
				g.w.text("queryField", x.QueryField)
			}
			g.w.texts("fields", x.Fields)
		})
	}
	for _, k := range g.inferred[m.Name] {
		g.attribute("key", func() {
			g.w.text("name", k.name)
			g.w.texts("fields", k.fields)
		})
	}
	if len(m.Rules) > 0 {
		g.attribute("auth", func() {
			g.w.list("rules", func() {
				for _, r := range m.Rules {
					g.w.element(func() { g.rule(r) })
				}
			})
		})
	}
}

// idFirst moves the indexes that are partitioned by id to the front, where the
// generator has the field id.
func idFirst(indexes []*ir.Index) []*ir.Index {
	sorted := slices.Clone(indexes)
	slices.SortStableFunc(sorted, func(a, b *ir.Index) int {
		switch byID, otherByID := a.Fields[0] == "id", b.Fields[0] == "id"; {
		case byID == otherByID:
			return 0
		case byID:
			return -1
		}
		return 1
	})
	return sorted
}

func (g *generator) attribute(kind string, properties func()) {
	g.w.element(func() {
		g.w.text("type", kind)
		g.w.object("properties", properties)
	})
}

// group gives the group of operations that disableOperations counts one to.
var group = map[string]string{
	"get": "queries", "list": "queries",
	"create": "mutations", "update": "mutations", "delete": "mutations",
	"onCreate": "subscriptions", "onUpdate": "subscriptions", "onDelete": "subscriptions",
}

// switchedOff writes the operations that the model does not have: a group as
// null, single ones as null in their group.
func (g *generator) switchedOff(m *ir.Model) {
	if apiname.SQL(g.schema, m.Member) {
		g.w.null("timestamps")
	}
	done := map[string]bool{}
	for _, name := range m.DisabledAsWritten {
		of := group[name]
		if of == "" {
			g.w.null(name)
			continue
		}
		if done[of] {
			continue
		}
		done[of] = true
		g.w.object(of, func() {
			for _, n := range m.DisabledAsWritten {
				if group[n] == of {
					g.w.null(n)
				}
			}
		})
	}
}

// defaultOperations are those of a rule that names none.
var defaultOperations = []string{"create", "update", "delete", "read"}

// rule writes a rule with the defaults that the generator fills in. Its claim
// of owners is not the one that the API checks; no client reads it.
func (g *generator) rule(r *ir.Rule) {
	switch r.Strategy {
	case ir.Owner:
		g.ownerRule(r)
	case ir.Groups:
		g.groupsRule(r)
	default:
		g.w.text("allow", string(r.Strategy))
		if r.ProviderGiven {
			g.w.text("provider", string(r.Provider))
		}
		g.ruleOperations(r)
	}
}

func (g *generator) ownerRule(r *ir.Rule) {
	claim := r.IdentityClaim
	if claim == "" || claim == "username" {
		claim = "cognito:username"
	}
	g.w.text("provider", string(r.Provider))
	g.w.text("ownerField", r.OwnerField)
	g.w.text("allow", string(r.Strategy))
	if r.OperationsGiven != nil {
		g.ruleOperations(r)
		g.w.text("identityClaim", claim)
		return
	}
	g.w.text("identityClaim", claim)
	g.ruleOperations(r)
}

func (g *generator) groupsRule(r *ir.Rule) {
	claim := r.GroupClaim
	if claim == "" {
		claim = "cognito:groups"
	}
	g.w.text("groupClaim", claim)
	g.w.text("provider", string(r.Provider))
	g.w.text("allow", string(r.Strategy))
	if r.OperationsGiven != nil {
		g.ruleOperations(r)
	}
	if r.GroupsField != "" {
		g.w.text("groupsField", r.GroupsField)
		g.w.text("groupField", "groups")
	} else {
		g.w.texts("groups", r.Groups)
	}
	if r.OperationsGiven == nil {
		g.ruleOperations(r)
	}
}

func (g *generator) ruleOperations(r *ir.Rule) {
	if r.OperationsGiven != nil {
		g.w.texts("operations", r.OperationsGiven)
	} else {
		g.w.texts("operations", defaultOperations)
	}
}
