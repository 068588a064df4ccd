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

// Watcher notices changes from Open on.
type Watcher struct{ w *fsnotify.Watcher }

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
	return &Watcher{w}, nil
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
			if e.Has(fsnotify.Create) {
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
