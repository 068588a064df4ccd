package development

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestAFolderThatIsMadeStaysOutOfVersionControl(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "app", ".amplifygo")
	if _, err := Secret(dir); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, ".gitignore"))
	if err != nil || string(text) != "*\n" {
		t.Errorf("got %q, %v", text, err)
	}
}

// A data folder that somebody chose may hold files that belong into version
// control.
func TestAFolderThatWasThereIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := Secret(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, ".gitignore")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
