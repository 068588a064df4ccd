package postgres

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// Driver opens URLs such as "postgres://user@host/database".
func Driver() store.Driver {
	return store.Driver{
		Schemes: []string{"postgres", "postgresql"},
		Open: func(ctx context.Context, url string, s *schema.Schema, o store.OpenOptions) (store.Store, error) {
			options := Options{Migrate: migrate.Verify, Logger: o.Logger}
			if o.Migrate {
				options.Migrate = migrate.Auto
			}
			return Open(ctx, url, s, options)
		},
	}
}
