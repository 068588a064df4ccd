package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
)

// database is a connection for migrations.
type database struct{ c *conn }

// OpenDatabase opens or creates the database at a path to migrate it.
func OpenDatabase(_ context.Context, path string) (migrate.Database, error) {
	c, err := open(path, false)
	if err != nil {
		return nil, err
	}
	if err := c.exec("PRAGMA busy_timeout = 60000"); err != nil {
		return nil, errors.Join(fmt.Errorf("database %s: %w", path, err), c.close())
	}
	return &database{c}, nil
}

// ensure does what Options.Migrate says.
func ensure(ctx context.Context, path string, s *schema.Schema, o Options) (err error) {
	db, err := OpenDatabase(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	p, err := migrate.Ensure(ctx, db, s, o.Migrate)
	if err == nil && !p.Empty() && o.Logger != nil {
		o.Logger.Info("database migrated", "steps", len(p.Steps))
	}
	return err
}

// Dialect implements migrate.Database.
func (db *database) Dialect() sqlgen.Dialect { return sqlgen.SQLite{} }

// View implements migrate.Database.
func (db *database) View(_ context.Context, fn func(s migrate.Session) error) error {
	return db.transaction("BEGIN", fn)
}

// Exclusive implements migrate.Database: writers wait for one another.
func (db *database) Exclusive(_ context.Context, fn func(s migrate.Session) error) error {
	return db.transaction("BEGIN IMMEDIATE", fn)
}

func (db *database) transaction(begin string, fn func(s migrate.Session) error) (err error) {
	if err := db.c.exec(begin); err != nil {
		return err
	}
	defer func() {
		if !db.c.autocommit() {
			err = errors.Join(err, db.c.exec("ROLLBACK"))
		}
	}()
	if err := fn(session{db.c}); err != nil {
		return err
	}
	return db.c.exec("COMMIT")
}

// Close implements migrate.Database.
func (db *database) Close() error { return db.c.close() }

// session runs SQL.
type session struct{ c *conn }

// Exec implements migrate.Session.
func (s session) Exec(ctx context.Context, sql string) error {
	_, err := s.Rows(ctx, sql)
	return err
}

// Rows implements migrate.Session.
func (s session) Rows(ctx context.Context, sql string) ([][]string, error) {
	var rows [][]string
	for sql != "" {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		st, rest, err := s.c.prepareFirst(sql)
		if err != nil {
			return nil, err
		}
		sql = rest
		if st == nil {
			continue // a comment
		}
		rows, err = st.texts()
		st.finalize()
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// texts runs the statement and reads its rows as texts.
func (s *stmt) texts() ([][]string, error) {
	var rows [][]string
	n := s.columns()
	for {
		more, err := s.step()
		if err != nil || !more {
			return rows, err
		}
		row := make([]string, n)
		for i := range row {
			if !s.Null(i) {
				row[i] = s.Text(i)
			}
		}
		rows = append(rows, row)
	}
}
