package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// planOnce has a connection plan each prepared statement once, and not again
// with the values of every request: the statements are made for the indexes
// that are there, and planning costs more than most of them. A URL that says
// otherwise (plan_cache_mode) is left alone.
func planOnce(config *pgxpool.Config) {
	if _, said := config.ConnConfig.RuntimeParams["plan_cache_mode"]; said {
		return
	}
	config.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET plan_cache_mode = force_generic_plan")
		var refused *pgconn.PgError
		if errors.As(err, &refused) {
			return nil // engines that are only compatible with PostgreSQL need not have it
		}
		return err
	}
}
