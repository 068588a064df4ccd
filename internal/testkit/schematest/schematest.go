// Package schematest turns TypeScript snippets of tests into schemas that the
// runtime serves, by the stages that the tool itself uses.
package schematest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/amplifygo/amplifygo/codegen/descriptor"
	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/internal/compile"
	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Load compiles the text of a resource.ts and links its description.
func Load(t testing.TB, source string) *schema.Schema {
	t.Helper()
	d, err := Definition(IR(t, source))
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.New(d)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Definition describes a schema to the runtime.
func Definition(s *ir.Schema) (schema.Definition, error) {
	return descriptor.Build(s, sdl.Print(s))
}

// IR compiles the text of a resource.ts. The test fails on any error in it.
func IR(t testing.TB, source string) *ir.Schema {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "amplify", "data", "resource.ts")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	return Project(t, path)
}

// Project compiles the schema at a path: a file, or a folder of a project.
func Project(t testing.TB, path string) *ir.Schema {
	t.Helper()
	r, err := compile.Run(context.Background(), parser.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Findings {
		if d.Severity == diag.Error {
			t.Error(d)
		}
	}
	if r.Schema == nil {
		t.FailNow()
	}
	return r.Schema
}
