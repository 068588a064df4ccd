package sqlite

import (
	"context"
	"errors"

	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// tx is a transaction: the only writer, so that whatever it reads stays as it
// is and locks need no statement.
type tx struct {
	st    *Store
	c     *conn
	ended bool
}

var errEnded = errors.New("the transaction has ended")

// Write implements store.Store.
func (st *Store) Write(ctx context.Context, fn func(ctx context.Context, tx store.Tx) error) error {
	inner, err := store.Begin(ctx, st)
	if err != nil {
		return err
	}
	t := &tx{st: st, c: st.writer.c}
	return st.writer.write(ctx, func() error {
		defer func() { t.ended = true }()
		return fn(inner, t)
	})
}

// Read implements store.Reader.
func (t *tx) Read(ctx context.Context, q *store.Query) (*store.Result, error) {
	if t.ended {
		return nil, errEnded
	}
	r, err := t.st.compiler.Read(q)
	if err != nil {
		return nil, err
	}
	defer r.Release()
	if r.Empty {
		return r.Result(), nil
	}
	return t.st.run(ctx, t.c, r)
}

// Insert implements store.Tx.
func (t *tx) Insert(ctx context.Context, in *store.Insert) error {
	w, err := t.st.compiler.Insert(in)
	return t.change(ctx, w, err, store.ErrExists)
}

// Update implements store.Tx.
func (t *tx) Update(ctx context.Context, u *store.Update) error {
	rejoined, err := t.st.compiler.Rejoin(u, func(q *store.Query) (value.Record, error) {
		res, err := t.Read(ctx, q)
		if err != nil || len(res.Rows) == 0 {
			return nil, err
		}
		return res.Rows[0].Record, nil
	})
	if err != nil {
		return err
	}
	w, err := t.st.compiler.Update(u, rejoined)
	return t.change(ctx, w, err, store.ErrNoRow)
}

// Delete implements store.Tx.
func (t *tx) Delete(ctx context.Context, d *store.Delete) error {
	w, err := t.st.compiler.Delete(d)
	return t.change(ctx, w, err, store.ErrNoRow)
}

// change runs a compiled write and returns none where it changed no row. A
// write is not interrupted: SQLite would roll back the transaction, and with
// it other writes of the batch.
func (t *tx) change(ctx context.Context, w *sqlgen.Write, err, none error) error {
	if err != nil {
		return err
	}
	defer w.Release()
	switch {
	case t.ended:
		return errEnded
	case ctx.Err() != nil:
		return ctx.Err()
	}
	s, err := t.c.statement(w.SQL)
	if err != nil {
		return err
	}
	defer s.reset()
	if err := s.bind(w.Args); err != nil {
		return err
	}
	if _, err := s.step(); err != nil {
		return err
	}
	n := t.c.changes()
	if t.st.options.Trace != nil {
		t.st.options.Trace(string(w.SQL), len(w.Args), n)
	}
	if n == 0 {
		return none
	}
	return nil
}

// Savepoint implements store.Tx.
func (t *tx) Savepoint(ctx context.Context, fn func(ctx context.Context) error) error {
	if t.ended {
		return errEnded
	}
	if err := t.c.exec("SAVEPOINT s"); err != nil {
		return err
	}
	kept := false
	defer func() {
		if !kept && !t.c.autocommit() {
			// An error here leaves the transaction in a state that its commit reports.
			_ = t.c.exec("ROLLBACK TO s")
			_ = t.c.exec("RELEASE s")
		}
	}()
	if err := fn(ctx); err != nil {
		return err
	}
	kept = true
	return t.c.exec("RELEASE s")
}
