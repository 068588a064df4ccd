package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/amplifygo/amplifygo/runtime/store"
)

// cannotOpen says why a database does not open: SQLite has one message for all
// reasons, and the system has it more exactly.
func cannotOpen(path string, failure error) error {
	dir := filepath.Dir(path)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return &store.PlaceError{Path: path, Err: fmt.Errorf("there is no folder %s: make it, or correct the path", dir)}
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	var reason *fs.PathError
	if errors.As(err, &reason) {
		failure = reason.Err
	} else if err == nil {
		f.Close()
	}
	return &store.PlaceError{Path: path, Err: failure}
}
