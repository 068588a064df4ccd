package development

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/store"
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

// Whoever reads of a folder that cannot be used has to know where it is set.
func TestErrorsAboutTheFolderNameItsSetting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, nowhere, loop := filepath.Join(dir, "file"), filepath.Join(dir, "nowhere"), filepath.Join(dir, "loop")
	short := filepath.Join(dir, "short")
	for _, err := range []error{
		os.WriteFile(file, nil, 0o600), os.Symlink("absent", nowhere), os.Symlink("loop", loop),
		os.Mkdir(short, 0o700), os.WriteFile(filepath.Join(short, secretFile), []byte("short"), 0o600),
		os.WriteFile(filepath.Join(short, poolKeyFile), []byte("none"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for folder, want := range map[string]string{
		file: "is a file, not a folder", filepath.Join(file, "below"): "not a directory",
		nowhere: "leads nowhere", loop: "too many levels of symbolic links", short: "remove it to have a new",
	} {
		_, secretErr := Secret(folder)
		_, poolErr := UserPool(folder)
		for _, err := range []error{secretErr, poolErr} {
			if err == nil || !strings.HasPrefix(err.Error(), "server.dataDir (AMPLIFYGO_DATA_DIR): ") || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), "AMPLIFYGO") != 1 {
				t.Errorf("%s: got %v", folder, err)
			}
		}
	}
}

// Of a database only the data folder is made: a slip in a path would give an
// empty database.
func TestOnlyTheDataFolderIsMadeForADatabase(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]struct {
		path, setting string
		made          bool
	}{
		"":                           {"keys/data.db", "server.dataDir (AMPLIFYGO_DATA_DIR): ", true},
		"sqlite:keys/other.db":       {"keys/other.db", "server.dataDir (AMPLIFYGO_DATA_DIR): ", true},
		"sqlite:elsewhere/data.db":   {"elsewhere/data.db", "database.url (AMPLIFYGO_DATABASE_URL): ", false},
		"sqlite://elsewhere/data.db": {"elsewhere/data.db", "database.url (AMPLIFYGO_DATABASE_URL): ", false},
		"sqlite::memory:":            {":memory:", "database.url (AMPLIFYGO_DATABASE_URL): ", false},
	} {
		root := t.TempDir()
		f, err := config.Load(root, func(name string) string {
			return map[string]string{"AMPLIFYGO_DATA_DIR": "keys", "AMPLIFYGO_DATABASE_URL": url}[name]
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := DatabaseURL(root, f)
		path := want.path
		if path != ":memory:" {
			path = filepath.Join(root, filepath.FromSlash(path))
		}
		if err != nil || got != "sqlite:"+path {
			t.Errorf("%s: got %s, %v", url, got, err)
		}
		if entries, _ := os.ReadDir(root); len(entries) > 0 != want.made {
			t.Errorf("%s: made %v", url, entries)
		}
		if err := DatabaseError(root, f, &store.PlaceError{Path: path, Err: fs.ErrPermission}); !strings.HasPrefix(err.Error(), want.setting) {
			t.Errorf("%s: got %v", url, err)
		}
		if err := DatabaseError(root, f, errors.New("other")); !strings.HasPrefix(err.Error(), "database.url (AMPLIFYGO_DATABASE_URL): ") {
			t.Errorf("%s: got %v", url, err)
		}
	}
}
