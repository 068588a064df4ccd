package graphql_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// TestLongRows: pages of long rows are short, and complete by their tokens; what
// cannot be cut is refused before it takes much memory.
func TestLongRows(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, *schema.Schema) store.Store{"sqlite": openSQLite, "postgres": openPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEngine(t, func(c *graphql.Config) { c.Store = open(t, c.Schema) })
			long := strings.Repeat("x", 1<<20)
			mustExecute(t, e, `mutation { createAuthor(input: {id: "a", name: "A"}) { id } }`)
			for range 36 {
				mustExecute(t, e, `mutation { createPost(input: {title: "t", authorId: "a", body: "`+long+`"}) { id } }`)
			}
			for _, query := range []string{
				`{ page: listPosts(limit: 1000, nextToken: %s) { items { body } nextToken } }`,
				`{ getAuthor(id: "a") { page: posts(limit: 1000, nextToken: %s) { items { body } nextToken } } }`,
			} {
				if got, want := pagesOf(t, e, query), []int{16, 16, 4}; !slices.Equal(got, want) {
					t.Errorf("%s: pages of %d, want %d", query, got, want)
				}
			}
			// 180 MB, if nobody stopped it.
			if typ, message := first(t, e, `{ getAuthor(id: "a") { posts(limit: 5) { items { author { posts { items { body } } } } } } }`); typ != "BadRequestException" || message != "The response is too large." {
				t.Errorf("%s %.100s", typ, message)
			}
			if typ, message := first(t, e, `{ getAuthor(id: "a") { name } }`); message != `{"data":{"getAuthor":{"name":"A"}}}` {
				t.Errorf("afterwards: %s %s", typ, message)
			}
		})
	}
}

// pagesOf reads all pages of a query and gives their lengths.
func pagesOf(t *testing.T, e *graphql.Engine, query string) (lengths []int) {
	t.Helper()
	type page struct {
		Items     []json.RawMessage
		NextToken *string
	}
	for token := "null"; token != ""; {
		var got struct {
			Data struct {
				Page      page
				GetAuthor struct{ Page page }
			}
		}
		if err := json.Unmarshal(mustExecute(t, e, fmt.Sprintf(query, token)), &got); err != nil {
			t.Fatal(err)
		}
		p := got.Data.Page
		if p.Items == nil {
			p = got.Data.GetAuthor.Page
		}
		lengths, token = append(lengths, len(p.Items)), ""
		if p.NextToken != nil {
			token = strconv.Quote(*p.NextToken)
		}
	}
	return lengths
}
