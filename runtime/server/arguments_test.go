package server_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/server"
)

// A program that is asked for help, or told what it does not understand, must
// not start a server.
func TestArgumentsDoNotServe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		{[]string{"--help"}, 0, "Serves the API of amplify/data/resource.ts.", ""},
		{[]string{"-h"}, 0, "AMPLIFYGO_LISTEN", ""},
		{[]string{"x", "--help"}, 0, "docs/config.md", ""},
		{[]string{"--port", "80"}, 2, "", `error: unexpected argument "--port": settings are in amplifygo.yaml`},
		{[]string{"serve"}, 2, "", `error: unexpected argument "serve"`},
		// Without arguments it tries to.
		{[]string{}, 2, "", "error: mode (AMPLIFYGO_MODE)"},
	} {
		var stdout, stderr bytes.Buffer
		code := server.Main(server.App{
			Definition: schema.Definition{Source: "amplify/data/resource.ts"},
			Args:       c.args, Dir: t.TempDir(), Stdout: &stdout, Stderr: &stderr,
			Getenv: func(name string) string { return map[string]string{"AMPLIFYGO_MODE": "none"}[name] },
		})
		for _, o := range []struct{ got, want string }{{stdout.String(), c.stdout}, {stderr.String(), c.stderr}} {
			if !strings.Contains(o.got, o.want) || (o.got == "") != (o.want == "") {
				t.Errorf("%q: got %q, want %q", c.args, o.got, o.want)
			}
		}
		if code != c.code {
			t.Errorf("%q: exit code %d, want %d", c.args, code, c.code)
		}
	}
}
