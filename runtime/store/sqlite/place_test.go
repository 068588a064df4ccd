package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

// A database that does not open says why, and leaves nothing behind.
func TestWhyADatabaseDoesNotOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "absent", "a.db"): "there is no folder " + filepath.Join(dir, "absent"),
		filepath.Join(dir, "file", "a.db"):   "not a directory",
		dir:                                  "is a directory",
	} {
		_, err := sqlite.OpenDatabase(t.Context(), path)
		var place *store.PlaceError
		if !errors.As(err, &place) || place.Path != path || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", path, err)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("got %v, %v", entries, err)
	}
}
