package graphql_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/graphql"
)

// FuzzExecute runs documents and variables: whatever they are, there is an
// answer in JSON, and none of an internal failure.
func FuzzExecute(f *testing.F) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range txtar.Parse(text).Files[1:] {
			for _, part := range strings.Split(string(c.Data), "\n> ")[1:] {
				document, rest, _ := strings.Cut(part, "\n$ ")
				variables, _, _ := strings.Cut(rest, "\n")
				f.Add(strings.Split(document, "\n<")[0], variables)
			}
		}
	}
	f.Add(`query($a: Int = 1, $f: ModelPostFilterInput) { listPosts(limit: $a, filter: $f) { items { id author { posts { items { id } } } } nextToken } }`, `{"a": 2, "f": {"or": [{"title": {"size": {"gt": 1}}}]}}`)
	f.Add(`mutation($i: CreatePostInput!) { createPost(input: $i) { id } }`, `{"i": {"title": "x"}}`)
	f.Add(`{ __schema { types { fields { type { ofType { name } } } } } }`, ``)
	e := newEngine(f, func(c *graphql.Config) { c.Introspection = true })
	f.Fuzz(func(t *testing.T, document, variables string) {
		req := &graphql.Request{Query: document}
		if body := `{"query":"{a}","variables":` + variables + `}`; variables != "" {
			parsed, err := graphql.ParseRequest([]byte(body))
			if err != nil {
				return
			}
			req.Variables = parsed.Variables
		}
		got := e.Execute(context.Background(), identity.Alice(), req)
		if !json.Valid(got.Body) || strings.Contains(string(got.Body), `"InternalFailure"`) {
			t.Fatalf("%s", got.Body)
		}
		if s, errs := e.Subscribe(context.Background(), identity.Alice(), req); s == nil && len(errs) == 0 {
			t.Fatal("neither a subscription nor an error")
		}
	})
}
