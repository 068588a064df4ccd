package lower

import (
	"fmt"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// end is one end of a relationship.
type end struct {
	model *ir.Model
	field *ir.Field
}

// String writes the end as Amplify's messages do:
// "Ship.crew: [Sailor] @hasMany(references: ['shipId'])".
func (e end) String() string {
	r := e.field.Relation
	t := r.Model
	if r.Kind == ir.HasMany {
		t = "[" + t + "]"
	}
	quoted := make([]string, len(r.References))
	for i, f := range r.References {
		quoted[i] = "'" + f + "'"
	}
	return fmt.Sprintf("%s.%s: %s @%s(references: [%s])", e.model.Name, e.field.Name, t, r.Kind, strings.Join(quoted, ", "))
}

// name is the end as "Ship.crew".
func (e end) name() string { return e.model.Name + "." + e.field.Name }

// relations joins both ends of the member's relationships and checks them.
// SQL schemas are joined where it is possible and not checked, as in Amplify.
func (l *lowerer) relations(u *unit) {
	for _, m := range l.schema.Models {
		if m.Member != u.index {
			continue
		}
		for _, f := range m.Fields {
			if f.Relation != nil {
				l.join(u, end{m, f})
			}
		}
	}
}

func (l *lowerer) join(u *unit, e end) {
	r := e.field.Relation
	target := l.lookup(u, e.model.Name, r.Model, r.Span)
	if target == nil {
		return
	}
	if _, ok := target.entry.Value.(*node.Model); !ok {
		l.errNotAModel(e, target.entry)
		return
	}
	related := l.models[r.Model]
	if related == nil {
		return
	}
	others := counterparts(e, related)
	switch {
	case !u.sql && r.Legacy && len(r.References) == 0:
		if n, ok := l.sources[e.model].fields[e.field.Name].Value.(*node.Relation); !ok || unnamed(n) {
			l.errEarlyCounterpart(e, related)
		}
		return // what it names has been reported
	case len(others) > 0 && (u.sql || len(others) == 1):
		r.Inverse = others[0].field.Name
	case r.Legacy && len(others) == 0: // one-sided, as the early syntax allows
		if u.schema.GraphQL {
			l.oneSided(e, related)
		}
		return
	case len(others) == 0:
		l.errNoCounterpart(e, related)
		return
	default:
		l.errSeveralCounterparts(e, others)
		return
	}
	l.references(e, others[0])
}

// counterparts finds the fields of the related model that are the other end:
// of the opposite kind, about this model, with the same references in order.
func counterparts(e end, related *ir.Model) []end {
	r := e.field.Relation
	var found []end
	for _, f := range related.Fields {
		o := f.Relation
		if o == nil || o.Model != e.model.Name || (o.Kind == ir.BelongsTo) == (r.Kind == ir.BelongsTo) {
			continue
		}
		if slices.Equal(o.References, r.References) {
			found = append(found, end{related, f})
		}
	}
	return found
}

// references checks that the child declares the reference fields and that they
// fit the parent's identifier. It runs for both ends; what the parent's end
// reports is not repeated at the child's.
func (l *lowerer) references(e, other end) {
	parent, child := e, other
	if e.field.Relation.Kind == ir.BelongsTo {
		parent, child = other, e
	}
	if e == child && l.reported[parent.field.Relation] {
		return
	}
	if e == parent && l.reported[child.field.Relation] {
		return
	}
	before := len(l.diags)
	l.checkReferences(e, parent, child)
	if len(l.diags) > before {
		l.reported[e.field.Relation] = true
	}
}

// oneSided checks the references of a relationship that only one end declares,
// as if the other declared it too.
func (l *lowerer) oneSided(e end, related *ir.Model) {
	other := end{related, e.field}
	if e.field.Relation.Kind == ir.BelongsTo {
		l.checkReferences(e, other, e)
	} else {
		l.checkReferences(e, e, other)
	}
}

func (l *lowerer) checkReferences(e, parent, child end) {
	refs := e.field.Relation.References
	fields := l.sources[child.model].fields
	var types []string
	for _, name := range refs {
		entry := fields[name]
		if entry == nil {
			l.errReferenceMissing(e, parent, child, name)
			continue
		}
		if f, ok := entry.Value.(*node.Field); ok && !f.Array {
			types = append(types, f.Type)
			continue
		}
		l.errReferenceKind(e, child, name, entry)
	}
	if len(types) < len(refs) {
		return
	}
	keys := l.keyTypes(parent.model)
	if len(keys) != len(types) {
		l.errReferenceCount(e, parent, child, len(keys), len(types))
		return
	}
	for i, k := range keys {
		if !sameKeyType(k, types[i]) {
			l.errReferenceType(e, parent, child, i, k, types[i])
		}
	}
}

// keyTypes are the scalars of the parent's identifier. Fields of the
// identifier that are not declared do not count, but for the implicit id. The
// id that stands in for an identifier without its first field does not either.
func (l *lowerer) keyTypes(m *ir.Model) []string {
	src := l.sources[m]
	if given := src.model.Identifier; len(given) > 0 && given[0] != m.Key.Fields[0] {
		return nil
	}
	var types []string
	for _, name := range m.Key.Fields {
		e := src.fields[name]
		if e == nil {
			if name == "id" {
				types = append(types, "ID")
			}
			continue
		}
		switch v := e.Value.(type) {
		case *node.Field:
			types = append(types, v.Type)
		default:
			types = append(types, "")
		}
	}
	return types
}

// sameKeyType reports whether a reference of type ref can hold a key of type
// key; ID and String are interchangeable.
func sameKeyType(key, ref string) bool {
	text := func(t string) bool { return t == "ID" || t == "String" }
	return key == ref || key == "" || text(key) && text(ref)
}
