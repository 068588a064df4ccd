package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Write carries out the plan. The files below the output folder change
// together: a copy of the folder is prepared beside it and exchanged with it in
// one step of the file system. Files outside the folder are few (scaffolds,
// amplify_outputs.json) and are each replaced by a rename. What a killed run has
// left is removed, also by a run without changes. Runs wait for one another.
func (p *Plan) Write() error {
	if p.Empty() && len(p.abandoned()) == 0 {
		return nil
	}
	alone, release, err := lock(p.root)
	if err != nil {
		return err
	}
	defer release()
	p.clear(alone)
	// Another run may have written in between: changes to its tree are others.
	now, err := Compare(p.root, p.dir, p.files)
	if err != nil {
		return err
	}
	*p = *now
	inside, outside := p.split()
	if err := p.writeInside(inside); err != nil {
		return err
	}
	for _, c := range outside {
		if err := replaceFile(p.abs(c.Path), c.New); err != nil {
			return err
		}
	}
	return nil
}

// abs gives the place of a generated file.
func (p *Plan) abs(rel string) string {
	if below, ok := strings.CutPrefix(rel, p.dir+"/"); ok {
		return filepath.Join(p.top, filepath.FromSlash(below))
	}
	return filepath.Join(p.root, filepath.FromSlash(rel))
}

// followed gives what a symbolic link leads to, so that the link stays; other
// names, and those of links that lead nowhere, are as they were.
func followed(name string) string {
	if to, err := filepath.EvalSymlinks(name); err == nil {
		return to
	}
	return name
}

func (p *Plan) split() (inside, outside []Change) {
	for _, c := range p.Changes() {
		if strings.HasPrefix(c.Path, p.dir+"/") {
			inside = append(inside, c)
		} else {
			outside = append(outside, c)
		}
	}
	return inside, outside
}

func (p *Plan) writeInside(changes []Change) error {
	switch {
	case len(changes) == 0:
		return nil
	case len(changes) == 1 && changes[0].New != nil:
		return replaceFile(p.abs(changes[0].Path), changes[0].New)
	}
	target := p.top
	if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
		return err
	}
	stage, err := os.MkdirTemp(filepath.Dir(target), stagePattern(target))
	if err != nil {
		return err
	}
	defer os.RemoveAll(stage)
	if err := os.Chmod(stage, 0o777&^umask()); err != nil {
		return err
	}
	if err := p.stage(stage, target, changes); err != nil {
		return err
	}
	return exchange(stage, target)
}

// stage fills dir with target's files as they are and then with the changes.
func (p *Plan) stage(dir, target string, changes []Change) error {
	skip := make(map[string]bool, len(changes))
	for _, c := range changes {
		skip[p.abs(c.Path)] = true
	}
	if err := linkTree(target, dir, skip); err != nil {
		return err
	}
	for _, c := range changes {
		if c.New == nil {
			continue
		}
		rel, err := filepath.Rel(target, p.abs(c.Path))
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(dir, rel), c.New); err != nil {
			return err
		}
	}
	return removeEmptyDirs(dir)
}

// linkTree makes to a copy of from by hard links, so that untouched files keep
// their identity and times. Files in skip are left out.
func linkTree(from, to string, skip map[string]bool) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == from {
			return nil
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		dest := filepath.Join(to, rel)
		switch {
		case d.IsDir():
			return os.MkdirAll(dest, 0o777)
		case skip[name]:
			return nil
		case d.Type()&fs.ModeSymlink != 0:
			link, err := os.Readlink(name)
			if err != nil {
				return err
			}
			return os.Symlink(link, dest)
		case !d.Type().IsRegular():
			return fmt.Errorf("%s is neither a file nor a folder: move it out of the output folder", name)
		}
		if os.Link(name, dest) == nil {
			return nil
		}
		return copyFile(name, dest)
	})
}

// copyFile serves file systems without hard links.
func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, content, info.Mode().Perm()); err != nil {
		return err
	}
	return os.Chtimes(to, info.ModTime(), info.ModTime())
}

func removeEmptyDirs(top string) error {
	var dirs []string
	err := filepath.WalkDir(top, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && name != top {
			dirs = append(dirs, name)
		}
		return err
	})
	if err != nil {
		return err
	}
	sort.Sort(sort.Reverse(sort.StringSlice(dirs)))
	for _, d := range dirs {
		// Folders with content refuse, which is what is wanted.
		_ = os.Remove(d)
	}
	return nil
}

// replaceFile writes beside the file and renames over it.
func replaceFile(name string, content []byte) error {
	name = followed(name)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), stagePattern(name))
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if err := fill(tmp, content); err != nil {
		return err
	}
	if err := os.Chmod(tmp.Name(), 0o666&^umask()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

func writeFile(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	return fill(f, content)
}

// fill writes and closes f. It does not wait for the disk: what must survive
// is a killed process, not a power cut, and generated files can be made again.
func fill(f *os.File, content []byte) error {
	if _, err := f.Write(content); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
