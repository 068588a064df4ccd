package lower

import (
	"slices"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// early reports whether a schema is written in the early syntax, which its rules
// tell. In today's, a relationship without references is a mistake.
func early(s *node.Schemas) bool {
	for _, member := range s.Members {
		if earlyRules(member.Rules) {
			return true
		}
		for _, e := range member.Types {
			if m, ok := e.Value.(*node.Model); ok && earlyRules(m.Rules) {
				return true
			}
		}
	}
	return false
}

func earlyRules(rules *node.Rules) bool {
	return rules != nil && slices.ContainsFunc(rules.List, func(r *node.Rule) bool { return r.Early })
}

// earlyReferences gives relationships of the early syntax, which name no
// reference field, the one that the compiler of their time made up:
// <parentModel><ParentField>Id on the child, an optional ID ("blogPostsId").
// hasOne and hasMany need no other end there. A relationship whose other end
// cannot be told stays without references and is reported when the ends are
// joined.
func (l *lowerer) earlyReferences(u *unit) {
	if u.sql {
		return
	}
	for _, parent := range u.schema.Types {
		pm, ok := parent.Value.(*node.Model)
		if !ok {
			continue
		}
		for _, field := range pm.Fields {
			r, ok := field.Value.(*node.Relation)
			if !ok || r.Kind == string(ir.BelongsTo) || len(r.References) > 0 {
				continue
			}
			l.earlyReference(u, parent, field, r)
		}
	}
}

func (l *lowerer) earlyReference(u *unit, parent, field *node.Entry, r *node.Relation) {
	target := u.scope[r.Model]
	if target == nil {
		return
	}
	child, ok := target.entry.Value.(*node.Model)
	if !ok {
		return
	}
	owner := l.unitOf(target.schema)
	back := earlyBelongsTo(child, parent.Name)
	if owner == nil || len(back) > 1 || len(back) == 1 && owner.references[back[0]] != nil {
		return
	}
	name := uncapitalize(parent.Name) + capitalize(field.Name) + "Id"
	u.references[field] = []string{name}
	if len(back) == 1 {
		owner.references[back[0]] = []string{name}
	}
	if !hasEntry(child.Fields, name) {
		id := &node.Field{Type: "ID", Span: r.Span}
		owner.added[target.entry] = append(owner.added[target.entry], &node.Entry{Name: name, Value: id, Span: r.Span})
	}
}

// earlyBelongsTo lists the child's belongsTo fields without references that
// are about the parent.
func earlyBelongsTo(child *node.Model, parent string) []*node.Entry {
	var found []*node.Entry
	for _, e := range child.Fields {
		r, ok := e.Value.(*node.Relation)
		if ok && r.Kind == string(ir.BelongsTo) && r.Model == parent && len(r.References) == 0 {
			found = append(found, e)
		}
	}
	return found
}

func hasEntry(entries []*node.Entry, name string) bool {
	for _, e := range entries {
		if e.Name == name {
			return true
		}
	}
	return false
}

func (l *lowerer) unitOf(s *node.Schema) *unit {
	for _, u := range l.units {
		if u.schema == s {
			return u
		}
	}
	return nil
}
