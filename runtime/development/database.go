package development

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// DatabaseURL gives database.url, a path of SQLite's made one below the project's
// root. Where the database is in the data folder, as it is by default, the
// folder is made; another one has to be there, since a path with a slip in it
// would give an empty database.
func DatabaseURL(root string, f *config.File) (string, error) {
	path := databasePath(root, f)
	if path == "" {
		return f.Database.URL, nil
	}
	if inDataDir(root, f) {
		if err := Folder(below(root, f.Server.DataDir)); err != nil {
			return "", err
		}
	}
	return "sqlite:" + path, nil
}

// DatabaseError names the settings that a database does not open by.
func DatabaseError(root string, f *config.File, err error) error {
	var place *store.PlaceError
	if errors.As(err, &place) && inDataDir(root, f) {
		return InFolder(err)
	}
	return fmt.Errorf("database.url (AMPLIFYGO_DATABASE_URL): %w", err)
}

// databasePath is the file of a SQLite database, empty for other databases.
func databasePath(root string, f *config.File) string {
	path, ok := strings.CutPrefix(f.Database.URL, "sqlite:")
	if !ok || strings.HasPrefix(path, ":memory:") {
		return ""
	}
	return below(root, strings.TrimPrefix(path, "//"))
}

func inDataDir(root string, f *config.File) bool {
	path := databasePath(root, f)
	return path != "" && filepath.Dir(path) == below(root, f.Server.DataDir)
}

// below makes a path of the settings one below the project's root.
func below(root, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(root, filepath.FromSlash(path))
}
