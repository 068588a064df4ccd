package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/need"
)

// TestOfficialClientWithAuthorizer lets the unmodified client in by the tokens
// of an authorizer function, which runs in Node as the project has it.
func TestOfficialClientWithAuthorizer(t *testing.T) {
	t.Parallel()
	need.Program(t, "node")
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "lambda"))); err != nil {
		t.Fatal(err)
	}
	s := launch(t, dir, exec.Command(compiled(t, "cmd/amplifygo"), "dev"))
	outputs := s.amplifygo(t, "schema", "--outputs")
	write(t, filepath.Join(dir, "amplify_outputs.json"), outputs)
	s.node(t, "lambda.test.mjs")
}
