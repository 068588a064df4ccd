package check_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/check"
	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/parser"
)

const imports = `import { type ClientSchema, a, defineData, defineFunction, secret } from '@aws-amplify/backend';
import { configure } from '@aws-amplify/data-schema/internals';
import { defineConversationHandlerFunction } from '@aws-amplify/backend-ai/conversation';
`

// program makes a schema file of a snippet of the catalogue.
func program(snippet string) string {
	if !strings.Contains(snippet, "schema = ") {
		snippet = "const schema = a.schema({\n" + snippet + "\n}).authorization((allow) => [allow.authenticated()]);"
	}
	if !strings.Contains(snippet, "defineData(") {
		snippet += "\nexport const data = defineData({ schema });"
	}
	return imports + snippet + "\n"
}

// compile runs a schema through the front end. Without auth the project's
// backend.ts names no auth resource.
func compile(t *testing.T, text string, auth bool) diag.List {
	t.Helper()
	root := t.TempDir()
	path := filepath.Join(root, "amplify", "data", "resource.ts")
	backend := "import { defineBackend } from '@aws-amplify/backend';\nimport { data } from './data/resource';\n"
	if auth {
		backend += "import { auth } from './auth/resource';\ndefineBackend({ auth, data });\n"
	} else {
		backend += "defineBackend({ data });\n"
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{path: text, filepath.Join(root, "amplify", "backend.ts"): backend} {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	schema, list, err := parser.Parse(context.Background(), parser.Options{Path: path, Root: root})
	if err != nil {
		t.Fatal(err)
	}
	if schema != nil {
		list = append(list, check.Check(schema)...)
	}
	list.Sort()
	return list
}

// TestCatalogueExamples compiles both examples of every code of the language:
// the bad one gives the finding, the good one gives no error and not this finding.
func TestCatalogueExamples(t *testing.T) {
	t.Parallel()
	tested := 0
	for _, e := range diag.Catalogue() {
		if e.Code < "AG0300" {
			continue // evaluation has its own tests
		}
		tested++
		t.Run(string(e.Code), func(t *testing.T) {
			t.Parallel()
			auth := e.Code != "AG0906"
			bad := compile(t, program(e.Bad), auth)
			found := false
			for _, d := range bad {
				found = found || d.Code == e.Code && d.Severity == e.Severity
				if !d.Span.Valid() {
					t.Errorf("no position: %v", d)
				}
				if d.Hint == "" {
					t.Errorf("no hint: %v", d)
				}
				if d.Severity == diag.Error && d.Code != e.Code {
					t.Errorf("another error in the bad example: %v", d)
				}
			}
			if !found {
				t.Errorf("the bad example does not give %s: %v", e.Code, bad)
			}
			for _, d := range compile(t, program(e.Good), auth) {
				if d.Code == e.Code || d.Severity == diag.Error {
					t.Errorf("the good example gives %v", d)
				}
			}
		})
	}
	if tested < 100 {
		t.Errorf("only %d codes of the language in the catalogue", tested)
	}
}
