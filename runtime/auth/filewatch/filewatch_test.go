package filewatch_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth/filewatch"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func parse(data []byte) (string, error) {
	if string(data) == "bad" {
		return "", errors.New("bad")
	}
	return string(data), nil
}

func TestFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, other := filepath.Join(dir, "f"), filepath.Join(dir, "g")
	write(t, path, "one")
	var heard []error
	f, err := filewatch.Open(path, parse, func(err error) { heard = append(heard, err) })
	if err != nil || f.Value() != "one" {
		t.Fatal(f, err)
	}
	step := func(want string, told int) {
		t.Helper()
		f.Look()
		if f.Value() != want || len(heard) != told {
			t.Errorf("%q, told %v; want %q, %d times", f.Value(), heard, want, told)
		}
	}
	step("one", 0)
	write(t, path, "second")
	step("second", 1)
	write(t, path, "bad")
	step("second", 2)
	step("second", 2)

	// Renamed into place with the same size and date.
	date := time.Unix(1_700_000_000, 0)
	write(t, path, "aaa")
	write(t, other, "bbb")
	for _, p := range []string{path, other} {
		if err := os.Chtimes(p, date, date); err != nil {
			t.Fatal(err)
		}
	}
	step("aaa", 3)
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	step("bbb", 4)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	step("bbb", 5)
	if heard[1] == nil || heard[4] == nil || heard[3] != nil {
		t.Errorf("heard %v", heard)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bad, big := filepath.Join(dir, "bad"), filepath.Join(dir, "big")
	write(t, bad, "bad")
	write(t, big, "")
	if err := os.Truncate(big, 5<<20); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, bad, big, filepath.Join(dir, "gone")} {
		if _, err := filewatch.Open(path, parse, nil); err == nil {
			t.Errorf("%s is accepted", path)
		}
	}
}
