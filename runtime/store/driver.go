package store

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Driver opens the databases of some URL schemes. A program names the drivers
// that it links (sqlite.Driver(), postgres.Driver()), so that it carries no
// database that it does not use.
type Driver struct {
	// Schemes are those of its URLs, such as "sqlite".
	Schemes []string
	// Open opens a database and makes sure that its tables fit the schema.
	Open func(ctx context.Context, url string, s *schema.Schema, o OpenOptions) (Store, error)
}

// OpenOptions say how to open a database.
type OpenOptions struct {
	// Migrate lets the start change tables, without losing data; otherwise it
	// is refused when they do not fit.
	Migrate bool
	// Logger hears of migrations and of retries; nil for silence.
	Logger *slog.Logger
}

// Open opens a database by the driver of its scheme. The error of an unknown
// scheme names those that the program has.
func Open(ctx context.Context, drivers []Driver, url string, s *schema.Schema, o OpenOptions) (Store, error) {
	scheme, _, _ := strings.Cut(url, ":")
	var known []string
	for _, d := range drivers {
		for _, k := range d.Schemes {
			if k == scheme {
				return d.Open(ctx, url, s, o)
			}
			known = append(known, k+":")
		}
	}
	return nil, fmt.Errorf("no driver for database URLs that start with %s: this program has those for %s (add the driver in main.go)", scheme+":", strings.Join(known, ", "))
}

// PlaceError is a database whose file cannot be opened, or made, where it is to be.
type PlaceError struct {
	Path string
	Err  error
}

// Error names the file and the reason.
func (e *PlaceError) Error() string { return "open database " + e.Path + ": " + e.Err.Error() }

// Unwrap gives the reason.
func (e *PlaceError) Unwrap() error { return e.Err }
