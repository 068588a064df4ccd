package client

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/output"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
)

// cases are the folders of the conformance suite.
const cases = "../../internal/testkit/conformance/testdata"

// TestConformanceSchemasCompile emits the client of every accepted schema of
// the conformance suite into this module and lets the compiler and vet judge.
func TestConformanceSchemasCompile(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob(filepath.Join(cases, "*", "introspection.json"))
	if err != nil || len(dirs) < 90 {
		t.Fatalf("%d cases, %v", len(dirs), err)
	}
	root := scratch(t)
	for _, d := range dirs {
		dir := filepath.Dir(d)
		name := "case" + filepath.Base(dir)[:3]
		path := filepath.Join(dir, "resource.ts")
		if _, err := os.Stat(path); err != nil {
			path = filepath.Join(dir, "amplify", "data", "resource.ts")
		}
		files, err := Emit(schematest.Project(t, path), Options{Dir: name, ImportPath: "example.com/" + name, Package: name})
		if err != nil {
			t.Fatalf("%s: %v", dir, err)
		}
		write(t, root, files)
	}
	vet(t, root)
}

// scratch is a folder of this module that go ./... ignores, so that what is
// written there compiles against the working tree.
func scratch(t testing.TB) string {
	t.Helper()
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("testdata", "scratch")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func write(t testing.TB, root string, files output.Files) {
	t.Helper()
	for _, f := range files {
		path := filepath.Join(root, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// vet compiles and vets every package below root.
func vet(t *testing.T, root string) {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(root, "*"))
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"vet"}
	for _, d := range dirs {
		args = append(args, "./"+filepath.ToSlash(d))
	}
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Errorf("go %s: %v\n%s", strings.Join(args[:1], " "), err, out)
	}
}
