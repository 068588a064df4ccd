package graphql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// threads is a Gen 1 schema whose comments are listed in the order of an index,
// and whose votes are in that of one that not everybody may read.
const threads = "import { defineData, defineFunction } from '@aws-amplify/backend';\nexport const data = defineData({ schema: `" + `
	type Post @model @auth(rules: [{allow: private}, {allow: custom}]) { id: ID!
		comments: [Comment] @hasMany(indexName: "byPost", fields: ["id"])
		votes: [Vote] @hasMany(indexName: "votesOf", fields: ["id"]) }
	type Comment @model @auth(rules: [{allow: private}, {allow: custom}]) { id: ID! postID: ID! @index(name: "byPost", sortKeyFields: ["at"]) at: Int text: String post: Post @belongsTo(fields: ["postID"]) }
	type Vote @model @auth(rules: [{allow: private}]) { id: ID! postID: ID! @index(name: "votesOf", sortKeyFields: ["stars"])
		stars: Int @auth(rules: [{allow: groups, groups: ["Counters"]}, {allow: private, operations: [create]}]) }
` + "`, authorizationModes: { defaultAuthorizationMode: 'userPool', lambdaAuthorizationMode: { function: defineFunction({ name: 'authorizer', entry: './a.ts' }) } } });"

func TestOrderedRelationships(t *testing.T) {
	t.Parallel()
	s := schematest.Load(t, threads)
	for name, st := range map[string]store.Store{"sqlite": openSQLite(t, s), "postgres": openPostgres(t, s)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := authz.Compile(s)
			if err != nil {
				t.Fatal(err)
			}
			e, err := graphql.New(graphql.Config{Schema: s, Policy: p, Store: st, TokenKey: []byte("0123456789abcdef0123456789abcdef")})
			if err != nil {
				t.Fatal(err)
			}
			ask := func(id *auth.Identity, query string) string {
				t.Helper()
				return string(e.Execute(context.Background(), id, &graphql.Request{Query: query}).Body)
			}
			ann := identity.Alice()
			for _, post := range []string{"p", "q"} {
				ask(ann, `mutation { createPost(input: {id: "`+post+`"}) { id } }`)
				for i, at := range []int{3, 1, 4, 1, 5} {
					ask(ann, fmt.Sprintf(`mutation { createComment(input: {id: "%s%d", postID: "%[1]s", at: %[3]d}) { id } createVote(input: {id: "%[1]s%[2]d", postID: "%[1]s", stars: %[3]d}) { id } }`, post, i, at))
				}
				ask(ann, `mutation { createComment(input: {id: "`+post+`x", postID: "`+post+`"}) { id } }`)
			}
			counter := identity.User("c", "Counters")
			for _, c := range []struct {
				id    *auth.Identity
				field string
				want  string
			}{
				{ann, "comments", "1 3 0 2 4"},
				{ann, "comments(sortDirection: DESC)", "4 2 0 3 1"},
				{ann, "comments(at: {ge: 3})", "0 2 4"},
				{ann, "comments(at: {between: [1, 3]}, sortDirection: DESC)", "0 3 1"},
				{ann, "comments(at: {eq: 1}, filter: {id: {contains: \"3\"}})", "3"},
				{ann, "comments(at: null)", "1 3 0 2 4"},
				{identity.Lambda(), "comments", "1 3 0 2 4"},
				// Who may not read the sort key learns nothing of it, neither by the
				// order nor by conditions.
				{identity.Lambda("Comment.at"), "comments", "0 1 2 3 4 x"},
				{identity.Lambda("Comment.at"), "comments(at: {ge: 0})", ""},
				{counter, "votes", "1 3 0 2 4"},
				{counter, "votes(stars: {lt: 4})", "1 3 0"},
				{ann, "votes", "0 1 2 3 4"},
				{ann, "votes(sortDirection: DESC)", "4 3 2 1 0"},
				{ann, "votes(stars: {ge: 0})", ""},
			} {
				for _, query := range []string{`{ getPost(id: "p") { f: ` + c.field + ` { items { id } } } }`, `{ listPosts { items { f: ` + c.field + ` { items { id } nextToken } } } }`} {
					got := ask(c.id, query)
					for _, list := range listed(t, got) {
						if list != c.want {
							t.Errorf("%s for %s %v: %q of %s, want %q", query, c.id.Username, c.id.DeniedFields, list, got, c.want)
						}
					}
				}
			}
			if got := ask(ann, `{ getPost(id: "p") { comments(at: {ge: 1, le: 3}) { items { id } } } }`); !strings.Contains(got, "KeyConditionExpressions must only contain one condition per key") {
				t.Error(got)
			}
			pages(t, func(token string) string {
				return ask(ann, `{ getPost(id: "p") { f: comments(limit: 2`+token+`) { items { id } nextToken } } }`)
			}, "1 3", "0 2", "4")
			if got := ask(ann, `{ a: getPost(id: "p") { comments(limit: 2) { nextToken } } }`); !strings.Contains(got, `"nextToken":"`) {
				t.Error(got)
			}
		})
	}
}

// listed gives the ids in each list f of an answer, without the post's letter.
func listed(t *testing.T, body string) []string {
	t.Helper()
	type post struct {
		F struct{ Items []struct{ ID string } }
	}
	var answer struct {
		Data struct {
			GetPost   *post
			ListPosts *struct{ Items []post }
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || strings.Contains(body, `"errors"`) {
		t.Fatal(err, body)
	}
	posts := []post{}
	if answer.Data.GetPost != nil {
		posts = append(posts, *answer.Data.GetPost)
	} else {
		posts = answer.Data.ListPosts.Items
	}
	var all []string
	for _, p := range posts {
		var ids []string
		for _, item := range p.F.Items {
			ids = append(ids, item.ID[1:])
		}
		all = append(all, strings.Join(ids, " "))
	}
	return all
}

// pages goes through the pages of a relationship.
func pages(t *testing.T, ask func(token string) string, want ...string) {
	t.Helper()
	token := ""
	for _, w := range want {
		body := ask(token)
		if got := listed(t, body); len(got) != 1 || got[0] != w {
			t.Errorf("got %q of %s, want %q", got, body, w)
		}
		_, next, more := strings.Cut(body, `"nextToken":"`)
		next, _, _ = strings.Cut(next, `"`)
		if token = ", nextToken: \"" + next + "\""; !more {
			token = ""
		}
	}
	if token != "" {
		t.Error("there is another page")
	}
}
