package codegen_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/codegen"
	"github.com/amplifygo/amplifygo/codegen/outputs"
	"github.com/amplifygo/amplifygo/internal/compile"
	"github.com/amplifygo/amplifygo/internal/output"
	"github.com/amplifygo/amplifygo/internal/testkit/conformance"
	"github.com/amplifygo/amplifygo/parser"
)

// vetted are the conformance cases whose code is compiled: between them they
// have every construct that the emitters tell apart. With AMPLIFYGO_VET_ALL=1
// all accepted cases are, which takes minutes.
var vetted = map[string]bool{
	"001": true, "003": true, "008": true, "009": true, "010": true, "025": true, "027": true, "029": true, "033": true,
	"040": true, "062": true, "065": true, "070": true, "074": true, "090": true, "098": true,
}

// TestGeneratedCodeIsVetted generates the code of conformance cases into one
// module and has the Go toolchain judge it.
func TestGeneratedCodeIsVetted(t *testing.T) {
	t.Parallel()
	dir := module(t)
	cases, err := conformance.Cases()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range cases {
		if c.Rejected() || (!vetted[c.Number()] && os.Getenv("AMPLIFYGO_VET_ALL") == "") {
			continue
		}
		n++
		importPath := "example.com/cases/" + packageName(c.Name)
		for _, f := range generate(t, filepath.Join(c.Root, filepath.FromSlash(c.Source)), importPath) {
			if strings.HasPrefix(f.Path, "gen/") { // the scaffold is the same for all
				if strings.HasSuffix(f.Path, ".go") && bytes.Contains(f.Content, []byte(importPath)) {
					t.Errorf("%s: %s imports a package beside it: backend and client could not be compiled side by side", c.Name, f.Path)
				}
				put(t, filepath.Join(dir, packageName(c.Name)), f)
			}
		}
	}
	vetModule(t, dir)
	t.Logf("%d/%d cases", n, n)
}

func packageName(name string) string { return "c" + strings.ReplaceAll(name, "-", "") }

// module makes a module that uses this one from the disk.
func module(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(mod), "module github.com/amplifygo/amplifygo", "module example.com/cases", 1) +
		fmt.Sprintf("\nrequire github.com/amplifygo/amplifygo v0.0.0\nreplace github.com/amplifygo/amplifygo => %s\n", root)
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), sum, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func generate(t *testing.T, path, importPath string, first ...bool) output.Files {
	t.Helper()
	r, err := compile.Run(context.Background(), parser.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if r.Schema == nil {
		t.Fatalf("%s: %v", path, r.Findings)
	}
	files, err := codegen.Generate(r.Schema, codegen.Options{
		ImportPath: importPath, Out: "gen", OutputsPath: "amplify_outputs.json", First: len(first) > 0,
		Outputs: outputs.Settings{URL: "http://localhost/graphql", Region: "us-east-1", APIKey: "key"},
	})
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return files
}

func put(t *testing.T, dir string, f output.File) {
	t.Helper()
	name := filepath.Join(dir, filepath.FromSlash(f.Path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, f.Content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func vetModule(t *testing.T, dir string) {
	t.Helper()
	vet := exec.Command("go", "vet", "./...")
	vet.Dir = dir
	vet.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")
	if out, err := vet.CombinedOutput(); err != nil {
		t.Fatalf("go vet: %v\n%s", err, out)
	}
}
