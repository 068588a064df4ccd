package postgres

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// tx is a transaction on one connection.
type tx struct {
	st    *Store
	c     *conn
	ended bool
	// alone: an insert was a transaction of its own, and none is open.
	alone bool
}

var errEnded = errors.New("the transaction has ended")

// Write implements store.Store.
func (st *Store) Write(ctx context.Context, fn func(ctx context.Context, tx store.Tx) error) error {
	ctx, err := store.Begin(ctx, st)
	if err != nil {
		return err
	}
	return st.again(ctx, func() error { return st.transaction(ctx, fn) })
}

const (
	// attempts bounds how often a transaction that the database gave up is run.
	attempts = 8
	// pause is the longest wait before the second attempt; it doubles.
	pause = 4 * time.Millisecond
)

// again runs fn until the database does not ask for another attempt: after a
// deadlock, where it could not serialize transactions, and where prepared
// statements were out of date.
func (st *Store) again(ctx context.Context, fn func() error) error {
	for attempt := 1; ; attempt++ {
		err := fn()
		if err == nil || attempt == attempts || !repeatable(err) {
			return err
		}
		if st.options.Logger != nil {
			st.options.Logger.Debug("transaction is repeated", "attempt", attempt, "code", codeOf(err))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(pause << attempt)):
		}
	}
}

func repeatable(err error) bool {
	switch codeOf(err) {
	case "40001", "40P01":
		return true
	}
	return stale(err)
}

func (st *Store) transaction(ctx context.Context, fn func(ctx context.Context, tx store.Tx) error) error {
	pc, err := st.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer pc.Release() // closes a connection that is still in a transaction
	t := &tx{st: st, c: session(pc.Conn().PgConn())}
	t.c.ahead = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
	committed := false
	defer func() {
		t.ended = true
		if !committed {
			t.rollback(ctx)
		}
	}()
	if err := fn(ctx, t); err != nil {
		return err
	}
	if t.alone || t.c.ahead != "" { // without a statement, no transaction
		t.c.ahead, committed = "", true
		return nil
	}
	tag, err := t.c.exec(ctx, "COMMIT")
	if err != nil {
		return ended(ctx, err)
	}
	if committed = tag.String() == "COMMIT"; !committed {
		return errors.New("the transaction was rolled back because one of its statements had failed")
	}
	return nil
}

// rollbackTime bounds a rollback, which must run though the request has ended.
const rollbackTime = 5 * time.Second

func (t *tx) rollback(ctx context.Context) {
	if t.alone || t.c.ahead != "" {
		t.c.ahead = ""
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
	defer cancel()
	// Without success the pool closes the connection, which rolls back too.
	_, _ = t.c.exec(ctx, "ROLLBACK")
}

// Read implements store.Reader.
func (t *tx) Read(ctx context.Context, q *store.Query) (*store.Result, error) {
	if t.ended {
		return nil, errEnded
	}
	return t.st.read(ctx, t.c, q)
}

// Insert implements store.Tx.
func (t *tx) Insert(ctx context.Context, in *store.Insert) error {
	if in.Last && t.c.ahead != "" {
		// The only statement of a transaction needs no BEGIN and no COMMIT.
		t.c.ahead, t.alone = "", true
	}
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

// change runs a compiled write and returns none where it changed no row.
func (t *tx) change(ctx context.Context, w *sqlgen.Write, err, none error) error {
	if err != nil {
		return err
	}
	defer w.Release()
	if t.ended {
		return errEnded
	}
	rows, err := t.c.query(ctx, w.SQL, w.Args)
	if err != nil {
		return ended(ctx, err)
	}
	n, err := rows.close()
	if err != nil {
		return t.c.failed(ctx, err)
	}
	if t.st.options.Trace != nil {
		t.st.options.Trace(string(w.SQL), len(w.Args), int(n))
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
	if _, err := t.c.exec(ctx, "SAVEPOINT s"); err != nil {
		return ended(ctx, err)
	}
	kept := false
	defer func() {
		if !kept {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
			defer cancel()
			// An error here leaves the transaction aborted, which its commit reports.
			_, _ = t.c.exec(ctx, "ROLLBACK TO SAVEPOINT s; RELEASE SAVEPOINT s")
		}
	}()
	if err := fn(ctx); err != nil {
		return err
	}
	kept = true
	_, err := t.c.exec(ctx, "RELEASE SAVEPOINT s")
	return ended(ctx, err)
}
