package sqlgen

import (
	"slices"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Rejoined is the new content of a column of joined sort keys.
type Rejoined struct {
	column *Column
	value  value.Value
}

// Rejoin computes the joined sort keys that an update changes. Amplify demands
// all parts of such a key in one update; where only some are given, read is
// called for the others as they are stored: a query of one row, to be locked,
// whose Record it returns, or nil where there is no such row.
func (c *Compiler) Rejoin(u *store.Update, read func(q *store.Query) (value.Record, error)) ([]Rejoined, error) {
	t, err := c.table(u.Model)
	if err != nil {
		return nil, err
	}
	var all []Rejoined
	var old value.Record
	for _, col := range t.Columns {
		set := 0
		for _, f := range col.Parts {
			if assigned(u, f) != nil {
				set++
			}
		}
		if set == 0 {
			continue
		}
		if set < len(col.Parts) && old == nil {
			if old, err = read(rowQuery(t, u)); err != nil || old == nil {
				return nil, err
			}
		}
		parts := make([]value.Value, len(col.Parts))
		for i, f := range col.Parts {
			if a := assigned(u, f); a != nil {
				parts[i] = a.Value
			} else {
				parts[i] = old[f.Ordinal]
			}
		}
		all = append(all, Rejoined{column: col, value: joinKey(parts)})
	}
	return all, nil
}

func assigned(u *store.Update, f *schema.Field) *store.Assignment {
	i := slices.IndexFunc(u.Set, func(a store.Assignment) bool { return a.Field == f })
	if i < 0 {
		return nil
	}
	return &u.Set[i]
}

// rowQuery reads the row that an update would change.
func rowQuery(t *Table, u *store.Update) *store.Query {
	var fields []*schema.Field
	for _, c := range t.byOrdinal {
		fields = append(fields, c.Field)
	}
	return &store.Query{
		Model: t.Model, Fields: fields, Where: u.Where, Lock: true,
		Batch: &store.Batch{Fields: t.Model.KeyFields, Keys: [][]value.Value{u.Key}},
	}
}
