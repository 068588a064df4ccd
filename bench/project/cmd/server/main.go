// Command server serves the benchmark's schema, and tells on another address
// what it has allocated and which statements it has run.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"sync/atomic"

	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/server"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"

	"github.com/amplifygo/amplifygo/bench/project/gen/backend"
	"github.com/amplifygo/amplifygo/bench/project/internal/handlers"
)

// statements is how many statements of requests were run.
var statements atomic.Int64

func trace(string, int, int) { statements.Add(1) }

func main() {
	if address := os.Getenv("BENCH_COUNTERS"); address != "" {
		go func() { fmt.Fprintln(os.Stderr, http.ListenAndServe(address, http.HandlerFunc(counters))) }()
	}
	os.Exit(server.Main(server.App{
		Definition: backend.Definition(),
		Functions:  backend.Functions(&handlers.Handlers{}),
		Scripts:    backend.Scripts(),
		Hooks:      handlers.Hooks().Register(),
		Drivers:    []store.Driver{counted(sqlite.Driver()), counted(postgres.Driver())},
	}))
}

// counters writes how many objects were allocated and statements run so far.
func counters(w http.ResponseWriter, _ *http.Request) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Fprintln(w, m.Mallocs, statements.Load())
}

// counted gives the stores of a driver with their statements counted, and,
// where asked for, without durability against loss of power.
func counted(d store.Driver) store.Driver {
	relaxed := os.Getenv("BENCH_RELAXED") != ""
	d.Open = func(ctx context.Context, url string, s *schema.Schema, _ store.OpenOptions) (store.Store, error) {
		if d.Schemes[0] == "sqlite" {
			return sqlite.Open(ctx, sqlite.Path(url), s, sqlite.Options{Migrate: migrate.Auto, Relaxed: relaxed, Trace: trace})
		}
		return postgres.Open(ctx, url, s, postgres.Options{Migrate: migrate.Auto, Trace: trace})
	}
	return d
}
