package graphql_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

const blogSchema = `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  Author: a.model({ name: a.string().required(), posts: a.hasMany('Post', 'authorId') }),
  Post: a.model({
    title: a.string().required(), body: a.string(), views: a.integer(), authorId: a.id(),
    author: a.belongsTo('Author', 'authorId'), comments: a.hasMany('Comment', 'postId'),
  }),
  Comment: a.model({ text: a.string(), postId: a.id(), post: a.belongsTo('Post', 'postId') }),
}).authorization((allow) => [allow.authenticated().to(['read']), allow.owner()]);
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
`

// tracing opens a database that tells of its statements.
type tracing func(t testing.TB, s *schema.Schema, trace func(string, int, int)) (store.Store, error)

func traceSQLite(_ testing.TB, s *schema.Schema, trace func(string, int, int)) (store.Store, error) {
	return sqlite.Open(context.Background(), ":memory:", s, sqlite.Options{Trace: trace})
}

func tracePostgres(t testing.TB, s *schema.Schema, trace func(string, int, int)) (store.Store, error) {
	return postgres.Open(context.Background(), pgtest.URL(t), s, postgres.Options{Trace: trace})
}

// newBlog makes an engine over a blog of n posts with 5 comments each by n/4+1
// authors, and a counter of statements.
func newBlog(t testing.TB, open tracing, n int) (*graphql.Engine, *atomic.Int64) {
	t.Helper()
	s := schematest.Load(t, blogSchema)
	var statements atomic.Int64
	st, err := open(t, s, func(string, int, int) { statements.Add(1) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	e, err := graphql.New(graphql.Config{Schema: s, Policy: p, Store: st})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n/4 + 1 {
		mustExecute(t, e, fmt.Sprintf(`mutation { createAuthor(input: {id: "a%d", name: "Author %d"}) { id } }`, i, i))
	}
	for i := range n {
		var b strings.Builder
		fmt.Fprintf(&b, `mutation { p: createPost(input: {id: "p%04d", title: "Post %d", views: %d, authorId: "a%d", body: "%s"}) { id }`, i, i, i, i%(n/4+1), strings.Repeat("x", 100))
		for j := range 5 {
			fmt.Fprintf(&b, ` c%d: createComment(input: {text: "Comment %d", postId: "p%04d"}) { id }`, j, j, i)
		}
		mustExecute(t, e, b.String()+"}")
	}
	return e, &statements
}

func mustExecute(t testing.TB, e *graphql.Engine, document string) []byte {
	t.Helper()
	got := e.Execute(context.Background(), identity.Alice(), &graphql.Request{Query: document})
	if got.Status != 200 || strings.Contains(string(got.Body), `"errors"`) {
		t.Fatalf("%s\n%s", document, got.Body)
	}
	return got.Body
}

// TestStatements counts: a root field takes one statement with its relationships,
// and one more for each level that could lead to too many rows, whatever their
// number.
func TestStatements(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]tracing{"sqlite": traceSQLite, "postgres": tracePostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, statements := newBlog(t, open, 40)
			countStatements(t, e, statements)
		})
	}
}

func countStatements(t *testing.T, e *graphql.Engine, statements *atomic.Int64) {
	for _, c := range []struct {
		document string
		want     int64
	}{
		{`{ getPost(id: "p0001") { id title } }`, 1},
		{`{ getPost(id: "p0001") { author { name } } }`, 1},
		{`{ listPosts(limit: 30) { items { id } nextToken } }`, 1},
		{`{ listPosts(limit: 30) { items { id author { name } comments(limit: 3) { items { text } nextToken } } } }`, 1},
		{`{ listPosts(limit: 30) { items { comments { items { post { author { posts(limit: 2) { items { id } } } } } } } } }`, 4},
		{`{ a: listPosts(limit: 5) { items { author { name } } } b: listAuthors { items { posts { items { id } } } } }`, 2},
	} {
		statements.Store(0)
		mustExecute(t, e, c.document)
		if got := statements.Load(); got != c.want {
			t.Errorf("%s: %d statements, want %d", c.document, got, c.want)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	bench(b, `query($id: ID!) { getPost(id: $id) { id title body views authorId createdAt updatedAt owner } }`, `{"id":"p0007"}`)
}

func BenchmarkList(b *testing.B) {
	bench(b, `query($f: ModelPostFilterInput) { listPosts(filter: $f, limit: 20) { items { id title views authorId createdAt updatedAt owner } nextToken } }`, `{"f":{"views":{"gt":3}}}`)
}

func BenchmarkNested(b *testing.B) {
	bench(b, `{ listPosts(limit: 20) { items { id title author { id name } comments(limit: 5) { items { id text } } } nextToken } }`, "null")
}

func bench(b *testing.B, document, variables string) {
	e, _ := newBlog(b, traceSQLite, 60)
	req, err := graphql.ParseRequest(fmt.Appendf(nil, `{"query":%q,"variables":%s}`, document, variables))
	if err != nil {
		b.Fatal(err)
	}
	id := identity.Alice()
	b.ReportAllocs()
	for b.Loop() {
		if got := e.Execute(context.Background(), id, req); got.Status != 200 || strings.Contains(string(got.Body[:9]), "null") {
			b.Fatalf("%s", got.Body)
		}
	}
}
