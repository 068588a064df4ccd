package output

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func exists(t *testing.T, root, name string) bool {
	t.Helper()
	_, err := os.Lstat(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil
}

// A run without changes removes what a killed one left, and looking removes nothing.
func TestARunWithoutChangesClears(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	files := Files{goFile("gen/backend/a.gen.go", "1"), goFile("gen/b.gen.go", "1"), {Path: "outputs.json", Content: []byte("{}"), Kind: Merged}}
	write(t, root, files)
	left := []string{".gen.stage-12/backend/a.gen.go", ".gen.stage-34.old/b.gen.go", ".outputs.json.stage-5", "gen/backend/.a.gen.go.stage-6"}
	theirs := []string{".gen.stage-mine/x", ".gen.stage-/x", ".other.stage-7", "gen/.mine.go.stage-8", "gen.stage-9"}
	for _, name := range append(left, theirs...) {
		put(t, root, name, "x")
	}
	p, err := Compare(root, "gen", files)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range left {
		if !exists(t, root, name) {
			t.Errorf("comparing removed %s", name)
		}
	}
	if err := p.Write(); err != nil {
		t.Fatal(err)
	}
	for _, name := range left {
		if top, _, _ := strings.Cut(name, "/"); exists(t, root, name) || strings.HasPrefix(name, ".gen") && exists(t, root, top) {
			t.Errorf("%s is left", name)
		}
	}
	for _, name := range theirs {
		if !exists(t, root, name) {
			t.Errorf("%s is gone, which no run makes", name)
		}
	}
}

// A run that was killed between the two steps of an exchange has left the user's
// files in the old folder only.
func TestTheOldFolderComesBack(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	put(t, root, ".gen.stage-1.old/mine.go", "package gen\n")
	put(t, root, ".gen.stage-1/a.gen.go", "x")
	write(t, root, Files{goFile("gen/a.gen.go", "1"), goFile("gen/b.gen.go", "1")})
	if got := read(t, root, "gen/mine.go"); got != "package gen\n" || exists(t, root, ".gen.stage-1") || exists(t, root, ".gen.stage-1.old") {
		t.Errorf("got %q", got)
	}
}

// Runs at once give the tree of one of them. One that compares while another
// one writes may find a folder gone.
func TestRunsAtOnce(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	write(t, root, tree(0))
	var runs sync.WaitGroup
	for i := range 4 {
		runs.Go(func() {
			for j := range 10 {
				p, err := Compare(root, "gen", tree(10*i+j))
				if err == nil {
					err = p.Write()
				}
				if err != nil && !errors.Is(err, fs.ErrNotExist) {
					t.Error(err)
				}
			}
		})
	}
	runs.Wait()
	checkTree(t, root)
	if left, err := os.ReadDir(root); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
