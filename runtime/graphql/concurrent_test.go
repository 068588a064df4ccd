package graphql_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/graphql"
)

// TestConcurrent runs many requests at once over a plan cache that holds few
// of them, and checks that no answer belongs to another request.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	e := newEngine(t, func(c *graphql.Config) { c.Limits.PlanCache = 64 << 10 })
	for i := range 8 {
		mustExecute(t, e, fmt.Sprintf(`mutation { createPost(input: {id: "%d", title: "t%d", authorId: "a"}) { id } }`, i, i))
	}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 50 {
				n := (w + i) % 8
				document := fmt.Sprintf(`query($id: ID!, $on: Boolean!) { k%d: getPost(id: $id) { id title @include(if: $on) author { name } } }`, i%5)
				req, err := graphql.ParseRequest(fmt.Appendf(nil, `{"query":%q,"variables":{"id":"%d","on":%t}}`, document, n, i%2 == 0))
				if err != nil {
					t.Error(err)
					return
				}
				got := string(e.Execute(context.Background(), identity.Alice(), req).Body)
				title := ""
				if i%2 == 0 {
					title = fmt.Sprintf(`,"title":"t%d"`, n)
				}
				if want := fmt.Sprintf(`{"data":{"k%d":{"id":"%d"%s,"author":null}}}`, i%5, n, title); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
				if i%10 == 0 {
					got := string(e.Execute(context.Background(), identity.Bob(), &graphql.Request{Query: fmt.Sprintf(`mutation { updatePost(input: {id: "%d", title: "x"}) { id } }`, n)}).Body)
					if !strings.Contains(got, "Not Authorized to access updatePost") {
						t.Error(got)
					}
				}
			}
		})
	}
	wg.Wait()
}
