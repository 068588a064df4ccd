package sdl

import "github.com/amplifygo/amplifygo/internal/ir"

// relationships gives a model's hasMany fields their arguments and adds the
// connection and filter of the related model where no query made them: then
// the filter has the declared fields only. hasOne and belongsTo need nothing.
func (b *builder) relationships(m *model) {
	for _, f := range m.declared {
		if f.Relation == nil || f.Relation.Kind != ir.HasMany {
			continue
		}
		related := b.byName[f.Relation.Model]
		if related == nil {
			continue
		}
		b.connection(related.names.NestedConnection, related)
		b.filter(related.names.NestedFilter, related.declared, noList)
		field := m.object.field(f.Name)
		field.typ = related.names.NestedConnection
		field.arguments = []argument{
			{"filter", related.names.NestedFilter},
			{"sortDirection", "ModelSortDirection"},
			{"limit", "Int"},
			{"nextToken", "String"},
		}
	}
}
