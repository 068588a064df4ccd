package lower

import (
	"slices"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// givenReference takes the references of a relationship of GraphQL text that
// names fields: on its own model those of a hasOne or belongsTo, on the child
// those of the index of a hasMany.
func (l *lowerer) givenReference(u *unit, model, field *node.Entry, r *node.Relation, related *node.Model) {
	if r.Kind != string(ir.HasMany) {
		u.owned[field] = true
		u.references[field] = r.Fields
		return
	}
	key := identifier(model.Value.(*node.Model))
	if len(r.Fields) > 0 && !slices.Equal(r.Fields, key) {
		l.errGivenKey(model, field, r, key)
		return
	}
	for _, ix := range related.Indexes {
		if ix.Name != r.Index || r.Index == "" {
			continue
		}
		fields := append([]string{ix.Partition}, ix.SortKeys...)
		switch {
		case len(fields) <= len(key):
		case len(key) == 1 && len(fields) == 2:
			u.sorted[field] = ix.Name
		default:
			l.errGivenSort(field, r, ix, fields[len(key):])
		}
		u.references[field] = fields[:min(len(key), len(fields))]
		return
	}
	l.errGivenIndex(field, r)
}
