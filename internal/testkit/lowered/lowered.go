// Package lowered gives the tests of later stages the IR of real schemas.
package lowered

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/testkit/conformance"
	"github.com/amplifygo/amplifygo/parser"
)

// Accepted runs a test for each accepted conformance case with the case's IR,
// in parallel, and reports how many there are.
func Accepted(t *testing.T, run func(t *testing.T, c conformance.Case, s *ir.Schema)) {
	t.Helper()
	cases, err := conformance.Cases()
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, c := range cases {
		if c.Rejected() {
			continue
		}
		count++
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			run(t, c, Parse(t, parser.Options{Path: c.Root + "/" + c.Source, Root: c.Root}))
		})
	}
	t.Logf("%d accepted cases", count)
}

// Compiled runs a test for each schema of this package's own testdata, in
// parallel. The cases have the goldens schema.graphql and introspection.json.
func Compiled(t *testing.T, run func(t *testing.T, c conformance.Case, s *ir.Schema)) {
	t.Helper()
	_, file, _, _ := runtime.Caller(0)
	entries, err := os.ReadDir(filepath.Join(filepath.Dir(file), "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		c := conformance.Case{
			Name:   e.Name(),
			Root:   filepath.Join(filepath.Dir(file), "testdata", e.Name()),
			Source: "resource.ts",
		}
		if _, err := os.Stat(filepath.Join(c.Root, "amplify")); err == nil {
			c.Project, c.Source = true, "amplify/data/resource.ts"
		}
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			run(t, c, Parse(t, parser.Options{Path: c.Root + "/" + c.Source, Root: c.Root}))
		})
	}
}

// Source gives the IR of a schema file's text.
func Source(t testing.TB, text string) *ir.Schema {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "resource.ts")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Parse(t, parser.Options{Path: file, Root: dir})
}

// Parse gives the IR of a schema; findings that are errors fail the test.
func Parse(t testing.TB, o parser.Options) *ir.Schema {
	t.Helper()
	s, list, err := parser.Parse(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		if d.Severity == diag.Error {
			t.Fatalf("%s: %s", d.Span, d.Message)
		}
	}
	if s == nil {
		t.Fatal("no schema")
	}
	return s
}
