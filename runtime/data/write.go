package data

import (
	"context"
	"errors"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Mutation asks for a create, an update or a delete.
type Mutation struct {
	Model *schema.Model
	// Input are the supplied fields in the order in which they were given; for
	// an update or a delete the key fields are among them.
	Input []authz.Assignment
	// Condition is the caller's condition; nil for none.
	Condition predicate.Expr
	// Selected are the ordinals that subscribers will see; nil for all.
	Selected []int
	// Alone: whoever asks neither reads nor writes anything else in the
	// mutation's transaction, and does not give it up afterwards.
	Alone bool

	// event is what the mutation has emitted.
	event *event.Event
}

// input copies the assignments, because the pipeline adds to them and a
// transaction may be run again.
func (w *Mutation) input() *authz.Input {
	return &authz.Input{Fields: append(make([]authz.Assignment, 0, len(w.Input)+6), w.Input...)}
}

// Create stores a new row and returns it, complete.
func (s *Session) Create(ctx context.Context, w *Mutation) (value.Record, error) {
	m := s.e.models[w.Model]
	in := w.input()
	m.applyDefaults(in)
	if err := m.complete(in, "creating"); err != nil {
		return nil, err
	}
	if c := s.e.Policy.Create(s.ID, w.Model, in); c.Refusal != nil {
		return nil, refused(c.Refusal, named(w.Model.Create, "create", w.Model))
	}
	made := false
	if m.autoID != nil {
		made = set(in, m.autoID, value.OfString(s.e.NewID()), false)
	}
	if err := s.before(ctx, BeforeCreate, w.Model, in, nil); err != nil {
		return nil, err
	}
	if err := m.validate(in); err != nil {
		return nil, err
	}
	now := s.e.now()
	stamp(in, m.createdAt, now)
	stamp(in, m.updatedAt, now)
	if err := m.indexable(in); err != nil {
		return nil, err
	}
	row := m.record(in)
	if c := s.e.Policy.Guard(s.ID, w.Model, w.Condition); c != nil && !predicate.Eval(c, make(value.Record, len(row))) {
		return nil, conditionFailed() // the condition looks at the item before, which is not there
	}
	// The place of the row's first event has to be taken before anybody else
	// can see the row; a key that was made just now is nobody else's.
	last := w.Alone && made && !s.hooked(w.Model, BeforeCreate) && !s.hooked(w.Model, AfterCreate)
	if last {
		s.queue(w, w.Model.Create, w.Model.OnCreate, row)
		s.announced.make(ctx) // the insert may be the commit
	}
	if err := s.tx.Insert(ctx, &store.Insert{Model: w.Model, Record: row, Last: last}); err != nil {
		return nil, writeError(err)
	}
	if err := s.after(ctx, AfterCreate, w.Model, row); err != nil {
		return nil, err
	}
	s.emit(ctx, w, w.Model.Create, w.Model.OnCreate, row)
	return row, nil
}

// Update changes a row and returns it as it is then, complete.
func (s *Session) Update(ctx context.Context, w *Mutation) (value.Record, error) {
	m := s.e.models[w.Model]
	in := w.input()
	if err := m.complete(in, "updating"); err != nil {
		return nil, err
	}
	check := s.e.Policy.Update(s.ID, w.Model, in)
	if check.Refusal != nil {
		return nil, refused(check.Refusal, named(w.Model.Update, "update", w.Model))
	}
	key, err := m.key(in)
	if err != nil {
		return nil, err
	}
	current, err := s.admit(ctx, w.Model, &check, key, named(w.Model.Update, "update", w.Model), s.hooked(w.Model, BeforeUpdate))
	if err != nil {
		return nil, err
	}
	if err := s.before(ctx, BeforeUpdate, w.Model, in, current); err != nil {
		return nil, err
	}
	if err := m.validate(in); err != nil {
		return nil, err
	}
	stamp(in, m.updatedAt, s.e.now())
	u := &store.Update{Model: w.Model, Key: key, Set: m.changes(in),
		Where: predicate.All(s.e.Policy.Guard(s.ID, w.Model, w.Condition), check.Where)}
	if err := s.tx.Update(ctx, u); err != nil {
		return nil, writeError(err)
	}
	row, err := s.changed(ctx, m, current, u)
	if err != nil {
		return nil, err
	}
	if err := s.after(ctx, AfterUpdate, w.Model, row); err != nil {
		return nil, err
	}
	s.emit(ctx, w, w.Model.Update, w.Model.OnUpdate, row)
	return row, nil
}

// Delete removes a row and returns what it was. A row that is not there is nil
// without an error for callers whose permission does not depend on the row
// (api.md 2.3).
func (s *Session) Delete(ctx context.Context, w *Mutation) (value.Record, error) {
	m := s.e.models[w.Model]
	in := w.input()
	check := s.e.Policy.Delete(s.ID, w.Model)
	if check.Refusal != nil {
		return nil, refused(check.Refusal, named(w.Model.Delete, "delete", w.Model))
	}
	key, err := m.key(in)
	if err != nil {
		return nil, err
	}
	current, err := s.admit(ctx, w.Model, &check, key, named(w.Model.Delete, "delete", w.Model), true)
	if err != nil || current == nil {
		return nil, err
	}
	if err := s.before(ctx, BeforeDelete, w.Model, in, current); err != nil {
		return nil, err
	}
	d := &store.Delete{Model: w.Model, Key: key,
		Where: predicate.All(s.e.Policy.Guard(s.ID, w.Model, w.Condition), check.Where)}
	if err := s.tx.Delete(ctx, d); err != nil {
		return nil, writeError(err)
	}
	if err := s.after(ctx, AfterDelete, w.Model, current); err != nil {
		return nil, err
	}
	s.emit(ctx, w, w.Model.Delete, w.Model.OnDelete, current)
	return current, nil
}

// admit reads the current row under lock where the decision depends on it or
// the caller of admit wants it, and asks for admission.
func (s *Session) admit(ctx context.Context, m *schema.Model, check *authz.Check, key []value.Value, field string, want bool) (value.Record, error) {
	if !check.Rows && !want {
		return nil, nil
	}
	row, err := s.row(ctx, m, key, true)
	if err != nil {
		return nil, err
	}
	if check.Rows {
		if r := check.Admit(row); r != nil {
			return nil, refused(r, field)
		}
	}
	return row, nil
}

// changed is the row after an update: computed where the row before is known
// (it is locked), read otherwise.
func (s *Session) changed(ctx context.Context, m *model, current value.Record, u *store.Update) (value.Record, error) {
	if current == nil {
		return s.row(ctx, m.Model, u.Key, false)
	}
	row := append(value.Record(nil), current...)
	for _, a := range u.Set {
		row[a.Field.Ordinal] = a.Value
		if a.Value.IsNull() {
			row[a.Field.Ordinal] = value.Value{}
		}
	}
	return row, nil
}

// key takes the key's values out of an input.
func (m *model) key(in *authz.Input) ([]value.Value, error) {
	key := make([]value.Value, len(m.KeyFields))
	for i, f := range m.KeyFields {
		v, given := in.Get(f)
		if !given || v.IsNull() {
			return nil, Invalid("The provided key element does not match the schema: " + f.Name + " is missing")
		}
		key[i] = v
	}
	return key, nil
}

// changes are the assignments besides the key.
func (m *model) changes(in *authz.Input) []store.Assignment {
	out := make([]store.Assignment, 0, len(in.Fields))
next:
	for _, a := range in.Fields {
		for _, k := range m.KeyFields {
			if a.Field == k {
				continue next
			}
		}
		out = append(out, store.Assignment{Field: a.Field, Value: a.Value})
	}
	return out
}

func writeError(err error) error {
	if errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrNoRow) {
		return conditionFailed()
	}
	return err
}

// rowKey names a row among those of all models.
func rowKey(m *schema.Model, row value.Record) string {
	key := make(value.Record, len(m.KeyFields))
	for i, f := range m.KeyFields {
		key[i] = row[f.Ordinal]
	}
	return string(key.AppendBinary(append([]byte(m.Name), 0)))
}

// queue takes the place of a mutation's event in the line of its row. It
// reports whether somebody can subscribe to it.
func (s *Session) queue(w *Mutation, mutation, subscription string, row value.Record) bool {
	if subscription == "" && !s.e.sources[mutation] {
		return false
	}
	s.places.Take(rowKey(w.Model, row))
	return true
}

// emit notes the event of a mutation that somebody can subscribe to.
func (s *Session) emit(ctx context.Context, w *Mutation, mutation, subscription string, row value.Record) {
	if s.queue(w, mutation, subscription, row) {
		w.event = &event.Event{Mutation: mutation, Model: w.Model.Name, Record: row, Selected: w.Selected}
		s.Emit(ctx, w.event)
	}
}
