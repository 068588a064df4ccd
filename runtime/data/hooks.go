package data

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Moment is when a hook runs.
type Moment uint8

// The moments. The hooks before a write run after authorization and before
// validation and may change what is written; those after it run inside the
// transaction, which their error undoes.
const (
	BeforeCreate Moment = iota
	AfterCreate
	BeforeUpdate
	AfterUpdate
	BeforeDelete
	AfterDelete
	moments
)

// Change is what a hook sees.
type Change struct {
	// Client runs further operations in the same transaction, as the caller of
	// the mutation; Client.AsAdmin without rules.
	Client *Client
	Model  *schema.Model
	// Input is what will be written; set before a create and an update. A hook
	// may change it. The key fields of an update are not to be changed.
	Input *authz.Input
	// Row is the stored row: before an update or a delete as it is, afterwards
	// as it has become (as it was, for a delete). It must not be changed. It is
	// nil before an update of a row that does not exist.
	Row value.Record
}

// Hook runs user code in a mutation. Its error refuses the mutation; an *Error
// reaches the client as it is, any other as an internal failure.
type Hook func(ctx context.Context, c *Change) error

// Hooks are the hooks of all models. Register them before the server starts;
// afterwards they must not change. The zero value has none.
type Hooks struct {
	byModel map[string]*[moments][]Hook
}

// On registers a hook of a model, to run behind those registered before.
func (h *Hooks) On(model string, at Moment, hook Hook) {
	if h.byModel == nil {
		h.byModel = map[string]*[moments][]Hook{}
	}
	of := h.byModel[model]
	if of == nil {
		of = new([moments][]Hook)
		h.byModel[model] = of
	}
	of[at] = append(of[at], hook)
}

func (s *Session) hooks(m *schema.Model, at Moment) []Hook {
	if s.e.Hooks == nil || s.e.Hooks.byModel[m.Name] == nil {
		return nil
	}
	return s.e.Hooks.byModel[m.Name][at]
}

func (s *Session) hooked(m *schema.Model, at Moment) bool { return len(s.hooks(m, at)) > 0 }

func (s *Session) before(ctx context.Context, at Moment, m *schema.Model, in *authz.Input, row value.Record) error {
	return s.run(ctx, at, &Change{Client: s.Client(), Model: m, Input: in, Row: row})
}

func (s *Session) after(ctx context.Context, at Moment, m *schema.Model, row value.Record) error {
	return s.run(ctx, at, &Change{Client: s.Client(), Model: m, Row: row})
}

func (s *Session) run(ctx context.Context, at Moment, c *Change) error {
	for _, hook := range s.hooks(c.Model, at) {
		if err := hook(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
