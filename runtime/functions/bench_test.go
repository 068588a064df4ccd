package functions_test

import (
	"context"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql"
)

// BenchmarkGo is what a typed handler costs above the field.
func BenchmarkGo(b *testing.B) {
	s := schematest.Load(b, source)
	r, err := functions.New(functions.Config{Schema: s, Go: map[string]functions.Func{
		"Query.echo": functions.Typed(func(_ context.Context, _ *functions.Call, a echoArgs) (string, error) { return a.Text, nil }),
	}})
	if err != nil {
		b.Fatal(err)
	}
	r.Bind(&data.Engine{})
	call := &graphql.Call{Operation: s.Operation("Query", "echo"), Arguments: []byte(`{"text":"hello"}`)}
	for b.Loop() {
		if _, err := r.Resolve(b.Context(), call); err != nil {
			b.Fatal(err)
		}
	}
}
