package client

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// testClient is the package that the runtime's own tests use. It is generated
// code that is checked in, so it is golden and compiled.
const testClient = "../../internal/testkit/testclient"

func TestGolden(t *testing.T) {
	t.Parallel()
	schema := schematest.Project(t, filepath.Join(testClient, "resource.ts"))
	files, err := Emit(schema, Options{Dir: ".", ImportPath: "github.com/amplifygo/amplifygo/internal/testkit/testclient", Package: "testclient"})
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		write(t, testClient, files)
	}
	for _, f := range files {
		want, err := os.ReadFile(filepath.Join(testClient, f.Path))
		if err != nil {
			t.Error(err)
		}
		if !bytes.Equal(want, f.Content) {
			t.Errorf("%s differs; run with -update and look at the change:\n%s", f.Path, cmp.Diff(string(want), string(f.Content)))
		}
	}
	again, err := Emit(schema, Options{Dir: ".", ImportPath: "github.com/amplifygo/amplifygo/internal/testkit/testclient", Package: "testclient"})
	if err != nil || cmp.Diff(files, again) != "" {
		t.Errorf("the second run differs: %v %s", err, cmp.Diff(files, again))
	}
}
