package graphql

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// mutate resolves createX, updateX and deleteX, each in a transaction of its
// own: the write, what is read for the answer, and the commit.
func (r *run) mutate(f *plan.Field) bool {
	w, err := r.mutation(f)
	if err != nil {
		return r.refuse(f, err)
	}
	// A create that reads nothing for its answer cannot fail after its write.
	w.Alone = f.Kind == plan.Create && len(f.Sub.Relations) == 0
	start, errs, path, outer, ok := len(r.buf), len(r.errs), len(r.path), r.session, true
	rows, resolved := r.rows, r.resolved
	err = r.e.data.Write(r.ctx, r.id, func(ctx context.Context, s *data.Session) error {
		// The transaction may be run again.
		r.buf, r.errs, r.session = r.buf[:start], r.errs[:errs], s
		r.rows, r.resolved = rows, resolved
		row, err := write(ctx, s, f.Kind, w)
		if err != nil {
			return err
		}
		if row == nil {
			ok = r.null(f, f.Type)
			return nil
		}
		shown := len(r.buf)
		ok = r.single(f, f.Sub, row)
		if !ok || string(r.buf[shown:]) == "null" {
			s.Retract(w) // a mutation whose answer is null tells subscribers nothing
		}
		if w.Alone {
			return nil
		}
		return r.ctx.Err()
	})
	r.session, r.path = outer, r.path[:path] // a panic in a hook may have left it longer
	if err != nil {
		r.buf, r.errs = r.buf[:start], r.errs[:errs]
		return r.refuse(f, err)
	}
	return ok
}

func write(ctx context.Context, s *data.Session, kind plan.Kind, w *data.Mutation) (value.Record, error) {
	switch kind {
	case plan.Create:
		return s.Create(ctx, w)
	case plan.Update:
		return s.Update(ctx, w)
	}
	return s.Delete(ctx, w)
}

// mutation reads the arguments of a mutation.
func (r *run) mutation(f *plan.Field) (*data.Mutation, error) {
	m := f.Root.Model
	w := &data.Mutation{Model: m, Selected: r.selected(f.Sub)}
	in, err := r.arg(f, "input")
	if err != nil {
		return nil, err
	}
	if w.Input, err = assignments(m, &in); err != nil {
		return nil, err
	}
	condition, err := r.arg(f, "condition")
	if err != nil {
		return nil, err
	}
	w.Condition, err = filter(m, &condition)
	return w, err
}

func assignments(m *schema.Model, in *input.Value) ([]authz.Assignment, error) {
	out := make([]authz.Assignment, 0, len(in.Fields))
	for i := range in.Fields {
		f := m.Field(in.Fields[i].Name)
		if f == nil || f.Relation != nil {
			return nil, badArgument("The input has a field '" + in.Fields[i].Name + "' that the model does not store.")
		}
		out = append(out, authz.Assignment{Field: f, Value: stored(f, &in.Fields[i].Value)})
	}
	return out, nil
}

// selected are the ordinals of the fields that a mutation's selection has:
// subscribers see no others (api.md 2.10).
func (r *run) selected(s *plan.Selection) []int {
	out := make([]int, 0, len(s.Fields))
	for _, f := range s.Fields {
		if f.Kind == plan.Column && (r.denied == nil || !r.denied[f.Index]) {
			out = append(out, f.Field.Ordinal)
		}
	}
	return out
}
