package parser

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestConformanceEvaluates runs every schema of the suite as far as this stage
// goes: what Amplify accepts evaluates without a finding, and what it refuses
// gives a program or a finding with its place, never neither.
func TestConformanceEvaluates(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("../internal/testkit/conformance/testdata/*")
	if err != nil || len(cases) == 0 {
		t.Fatal("the conformance cases are missing", err)
	}
	for _, dir := range cases {
		info, err := os.Stat(dir)
		if err != nil || !info.IsDir() {
			continue
		}
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(dir, "resource.ts")
			if _, err := os.Stat(path); err != nil {
				path = dir
			}
			r, list, err := Evaluate(context.Background(), Options{Path: path})
			if err != nil {
				t.Fatal(err)
			}
			_, notRejected := os.Stat(filepath.Join(dir, "error.txt"))
			if notRejected != nil && (len(list) > 0 || r.Program == nil) {
				t.Errorf("accepted by Amplify, but: %v", list)
			}
			if r.Program == nil && !list.HasErrors() {
				t.Error("neither a program nor an error")
			}
			for _, d := range list {
				if !d.Span.Valid() {
					t.Errorf("without a place: %v", d)
				}
			}
			if r.Program != nil {
				if want := filepath.Base(dir) != "089-project-without-auth"; r.Program.HasAuth != want {
					t.Errorf("HasAuth is %v", r.Program.HasAuth)
				}
			}
		})
	}
}
