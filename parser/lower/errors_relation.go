package lower

import (
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// The diagnostics about relationships.

func (l *lowerer) errNotAModel(e end, target *node.Entry) {
	d := l.diags.Errorf("AG0506", e.field.Relation.Span,
		"expected to find model type with name %s: %s relates to %s", target.Name, e.name(), describe(target.Value))
	d.Hint = "relate to a model, or use a.ref('" + target.Name + "') for an enum or a custom type"
	d.Notes = []diag.Note{{Span: target.Span, Message: target.Name + " is defined here"}}
}

func (l *lowerer) errNoCounterpart(e end, related *ir.Model) {
	r := e.field.Relation
	d := l.diags.Errorf("AG0501", r.Span, "unable to find associated relationship definition in %s for %s", related.Name, e)
	d.Notes = []diag.Note{{Span: related.Span, Message: related.Name + " is defined here"}}
	refs := "'" + strings.Join(r.References, "', '") + "'"
	if len(r.References) != 1 {
		refs = "[" + refs + "]"
	}
	for _, f := range related.Fields {
		if o := f.Relation; o != nil && o.Model == e.model.Name && (o.Kind == ir.BelongsTo) != (r.Kind == ir.BelongsTo) {
			d.Notes = append(d.Notes, diag.Note{Span: f.Span, Message: "this one has other references: " + end{related, f}.String()})
		}
	}
	if r.Kind == ir.BelongsTo {
		d.Hint = fmt.Sprintf("add a.hasMany('%s', %s) or a.hasOne('%s', %s) to %s", e.model.Name, refs, e.model.Name, refs, related.Name)
		return
	}
	d.Hint = fmt.Sprintf("add a.belongsTo('%s', %s) to %s", e.model.Name, refs, related.Name)
}

func (l *lowerer) errSeveralCounterparts(e end, others []end) {
	names := make([]string, len(others))
	for i, o := range others {
		names[i] = o.name()
	}
	d := l.diags.Errorf("AG0502", e.field.Relation.Span,
		"found multiple relationship associations with %s for %s", strings.Join(names, ", "), e)
	d.Hint = "give each relationship a reference field of its own"
	for _, o := range others {
		d.Notes = append(d.Notes, diag.Note{Span: o.field.Span, Message: o.name() + " matches"})
	}
}

func (l *lowerer) errEarlyCounterpart(e end, related *ir.Model) {
	d := l.diags.Errorf("AG0507", e.field.Relation.Span,
		"unable to find associated relationship definition in %s for %s, which names no reference field", related.Name, e.name())
	d.Hint = "name a reference field at both ends: a.hasMany('Child', 'parentId') and a.belongsTo('Parent', 'parentId')"
	d.Notes = []diag.Note{{Span: related.Span, Message: related.Name + " is defined here"}}
}

func (l *lowerer) errReferenceMissing(e, parent, child end, name string) {
	d := l.diags.Errorf("AG0503", e.field.Relation.Span,
		"reference field '%s' must be defined on %s. %s <-> %s", name, child.model.Name, parent, child)
	d.Hint = diag.DidYouMean(name, fieldNames(l.sources[child.model]),
		fmt.Sprintf("add %s: %s to %s", name, l.referenceBuilder(parent.model), child.model.Name))
	d.Notes = []diag.Note{{Span: child.model.Span, Message: child.model.Name + " is defined here"}}
}

// referenceBuilder is the builder call for a reference to a model.
func (l *lowerer) referenceBuilder(m *ir.Model) string {
	if keys := l.keyTypes(m); len(keys) == 1 && keys[0] != "" {
		return builderOf(keys[0])
	}
	return "a.id()"
}

// builderOf is the builder call of a scalar.
func builderOf(scalar string) string {
	switch scalar {
	case "ID":
		return "a.id()"
	case "Int":
		return "a.integer()"
	case "AWSDateTime":
		return "a.datetime()"
	case "AWSIPAddress":
		return "a.ipAddress()"
	}
	return "a." + strings.ToLower(strings.TrimPrefix(scalar, "AWS")) + "()"
}

func (l *lowerer) errReferenceKind(e, child end, name string, entry *node.Entry) {
	what, hint := describe(entry.Value), "use a field of the parent identifier's type"
	if _, list := entry.Value.(*node.Field); list {
		what, hint = "a list", "a record refers to one other; for several, make a model in between, with a reference to each side"
	}
	d := l.diags.Errorf("AG0503", e.field.Relation.Span,
		"reference field '%s' must be defined on %s as a scalar, and is %s", name, child.model.Name, what)
	d.Hint = hint
	d.Notes = []diag.Note{{Span: entry.Span, Message: name + " is declared here"}}
}

func (l *lowerer) errReferenceCount(e, parent, child end, keys, refs int) {
	d := l.diags.Errorf("AG0504", e.field.Relation.Span,
		"the identifiers defined on %s must match the reference fields defined on %s: %d identifiers defined on %s, %d reference fields found on %s",
		parent.model.Name, child.model.Name, keys, parent.model.Name, refs, child.model.Name)
	d.Hint = fmt.Sprintf("name a reference field for each of %s, in this order", strings.Join(parent.model.Key.Fields, ", "))
	if keys == 0 {
		d.Hint = "declare the fields that the identifier of " + parent.model.Name + " names"
	}
	d.Notes = []diag.Note{{Span: parent.model.Key.Span, Message: "the identifier of " + parent.model.Name}}
}

func (l *lowerer) errReferenceType(e, parent, child end, i int, key, ref string) {
	name := e.field.Relation.References[i]
	d := l.diags.Errorf("AG0505", e.field.Relation.Span,
		"types do not match: %s.%s is %s and refers to the identifier %s.%s, which is %s",
		child.model.Name, name, ref, parent.model.Name, parent.model.Key.Fields[i], key)
	d.Hint = fmt.Sprintf("declare %s as %s", name, builderOf(key))
	if entry := l.sources[child.model].fields[name]; entry != nil {
		d.Notes = []diag.Note{{Span: entry.Span, Message: name + " is declared here"}}
	}
}

const manyToManyHint = "write a join model with two a.belongsTo(...), and a.hasMany(...) to it on both sides"

func (l *lowerer) errManyToMany(r *node.Relation) {
	d := l.diags.Errorf("AG0509", r.Span, "a.manyToMany of the preview releases is not part of today's schema language")
	d.Hint = manyToManyHint
}

func (l *lowerer) errManyToManyOnce(name string, sides []side) {
	d := l.diags.Errorf("AG0509", sides[0].relation().Span,
		"the relationship %s of a.manyToMany has to stand in two fields, and stands in %d", name, len(sides))
	d.Hint = "give a.manyToMany(...) with the same relationName to one field of each of the two models"
	for _, s := range sides[1:] {
		d.Notes = append(d.Notes, diag.Note{Span: s.relation().Span, Message: "here too"})
	}
}

func (l *lowerer) errManyToManySides(one, two side) {
	d := l.diags.Errorf("AG0509", one.relation().Span,
		"the two fields of the relationship %s of a.manyToMany have to stand in two models that name each other, but %s.%s is about %s, and %s.%s about %s",
		one.relation().Name, one.model.Name, one.field.Name, one.relation().Model, two.model.Name, two.field.Name, two.relation().Model)
	d.Hint = manyToManyHint
	d.Notes = []diag.Note{{Span: two.relation().Span, Message: "the other field"}}
}

func (l *lowerer) errGivenKey(model, field *node.Entry, r *node.Relation, key []string) {
	d := l.diags.Errorf("AG0512", r.Span, "the fields of %s.%s are not the identifier of %s: %s", model.Name, field.Name, model.Name, strings.Join(key, ", "))
	d.Hint = "leave fields out, or name the identifier"
}

func (l *lowerer) errGivenIndex(field *node.Entry, r *node.Relation) {
	d := l.diags.Errorf("AG0512", r.Span, "%s has no index %q for %s", r.Model, r.Index, field.Name)
	d.Hint = "give the child's reference field @index(name: \"...\"), and name it in indexName"
}

func (l *lowerer) errGivenSort(field *node.Entry, r *node.Relation, ix *node.Index, sort []string) {
	d := l.diags.Errorf("AG0512", r.Span, "%s reads an index that is sorted by %s beside the identifier, which is not supported", field.Name, strings.Join(sort, ", "))
	d.Hint = "give the relationship an index with one sort key at most; the other has a query of its own"
	d.Notes = []diag.Note{{Span: ix.Span, Message: "the index"}}
}
