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
	// Store gives typed access over the runtime's; Row makes a row.
	Store func(*data.Client) S
	Row   func(value.Record) T
	// CreateInput and UpdateInput carry the fields of an input, of a new one
	// where it is nil.
	CreateInput func(*Fields, C) C
	UpdateInput func(*Fields, U) U

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
func Register[S, T, C, U any](to *data.Hooks, model string, h *Hooks[S, T, C, U]) {
	if h.BeforeCreate != nil {
		to.On(model, data.BeforeCreate, before(h.Store, h.Row, h.CreateInput, h.BeforeCreate))
	}
	if h.BeforeUpdate != nil {
		to.On(model, data.BeforeUpdate, before(h.Store, h.Row, h.UpdateInput, h.BeforeUpdate))
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
				return x.hook(ctx, h.Store(c.Client), h.Row(c.Row))
			})
		}
	}
}

// before is a hook before a create or an update. It sees the typed input of
// what will be written, which is supplied again after it, so that it may change
// it; fields that the typed input does not have, such as an owner that was
// filled in, stay as they are.
func before[S, T, In any](store func(*data.Client) S, row func(value.Record) T, carry func(*Fields, In) In,
	hook func(context.Context, S, In, T) error) data.Hook {
	return func(ctx context.Context, c *data.Change) error {
		var in In
		in = carry(supplied(c), in)
		if err := hook(ctx, store(c.Client), in, row(c.Row)); err != nil {
			return err
		}
		out := writing(c.Model, len(c.Input.Fields)+4)
		if carry(out, in); out.to.err != nil {
			return out.to.err
		}
		merge(c.Input, out.to.fields)
		return nil
	}
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
