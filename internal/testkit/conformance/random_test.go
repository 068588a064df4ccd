package conformance_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/amplifygo/amplifygo/codegen/amplifysdl"
	"github.com/amplifygo/amplifygo/internal/check"
	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/parser"
)

// TestRandomSchemas holds random.txtar: machine-made schemas with what
// Amplify's schema builder says to each, to the letter where it accepts.
func TestRandomSchemas(t *testing.T) {
	archive, err := txtar.ParseFile("random.txtar")
	if err != nil {
		t.Fatal(err)
	}
	right, total := 0, 0
	for i := 0; i+1 < len(archive.Files); i += 2 {
		source, answer := archive.Files[i], archive.Files[i+1]
		total++
		if randomSchema(t, source, answer) {
			right++
		}
	}
	t.Logf("%d/%d random schemas answered as Amplify does", right, total)
	if right != total || total < 100 {
		t.Errorf("%d/%d", right, total)
	}
}

func randomSchema(t *testing.T, source, answer txtar.File) bool {
	t.Helper()
	root := t.TempDir()
	schema, list, err := parser.Parse(context.Background(), parser.Options{
		Path: filepath.Join(root, "resource.ts"), Root: root, Source: source.Data,
	})
	if err != nil {
		t.Fatal(err)
	}
	refused := diag.List{}
	for _, d := range errorsOf(list) {
		// These codes stand for what Amplify finds only after its schema builder.
		if d.Code != "AG0306" && d.Code != "AG0307" && d.Code != "AG0311" {
			refused = append(refused, d)
		}
	}
	want := strings.TrimSuffix(string(answer.Data), "\n")
	if strings.HasSuffix(answer.Name, ".error") {
		if len(refused) == 0 {
			t.Errorf("%s is accepted; Amplify says: %s", source.Name, want)
		}
		return len(refused) > 0
	}
	if len(refused) > 0 {
		t.Errorf("%s is refused: %v", source.Name, refused[0])
		return false
	}
	if got := strings.TrimSuffix(string(amplifysdl.Print(schema)), "\n"); got != want {
		t.Errorf("%s: got\n%s\nwant\n%s", source.Name, got, want)
		return false
	}
	return true
}

// TestRandomSchemasTransformed holds random_transformer.txtar: whether the whole
// front end refuses a schema that Amplify's transformer refuses, and no other.
func TestRandomSchemasTransformed(t *testing.T) {
	archive, err := txtar.ParseFile("random_transformer.txtar")
	if err != nil {
		t.Fatal(err)
	}
	right, accepted, total := 0, 0, 0
	for i := 0; i+1 < len(archive.Files); i += 2 {
		source, answer := archive.Files[i], strings.TrimSpace(string(archive.Files[i+1].Data))
		total++
		root := t.TempDir()
		schema, list, err := parser.Parse(context.Background(), parser.Options{
			Path: filepath.Join(root, "resource.ts"), Root: root, Source: source.Data,
		})
		if err != nil {
			t.Fatal(err)
		}
		if schema != nil {
			list = append(list, check.Check(schema)...)
		}
		errs := errorsOf(list)
		if answer == "OK" {
			accepted++
		}
		if (answer == "OK") == (len(errs) == 0) {
			right++
			continue
		}
		t.Errorf("%s: our errors %v; Amplify says: %s", source.Name, errs, answer)
	}
	t.Logf("%d/%d random schemas answered as the transformer does, %d of them accepted", right, total, accepted)
	if right != total || total < 100 || accepted < 20 {
		t.Errorf("%d/%d, %d accepted", right, total, accepted)
	}
}
