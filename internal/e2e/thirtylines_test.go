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
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "docs", "go-client.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```go\n(package main\n.*?)```").FindSubmatch(text)
	if block == nil {
		t.Fatal("docs/go-client.md has no program")
	}
	program := strings.ReplaceAll(string(block[1]), "example.com/app/", "github.com/amplifygo/amplifygo/examples/todo/")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.go"), program)
	cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "program"), filepath.Join(dir, "main.go"))
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}

	s := start(t, "todo")
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
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	id, created := strings.CutPrefix(lines[0], "created ")
	if len(lines) != 2 || !created || lines[1] != id+" write no date" {
		t.Errorf("the program prints\n%s", out)
	}
}
