package parser

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// obstacle says what keeps a schema file from being read, where it or a folder
// on the way to it is there; nil where there is simply nothing.
func obstacle(file string) error {
	if info, err := os.Stat(file); err == nil {
		if info.IsDir() {
			return fmt.Errorf("%s is a folder, not a file", file)
		}
		return nil
	}
	for at := file; ; at = filepath.Dir(at) {
		info, err := os.Stat(at)
		switch {
		case err == nil && !info.IsDir():
			return fmt.Errorf("%s is a file, not a folder", at)
		case err == nil || at == filepath.Dir(at):
			return nil
		case errors.Is(err, fs.ErrPermission):
			return fmt.Errorf("%s cannot be read: %w", at, fs.ErrPermission)
		}
		if _, there := os.Lstat(at); there != nil {
			continue
		}
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is a symbolic link that leads nowhere", at)
		}
		return fmt.Errorf("%s cannot be read: %w", at, reason(err))
	}
}

// reason leaves the path out of an error of the file system.
func reason(err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}
