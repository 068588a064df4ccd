package gen

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Before registers a hook before a create or an update. read makes the typed
// input of what will be written and write supplies it again after the hook, so
// that the hook may change it; fields that the typed input does not have, such
// as an owner that was filled in, stay as they are.
//
//go:noinline
func Before[S, In, T any](h *data.Hooks, model string, at data.Moment, store func(*data.Client) S,
	read func(value.Record) In, write func(*Input, In), row func(value.Record) T,
	hook func(ctx context.Context, tx S, in In, current T) error) {
	if hook == nil {
		return
	}
	h.On(model, at, func(ctx context.Context, c *data.Change) error {
		in := read(record(c))
		var current T
		if c.Row != nil {
			current = row(c.Row)
		}
		if err := hook(ctx, store(c.Client), in, current); err != nil {
			return err
		}
		out := NewInput(c.Model, len(c.Input.Fields)+4)
		if write(out, in); out.err != nil {
			return out.err
		}
		merge(c.Input, out.fields)
		return nil
	})
}

// record lays the supplied fields out as a row. Fields that were not supplied
// are Absent.
func record(c *data.Change) value.Record {
	r := make(value.Record, len(c.Model.Fields))
	for _, a := range c.Input.Fields {
		r[a.Field.Ordinal] = a.Value
	}
	return r
}

// merge puts the fields of a changed input in the place of the old ones.
func merge(in *authz.Input, fields []authz.Assignment) {
	for _, a := range fields {
		found := false
		for i := range in.Fields {
			if in.Fields[i].Field == a.Field {
				in.Fields[i].Value, found = a.Value, true
				break
			}
		}
		if !found {
			in.Fields = append(in.Fields, a)
		}
	}
}

// After registers a hook that sees a stored row: after a create or an update,
// before or after a delete.
//
//go:noinline
func After[S, T any](h *data.Hooks, model string, at data.Moment, store func(*data.Client) S, row func(value.Record) T,
	hook func(ctx context.Context, tx S, row T) error) {
	if hook == nil {
		return
	}
	h.On(model, at, func(ctx context.Context, c *data.Change) error {
		return hook(ctx, store(c.Client), row(c.Row))
	})
}
