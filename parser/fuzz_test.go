package parser

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/diag"
)

// FuzzEvaluate gives any text as a schema. It must end soon with a program or
// an error, never with a panic, and every place must lie in the text.
func FuzzEvaluate(f *testing.F) {
	seeds, err := filepath.Glob("../internal/testkit/conformance/testdata/*/resource.ts")
	if err != nil || len(seeds) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, s := range seeds {
		text, err := os.ReadFile(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("import { a } from '@aws-amplify/backend'; export const schema = a.schema({ get A() { throw a.model({}) } })")
	f.Add("import x from 'y'; import { a } from '@aws-amplify/backend'; export default a.combine([a.schema(x), ...x.z])")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		r, list, err := Evaluate(context.Background(), Options{Path: filepath.Join(dir, "resource.ts"), Source: []byte(text), Timeout: 500 * time.Millisecond, MemoryLimit: 128 << 20})
		if err != nil {
			t.Fatal(err)
		}
		if r.Program == nil && !list.HasErrors() {
			t.Error("neither a program nor an error")
		}
		for _, d := range list {
			if !d.Span.Valid() {
				t.Errorf("without a place: %v", d)
			}
			if d.Code == "AG0108" {
				t.Errorf("internal: %v", d)
			}
		}
		if err := diag.Render(discard{}, list, diag.RenderOptions{Source: r.Source}); err != nil {
			t.Error(err)
		}
	})
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
