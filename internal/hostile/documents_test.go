package hostile_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// nest puts a text into n pairs of brackets.
func nest(n int, opening, inner, closing string) string {
	return strings.Repeat(opening, n) + inner + strings.Repeat(closing, n)
}

// copies gives n copies of a part; # is the number.
func copies(n int, part string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(part, "#", fmt.Sprint(i)))
	}
	return b.String()
}

// TestCostlyDocuments sends what is small to write and large to answer.
func TestCostlyDocuments(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.seed()
	doubling := "query { ...f0 }"
	for i := range 30 {
		doubling += fmt.Sprintf(" fragment f%d on Query { ...f%d ...f%[2]d }", i, i+1)
	}
	doubling += " fragment f30 on Query { __typename }"
	const unparsed = "400 MalformedHttpRequestException: Unable to parse GraphQL query."
	cycle := "null\n-: Validation error of type FragmentCycle: Fragment cycles not allowed"
	empty := `{"listTodos":{"items":[]}}`
	x.try(t, []attempt{
		{name: "a thousand aliases", as: mallory, query: "{ " + copies(1000, `a#: getTodo(id: "a") { content } `) + "}", want: "null\nBadRequestException: The operation has more than 500 root fields."},
		{name: "more tokens than a document may have", as: mallory, query: "{ " + copies(30_000, "x ") + "}", want: unparsed},
		{name: "relationships there and back", as: mallory, query: `{ getBlog(id: "b") { ` + nest(60, "posts { items { blog { ", "t", " } } }") + " } }", want: "null\nBadRequestException: The query exceeds the maximum depth of 100."},
		{name: "fragments that double", as: mallory, query: doubling, want: "null\nBadRequestException: The operation has more than 500 root fields."},
		{name: "a cycle of fragments", as: mallory, query: "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", want: cycle},
		{name: "a fragment of itself", as: mallory, query: "{ ...A } fragment A on Query { ...A }", want: cycle},
		{name: "one field nine thousand times", as: mallory, query: `{ getTodo(id: "a") { ` + copies(9000, "content ") + "} }", want: none("getTodo", "Query")},
		{name: "five thousand directives", as: mallory, query: "{ __typename " + copies(5000, "@include(if: true) ") + "}", want: unparsed},
		{name: "a filter of five thousand levels", as: mallory, query: "{ listTodos(filter: " + nest(5000, "{and: [", `{id: {eq: "a"}}`, "]}") + ") { items { id } } }", want: unparsed},
		{name: "variables of three thousand levels", as: mallory, query: "query($f: ModelTodoFilterInput) { listTodos(filter: $f) { items { content } } }", vars: `{"f": ` + nest(3000, `{"and": [`, `{"id": {"eq": "a"}}`, "]}") + "}", want: unparsed},
		{name: "a filter of twenty thousand parts", as: mallory, query: "query($f: ModelTodoFilterInput) { listTodos(filter: $f) { items { content } } }", vars: `{"f": {"or": [` + strings.TrimSuffix(copies(20_000, `{"id": {"eq": "a"}},`), ",") + "]}}", want: empty},
		{name: "the greatest limit", as: mallory, query: "{ listTodos(limit: 2147483647) { items { content } } }", want: empty},
		{name: "a limit of more than 32 bits", as: mallory, query: "{ listTodos(limit: 99999999999) { items { content } } }", want: "null\n-: Validation error of type WrongType: argument 'limit' with value 'IntValue{value=99999999999}' is not a valid 'Int' @ 'listTodos'"},
		{name: "a token of half a megabyte", as: mallory, query: `{ listTodos(nextToken: "` + strings.Repeat("A", 500_000) + `") { items { content } } }`, want: `{"listTodos":null}` + "\nDynamoDB:DynamoDbException listTodos: Invalid pagination token given."},
		{name: "a block string of a hundred thousand lines", as: mallory, query: `{ listTodos(filter: {content: {eq: """` + strings.Repeat("\n ", 100_000) + `"""}}) { items { id } } }`, want: empty},
		{name: "a limit that cannot be, of rows that one may not list", as: mallory, query: "{ listGrps(limit: -1) { items { x } } }", want: none("listGrps", "Query")},
		{name: "a token that cannot be, of rows that one may not list", as: mallory, query: `{ listGrps(nextToken: "x") { items { x } } }`, want: none("listGrps", "Query")},
		{name: "an order that cannot be, of rows that one may not list", as: key, query: `{ cardByPin(pin: "1", sortDirection: DESC) { items { pin } } }`, want: none("cardByPin", "Query")},
		{name: "a NUL", as: mallory, query: "{ listTodos\x00 { items { id } } }", want: unparsed},
		{name: "a type of lists of lists", as: mallory, query: "query($f: " + nest(500, "[", "ID", "]") + ") { __typename }", want: "null\n-: Validation error of type UnusedVariable: Unused variable f"},
	})
}

// TestRequestsThatAreNotOne sends HTTP requests in forms that are not the API's.
func TestRequestsThatAreNotOne(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.seed()
	const list = `{"query":"{ listTodos { items { content } } }"}`
	for _, c := range []struct {
		name, method, contentType, body string
		as                              caller
		status                          int
		want                            string
	}{
		{"a batch", "POST", "application/json", "[" + list + "," + list + "]", alice, 400, "Unable to parse GraphQL query."},
		{"no object", "POST", "application/json", `"{ listTodos { items { content } } }"`, alice, 400, "Unable to parse GraphQL query."},
		{"two objects", "POST", "application/json", list + list, alice, 400, "Unable to parse GraphQL query."},
		{"the document in bare", "POST", "application/graphql", "{ listTodos { items { content } } }", alice, 400, "Unable to parse GraphQL query."},
		{"a form", "POST", "application/x-www-form-urlencoded", "query={ listTodos { items { content } } }", alice, 400, "Unable to parse GraphQL query."},
		{"GET", "GET", "", "", alice, 405, ""},
		{"PUT", "PUT", "application/json", list, alice, 405, ""},
		{"DELETE", "DELETE", "application/json", list, alice, 405, ""},
		{"more than a megabyte", "POST", "application/json", `{"query":"` + strings.Repeat("x", 2<<20) + `"}`, alice, 413, ""},
		{"nobody and a huge body", "POST", "application/json", `{"query":"` + strings.Repeat("x", 2<<20) + `"}`, nobody, 413, ""},
		{"a key and a token of nobody", "POST", "application/json", list, and(header("Authorization", "Bearer x.y.z"), header("x-api-key", "da2-wrong")), 401, "UnauthorizedException"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x.t = t
			r, err := http.NewRequestWithContext(t.Context(), c.method, x.url, strings.NewReader(c.body))
			must(t, err)
			if c.contentType != "" {
				r.Header.Set("Content-Type", c.contentType)
			}
			c.as(x, r)
			res, err := http.DefaultClient.Do(r)
			must(t, err)
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			must(t, err)
			if res.StatusCode != c.status || !strings.Contains(string(body), c.want) || strings.Contains(string(body), marker) {
				t.Errorf("%d %.300s, want %d with %q", res.StatusCode, body, c.status, c.want)
			}
		})
	}
}
