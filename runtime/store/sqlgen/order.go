package sqlgen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// check refuses what the contract of store.Query excludes and finds the order.
func (r *Read) check() error {
	q := r.q
	if b := q.Batch; b != nil && (q.After != nil || q.ScanLimit != 0 || q.Access != nil || len(b.Fields) == 0) {
		return fmt.Errorf("a batch goes by its fields alone: no access, cursor or scan limit of the query")
	}
	if len(q.Nested) > 0 && (q.Batch != nil && len(q.Batch.Keys) > 0 || q.Lock) {
		return fmt.Errorf("relationships are read along with the rows of one query only")
	}
	if q.Within != nil && q.ScanLimit == 0 {
		return fmt.Errorf("a query without a scan limit has all of its conditions in Where")
	}
	if q.Limit < 0 || q.ScanLimit < 0 {
		return fmt.Errorf("the limit of a query is negative")
	}
	key := r.t.Key
	switch a := q.Access; {
	case q.Batch != nil:
		r.desc = q.Batch.Desc
		if ix := q.Batch.Order; ix != nil {
			by, there := r.t.access[ix]
			if !there || by.Sort == nil || len(q.Batch.Fields) != 1 || r.t.Column(q.Batch.Fields[0]) != by.Partition {
				return fmt.Errorf("index %s of model %s cannot order a batch", ix.Name, r.t.Model.Name)
			}
			r.order = append(r.order, by.Sort)
			if !by.Sort.NotNull {
				r.indexed = by.Sort
			}
		}
	case a == nil:
	default:
		if a.Index != nil {
			var there bool
			if key, there = r.t.access[a.Index]; !there {
				return fmt.Errorf("index %s is not one of model %s", a.Index.Name, r.t.Model.Name)
			}
		}
		r.desc, r.fixed = a.Desc, key.Partition
		if key.Sort != nil {
			r.order = append(r.order, key.Sort)
		} else if a.Sort != nil {
			return fmt.Errorf("a sort condition on a key of model %s that has no sort field", r.t.Model.Name)
		}
	}
	columns := r.t.Key.columns()
	for _, c := range columns {
		if c != r.fixed && !slices.Contains(r.order, c) {
			r.order = append(r.order, c)
		}
	}
	r.cursor = append(r.cursor, r.order...)
	if slices.Contains(columns, r.fixed) {
		r.cursor = append(r.cursor, r.fixed)
	}
	return r.checkCursors()
}

func (r *Read) checkCursors() error {
	if err := r.checkCursor(r.q.After); err != nil || r.q.Batch == nil {
		return err
	}
	b := r.q.Batch
	if len(b.After) != 0 && len(b.After) != len(b.Keys) {
		return fmt.Errorf("%d cursors for %d keys of a batch", len(b.After), len(b.Keys))
	}
	for _, a := range b.After {
		if err := r.checkCursor(a); err != nil {
			return err
		}
	}
	return nil
}

func (r *Read) checkCursor(a *store.Cursor) error {
	if a == nil {
		return nil
	}
	if len(a.Values) != len(r.cursor) {
		return fmt.Errorf("%w: it has %d values instead of %d", store.ErrCursor, len(a.Values), len(r.cursor))
	}
	for i, c := range r.cursor {
		v := a.Values[i]
		if v.Kind() != kindOf(c.Type) || strings.IndexByte(v.Text(), 0) >= 0 {
			return fmt.Errorf("%w: value %d has another type", store.ErrCursor, i+1)
		}
		if c == r.fixed && v != r.q.Access.Partition {
			return fmt.Errorf("%w: it was made for another key", store.ErrCursor)
		}
	}
	return nil
}

// kindOf gives the kind of value that a column holds.
func kindOf(t Type) value.Kind {
	switch t {
	case Integer:
		return value.Int
	case Real:
		return value.Float
	case Boolean:
		return value.Bool
	case List, Map:
		return value.JSON
	}
	return value.String
}
