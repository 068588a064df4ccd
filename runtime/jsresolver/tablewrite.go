package jsresolver

import (
	"context"
	"errors"
	"maps"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// maxAttempts bounds how often a write is computed anew because others have
// changed what it depends on.
const maxAttempts = 50

// change is what a write does: the fields, with the key's, and the fields that
// it was computed from.
type change struct {
	fields []authz.Assignment
	read   map[*schema.Field]bool
}

func assignment(f *schema.Field, v value.Value) authz.Assignment {
	return authz.Assignment{Field: f, Value: v}
}

// write computes a change from the row as it is and applies it, provided that
// the row is still so. It starts again otherwise: a counter loses nothing. Where
// the condition does not hold it gives the row, too.
func (t *table) write(ctx context.Context, c *data.Client, k []value.Value, where *rowCondition, compute func(now value.Record) (*change, error)) (value.Record, error) {
	var last error
	for range maxAttempts {
		now, err := c.Get(ctx, t.model, k...)
		if err != nil {
			return nil, err
		}
		row := now
		if row == nil {
			row = t.empty()
		}
		if ok, err := where.holds(row); err != nil || !ok {
			return now, firstError(err, conditionFailed())
		}
		w, err := compute(now)
		if err != nil {
			return nil, err
		}
		if now == nil {
			row, err = c.Create(ctx, t.model, present(w.fields), nil)
		} else {
			read := maps.Clone(w.read)
			if read == nil {
				read = map[*schema.Field]bool{}
			}
			where.note(read)
			row, err = c.Update(ctx, t.model, w.fields, predicate.All(where.stored(), unchanged(now, read)))
		}
		if !failedCondition(err) {
			return row, err
		}
		last = err
	}
	return nil, last
}

// present are the fields that have a value: a new row lacks the others.
func present(fields []authz.Assignment) []authz.Assignment {
	var out []authz.Assignment
	for _, a := range fields {
		if !a.Value.IsNull() {
			out = append(out, a)
		}
	}
	return out
}

// unchanged is the condition that fields are what they were.
func unchanged(row value.Record, fields map[*schema.Field]bool) predicate.Expr {
	var parts predicate.And
	for f := range fields {
		v := row[f.Ordinal]
		if v.Kind() == value.Absent {
			parts = append(parts, predicate.Compare{Field: f, Op: predicate.AttributeExists, Args: []value.Value{value.OfBool(false)}})
			continue
		}
		parts = append(parts, predicate.Compare{Field: f, Op: predicate.Eq, Args: []value.Value{v}})
	}
	if len(parts) == 0 {
		return nil
	}
	return parts
}

// failedCondition reports whether a write was refused for its condition.
func failedCondition(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Type == gqlerror.ConditionFailed
}

// empty is the row that is not there.
func (t *table) empty() value.Record {
	return make(value.Record, stores(t.model))
}

func conditionFailed() error {
	e := Invalid("The conditional request failed")
	return gqlerror.New(gqlerror.ConditionFailed, e.Message)
}
