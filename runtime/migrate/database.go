package migrate

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
)

// Database is a database to migrate. The packages of the drivers have them.
type Database interface {
	Dialect() sqlgen.Dialect
	// View runs fn on a connection, for reading.
	View(ctx context.Context, fn func(s Session) error) error
	// Exclusive runs fn in a transaction beside which no other migration runs,
	// in any process, and commits it when fn returns nil.
	Exclusive(ctx context.Context, fn func(s Session) error) error
	Close() error
}

// Session runs SQL.
type Session interface {
	// Exec runs one or more statements.
	Exec(ctx context.Context, sql string) error
	// Rows runs a query and gives its rows as texts; NULL is empty.
	Rows(ctx context.Context, sql string) ([][]string, error)
}
