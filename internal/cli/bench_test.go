package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/cli"
	"github.com/amplifygo/amplifygo/internal/testkit/conformance"
)

// BenchmarkGen is `amplifygo gen --check` of the conformance case with a
// hundred models, output up to date: everything but the writing.
func BenchmarkGen(b *testing.B) {
	dir := b.TempDir()
	cases, err := conformance.Dir()
	if err != nil {
		b.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(cases, "099-hundred-models", "resource.ts"))
	if err != nil {
		b.Fatal(err)
	}
	for name, content := range map[string][]byte{"amplify/data/resource.ts": text, "go.mod": []byte("module example.com/app\n")} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	run := func(args ...string) {
		var out bytes.Buffer
		code := cli.Main(cli.Process{Args: append(args, "-q", "-C", dir), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }})
		if code != 0 {
			b.Fatal(out.String())
		}
	}
	run("gen")
	for b.Loop() {
		run("gen", "--check")
	}
}
