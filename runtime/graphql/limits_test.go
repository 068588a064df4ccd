package graphql_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// newEngine makes an engine over the blog's schema.
func newEngine(t testing.TB, change func(*graphql.Config)) *graphql.Engine {
	t.Helper()
	s := schematest.Load(t, blogSchema)
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	c := graphql.Config{Schema: s, Policy: p, Store: openSQLite(t, s)}
	if change != nil {
		change(&c)
	}
	e, err := graphql.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func first(t *testing.T, e *graphql.Engine, document string) (typ, message string) {
	t.Helper()
	got := e.Execute(context.Background(), identity.Alice(), &graphql.Request{Query: document})
	var b struct {
		Errors []struct{ ErrorType, Message string }
	}
	if err := json.Unmarshal(got.Body, &b); err != nil {
		t.Fatalf("%v: %s", err, got.Body)
	}
	if len(b.Errors) == 0 {
		return "", string(got.Body)
	}
	return b.Errors[0].ErrorType, b.Errors[0].Message
}

func TestLimits(t *testing.T) {
	t.Parallel()
	e := newEngine(t, func(c *graphql.Config) {
		c.Limits = graphql.Limits{Tokens: 2000, Depth: 6, RootFields: 10, Fields: 50, Resolvers: 30}
	})
	deep := `{ getPost(id: "a") { author { posts { items { author { posts { items { id } } } } } } } }`
	var aliases, wide, long strings.Builder
	for i := range 20 {
		fmt.Fprintf(&aliases, " a%d: __typename", i)
	}
	for i := range 60 {
		fmt.Fprintf(&wide, " a%d: id", i)
	}
	for range 3000 {
		long.WriteString(" id")
	}
	bomb := `{ getPost(id: "a") { ...A ...A } } fragment A on Post { ...B ...B } fragment B on Post { ...C ...C } fragment C on Post { ...D ...D } fragment D on Post { id title body views authorId createdAt updatedAt }`
	for document, want := range map[string]string{
		deep:                         "BadRequestException The query exceeds the maximum depth of 6.",
		"{" + aliases.String() + "}": "BadRequestException The operation has more than 10 root fields.",
		`{ getPost(id: "a") {` + wide.String() + `} }`: "BadRequestException The operation selects more than 50 fields.",
		bomb: "BadRequestException The operation selects more than 50 fields.",
		`{ getPost(id: "a") {` + long.String() + `} }`: "MalformedHttpRequestException Unable to parse GraphQL query.",
	} {
		typ, message := first(t, e, document)
		if typ+" "+message != want {
			t.Errorf("%.60s: %s %s", document, typ, message)
		}
	}
	for i := range 20 {
		mustExecute(t, e, fmt.Sprintf(`mutation { createPost(input: {title: "%d"}) { id } }`, i))
	}
	if typ, message := first(t, e, `{ listPosts { items { author { id } comments { items { id } } } } }`); typ != "BadRequestException" {
		t.Error(typ, message)
	}
}

// TestValidationIsLinear: documents that repeat fields cost no more than others
// of their length.
func TestValidationIsLinear(t *testing.T) {
	t.Parallel()
	e := newEngine(t, func(c *graphql.Config) { c.Limits.Timeout = 20 * time.Second })
	for _, document := range []string{
		`{ getPost(id: "a") {` + strings.Repeat(" id", 9000) + `} }`,
		`{ getPost(id: "a") {` + strings.Repeat(" author { id }", 4500) + `} }`,
		`{ getPost(id: "a") {` + strings.Repeat(" ...F", 4500) + `} } fragment F on Post { id title }`,
	} {
		if typ, message := first(t, e, document); typ != "" || message != `{"data":{"getPost":null}}` {
			t.Error(typ, message)
		}
	}
}

func TestRowsAreBounded(t *testing.T) {
	t.Parallel()
	e := newEngine(t, func(c *graphql.Config) { c.Limits = graphql.Limits{Rows: 30} })
	for i := range 5 {
		mustExecute(t, e, fmt.Sprintf(`mutation { createPost(input: {id: "%d", title: "t"}) { id } }`, i))
		for j := range 10 {
			mustExecute(t, e, fmt.Sprintf(`mutation { createComment(input: {id: "%d-%d", postId: "%d"}) { id } }`, i, j, i))
		}
	}
	var got struct {
		Data struct {
			ListPosts struct {
				Items []struct {
					Comments struct {
						Items     []struct{ ID string }
						NextToken *string
					}
				}
			}
		}
	}
	if err := json.Unmarshal(mustExecute(t, e, `{ listPosts { items { comments { items { id } nextToken } } } }`), &got); err != nil {
		t.Fatal(err)
	}
	for _, p := range got.Data.ListPosts.Items {
		if len(p.Comments.Items) != 5 || p.Comments.NextToken == nil {
			t.Errorf("%d comments", len(p.Comments.Items))
		}
	}
	if typ, message := first(t, e, `{ a: listComments(limit: 30) { items { id } } b: listComments { items { id } } }`); typ != "BadRequestException" || message != "The request reads too many rows." {
		t.Error(typ, message)
	}
}

func TestIntrospectionOff(t *testing.T) {
	t.Parallel()
	e := newEngine(t, nil)
	if _, message := first(t, e, `{ __schema { types { name } } }`); message != "Validation error of type FieldUndefined: Field '__schema' in type 'Query' is undefined @ '__schema'" {
		t.Error(message)
	}
	if typ, _ := first(t, e, `{ __typename }`); typ != "" {
		t.Error(typ)
	}
}

// slow is a store that answers when its context ends, or not as it should.
type slow struct {
	store.Store
	read func(ctx context.Context) error
}

func (s slow) Read(ctx context.Context, _ *store.Query) (*store.Result, error) {
	return nil, s.read(ctx)
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	e := newEngine(t, func(c *graphql.Config) {
		c.Limits.Timeout = time.Millisecond
		c.Store = slow{c.Store, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
	})
	if typ, message := first(t, e, `{ listPosts { items { id } } }`); typ != "ExecutionTimeout" || message != "Execution timed out." {
		t.Error(typ, message)
	}
}

func TestFailuresStayInside(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(context.Context) error{
		"panic": func(context.Context) error { panic("secret value") },
		"error": func(context.Context) error { return errors.New("secret value") },
	} {
		e := newEngine(t, func(c *graphql.Config) { c.Store = slow{c.Store, fail} })
		if typ, message := first(t, e, `{ listPosts { items { id } } }`); typ != "InternalFailure" || message != "An internal failure occurred." {
			t.Error(name, typ, message)
		}
		if typ, _ := first(t, e, `{ __typename }`); typ != "" {
			t.Error("the engine does not go on", typ)
		}
	}
}

func TestScanPages(t *testing.T) {
	t.Parallel()
	e := newEngine(t, func(c *graphql.Config) { c.ScanPages = true })
	for i := range 4 {
		mustExecute(t, e, fmt.Sprintf(`mutation { createPost(input: {id: "%d", title: "t", views: %d}) { id } }`, i, i))
	}
	var page struct {
		Data struct {
			ListPosts struct {
				Items     []struct{ ID string }
				NextToken *string
			}
		}
	}
	next, pages, items := "null", 0, 0
	for {
		body := mustExecute(t, e, `{ listPosts(limit: 1, filter: {views: {eq: 3}}, nextToken: `+next+`) { items { id } nextToken } }`)
		page.Data.ListPosts.NextToken = nil
		if err := json.Unmarshal(body, &page); err != nil {
			t.Fatal(err)
		}
		pages++
		items += len(page.Data.ListPosts.Items)
		if page.Data.ListPosts.NextToken == nil {
			break
		}
		next = `"` + *page.Data.ListPosts.NextToken + `"`
	}
	if pages < 4 || items != 1 {
		t.Errorf("%d pages, %d items", pages, items)
	}
}

func TestParseRequest(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"": "Request body is empty.", "meow": "Unable to parse GraphQL query.", "{}": "Unable to parse GraphQL query.",
		"{}}": "Unable to parse GraphQL query.", "[]": "Unable to parse GraphQL query.", `{"query":1}`: "Unable to parse GraphQL query.",
		`{"query":"{a}","variables":[]}`: "Unable to parse GraphQL query.", `{"query":"{a}","operationName":1}`: "Unable to parse GraphQL query.",
		`{"query":"{a}"} x`: "Unable to parse GraphQL query.",
	} {
		_, err := graphql.ParseRequest([]byte(body))
		var e *auth.Error
		if !errors.As(err, &e) || e.Message != want || e.Status != http.StatusBadRequest || e.Type != "MalformedHttpRequestException" {
			t.Errorf("%s: %v", body, err)
		}
	}
	r, err := graphql.ParseRequest([]byte(` {"query":"{a}","variables":{"n":1,"s":"\u00e9","l":[true,null],"f":1.50},"operationName":null,"extensions":{}} `))
	if err != nil || r.Query != "{a}" || r.OperationName != nil {
		t.Fatal(r, err)
	}
	m := r.VariableMap()
	if fmt.Sprint(m) != "map[f:1.50 l:[true <nil>] n:1 s:é]" {
		t.Error(m)
	}
	if (&graphql.Request{}).VariableMap() != nil {
		t.Error("no variables are a nil map")
	}
}

// TestSearchesAreBounded: thousands of searches through a long list of one's
// own would keep all other writes waiting for minutes.
func TestSearchesAreBounded(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	condition := func(n int, test string) string {
		return "{or: [" + strings.Repeat("{tags: {attributeExists: false}, content: "+test+"}, ", n) + "]}"
	}
	for filter, ok := range map[string]bool{
		condition(150, `{contains: "x"}`): true, condition(151, `{contains: "x"}`): false, condition(151, `{size: {eq: 1}}`): false, condition(151, `{eq: "x"}`): true,
	} {
		for _, document := range []string{
			`{ r: listTodos(filter: ` + filter + `) { items { id } } }`,
			`mutation { r: createTodo(input: {must: "m"}, condition: ` + filter + `) { id } }`,
		} {
			got := answer(r.engine, identity.Alice(), document)
			if refused := strings.Contains(got, "invalid number of operators"); refused == ok {
				t.Errorf("%s…: %s", document[:60], got)
			}
		}
	}
}
