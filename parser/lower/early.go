package lower

import (
	"slices"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// early reports whether a schema is written in the early syntax, which its rules
// tell, or as GraphQL text: their relationships are the same. In today's syntax, a
// relationship without references is a mistake.
func early(s *node.Schemas) bool {
	for _, member := range s.Members {
		if member.GraphQL || earlyRules(member.Rules) {
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
// reference field, those that the compiler of their time made up: for each field
// of the identifier <model><Field><KeyField> ("blogPostsId"), optional, of the
// key's type. hasMany has them on the child, where the belongsTo at the other end
// shares them; hasOne has them on its own model, and so has a belongsTo that
// answers a hasOne. A belongsTo whose other end cannot be told stays without
// references and is reported when the ends are joined.
func (l *lowerer) earlyReferences(u *unit) {
	if u.sql {
		return
	}
	for _, e := range u.schema.Types {
		m, ok := e.Value.(*node.Model)
		if !ok {
			continue
		}
		for _, field := range m.Fields {
			if r, ok := field.Value.(*node.Relation); ok && len(r.References) == 0 {
				l.earlyReference(u, e, field, r)
			}
		}
	}
}

func (l *lowerer) earlyReference(u *unit, model, field *node.Entry, r *node.Relation) {
	target := u.scope[r.Model]
	if target == nil {
		return
	}
	related, ok := target.entry.Value.(*node.Model)
	if !ok {
		return
	}
	if len(r.Fields) > 0 || r.Index != "" {
		l.givenReference(u, model, field, r, related)
		return
	}
	switch r.Kind {
	case string(ir.HasOne):
		l.ownReference(u, model, field, r, related)
	case string(ir.HasMany):
		l.childReference(u, model, field, r, target)
	case string(ir.BelongsTo):
		if p := firstAbout(related, model.Name); p != nil && p.Value.(*node.Relation).Kind == string(ir.HasOne) {
			l.ownReference(u, model, field, r, related)
		}
	}
}

// ownReference puts the reference of a hasOne, or of the belongsTo that answers
// it, on the model of the field itself. Such a field reads the record that its
// own row names, as a belongsTo does, so that is what it becomes.
func (l *lowerer) ownReference(u *unit, model, field *node.Entry, r *node.Relation, related *node.Model) {
	u.owned[field] = true
	var rules *node.Rules
	if r.Kind == string(ir.HasOne) {
		rules = r.Rules
	}
	u.references[field] = u.addReferences(model, model.Name, field, related, node.Field{Rules: rules, Required: u.schema.GraphQL && r.Required})
}

// childReference puts the reference of a hasMany on the child.
func (l *lowerer) childReference(u *unit, parent, field *node.Entry, r *node.Relation, target *found) {
	owner := l.unitOf(target.schema)
	if owner == nil {
		return
	}
	child, model := target.entry.Value.(*node.Model), parent.Value.(*node.Model)
	var backs []*node.Entry
	if firstAbout(model, target.entry.Name) == field {
		backs = earlyBelongsTo(child, parent.Name)
	}
	required := u.schema.GraphQL && slices.ContainsFunc(backs, func(back *node.Entry) bool { return back.Value.(*node.Relation).Required })
	names := owner.addReferences(target.entry, parent.Name, field, model, node.Field{Required: required})
	u.references[field] = names
	for _, back := range backs {
		owner.references[back] = names
	}
}

// addReferences adds the reference fields of a relationship to a model, but
// those that it declares, and gives their names. like has their rules, and
// whether they are required.
func (u *unit) addReferences(to *node.Entry, model string, field *node.Entry, key *node.Model, like node.Field) []string {
	var names []string
	for _, k := range identifier(key) {
		name := uncapitalize(model) + capitalize(field.Name) + capitalize(k)
		names = append(names, name)
		if !hasEntry(to.Value.(*node.Model).Fields, name) && !hasEntry(u.added[to], name) {
			span := field.Value.Pos()
			reference := &node.Field{Type: keyType(key, k), Required: like.Required, Rules: like.Rules, Span: span}
			u.added[to] = append(u.added[to], &node.Entry{Name: name, Value: reference, Span: span})
		}
	}
	return names
}

// identifier gives the fields of a model's identifier.
func identifier(m *node.Model) []string {
	if len(m.Identifier) == 0 {
		return []string{"id"}
	}
	return m.Identifier
}

// keyType is the scalar of a field of the identifier; an id may be undeclared.
func keyType(m *node.Model, name string) string {
	for _, e := range m.Fields {
		if f, ok := e.Value.(*node.Field); ok && e.Name == name {
			return f.Type
		}
	}
	return "ID"
}

// firstAbout gives a model's first hasOne or hasMany field without references
// about another model, which is the one that a belongsTo there answers.
func firstAbout(m *node.Model, about string) *node.Entry {
	for _, e := range m.Fields {
		r, ok := e.Value.(*node.Relation)
		if ok && (r.Kind == string(ir.HasMany) || r.Kind == string(ir.HasOne)) && r.Model == about && unnamed(r) {
			return e
		}
	}
	return nil
}

// earlyBelongsTo lists the child's belongsTo fields without references that
// are about the parent.
func earlyBelongsTo(child *node.Model, parent string) []*node.Entry {
	var found []*node.Entry
	for _, e := range child.Fields {
		r, ok := e.Value.(*node.Relation)
		if ok && r.Kind == string(ir.BelongsTo) && r.Model == parent && unnamed(r) {
			found = append(found, e)
		}
	}
	return found
}

// unnamed reports whether a relationship says nothing of its reference.
func unnamed(r *node.Relation) bool {
	return len(r.References) == 0 && len(r.Fields) == 0 && r.Index == ""
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
