package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// database is a connection for migrations.
type database struct{ c *pgx.Conn }

// OpenDatabase connects to the database of a URL to migrate it.
func OpenDatabase(ctx context.Context, url string) (migrate.Database, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database URL: %w", err)
	}
	return connect(ctx, config)
}

func connect(ctx context.Context, config *pgx.ConnConfig) (*database, error) {
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	return &database{c}, nil
}

// ensure does what Options.Migrate says.
func ensure(ctx context.Context, config *pgx.ConnConfig, s *schema.Schema, o Options) (err error) {
	db, err := connect(ctx, config)
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
func (db *database) Dialect() sqlgen.Dialect { return sqlgen.Postgres{} }

// View implements migrate.Database.
func (db *database) View(ctx context.Context, fn func(s migrate.Session) error) error {
	return db.transaction(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", fn)
}

// lock makes migrations wait for one another; the number is "amplify" in ASCII.
const lock = "SELECT pg_advisory_xact_lock(27422045331711609)"

// Exclusive implements migrate.Database. PostgreSQL takes back what a
// transaction did to tables, too.
func (db *database) Exclusive(ctx context.Context, fn func(s migrate.Session) error) error {
	return db.transaction(ctx, "BEGIN ISOLATION LEVEL READ COMMITTED; "+lock, fn)
}

func (db *database) transaction(ctx context.Context, begin string, fn func(s migrate.Session) error) error {
	pg := sqlSession{db.c.PgConn()}
	if err := pg.Exec(ctx, begin); err != nil {
		return err
	}
	committed := false
	defer func() {
		if !committed {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
			defer cancel()
			_ = pg.Exec(ctx, "ROLLBACK") // the connection's end rolls back as well
		}
	}()
	if err := fn(pg); err != nil {
		return err
	}
	committed = true
	return pg.Exec(ctx, "COMMIT")
}

// Close implements migrate.Database.
func (db *database) Close() error { return db.c.Close(context.Background()) }

// sqlSession runs SQL by the simple protocol, whose results are texts.
type sqlSession struct{ pg *pgconn.PgConn }

// Exec implements migrate.Session.
func (s sqlSession) Exec(ctx context.Context, sql string) error {
	_, err := s.pg.Exec(ctx, sql).ReadAll()
	return err
}

// Rows implements migrate.Session.
func (s sqlSession) Rows(ctx context.Context, sql string) ([][]string, error) {
	results, err := s.pg.Exec(ctx, sql).ReadAll()
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for _, r := range results {
		for _, values := range r.Rows {
			row := make([]string, len(values))
			for i, v := range values {
				row[i] = string(v)
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}
