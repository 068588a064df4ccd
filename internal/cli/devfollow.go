package cli

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/amplifygo/amplifygo/internal/compile"
	"github.com/amplifygo/amplifygo/internal/watch"
	"github.com/amplifygo/amplifygo/runtime/config"
)

// follower offers each new state of the settings and of the sources, wherever
// the settings say that these are, until its context ends.
type follower struct {
	*devServer
	ctx context.Context
	// cancel gets the error of a watch that fails.
	cancel context.CancelCauseFunc
	next   chan *project
	// one change is handled at a time.
	one  sync.Mutex
	last *project
	// folders are those that are watched, with what ends the watch.
	folders map[string]context.CancelFunc
}

// open watches the settings and folders of sources.
func (f *follower) open(dirs []string) error {
	settings, err := watch.OpenFile(filepath.Join(f.dir, config.FileName))
	if err != nil {
		return err
	}
	f.hear(f.ctx, settings)
	_, err = f.add(dirs)
	return err
}

func (f *follower) hear(ctx context.Context, w *watch.Watcher) {
	go func() {
		if err := w.Run(ctx, f.changed); err != nil {
			f.cancel(err)
		}
	}()
}

// add starts to watch those of the folders that are not watched yet, and
// reports whether there are such.
func (f *follower) add(dirs []string) (more bool, err error) {
	for _, dir := range dirs {
		if f.folders[dir] != nil {
			continue
		}
		w, err := watch.Open(dir)
		if err != nil {
			return more, err
		}
		ctx, stop := context.WithCancel(f.ctx)
		f.folders[dir], more = stop, true
		f.hear(ctx, w)
	}
	return more, nil
}

// leave ends the watch of all other folders.
func (f *follower) leave(dirs []string) {
	for dir, stop := range f.folders {
		if !slices.Contains(dirs, dir) {
			stop()
			delete(f.folders, dir)
		}
	}
}

// changed compiles the sources after a change and offers them, or says what is
// wrong with them. Where only the code of functions has changed it goes on to
// the server that runs.
func (f *follower) changed() {
	f.one.Lock()
	defer f.one.Unlock()
	p, err := f.compiled()
	switch {
	case err != nil:
		fmt.Fprintln(f.Stderr, "error: "+err.Error())
		return
	case p == nil:
		return
	}
	last := f.last
	f.last = p
	if last != nil && p.same(last) && !f.refused.Swap(false) {
		f.texts.set(p.texts)
		return
	}
	// Only the newest schema counts.
	select {
	case <-f.next:
	default:
	}
	f.next <- p
}

// compiled gives the state of the sources, nil where the schema has errors, which
// it reports. It watches the folders of what it has read, and reads again what
// may have changed before they were watched.
func (f *follower) compiled() (*project, error) {
	root, err := filepath.Abs(f.dir)
	if err != nil {
		return nil, err
	}
	for {
		settings, err := f.settings()
		if err != nil {
			return nil, err
		}
		if settings.Schema != "" {
			// A file that is not there yet is waited for, if its folder is.
			_, _ = f.add(watched(root, settings.Schema, nil))
		}
		r, err := f.compileWhole(f.ctx, "")
		if err != nil {
			return nil, err
		}
		f.root = r.Root
		var p *project
		var inputs []string
		if r.Schema != nil {
			if p, err = f.project(r.Schema); err != nil {
				return nil, err
			}
			inputs = p.inputs
		}
		dirs := watched(r.Root, sourceOf(r, settings), inputs)
		switch more, err := f.add(dirs); {
		case err != nil:
			return nil, err
		case more:
			continue
		}
		f.leave(dirs)
		if p == nil {
			return nil, f.report(f.Stderr, r)
		}
		return p, nil
	}
}

// sourceOf is the schema file, relative to the root.
func sourceOf(r *compile.Result, settings *config.File) string {
	if r.Schema != nil {
		return r.Schema.Source
	}
	return cmp.Or(settings.Schema, "amplify/data/resource.ts")
}

// watched are the folders whose changes count: the amplify folder, in which
// functions stand beside the schema, or the schema's own, and those of files
// elsewhere that functions import.
func watched(root, source string, inputs []string) []string {
	source = path.Clean(source)
	dir := path.Dir(source)
	if strings.HasPrefix(source, "amplify/") {
		dir = "amplify"
	}
	out := []string{filepath.Join(root, filepath.FromSlash(dir))}
	for _, name := range inputs {
		folder := filepath.Dir(name)
		if !slices.ContainsFunc(out, func(have string) bool { return within(have, folder) }) {
			out = append(out, folder)
		}
	}
	return out
}

// within reports whether a folder is another one or below it.
func within(dir, folder string) bool {
	rel, err := filepath.Rel(dir, folder)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
