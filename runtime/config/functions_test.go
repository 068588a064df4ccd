package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFunction(t *testing.T) {
	t.Parallel()
	f := &File{}
	text := `
functions:
  "*": { url: "http://all", timeout: 5s, env: { A: all, B: all } }
  FnEcho: { run: node, env: { A: own } }
  echo: { concurrency: 3, timeout: 1s, env: { A: resource, C: resource } }
  remote: { url: "http://own" }
  behind: { run: endpoint }
`
	if err := Parse([]byte(text), f); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		names []string
		want  string
	}{
		{[]string{"FnEcho", "echo"}, "node 1s 3 own all resource"},
		{[]string{"FnOther", "other"}, " 5s 0 all all "},
		{[]string{"FnR", "remote"}, "endpoint http://own"},
		{[]string{"behind", ""}, "endpoint http://all"},
	} {
		got := f.Function(c.names...)
		text := got.Run + " " + got.URL
		if !strings.Contains(c.want, "http") {
			text = strings.Join([]string{got.Run, got.Timeout.Or(0).String(), string(rune('0' + got.Concurrency)), got.Env["A"], got.Env["B"], got.Env["C"]}, " ")
		}
		if d := cmp.Diff(c.want, text); d != "" {
			t.Error(c.names, d)
		}
	}
}

func TestFunctionErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`functions: { f: { run: deno } }`:                  `functions.f.run: "deno" is none of go, endpoint, node`,
		`functions: { f: { run: node, url: "http://x" } }`: "functions.f: run is node, which has no url",
		`functions: { f: { timeout: -1s } }`:               "functions.f.timeout: is negative",
		`functions: { f: { concurrency: -1 } }`:            "functions.f.concurrency: is negative",
		`functions: { f: { runs: node } }`:                 `unknown key "runs", did you mean "run"?`,
	} {
		if _, err := load(t, text, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	f, err := load(t, `functions: { "*": { url: "http://file" }, f: { run: endpoint } }`, map[string]string{"AMPLIFYGO_FUNCTIONS_URL": "http://env"})
	if err != nil || f.Function("f").URL != "http://env" {
		t.Error(f, err)
	}
}
