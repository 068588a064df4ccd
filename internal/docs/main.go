// Command docs writes the generated parts of the documentation, or checks with
// --check that they are up to date: docs/diagnostics.md from the catalogue.
package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/amplifygo/amplifygo/internal/diag"
)

func main() {
	check := len(os.Args) > 1 && os.Args[1] == "--check"
	if err := run(check); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(check bool) error {
	const name = "docs/diagnostics.md"
	want := diagnostics()
	have, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if bytes.Equal(have, want) {
		return nil
	}
	if check {
		return fmt.Errorf("%s is out of date: run go run ./internal/docs", name)
	}
	return os.WriteFile(name, want, 0o644)
}

func diagnostics() []byte {
	var b bytes.Buffer
	b.WriteString("# Diagnostics\n\nEvery finding has a code that never changes its meaning. This page is made from the catalogue in `internal/diag`.\n")
	for _, e := range diag.Catalogue() {
		fmt.Fprintf(&b, "\n## %s: %s\n\n%s. %s\n", e.Code, e.Title, capital(e.Severity.String()), e.Explanation)
		example(&b, "Instead of", e.Bad)
		example(&b, "Write", e.Good)
	}
	return b.Bytes()
}

func capital(s string) string { return string(s[0]-'a'+'A') + s[1:] }

func example(b *bytes.Buffer, head, code string) {
	if code != "" {
		fmt.Fprintf(b, "\n%s\n\n```ts\n%s\n```\n", head, bytes.TrimSpace([]byte(code)))
	}
}
