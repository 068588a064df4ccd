package node

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// bootstrap is the program that runs a function in Node.
//
//go:embed bootstrap.mjs
var bootstrap []byte

// interval is how often the file of a function is looked at in development.
const interval = 200 * time.Millisecond

// code is the code of a function as it is now.
type code struct {
	f         Function
	dir, root string

	mu         sync.Mutex
	path       string
	generation int
	looked     time.Time
	seen       os.FileInfo
	latest     string
}

// current gives the path of the module for Node, and a number that grows with
// each change of the code.
func (c *code) current() (path string, generation int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	text, changed := c.look()
	if c.f.Latest != nil {
		latest := c.f.Latest()
		text, changed = []byte(latest), latest != c.latest
		c.latest = latest
	}
	if c.path != "" && !changed {
		return c.path, c.generation, nil
	}
	if text == nil {
		text = []byte(c.f.Text)
	}
	dir := filepath.Join(c.dir, fmt.Sprintf("%s-%d", filepath.Base(c.f.Name), c.generation+1))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", 0, err
	}
	path = filepath.Join(dir, "index.mjs")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return "", 0, err
	}
	c.path, c.generation = path, c.generation+1
	return c.path, c.generation, nil
}

// look reads the file of the function where it has changed. A file that is
// not there, or not for now, leaves the code as it is.
func (c *code) look() ([]byte, bool) {
	if c.root == "" || c.f.File == "" || time.Since(c.looked) < interval {
		return nil, false
	}
	c.looked = time.Now()
	name := c.f.File
	if !filepath.IsAbs(name) {
		name = filepath.Join(c.root, filepath.FromSlash(name))
	}
	info, err := os.Stat(name)
	if err != nil || c.seen != nil && os.SameFile(c.seen, info) && c.seen.ModTime().Equal(info.ModTime()) && c.seen.Size() == info.Size() {
		return nil, false
	}
	text, err := os.ReadFile(name)
	if err != nil || len(text) == 0 {
		return nil, false
	}
	c.seen = info
	return text, true
}
