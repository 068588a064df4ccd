// Command server serves the benchmark's schema, and tells on another address
// what it has allocated.
package main

import (
	"fmt"
	"net/http"
	"os"
	"runtime"

	"github.com/amplifygo/amplifygo/runtime/server"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"

	"github.com/amplifygo/amplifygo/bench/project/gen/backend"
	"github.com/amplifygo/amplifygo/bench/project/internal/handlers"
)

func main() {
	if address := os.Getenv("BENCH_ALLOCATIONS"); address != "" {
		go func() { fmt.Fprintln(os.Stderr, http.ListenAndServe(address, http.HandlerFunc(allocations))) }()
	}
	os.Exit(server.Main(server.App{
		Definition: backend.Definition(),
		Functions:  backend.Functions(&handlers.Handlers{}),
		Scripts:    backend.Scripts(),
		Hooks:      handlers.Hooks().Register(),
		Drivers:    []store.Driver{sqlite.Driver(), postgres.Driver()},
	}))
}

// allocations writes how many objects were allocated so far.
func allocations(w http.ResponseWriter, _ *http.Request) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Fprintln(w, m.Mallocs)
}
