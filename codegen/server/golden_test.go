package server

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/amplifygo/amplifygo/codegen/descriptor"
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/internal/output"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// testBackend is the package that the runtime's own tests use, of the test
// client's schema. It is generated code that is checked in, so it is golden and
// compiled.
const testBackend = "../../internal/testkit/testbackend"

func TestGolden(t *testing.T) {
	t.Parallel()
	files := emitTestBackend(t)
	if *update {
		for _, f := range files {
			if err := os.WriteFile(filepath.Join(testBackend, f.Path), f.Content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, f := range files {
		want, err := os.ReadFile(filepath.Join(testBackend, f.Path))
		if err != nil {
			t.Error(err)
		}
		if !bytes.Equal(want, f.Content) {
			t.Errorf("%s differs; run with -update and look at the change:\n%s", f.Path, cmp.Diff(string(want), string(f.Content)))
		}
	}
	if again := emitTestBackend(t); cmp.Diff(files, again) != "" {
		t.Errorf("the second run differs: %s", cmp.Diff(files, again))
	}
}

func emitTestBackend(t *testing.T) output.Files {
	t.Helper()
	s := schematest.Project(t, filepath.Join("..", "..", "internal", "testkit", "testclient", "resource.ts"))
	def, err := descriptor.Build(s, sdl.Print(s))
	if err != nil {
		t.Fatal(err)
	}
	files, err := Emit(gomodel.New(s), def, Options{Dir: ".", ImportPath: "github.com/amplifygo/amplifygo/internal/testkit/testbackend", Package: "testbackend"})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
