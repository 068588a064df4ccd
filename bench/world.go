package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that fills the tables
	_ "modernc.org/sqlite"             // the other one

	"github.com/amplifygo/amplifygo/bench/data"
	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/development"
)

// world is what the peers of one store share: the rows, and who may ask.
type world struct {
	// module is the folder of the benchmark's Go module, dir one for what is
	// made.
	module, dir string
	store       string
	size        data.Size
	database    string
	cluster     *pgtest.Cluster
	// relaxed, where not empty, gives up durability in amplifygo's SQLite.
	relaxed string
	// keys is the folder of the development issuer, jwks the address of its
	// public keys, tokens one for each owner.
	keys, jwks string
	tokens     []string
	close      []func() error
}

// newWorld makes a database with the rows.
func newWorld(ctx context.Context, module, store string, size data.Size) (w *world, err error) {
	w = &world{module: module, store: store, size: size}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.end())
		}
	}()
	if w.dir, err = os.MkdirTemp("", "amplifygo-bench-"); err != nil {
		return w, err
	}
	w.close = append(w.close, func() error { return os.RemoveAll(w.dir) })
	if err := w.issuer(); err != nil {
		return w, err
	}
	driver, source := "sqlite", filepath.Join(w.dir, "data.db")
	if store == "postgres" {
		if w.cluster, err = pgtest.Start(pgtest.Options{Durable: true}); err != nil {
			return w, err
		}
		w.close = append(w.close, w.cluster.Stop)
		if w.database, err = w.cluster.Database(ctx); err != nil {
			return w, err
		}
		driver, source = "pgx", w.database
	} else {
		w.database = "sqlite:" + source
	}
	// amplifygo makes the tables when it starts for the first time.
	first, err := startAmplifygo(ctx, w)
	if err != nil {
		return w, err
	}
	if err := first.stop(); err != nil {
		return w, err
	}
	return w, w.fill(ctx, driver, source)
}

func (w *world) fill(ctx context.Context, driver, source string) error {
	db, err := sql.Open(driver, source)
	if err != nil {
		return err
	}
	err = data.Fill(ctx, db, w.size)
	if err == nil {
		_, err = db.ExecContext(ctx, "ANALYZE")
	}
	if err != nil {
		err = fmt.Errorf("fill the tables: %w", err)
	}
	return errors.Join(err, db.Close())
}

// issuer makes the development issuer that amplifygo's server will find, and
// serves its keys for the others.
func (w *world) issuer() error {
	w.keys = filepath.Join(w.dir, "keys")
	pool, err := development.UserPool(w.keys)
	if err != nil {
		return err
	}
	s := httptest.NewServer(pool.Handler())
	w.close = append(w.close, func() error { s.Close(); return nil })
	w.jwks = s.URL + "/" + pool.PoolID() + "/.well-known/jwks.json"
	for i := range data.Owners {
		user := data.User(i)
		token, err := pool.Mint(devissuer.TokenRequest{Username: user, Sub: "sub-" + user, TTL: 24 * time.Hour})
		if err != nil {
			return err
		}
		w.tokens = append(w.tokens, token)
	}
	return nil
}

// run runs a program to its end.
func (w *world) run(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %v: %w\n%s", name, args, err, out)
	}
	return nil
}

// end removes what was made.
func (w *world) end() error {
	var errs []error
	for i := len(w.close) - 1; i >= 0; i-- {
		errs = append(errs, w.close[i]())
	}
	return errors.Join(errs...)
}
