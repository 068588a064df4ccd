// Package watch tells when source files of a project change.
package watch

import (
	"context"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// quiet is how long nothing has to change until a change is told: editors
// write a file in several steps.
const quiet = 100 * time.Millisecond

// Watcher notices changes from Open or OpenFile on.
type Watcher struct {
	w *fsnotify.Watcher
	// only is the name of the file that counts; all do where it is empty.
	only string
}

// Open watches the files below a folder. Folders named node_modules and those
// that begin with a dot are left out. Run ends the watching.
func Open(dir string) (*Watcher, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	if err := add(w, dir); err != nil {
		_ = w.Close()
		return nil, err
	}
	return &Watcher{w: w}, nil
}

// OpenFile watches one file, which need not exist yet. Its folder has to. Run
// ends the watching.
func OpenFile(name string) (*Watcher, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	// Editors put a new file into the place of an old one, so that it is the
	// folder that has to be watched.
	if err := w.Add(filepath.Dir(name)); err != nil {
		_ = w.Close()
		return nil, err
	}
	return &Watcher{w: w, only: filepath.Base(name)}, nil
}

// Run calls changed after files have changed, one call at a time, until the
// context ends.
func (watcher *Watcher) Run(ctx context.Context, changed func()) error {
	w := watcher.w
	defer w.Close()
	var settled <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-w.Errors:
			return err
		case e := <-w.Events:
			if watcher.only != "" && filepath.Base(e.Name) != watcher.only {
				continue
			}
			if watcher.only == "" && e.Has(fsnotify.Create) {
				// A folder that is new has to be watched as well; a file is none.
				_ = add(w, e.Name)
			}
			if !e.Has(fsnotify.Chmod) {
				settled = time.After(quiet)
			}
		case <-settled:
			settled = nil
			changed()
		}
	}
}

func add(w *fsnotify.Watcher, dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() {
			return nil
		}
		if base := d.Name(); name != dir && (base == "node_modules" || base[0] == '.') {
			return filepath.SkipDir
		}
		return w.Add(name)
	})
}
