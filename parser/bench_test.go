package parser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/parser/builder"
	"github.com/amplifygo/amplifygo/parser/bundle"
	"github.com/amplifygo/amplifygo/parser/eval"
	"github.com/amplifygo/amplifygo/parser/lower"
	"github.com/amplifygo/amplifygo/parser/node"
)

// manyModels is a schema of n models with fields, a relationship, an index
// and rules each.
func manyModels(n int) string {
	var b strings.Builder
	b.WriteString("import { type ClientSchema, a, defineData } from '@aws-amplify/backend';\n\nconst schema = a.schema({\n")
	for i := range n {
		fmt.Fprintf(&b, `  /** Record %[1]d. */
  Record%[1]d: a
    .model({
      title: a.string().required(),
      status: a.enum(['open', 'closed']),
      amount: a.float().default(0),
      tags: a.string().array(),
      dueAt: a.datetime(),
      ownerEmail: a.email(),
      parentId: a.id(),
      parent: a.belongsTo('Record%[2]d', 'parentId'),
      children: a.hasMany('Record%[3]d', 'parentId'),
    })
    .secondaryIndexes((index) => [index('ownerEmail').sortKeys(['dueAt'])])
    .authorization((allow) => [allow.owner(), allow.authenticated().to(['read']), allow.group('Admins')]),
`, i, (i+n-1)%n, (i+1)%n)
	}
	b.WriteString("});\n\nexport type Schema = ClientSchema<typeof schema>;\nexport const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });\n")
	return b.String()
}

func eachSize(b *testing.B, run func(b *testing.B, entry string)) {
	for _, n := range []int{1, 100, 1000} {
		b.Run(fmt.Sprintf("models=%d", n), func(b *testing.B) {
			entry := filepath.Join(b.TempDir(), "resource.ts")
			if err := os.WriteFile(entry, []byte(manyModels(n)), 0o600); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			run(b, entry)
		})
	}
}

// BenchmarkBundle is TypeScript to script and source map.
func BenchmarkBundle(b *testing.B) {
	eachSize(b, func(b *testing.B, entry string) {
		for b.Loop() {
			mustBundle(b, entry)
		}
	})
}

// BenchmarkMachine is a new machine with its sandbox, and nothing run.
func BenchmarkMachine(b *testing.B) {
	entry := filepath.Join(b.TempDir(), "resource.ts")
	if err := os.WriteFile(entry, []byte("export {}"), 0o600); err != nil {
		b.Fatal(err)
	}
	bundled := mustBundle(b, entry)
	b.ReportAllocs()
	for b.Loop() {
		m := eval.New(bundled, eval.Options{})
		m.Run(context.Background(), builder.New(m).Install, func(*goja.Object) {})
	}
}

// BenchmarkEvaluate is running the script: parsing it, the builders, reading
// what they left.
func BenchmarkEvaluate(b *testing.B) {
	eachSize(b, func(b *testing.B, entry string) {
		bundled := mustBundle(b, entry)
		b.ResetTimer()
		for b.Loop() {
			mustRun(b, bundled)
		}
	})
}

// BenchmarkLower is resolving names.
func BenchmarkLower(b *testing.B) {
	eachSize(b, func(b *testing.B, entry string) {
		program := mustRun(b, mustBundle(b, entry))
		b.ResetTimer()
		for b.Loop() {
			lower.Lower(program)
		}
	})
}

// BenchmarkParse is all of it.
func BenchmarkParse(b *testing.B) {
	eachSize(b, func(b *testing.B, entry string) {
		for b.Loop() {
			if _, _, err := Parse(context.Background(), Options{Path: entry}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func mustBundle(b *testing.B, entry string) *bundle.Bundle {
	b.Helper()
	bundled, list, err := bundle.Build(context.Background(), bundle.Options{Root: filepath.Dir(entry), Entry: entry})
	if err != nil || len(list) > 0 {
		b.Fatal(err, list)
	}
	return bundled
}

func mustRun(b *testing.B, bundled *bundle.Bundle) *node.Program {
	b.Helper()
	program := &node.Program{}
	m := eval.New(bundled, eval.Options{})
	language := builder.New(m)
	list, ok := m.Run(context.Background(), language.Install, func(exports *goja.Object) { language.Finish(exports, program) })
	if !ok || len(list) > 0 {
		b.Fatal(list)
	}
	return program
}
