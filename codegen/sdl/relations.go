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
		field.arguments = append(b.sortArgument(related, f.Relation.Index),
			argument{"filter", related.names.NestedFilter},
			argument{"sortDirection", "ModelSortDirection"},
			argument{"limit", "Int"},
			argument{"nextToken", "String"},
		)
	}
}

// sortArgument is the condition on the sort key of the index that a hasMany is
// listed by; none where it is listed by no index.
func (b *builder) sortArgument(related *model, index string) []argument {
	for _, x := range related.names.Indexes {
		if x.Name == index && index != "" && x.Sort != nil {
			b.keyConditions(related, x.Sort)
			return []argument{{x.Sort.Argument, x.Sort.Type}}
		}
	}
	return nil
}
