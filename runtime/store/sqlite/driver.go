package sqlite

import (
	"context"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// Driver opens URLs such as "sqlite:data/app.db" and "sqlite::memory:".
func Driver() store.Driver {
	return store.Driver{
		Schemes: []string{"sqlite"},
		Open: func(ctx context.Context, url string, s *schema.Schema, o store.OpenOptions) (store.Store, error) {
			options := Options{Migrate: migrate.Verify, Logger: o.Logger}
			if o.Migrate {
				options.Migrate = migrate.Auto
			}
			return Open(ctx, Path(url), s, options)
		},
	}
}

// Path gives the file of a URL: what stands behind "sqlite:", without the two
// slashes of an empty host.
func Path(url string) string {
	return strings.TrimPrefix(strings.TrimPrefix(url, "sqlite:"), "//")
}
