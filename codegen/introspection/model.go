package introspection

import (
	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/internal/ir"
)

func (g *generator) model(m *ir.Model) {
	g.w.text("name", m.Name)
	g.w.object("fields", func() {
		for _, f := range visible(m) {
			g.w.object(f.Name, func() { g.modelField(m, f) })
		}
	})
	g.w.flag("syncable", true)
	g.w.text("pluralName", apiname.Plural(m.Name))
	g.w.list("attributes", func() { g.attributes(m) })
	g.primaryKey(m)
}

// visible are the fields that clients know of: an id first, then the declared
// ones, then implicit timestamps. Implicit owner fields are not among them.
func visible(m *ir.Model) []*ir.Field {
	fields := make([]*ir.Field, 0, len(m.Fields))
	if id := m.Field("id"); id != nil {
		fields = append(fields, id)
	}
	for _, f := range m.Fields {
		if f.Name != "id" && f.Origin != ir.OwnerRule {
			fields = append(fields, f)
		}
	}
	return fields
}

func (g *generator) modelField(m *ir.Model, f *ir.Field) {
	t := f.Type
	switch {
	case f.Origin == ir.Timestamp:
		t.Required = false // though the API's type is not nullable
	case f.Relation != nil:
		t = ir.Type{Kind: ir.ModelType, Name: f.Relation.Model, List: f.Relation.Kind == ir.HasMany}
	case f.Name == "id" && !m.Key.Explicit:
		t.Required = true
	}
	g.field(f.Name, t)
	if f.Origin == ir.Timestamp {
		g.w.flag("isReadOnly", true)
	}
	if f.Relation != nil {
		g.association(f.Relation)
	}
}

func (g *generator) association(r *ir.Relation) {
	g.w.object("association", func() {
		switch r.Kind {
		case ir.HasMany:
			g.w.text("connectionType", "HAS_MANY")
			g.w.texts("associatedWith", r.References)
		case ir.HasOne:
			g.w.text("connectionType", "HAS_ONE")
			g.w.texts("associatedWith", r.References)
			g.w.texts("targetNames", nil)
		case ir.BelongsTo:
			g.w.text("connectionType", "BELONGS_TO")
			g.w.texts("targetNames", r.References)
		}
	})
}

func (g *generator) primaryKey(m *ir.Model) {
	key := m.Key.Fields
	if len(key) == 0 {
		key = []string{"id"}
	}
	g.w.object("primaryKeyInfo", func() {
		g.w.flag("isCustomPrimaryKey", key[0] != "id" || len(key) > 1)
		g.w.text("primaryKeyFieldName", key[0])
		g.w.texts("sortKeyFieldNames", key[1:])
	})
}

// inferredKey is a key that the generator adds to a child for a hasMany of its
// parent.
type inferredKey struct {
	name   string
	fields []string
}

// inferredKeys finds the hasMany fields whose index the generator spells out on
// the child: those where the child's first field of the parent's type is not a
// belongsTo, which happens on models that refer to each other both ways.
func inferredKeys(s *ir.Schema) map[string][]inferredKey {
	models := make(map[string]*ir.Model, len(s.Models))
	for _, m := range s.Models {
		models[m.Name] = m
	}
	keys := map[string][]inferredKey{}
	for _, m := range s.Models {
		for _, f := range m.Fields {
			if f.Relation == nil || f.Relation.Kind != ir.HasMany || models[f.Relation.Model] == nil {
				continue
			}
			for _, back := range models[f.Relation.Model].Fields {
				if back.Relation == nil || back.Relation.Model != m.Name {
					continue
				}
				if back.Relation.Kind != ir.BelongsTo {
					keys[f.Relation.Model] = append(keys[f.Relation.Model], inferredKey{
						apiname.RelationIndex(m.Name, f.Name), f.Relation.References,
					})
				}
				break
			}
		}
	}
	return keys
}
