package server

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/codegen/descriptor"
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/internal/testkit/conformance"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
)

// TestBudget holds the size of the package: at most 200 lines for a model on
// average, everything counted, and no file over 400.
func TestBudget(t *testing.T) {
	t.Parallel()
	cases, err := conformance.Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.Number() != "099" {
			continue
		}
		s := schematest.Project(t, filepath.Join(c.Root, filepath.FromSlash(c.Source)))
		def, err := descriptor.Build(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		view := gomodel.New(s)
		files, err := Emit(view, def, Options{Dir: "gen", Package: "gen", ImportPath: "example.com/gen"})
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for _, f := range files {
			if !strings.HasSuffix(f.Path, ".go") {
				continue
			}
			n := bytes.Count(f.Content, []byte("\n"))
			total += n
			if n > 400 {
				t.Errorf("%s has %d lines", f.Path, n)
			}
		}
		t.Logf("%d lines for %d models", total, len(view.Models))
		if total > 200*len(view.Models) {
			t.Errorf("%d lines for %d models, more than 200 for each", total, len(view.Models))
		}
		return
	}
	t.Fatal("no case of a hundred models")
}
