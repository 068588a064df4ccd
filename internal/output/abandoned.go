package output

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// stageMark is in the names of what runs prepare: .gen.stage-123 beside gen, and
// the like beside single files.
const stageMark = ".stage-"

// oldSuffix is on the former folder while two folders are exchanged in steps.
const oldSuffix = ".old"

func stagePattern(target string) string { return "." + filepath.Base(target) + stageMark + "*" }

// staged gives what a stage was prepared for; false for other names.
func staged(name string) (target string, ok bool) {
	dir, base := filepath.Split(name)
	base, number, ok := strings.Cut(strings.TrimSuffix(base, oldSuffix), stageMark)
	if !ok || !strings.HasPrefix(base, ".") || number == "" || strings.Trim(number, "0123456789") != "" {
		return "", false
	}
	return filepath.Join(dir, base[1:]), true
}

// abandoned lists the stages of runs that have been killed, and those of runs
// under way, for the output folder and for the files of the plan.
func (p *Plan) abandoned() []string {
	targets := map[string]bool{p.top: true}
	for _, f := range p.files {
		targets[followed(p.abs(f.Path))] = true
	}
	dirs := map[string]bool{}
	for t := range targets {
		dirs[filepath.Dir(t)] = true
	}
	var all []string
	for dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // there is nothing yet, or writing has the error
		}
		for _, e := range entries {
			name := filepath.Join(dir, e.Name())
			if target, ok := staged(name); ok && targets[target] {
				all = append(all, name)
			}
		}
	}
	return all
}

// unlocked is how old a stage has to be to count as abandoned where runs cannot
// exclude one another.
const unlocked = time.Hour

// clear removes what killed runs have left. Alone, there are no other runs.
func (p *Plan) clear(alone bool) {
	for _, name := range p.abandoned() {
		info, err := os.Lstat(name)
		if err != nil || !alone && time.Since(info.ModTime()) < unlocked {
			continue
		}
		target, _ := staged(name)
		if _, err := os.Lstat(target); strings.HasSuffix(name, oldSuffix) && errors.Is(err, fs.ErrNotExist) {
			// The run was killed between the two steps: the user's files are here.
			_ = os.Rename(name, target)
			continue
		}
		// What stays is tried again by the next run.
		_ = os.RemoveAll(name)
	}
}
