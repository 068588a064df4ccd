package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/cli"
)

// TestVet looks at a program with a call of each kind that cannot succeed, and
// at one without.
func TestVet(t *testing.T) {
	t.Parallel()
	run := func(pattern string) (int, string) {
		var out bytes.Buffer
		code := cli.Main(cli.Process{Args: []string{"vet", pattern}, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }})
		return code, out.String()
	}
	code, said := run("./testdata/vet")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{
		"main.go:20:53: List takes fields of Todo; this is one of another model", "main.go:23:43: Get does not admit auth mode lambda",
		"main.go:30:76: Create does not admit auth mode oidc; admitted: userPool", "main.go:34:59: Ask does not admit auth mode apiKey; admitted: userPool",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in:\n%s", want, said)
		}
	}
	if code, said := run("../../examples/todo/call"); code != 0 || said != "" {
		t.Errorf("exit code %d: %s", code, said)
	}
}
