// Package pgtest gives tests a PostgreSQL server of their own, started from the
// binaries on the machine: one cluster for a test process, a database for each
// test. Nothing that is already running is touched.
//
// Where the machine has no PostgreSQL the tests say so and are skipped, except
// under CI=true, where they fail.
package pgtest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
)

// shared is the cluster of the test process.
type shared struct {
	once    sync.Once
	cluster *Cluster
	err     error
	managed bool
}

// process is state of the test process as a whole, as the cluster is.
var process shared

// Main runs the tests of a package and stops the cluster when they are over:
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
func Main(m *testing.M) int {
	process.managed = true
	code := m.Run()
	if c := process.cluster; c != nil {
		if err := c.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "pgtest:", err)
			return 1
		}
	}
	return code
}

// URL creates an empty database and gives its URL. Its text order is that of
// English, not of bytes, so that a missing COLLATE "C" shows.
func URL(t testing.TB) string {
	t.Helper()
	if !process.managed {
		t.Fatal("pgtest: the package needs func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }")
	}
	process.once.Do(func() { process.cluster, process.err = Start(Options{}) })
	switch {
	case process.err == nil:
	case IsMissing(process.err) && os.Getenv("CI") != "true":
		t.Skip(process.err)
	default:
		t.Fatal(process.err)
	}
	url, err := process.cluster.Database(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return url
}
