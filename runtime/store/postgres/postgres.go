// Package postgres is the store on PostgreSQL and what speaks its protocol and
// language, through pgx's pool and connections.
//
// Statements are prepared once for each connection. Rows go from the wire to
// values without pgx's type mapping, which would allocate for each of them.
//
// Transactions are READ COMMITTED, which is enough here: every write names one
// row by its key and carries its condition, authorization included, in the
// statement itself. PostgreSQL locks that row, and where another transaction
// changed it in the meantime evaluates the condition again on the new version,
// so no decision rests on what was true before. Where a decision needs a look
// at the row in Go, the row is read with FOR UPDATE first and cannot change
// until the transaction ends. Uniqueness of keys is the primary key's.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Options change what Open does. The zero value is right for a server.
type Options struct {
	// Migrate says what Open does about the tables.
	Migrate migrate.Mode
	// MaxConns is the size of the pool; 0 takes pool_max_conns of the URL, or
	// pgx's default.
	MaxConns int32
	// Logger hears of migrations and retries; nil for silence.
	Logger *slog.Logger
	// Trace, where not nil, is called after each statement of a request with
	// its text, the number of its parameters and of the rows it found or changed.
	Trace func(sql string, args, rows int)
}

// Store is a store.Store on a PostgreSQL database.
type Store struct {
	pool     *pgxpool.Pool
	compiler *sqlgen.Compiler
	options  Options
}

var _ store.Store = (*Store)(nil)

// Open connects to the database of a URL.
func Open(ctx context.Context, url string, s *schema.Schema, options Options) (*Store, error) {
	layout, err := sqlgen.NewLayout(s)
	if err != nil {
		return nil, err
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database URL: %w", err)
	}
	if options.MaxConns > 0 {
		config.MaxConns = options.MaxConns
	}
	planOnce(config)
	config.ConnConfig.BuildFrontend = frontend
	// A request that ends early cancels its statement and keeps the connection.
	config.ConnConfig.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: 2 * time.Second}
	}
	if err := ensure(ctx, config.ConnConfig.Copy(), s, options); err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	return &Store{pool: pool, compiler: sqlgen.New(layout, sqlgen.Postgres{}), options: options}, nil
}

// Ping reports whether the database answers.
func (st *Store) Ping(ctx context.Context) error { return st.pool.Ping(ctx) }

// Close waits for the requests in progress and closes the connections.
func (st *Store) Close() error {
	st.pool.Close()
	return nil
}

// Read implements store.Reader.
func (st *Store) Read(ctx context.Context, q *store.Query) (*store.Result, error) {
	if q.Lock {
		return nil, errors.New("a query that locks rows needs a transaction")
	}
	var res *store.Result
	err := st.again(ctx, func() error {
		c, err := st.pool.Acquire(ctx)
		if err != nil {
			return err
		}
		defer c.Release()
		res, err = st.read(ctx, session(c.Conn().PgConn()), q)
		return err
	})
	return res, err
}

func (st *Store) read(ctx context.Context, c *conn, q *store.Query) (*store.Result, error) {
	r, err := st.compiler.Read(q)
	if err != nil {
		return nil, err
	}
	defer r.Release()
	if r.Empty {
		return r.Result(), nil
	}
	rows, err := c.query(ctx, r.SQL, r.Args)
	if err != nil {
		return nil, ended(ctx, err)
	}
	row := row{}
	for more := rows.ResultReader != nil; more && rows.NextRow(); {
		row.values = rows.Values()
		more = r.Add(&row)
	}
	if _, err := rows.close(); err != nil {
		return nil, c.failed(ctx, err)
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	res := r.Result()
	if st.options.Trace != nil {
		st.options.Trace(string(r.SQL), len(r.Args), len(res.Rows))
	}
	return res, nil
}
