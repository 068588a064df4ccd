package arch

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/amplifygo/amplifygo/"

// pkg is what `go list` says of a package.
type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
	GoFiles    []string
	Dir        string
	Doc        string
}

func (p pkg) rel() string { return strings.TrimPrefix(p.ImportPath, module) }

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps,GoFiles,Dir,Doc", module+"...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); err == io.EOF {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

// arrow forbids packages below From to import what starts with one of Ban.
type arrow struct {
	from   string
	ban    []string
	except []string
	why    string
}

var own = func(paths ...string) []string {
	for i, p := range paths {
		paths[i] = module + p
	}
	return paths
}

var arrows = []arrow{
	{"parser/", own("codegen", "runtime", "amplify", "templates", "internal/cli", "internal/output", "internal/check"), nil, "the parser ends at the IR; emitters and servers start there"},
	{"codegen/", own("parser", "amplify", "internal/cli", "internal/check"), nil, "emitters read the IR, never the source"},
	{"internal/ir", own("parser", "codegen", "runtime", "amplify", "internal/diag", "internal/check", "internal/cli"), nil, "the IR depends on spans only"},
	{"internal/source", own(""), nil, "spans depend on nothing"},
	{"internal/diag", own("parser", "codegen", "runtime", "amplify", "internal/ir", "internal/check", "internal/cli"), nil, "diagnostics depend on spans only"},
	{"internal/check", own("parser", "codegen", "runtime", "amplify", "internal/cli"), nil, "checks read the IR only"},
	{"runtime/", own("parser", "codegen", "templates", "internal/ir", "internal/diag", "internal/check", "internal/cli", "internal/output"), nil, "servers must not carry the compiler"},
	{"runtime/", own("amplify"), own("runtime/gen"), "only what generated backends are made with shares the client's Go types"},
	{"amplify", own("parser", "codegen", "runtime", "templates", "internal/"), own("amplify"), "client programs carry the client only"},
	{"", []string{"github.com/evanw/esbuild"}, own("parser/"), "only the parser reads TypeScript and JavaScript"},
	{"", []string{"github.com/dop251/goja"}, own("parser/", "runtime/jsresolver"), "JavaScript runs in the parser and in AppSync resolvers only"},
	{"", []string{"github.com/aws/aws-sdk-go-v2/service", "github.com/aws/aws-sdk-go-v2/config"}, own("runtime/ai/bedrock"), "only who asks Bedrock links its client"},
	{"", []string{"github.com/dave/jennifer"}, own("codegen/"), "only emitters build Go code"},
	{"", []string{"github.com/spf13/cobra"}, own("internal/cli"), "only the command line parses arguments"},
}

func TestImportArrows(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, a := range arrows {
			if !strings.HasPrefix(p.rel(), a.from) || p.ImportPath+"/" == module {
				continue
			}
			if hasPrefix(p.ImportPath+"/", a.except) {
				continue
			}
			for _, imp := range p.Imports {
				if hasPrefix(imp, a.ban) && !hasPrefix(imp, a.except) {
					t.Errorf("%s imports %s: %s", p.rel(), imp, a.why)
				}
			}
		}
	}
}

func hasPrefix(path string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

// TestServersAndClientsStayLight keeps the compiler's libraries out of what
// users link.
func TestServersAndClientsStayLight(t *testing.T) {
	t.Parallel()
	heavy := []string{"github.com/evanw/esbuild", "github.com/spf13/cobra", "github.com/dave/jennifer", "ariga.io/atlas"}
	for _, p := range packages(t) {
		light := p.rel() == "amplify" || p.rel() == "runtime/server" || strings.HasPrefix(p.rel(), "examples/") && strings.Contains(p.rel(), "/gen/")
		if !light {
			continue
		}
		for _, d := range p.Deps {
			if hasPrefix(d, heavy) {
				t.Errorf("%s links %s", p.rel(), d)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if len(p.GoFiles) > 0 && p.Doc == "" {
			t.Errorf("%s has no package comment", p.rel())
		}
	}
}

// TestOnlyOnePlaceSkipsTests keeps CI honest: a skip goes through
// internal/testkit/need, which fails under CI.
func TestOnlyOnePlaceSkipsTests(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(name string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, "_test.go") || strings.Contains(filepath.ToSlash(name), "internal/arch/") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, skip := range []string{".Skip(", ".Skipf(", ".SkipNow("} {
			if strings.Contains(string(text), skip) {
				t.Errorf("%s calls %s: use internal/testkit/need", name, skip)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
