// Package dial opens any database for migrations by its URL. It links every
// driver; programs that know their database use its package instead.
package dial

import (
	"context"
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

// Open opens the database of a URL: "sqlite:path", "postgres://…" or
// "postgresql://…". A SQLite database that does not exist is created.
func Open(ctx context.Context, url string) (migrate.Database, error) {
	switch scheme, _, _ := strings.Cut(url, ":"); scheme {
	case "sqlite":
		return sqlite.OpenDatabase(ctx, sqlite.Path(url))
	case "postgres", "postgresql":
		return postgres.OpenDatabase(ctx, url)
	default:
		return nil, fmt.Errorf("unknown database URL %q: use sqlite:<path> or postgres://<user>@<host>/<database>", scheme+":…")
	}
}
