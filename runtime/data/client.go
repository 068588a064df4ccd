package data

import (
	"context"
	"errors"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Client is the store access of Go code, in the name of one caller: what a
// GraphQL request of this caller may do, it may do, with the same defaults,
// validation, hooks and events. Errors that the API would give are *Error.
// It is safe for concurrent use, except inside a transaction.
type Client struct {
	e  *Engine
	id *auth.Identity
	// session is set inside a transaction.
	session *Session
}

// As gives the store access of a caller.
func (e *Engine) As(id *auth.Identity) *Client { return &Client{e: e, id: id} }

// AsAdmin gives store access to which no rule applies. Owners read as they are
// stored, "sub::username", not as clients see them.
func (e *Engine) AsAdmin() *Client { return e.As(Admin()) }

// Client gives the store access of a session, inside its transaction.
func (s *Session) Client() *Client { return &Client{e: s.e, id: s.ID, session: s} }

// As gives the access of another caller, inside the same transaction.
func (c *Client) As(id *auth.Identity) *Client {
	out := &Client{e: c.e, id: id}
	if c.session != nil {
		out.session = c.session.as(id)
	}
	return out
}

// AsAdmin gives access to which no rule applies, inside the same transaction.
func (c *Client) AsAdmin() *Client { return c.As(Admin()) }

// Transaction runs fn in one transaction, which its error undoes. When the
// database reports a conflict fn is run again, so it must have no effects but
// through tx. Inside a transaction it runs in that one.
func (c *Client) Transaction(ctx context.Context, fn func(ctx context.Context, tx *Client) error) error {
	if c.session != nil && c.session.tx != nil {
		mark, place := len(*c.session.events), c.session.places.Mark()
		err := c.session.tx.Savepoint(ctx, func(ctx context.Context) error { return fn(ctx, c) })
		if err != nil {
			*c.session.events = (*c.session.events)[:mark]
			c.session.places.Release(place)
		}
		return err
	}
	var own error // of fn, which is not of the database
	err := c.e.Write(ctx, c.id, func(ctx context.Context, s *Session) error {
		own = fn(ctx, s.Client())
		return own
	})
	if own != nil && errors.Is(err, own) {
		return err
	}
	return failure(ctx, err)
}

// Model finds a model of the schema by its type name; nil if there is none.
func (c *Client) Model(name string) *schema.Model { return c.e.Schema.Model(name) }

// reading is the session for reads.
func (c *Client) reading() *Session {
	if c.session != nil {
		return c.session
	}
	return c.e.Read(c.id)
}

// Get reads one row by its key. It returns nil where there is none.
func (c *Client) Get(ctx context.Context, m *schema.Model, key ...value.Value) (value.Record, error) {
	if err := checkKey(m, key); err != nil {
		return nil, err
	}
	if err := c.denied("Query", named(m.Get, "get", m)); err != nil {
		return nil, err
	}
	s := c.reading()
	row, err := s.Get(ctx, m, key, stored(m))
	return s.show(m, row), failure(ctx, err)
}

// GetLocked is Get in a transaction, until whose end nobody else changes the
// row. A row that is not there cannot be locked: another transaction may make
// it. Outside a transaction it is an error.
func (c *Client) GetLocked(ctx context.Context, m *schema.Model, key ...value.Value) (value.Record, error) {
	if c.session == nil || c.session.tx == nil {
		return nil, errors.New("a row is locked in a transaction only")
	}
	if err := checkKey(m, key); err != nil {
		return nil, err
	}
	if err := c.denied("Query", named(m.Get, "get", m)); err != nil {
		return nil, err
	}
	row, _, err := c.session.get(ctx, m, key, stored(m), nil, true)
	return c.session.show(m, row), failure(ctx, err)
}

// Page is a page of rows.
type Page struct {
	Rows []value.Record
	// Next continues behind the last row; nil at the end.
	Next *store.Cursor
}

// List reads a page of the rows that the caller may read. Listing.Columns is
// not used; a Limit of 0 takes DefaultLimit.
func (c *Client) List(ctx context.Context, l Listing) (*Page, error) {
	if l.Limit < 0 {
		return nil, Invalid("The limit has to be at least 1")
	}
	if l.Limit == 0 {
		l.Limit = DefaultLimit
	}
	if l.Field == "" {
		l.Field = named(l.Model.List, "list", l.Model)
		if l.Index != nil {
			l.Field = l.Index.Query
		}
	}
	if err := c.denied("Query", l.Field); err != nil {
		return nil, err
	}
	l.Columns = stored(l.Model)
	s := c.reading()
	got, err := s.List(ctx, &l)
	if err != nil {
		return nil, failure(ctx, err)
	}
	p := &Page{Rows: make([]value.Record, len(got.Rows)), Next: got.Next}
	for i := range got.Rows {
		p.Rows[i] = s.show(l.Model, got.Rows[i].Record)
	}
	return p, nil
}

// Create stores a row of the given fields and returns it.
func (c *Client) Create(ctx context.Context, m *schema.Model, fields []authz.Assignment, condition predicate.Expr) (value.Record, error) {
	if err := checkInput(m, fields, true); err != nil {
		return nil, err
	}
	return c.write(ctx, &Mutation{Model: m, Input: fields, Condition: condition}, (*Session).Create, named(m.Create, "create", m))
}

// Update changes the row whose key is among the fields and returns it.
func (c *Client) Update(ctx context.Context, m *schema.Model, fields []authz.Assignment, condition predicate.Expr) (value.Record, error) {
	if err := checkInput(m, fields, false); err != nil {
		return nil, err
	}
	return c.write(ctx, &Mutation{Model: m, Input: fields, Condition: condition}, (*Session).Update, named(m.Update, "update", m))
}

// Delete removes the row with a key and returns what it was; nil where there
// was none.
func (c *Client) Delete(ctx context.Context, m *schema.Model, key []value.Value, condition predicate.Expr) (value.Record, error) {
	if err := checkKey(m, key); err != nil {
		return nil, err
	}
	fields := make([]authz.Assignment, len(key))
	for i, v := range key {
		fields[i] = authz.Assignment{Field: m.KeyFields[i], Value: v}
	}
	return c.write(ctx, &Mutation{Model: m, Input: fields, Condition: condition}, (*Session).Delete, named(m.Delete, "delete", m))
}

func (c *Client) write(ctx context.Context, w *Mutation, op func(*Session, context.Context, *Mutation) (value.Record, error), field string) (value.Record, error) {
	if err := c.denied("Mutation", field); err != nil {
		return nil, err
	}
	var row value.Record
	err := c.Transaction(ctx, func(ctx context.Context, tx *Client) error {
		var err error
		row, err = op(tx.session, ctx, w)
		row = tx.session.show(w.Model, row)
		return failure(ctx, err)
	})
	if err != nil {
		return nil, err
	}
	return row, nil
}

// denied refuses an operation that an authorizer function denied the caller.
func (c *Client) denied(parent, field string) error {
	if c.e.Policy.Denied(c.id, parent, field) {
		return notAuthorized(field, parent)
	}
	return nil
}

// show is a row as the session's caller may see it: fields that the caller may
// not read are absent, owners are shown as clients see them. Administrators get
// what is stored: the server's own code compares owners, writes rows back and
// returns them to callers whose rights to a field depend on the whole identity,
// which the username alone is not.
func (s *Session) show(m *schema.Model, row value.Record) value.Record {
	if row == nil {
		return nil
	}
	out := row
	change := func(f *schema.Field, v value.Value) {
		if &out[0] == &row[0] {
			out = append(value.Record(nil), row...)
		}
		out[f.Ordinal] = v
	}
	for _, f := range s.e.Policy.Guarded(m) {
		if f.Relation == nil && !s.e.Policy.Field(s.ID, m, f).Admits(row) {
			change(f, value.Value{})
		}
	}
	if s.ID != nil && s.ID.Principal == auth.Admin {
		return out
	}
	denies := s.ID != nil && len(s.ID.DeniedFields) > 0
	for _, f := range m.Fields {
		if f.Relation != nil {
			continue
		}
		if denies && s.e.Policy.Denied(s.ID, m.Name, f.Name) {
			change(f, value.Value{})
		} else if denies && f.CustomType != nil {
			if v, less := s.parts(f.CustomType, out[f.Ordinal]); less {
				change(f, v)
			}
		} else if s.e.Policy.Presents(f) {
			if v := s.e.Policy.Present(f, out[f.Ordinal]); v != out[f.Ordinal] {
				change(f, v)
			}
		}
	}
	return out
}

// parts is a value of a custom type, or a list of them, without what an
// authorizer function denied the caller of it, and whether that is less.
func (s *Session) parts(t *schema.CustomType, v value.Value) (value.Value, bool) {
	if v.Kind() != value.JSON {
		return v, false
	}
	tree, err := input.ParseJSON([]byte(v.Text()))
	if err != nil {
		return value.Value{}, true
	}
	if !s.strip(t, &tree) {
		return v, false
	}
	return value.OfJSON(string(tree.AppendJSON(nil))), true
}

func (s *Session) strip(t *schema.CustomType, v *input.Value) (less bool) {
	for i := range v.Items {
		less = s.strip(t, &v.Items[i]) || less
	}
	all := v.Fields
	v.Fields = nil
	for i := range all {
		if s.e.Policy.Denied(s.ID, t.Name, all[i].Name) {
			less = true
			continue
		}
		if f := t.Field(all[i].Name); f != nil && f.CustomType != nil {
			less = s.strip(f.CustomType, &all[i].Value) || less
		}
		v.Fields = append(v.Fields, all[i])
	}
	return less
}
