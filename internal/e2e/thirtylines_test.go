package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestThirtyLines compiles the newcomer's program of docs/go-client.md as it
// stands there and runs it against the example's server.
func TestThirtyLines(t *testing.T) {
	t.Parallel()
	out := start(t, "todo").documented(t, "docs/go-client.md", "todo")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	id, created := strings.CutPrefix(lines[0], "created ")
	if len(lines) != 2 || !created || lines[1] != id+" write no date" {
		t.Errorf("the program prints\n%s", out)
	}
}

// documented compiles the first program in a document as it stands there, runs
// it against the server of the example, and gives what it prints. The paths of
// an application in it are the example's. Further variables may be given as
// NAME=value.
func (s *served) documented(t *testing.T, document, example string, variables ...string) string {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(document)))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```go\n(package main\n.*?)```").FindSubmatch(text)
	if block == nil {
		t.Fatalf("%s has no program", document)
	}
	program := strings.ReplaceAll(string(block[1]), "example.com/app/", "github.com/amplifygo/amplifygo/examples/"+example+"/")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.go"), program)
	cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "program"), filepath.Join(dir, "main.go"))
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var outputs map[string]any
	if err := json.Unmarshal([]byte(s.amplifygo(t, "schema", "--outputs")), &outputs); err != nil {
		t.Fatal(err)
	}
	outputs["data"].(map[string]any)["url"] = s.url
	written, err := json.Marshal(outputs)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "amplify_outputs.json"), string(written))
	cmd = exec.Command(filepath.Join(dir, "program"))
	cmd.Dir, cmd.Env = dir, append(os.Environ(), variables...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}
