package apikey

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/filewatch"
)

// File are the keys of a JSON file, a list of Key. It is read again when it
// changes, so that keys rotate without a restart. A file that became
// unreadable or wrong leaves the keys as they were: taking all keys away
// because of a half-written file would be an outage, and an expired key ends
// by its own date. It implements auth.KeyVerifier.
type File struct {
	file *filewatch.File[[]entry]
	now  func() time.Time
}

// Open reads the file for the first time; then it has to be right. changed
// hears about later reads (nil error for success); nil for nobody.
func Open(path string, now func() time.Time, changed func(error)) (*File, error) {
	if now == nil {
		now = time.Now
	}
	f, err := filewatch.Open(path, parse, changed)
	if err != nil {
		return nil, fmt.Errorf("apikey: %w", err)
	}
	return &File{f, now}, nil
}

// VerifyKey implements auth.KeyVerifier.
func (f *File) VerifyKey(key string) (*auth.Identity, error) {
	return verify(f.file.Value(), key, f.now())
}

func parse(data []byte) ([]entry, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var keys []Key
	if err := d.Decode(&keys); err != nil {
		return nil, fmt.Errorf(`expected a list like [{"hash": "sha256:…", "expires": "2030-01-01T00:00:00Z"}]: %w`, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the list of keys")
	}
	return compile(keys)
}

// Look reads the file again if it changed, without waiting for the next look.
func (f *File) Look() { f.file.Look() }
