package output

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/need"
)

func goFile(path, body string) File {
	return File{Path: path, Content: []byte("// " + Header + "\n\npackage gen\n\n// " + body + "\n")}
}

func write(t *testing.T, root string, files Files) *Plan {
	t.Helper()
	p, err := Compare(root, "gen", files)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Write(); err != nil {
		t.Fatal(err)
	}
	return p
}

func read(t *testing.T, root, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func put(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestPlanTellsChangedMissingStaleAndSame(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	write(t, root, Files{goFile("gen/a.gen.go", "1"), goFile("gen/b.gen.go", "1"), goFile("gen/c/c.gen.go", "1")})
	p, err := Compare(root, "gen", Files{goFile("gen/a.gen.go", "1"), goFile("gen/b.gen.go", "2"), goFile("gen/d.gen.go", "1")})
	if err != nil {
		t.Fatal(err)
	}
	if p.Same != 1 || len(p.Changed) != 1 || len(p.Missing) != 1 || len(p.Stale) != 1 {
		t.Fatalf("%+v", p)
	}
	var diff bytes.Buffer
	if err := p.Diff(&diff); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"--- a/gen/b.gen.go\n+++ b/gen/b.gen.go\n", "-// 1\n+// 2\n", "--- /dev/null\n+++ b/gen/d.gen.go\n", "+++ /dev/null\n"} {
		if !strings.Contains(diff.String(), want) {
			t.Errorf("the diff lacks %q:\n%s", want, diff.String())
		}
	}
	if err := p.Write(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "gen", "c")); !os.IsNotExist(err) {
		t.Error("the folder of a stale file is still there")
	}
	if again := write(t, root, Files{goFile("gen/a.gen.go", "1"), goFile("gen/b.gen.go", "2"), goFile("gen/d.gen.go", "1")}); !again.Empty() {
		t.Errorf("writing twice changes something: %+v", again)
	}
}

func TestForeignFilesAreLeftAlone(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	put(t, root, "gen/mine.go", "package gen\n")
	put(t, root, "gen/notes.txt", "mine")
	put(t, root, "gen/old.gen.go", "package gen // not ours in spite of its name\n")
	write(t, root, Files{goFile("gen/a.gen.go", "1"), goFile("gen/b.gen.go", "1")})
	for name, want := range map[string]string{"gen/mine.go": "package gen\n", "gen/notes.txt": "mine", "gen/old.gen.go": "package gen // not ours in spite of its name\n"} {
		if got := read(t, root, name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	put(t, root, "gen/c.gen.go", "package gen\n")
	_, err := Compare(root, "gen", Files{goFile("gen/a.gen.go", "2"), goFile("gen/c.gen.go", "1")})
	var foreign *ForeignError
	if !errors.As(err, &foreign) || len(foreign.Paths) != 1 || foreign.Paths[0] != "gen/c.gen.go" {
		t.Errorf("got %v", err)
	}
	if !strings.HasSuffix(read(t, root, "gen/a.gen.go"), "// 1\n") {
		t.Error("something was written although a foreign file is in the way")
	}
}

func TestScaffoldsAreWrittenOnce(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	scaffold := File{Path: "cmd/server/main.go", Content: []byte("package main\n"), Kind: Scaffold}
	write(t, root, Files{scaffold})
	put(t, root, scaffold.Path, "package main // mine\n")
	if p := write(t, root, Files{scaffold}); !p.Empty() {
		t.Error("a scaffold is not the user's")
	}
}

func TestPathsStayInTheProject(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dir  string
		path string
	}{{"gen", "../x.go"}, {"gen", "/etc/x.go"}, {"..", "gen/x.go"}, {".", "gen/x.go"}, {"/tmp", "gen/x.go"}} {
		if _, err := Compare(t.TempDir(), c.dir, Files{goFile(c.path, "1")}); err == nil {
			t.Errorf("%s in %s was accepted", c.path, c.dir)
		}
	}
	if _, err := Compare(t.TempDir(), "gen", Files{goFile("gen/A.gen.go", "1"), goFile("gen/a.gen.go", "1")}); err == nil {
		t.Error("two paths that are one on some systems were accepted")
	}
}

func TestSymbolicLinksStay(t *testing.T) {
	t.Parallel()
	root, elsewhere := t.TempDir(), t.TempDir()
	put(t, elsewhere, "outputs.json", "{}")
	for name, to := range map[string]string{"gen": elsewhere, "outputs.json": filepath.Join(elsewhere, "outputs.json")} {
		if err := os.Symlink(to, filepath.Join(root, name)); err != nil {
			need.Missing(t, "symbolic links: "+err.Error())
		}
	}
	outputs := File{Path: "outputs.json", Content: []byte("{1}"), Kind: Merged}
	write(t, root, Files{goFile("gen/a.gen.go", "1"), goFile("gen/b/b.gen.go", "1"), outputs})
	if p := write(t, root, Files{goFile("gen/a.gen.go", "2"), goFile("gen/c/c.gen.go", "2"), outputs}); len(p.Stale) != 1 || p.Stale[0].Path != "gen/b/b.gen.go" {
		t.Errorf("stale: %v", p.Stale)
	}
	for _, name := range []string{"gen", "outputs.json"} {
		if info, err := os.Lstat(filepath.Join(root, name)); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s is no link any more", name)
		}
	}
	if read(t, elsewhere, "outputs.json") != "{1}" || !strings.HasSuffix(read(t, elsewhere, "a.gen.go"), "// 2\n") || read(t, elsewhere, "c/c.gen.go") == "" {
		t.Error("the files behind the links are not those of the last run")
	}
	if _, err := os.Stat(filepath.Join(elsewhere, "b")); err == nil {
		t.Error("a stale file is still there")
	}
}

// TestKilledRunsLeaveOneTree kills a process that writes one tree after the
// other, and looks for a mixture.
func TestKilledRunsLeaveOneTree(t *testing.T) {
	t.Parallel()
	if root := os.Getenv("AMPLIFYGO_OUTPUT_KILL"); root != "" {
		for i := 0; ; i++ {
			p, err := Compare(root, "gen", tree(i))
			if err == nil {
				err = p.Write()
			}
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(3)
			}
		}
	}
	root := t.TempDir()
	write(t, root, tree(0))
	for range 15 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledRunsLeaveOneTree$")
		cmd.Env = append(os.Environ(), "AMPLIFYGO_OUTPUT_KILL="+root)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// How far the child gets is left to chance; every point has to be safe.
		time.Sleep(time.Duration(5+rand.IntN(60)) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if stderr.Len() > 0 {
			t.Fatal(stderr.String())
		}
		checkTree(t, root)
	}
	write(t, root, tree(-1))
	left, err := filepath.Glob(filepath.Join(root, ".gen.stage-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func tree(version int) Files {
	var files Files
	for i := range 20 {
		files = append(files, goFile(fmt.Sprintf("gen/backend/f%d.gen.go", i), fmt.Sprint(version)))
	}
	return files
}

func checkTree(t *testing.T, root string) {
	t.Helper()
	first := read(t, root, "gen/backend/f0.gen.go")
	for i := range 20 {
		if got := read(t, root, fmt.Sprintf("gen/backend/f%d.gen.go", i)); got != first {
			t.Fatalf("a mixture: f0 %q, f%d %q", first, i, got)
		}
	}
}
