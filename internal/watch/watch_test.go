package watch

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestChangesAreTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "node_modules"), 0o755); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	changes, ended := make(chan struct{}, 100), make(chan error, 1)
	w, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	go func() { ended <- w.Run(ctx, func() { changes <- struct{}{} }) }()

	// A folder that is new is watched a moment later; until it is, the file is
	// written again.
	write(t, filepath.Join(dir, "a.ts"), changes)
	sub := filepath.Join(dir, "models")
	if err := os.Mkdir(sub, 0o755); err != nil {
		t.Fatal(err)
	}
	<-changes
	write(t, filepath.Join(sub, "b.ts"), changes)
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestChangesOfOneFileAreTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "settings.yaml")
	ctx, cancel := context.WithCancel(context.Background())
	changes, ended := make(chan struct{}, 100), make(chan error, 1)
	w, err := OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	// What is no change of the file is told to nobody: it comes before one that is.
	for _, other := range []string{"other.yaml", "settings.yaml~"} {
		if err := os.WriteFile(filepath.Join(dir, other), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	go func() { ended <- w.Run(ctx, func() { changes <- struct{}{} }) }()
	write(t, name, changes)
	if err := os.Rename(filepath.Join(dir, "other.yaml"), name); err != nil {
		t.Fatal(err)
	}
	<-changes
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// write writes a file, again and again, until a change is told.
func write(t *testing.T, name string, changes <-chan struct{}) {
	t.Helper()
	for range 100 {
		if err := os.WriteFile(name, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		select {
		case <-changes:
			return
		case <-time.After(5 * quiet):
		}
	}
	t.Fatalf("nothing told of a change of %s", name)
}
