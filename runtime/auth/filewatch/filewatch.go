// Package filewatch keeps a value that is read from a file and read again when
// the file changes. It looks at the file at most once a second, when the value
// is asked for: no goroutine, no notification that a container's mount would
// not deliver.
package filewatch

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// interval is how often the file is looked at.
	interval = time.Second
	// maxFile bounds a file, in bytes.
	maxFile = 4 << 20
)

// File is a file and the value that was last read from it.
type File[T any] struct {
	path    string
	parse   func([]byte) (T, error)
	changed func(error)

	value  atomic.Pointer[T]
	looked atomic.Int64 // Unix nanoseconds
	mu     sync.Mutex
	seen   os.FileInfo
}

// same reports whether a file is as it was: a file renamed into its place is
// another one even if date and size are equal.
func same(a, b os.FileInfo) bool {
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}

// Open reads and parses the file; errors name it. Later errors leave the value
// as it is and go to changed, which also hears of success; it may be nil.
func Open[T any](path string, parse func([]byte) (T, error), changed func(error)) (*File[T], error) {
	f := &File[T]{path: path, parse: parse, changed: changed}
	if f.changed == nil {
		f.changed = func(error) {}
	}
	info, err := f.stat()
	if err != nil {
		return nil, err
	}
	f.seen = info
	f.looked.Store(time.Now().UnixNano())
	return f, f.read()
}

// Value returns the value of the file as it is now or was a second ago.
func (f *File[T]) Value() T {
	now := time.Now().UnixNano()
	last := f.looked.Load()
	if now-last >= int64(interval) && f.looked.CompareAndSwap(last, now) {
		f.Look()
	}
	return *f.value.Load()
}

// Look reads the file again if it changed.
func (f *File[T]) Look() {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := f.stat()
	if err != nil {
		f.changed(err)
		return
	}
	if same(info, f.seen) {
		return
	}
	f.seen = info
	f.changed(f.read())
}

func (f *File[T]) stat() (os.FileInfo, error) {
	info, err := os.Stat(f.path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", f.path)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s is larger than %d bytes", f.path, maxFile)
	}
	return info, nil
}

func (f *File[T]) read() error {
	data, err := os.ReadFile(f.path)
	if err != nil {
		return err
	}
	value, err := f.parse(data)
	if err != nil {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	f.value.Store(&value)
	return nil
}
