package gen

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Hooks are the hooks of one model, and what they are called with: S is the
// store of the caller, T a pointer to the Go type of a row, C and U are
// pointers to the inputs of a create and an update. Those that are nil are not
// called.
type Hooks[S, T, C, U any] struct {
	// Store gives typed access over the runtime's.
	Store func(*data.Client) S
	Types *Types

	BeforeCreate             func(ctx context.Context, tx S, in C, current T) error
	BeforeUpdate             func(ctx context.Context, tx S, in U, current T) error
	BeforeDelete             func(ctx context.Context, tx S, row T) error
	AfterCreate              func(ctx context.Context, tx S, row T) error
	AfterUpdate, AfterDelete func(ctx context.Context, tx S, row T) error
}

// None stands for the input of an operation that a model does not have.
type None struct{}

// Register registers a model's hooks.
//
//go:noinline
func Register[S, T, C, U any](to *data.Hooks, model string, h Hooks[S, T, C, U]) {
	if h.BeforeCreate != nil {
		to.On(model, data.BeforeCreate, before(h.Store, h.Types, true, h.BeforeCreate))
	}
	if h.BeforeUpdate != nil {
		to.On(model, data.BeforeUpdate, before(h.Store, h.Types, false, h.BeforeUpdate))
	}
	for _, x := range []struct {
		at   data.Moment
		hook func(context.Context, S, T) error
	}{
		{data.AfterCreate, h.AfterCreate}, {data.AfterUpdate, h.AfterUpdate},
		{data.BeforeDelete, h.BeforeDelete}, {data.AfterDelete, h.AfterDelete},
	} {
		if x.hook != nil {
			to.On(model, x.at, func(ctx context.Context, c *data.Change) error {
				row, _ := h.Types.of(c.Model).row.read(c.Row).(T)
				return x.hook(ctx, h.Store(c.Client), row)
			})
		}
	}
}

// before is a hook before a create or an update. It sees the typed input of
// what will be written, which is supplied again after it, so that it may change
// it; fields that the typed input does not have, such as an owner that was
// filled in, stay as they are.
func before[S, T, In any](store func(*data.Client) S, types *Types, create bool, hook func(context.Context, S, In, T) error) data.Hook {
	return func(ctx context.Context, c *data.Change) error {
		input := types.of(c.Model).update
		if create {
			input = types.create
		}
		in, _ := input.read(supplied(c)).(In)
		current, _ := types.row.read(c.Row).(T)
		if err := hook(ctx, store(c.Client), in, current); err != nil {
			return err
		}
		fields, err := input.write(c.Model, in)
		if err != nil {
			return err
		}
		merge(c.Input, fields)
		return nil
	}
}

// supplied lays the supplied fields out as a row. Fields that were not supplied
// are Absent.
func supplied(c *data.Change) value.Record {
	r := make(value.Record, len(c.Model.Stored))
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
