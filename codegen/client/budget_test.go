package client

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/output"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
)

// hundred is a schema of 100 models with six fields, an index, two
// relationships and two rules each.
func hundred() string {
	var b strings.Builder
	b.WriteString("import { a, defineData } from '@aws-amplify/backend';\nconst schema = a.schema({\n")
	for i := range 100 {
		fmt.Fprintf(&b, "M%d: a.model({ title: a.string().required(), body: a.string(), n: a.integer(), done: a.boolean(), at: a.datetime(),", i)
		if i > 0 {
			fmt.Fprintf(&b, "parentId: a.id(), parent: a.belongsTo('M%d', 'parentId'),", i-1)
		}
		if i < 99 {
			fmt.Fprintf(&b, "children: a.hasMany('M%d', 'parentId'),", i+1)
		}
		b.WriteString("}).secondaryIndexes((index) => [index('title').sortKeys(['n'])]).authorization((allow) => [allow.owner(), allow.publicApiKey().to(['read'])]),\n")
	}
	b.WriteString("});\nexport const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 7 } } });\n")
	return b.String()
}

func emitHundred(t testing.TB) output.Files {
	t.Helper()
	files, err := Emit(schematest.IR(t, hundred()), Options{Dir: "hundred", ImportPath: "example.com/hundred", Package: "hundred"})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestBudget holds the size of the package: at most 150 lines for a model on
// average, everything counted, and no file over 400.
func TestBudget(t *testing.T) {
	t.Parallel()
	total := 0
	for _, f := range emitHundred(t) {
		n := bytes.Count(f.Content, []byte("\n"))
		if total += n; n > 400 && filepath.Base(f.Path) != "enums.gen.go" {
			t.Errorf("%s has %d lines", f.Path, n)
		}
	}
	t.Logf("%d lines for 100 models", total)
	if total > 150*100 {
		t.Errorf("%d lines for 100 models, more than 150 for each", total)
	}
}

// BenchmarkEmit is the time to emit the client of 100 models.
func BenchmarkEmit(b *testing.B) {
	schema := schematest.IR(b, hundred())
	for b.Loop() {
		if _, err := Emit(schema, Options{Dir: "hundred", ImportPath: "example.com/hundred", Package: "hundred"}); err != nil {
			b.Fatal(err)
		}
	}
}
