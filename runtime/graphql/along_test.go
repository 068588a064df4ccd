package graphql_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// apart is a store that reads no relationships along with rows, so that each
// takes a statement of its own for all rows of a level.
type apart struct{ store.Store }

func (a apart) Read(ctx context.Context, q *store.Query) (*store.Result, error) {
	alone := *q
	alone.Nested = nil
	return a.Store.Read(ctx, &alone)
}

func openApart(t testing.TB, s *schema.Schema) store.Store { return apart{openSQLite(t, s)} }

// guardedSchema has, for every kind of relationship, targets that are open,
// the owner's, a group's or nobody's, fields that only some may read,
// references that hide, and values that must not be null.
const guardedSchema = `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  Team: a.model({
    name: a.string().required(), secret: a.string().authorization((allow) => [allow.owner(), allow.group('HR')]),
    posts: a.hasMany('Post', 'teamId'), badge: a.hasOne('Badge', 'teamId'),
  }).authorization((allow) => [allow.authenticated(), allow.publicApiKey().to(['read'])]),
  Badge: a.model({ code: a.integer().required(), score: a.float(), teamId: a.id(), team: a.belongsTo('Team', 'teamId') })
    .authorization((allow) => [allow.owner(), allow.group('HR')]),
  Post: a.model({
    title: a.string().required(), body: a.string(), views: a.integer(), score: a.float(), open: a.boolean(), tags: a.string().array(), meta: a.json(),
    kind: a.enum(['NEWS', 'BLOG']),
    teamId: a.id(), hiddenId: a.id().authorization((allow) => [allow.owner()]),
    team: a.belongsTo('Team', 'teamId'), hidden: a.belongsTo('Hidden', 'hiddenId'), comments: a.hasMany('Comment', 'postId'),
  }).authorization((allow) => [allow.owner(), allow.group('HR'), allow.publicApiKey()]),
  Comment: a.model({
    text: a.string().required(), rank: a.integer(), postId: a.id(), post: a.belongsTo('Post', 'postId'),
  }).authorization((allow) => [allow.owner(), allow.authenticated().to(['get', 'list'])]),
  Hidden: a.model({ note: a.string(), posts: a.hasMany('Post', 'hiddenId') }).authorization((allow) => [allow.group('Admin'), allow.owner()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: {} } });
`

// TestAlong: random selections by callers of every kind have the same answer,
// errors included, whether relationships are read along with their rows or by
// themselves.
func TestAlong(t *testing.T) {
	t.Parallel()
	for _, db := range databases()[:2] {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			s := schematest.Load(t, guardedSchema)
			st := db.open(t, s)
			guardedRows(t, s, st)
			along, alone := guardedEngine(t, s, st), guardedEngine(t, s, apart{st})
			r := rand.New(rand.NewPCG(21, 22))
			callers := []*auth.Identity{identity.Alice(), identity.Bob(), identity.Harry(), identity.Adm(), identity.IAM(), identity.Key()}
			failed := 0
			for range 400 {
				id, document := callers[r.IntN(len(callers))], randomDocument(r)
				got, want := answer(along, id, document), answer(alone, id, document)
				if got != want {
					t.Fatalf("%s of %v\n%s\nalong: %s\nalone: %s", id.Mode, id.Username, document, got, want)
				}
				if strings.Contains(got, `"errors"`) {
					failed++
				}
			}
			followTokens(t, along, alone)
			if failed < 40 || failed > 360 {
				t.Errorf("%d of 400 answers have errors", failed)
			}
		})
	}
}

var random = regexp.MustCompile(`("nextToken":"|Request ID: )[\w\-=]+`)

// TestAlongBounds: selections of any width and depth are served; a statement
// holds only as many relationships as every database takes.
func TestAlongBounds(t *testing.T) {
	t.Parallel()
	var wide, deep strings.Builder
	for i := range 400 {
		fmt.Fprintf(&wide, " p%d: posts(limit: 1) { items { id } }", i)
	}
	for range 14 {
		deep.WriteString("team { posts(limit: 1) { items { ")
	}
	deep.WriteString("id" + strings.Repeat(" } } }", 14))
	for _, db := range databases() {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			s := schematest.Load(t, guardedSchema)
			st := db.open(t, s)
			guardedRows(t, s, st)
			along, alone := guardedEngine(t, s, st), guardedEngine(t, s, apart{st})
			for _, document := range []string{
				"{ getTeam(id: \"3\") {" + wide.String() + " } }",
				"{ listTeams(limit: 3) { items {" + wide.String() + " } } }",
				"{ listBadges(limit: 2) { items { " + deep.String() + " } } }",
			} {
				got, want := answer(along, identity.IAM(), document), answer(alone, identity.IAM(), document)
				if got != want || strings.Contains(got, "internal failure") {
					t.Errorf("%.60s…\nalong: %.300s\nalone: %.300s", document, got, want)
				}
			}
		})
	}
}

// followTokens pages through the posts of each team with tokens that the first
// engine gives and the second takes, and comes by all of them.
func followTokens(t *testing.T, along, alone *graphql.Engine) {
	t.Helper()
	query := func(e *graphql.Engine, document string, to any) {
		got := e.Execute(context.Background(), identity.IAM(), &graphql.Request{Query: document})
		if err := json.Unmarshal(got.Body, to); err != nil || strings.Contains(string(got.Body), `"errors"`) {
			t.Fatal(err, string(got.Body))
		}
	}
	type page struct {
		Items     []struct{ ID string }
		NextToken string
	}
	var all struct {
		Data struct {
			ListTeams struct {
				Items []struct {
					ID           string
					Posts, Whole page
				}
			}
		}
	}
	query(along, `{ listTeams { items { id posts(limit: 1) { items { id } nextToken } whole: posts { items { id } } } } }`, &all)
	followed := 0
	for _, team := range all.Data.ListTeams.Items {
		got := team.Posts.Items
		for next := team.Posts.NextToken; next != ""; followed++ {
			var one struct {
				Data struct{ GetTeam struct{ Posts page } }
			}
			query(alone, fmt.Sprintf(`{ getTeam(id: %q) { posts(limit: 1, nextToken: %q) { items { id } nextToken } } }`, team.ID, next), &one)
			got, next = append(got, one.Data.GetTeam.Posts.Items...), one.Data.GetTeam.Posts.NextToken
		}
		if !slices.Equal(got, team.Whole.Items) {
			t.Errorf("team %s: pages of %v, want %v", team.ID, got, team.Whole.Items)
		}
	}
	if followed == 0 {
		t.Error("there was nothing to follow")
	}
}

// answer is a response with its tokens and request ids, which are random,
// blotted out.
func answer(e *graphql.Engine, id *auth.Identity, document string) string {
	got := e.Execute(context.Background(), id, &graphql.Request{Query: document})
	body := []byte(random.ReplaceAllString(string(got.Body), "${1}…"))
	// The database writes white space and escapes as it likes.
	var v any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&v); err == nil {
		body, _ = json.Marshal(v)
	}
	return fmt.Sprint(got.Status, string(body))
}

func guardedEngine(t *testing.T, s *schema.Schema, st store.Store) *graphql.Engine {
	t.Helper()
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	e, err := graphql.New(graphql.Config{Schema: s, Policy: p, Store: st, TokenKey: []byte("test")})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// guardedRows stores rows of two owners and of nobody, among them old ones
// that lack what has become required, and references that lead nowhere.
func guardedRows(t *testing.T, s *schema.Schema, st store.Store) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	err := st.Write(context.Background(), func(ctx context.Context, tx store.Tx) error {
		for _, m := range s.Models {
			for i := range 14 {
				var row value.Record // stored fields come in order
				for _, f := range m.Fields {
					if f.Relation == nil {
						row = append(row, guardedValue(r, f))
					}
				}
				row[m.Field("id").Ordinal] = value.OfString(fmt.Sprint(i))
				if err := tx.Insert(ctx, &store.Insert{Model: m, Record: row}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func guardedValue(r *rand.Rand, f *schema.Field) value.Value {
	switch n := r.IntN(16); {
	case n == 0:
		return value.Value{}
	case n == 1:
		return value.NullValue()
	case f.List:
		return value.OfJSON(`["a","\u00e9\"]"]`)
	case strings.HasSuffix(f.Name, "Id"):
		return value.OfString(fmt.Sprint(r.IntN(16)))
	case f.Name == "owner":
		return value.OfString([]string{"sub-alice::alice", "sub-bob::bob", "sub-eve::eve"}[r.IntN(3)])
	case f.Name == "createdAt", f.Name == "updatedAt":
		return value.OfString("2026-01-02T03:04:05.678Z")
	}
	switch f.Kind {
	case schema.Int:
		return value.OfInt(int64(r.IntN(5)))
	case schema.Float:
		return value.OfFloat([]float64{0.1, 1, 1e21, 1.0 / 3}[r.IntN(4)])
	case schema.Boolean:
		return value.OfBool(r.IntN(2) == 0)
	case schema.EnumKind:
		return value.OfString([]string{"NEWS", "BLOG", "GONE"}[r.IntN(3)])
	case schema.AWSJSON:
		return value.OfString(`{"a": [1, "x"]}`)
	}
	return value.OfString([]string{"a", "b\"\\\n\t", "é\U0001F600", ""}[r.IntN(4)])
}

// selections are the fields of the models of guardedSchema: scalars first,
// then relationships with their models, lists with a "*".
var selections = map[string][2]string{
	"Team":    {"id name secret createdAt", "posts:*Post badge:Badge"},
	"Badge":   {"id code score", "team:Team"},
	"Post":    {"id title body views score open tags meta kind teamId hiddenId owner", "team:Team hidden:Hidden comments:*Comment"},
	"Comment": {"id text rank postId", "post:Post"},
	"Hidden":  {"id note", "posts:*Post"},
}

// filters are filters of the models, some by fields that only some may read.
var filters = map[string][]string{
	"Post":    {`{views: {gt: 1}}`, `{title: {contains: "a"}}`, `{not: {hiddenId: {eq: "3"}}}`, `{or: [{open: {eq: true}}, {score: {lt: 0.5}}]}`, `{kind: {eq: NEWS}}`},
	"Comment": {`{rank: {attributeExists: false}}`, `{text: {ne: "a"}}`},
}

func randomDocument(r *rand.Rand) string {
	models := []string{"Team", "Badge", "Post", "Comment", "Hidden"}
	m := models[r.IntN(len(models))]
	if r.IntN(3) == 0 {
		return fmt.Sprintf("{ get%s(id: \"%d\") { %s } }", m, r.IntN(15), randomSelection(r, m, 3))
	}
	plural := m + "s"
	if m == "Hidden" {
		plural = "Hiddens"
	}
	return "{ list" + plural + randomPage(r, m, 3, false) + " }"
}

// randomPage is the arguments and the selection of a connection.
func randomPage(r *rand.Rand, model string, depth int, nested bool) string {
	var args []string
	if r.IntN(2) == 0 {
		args = append(args, fmt.Sprintf("limit: %d", r.IntN(12))) // 0 is refused
	}
	if list := filters[model]; list != nil && r.IntN(2) == 0 {
		args = append(args, "filter: "+list[r.IntN(len(list))])
	}
	if nested && r.IntN(3) == 0 {
		args = append(args, "sortDirection: DESC")
	}
	out := ""
	if len(args) > 0 {
		out = "(" + strings.Join(args, ", ") + ")"
	}
	out += " { items { " + randomSelection(r, model, depth) + " }"
	if r.IntN(8) == 0 {
		out += " more: items { id }"
	}
	if r.IntN(3) == 0 {
		out += " nextToken"
	}
	return out + " }"
}

func randomSelection(r *rand.Rand, model string, depth int) string {
	scalars, relations := strings.Fields(selections[model][0]), strings.Fields(selections[model][1])
	out := "id"
	if r.IntN(3) == 0 {
		out = "__typename"
	}
	for _, f := range scalars {
		if r.IntN(3) == 0 {
			out += " " + f
		}
	}
	if depth == 0 {
		return out
	}
	for i, f := range relations {
		name, target, _ := strings.Cut(f, ":")
		alias := ""
		if r.IntN(4) == 0 {
			alias = fmt.Sprintf("r%d: ", i)
		}
		switch many := strings.HasPrefix(target, "*"); {
		case r.IntN(3) == 0:
		case many:
			out += " " + alias + name + randomPage(r, target[1:], depth-1, true)
		default:
			out += " " + alias + name + " { " + randomSelection(r, target, depth-1) + " }"
		}
	}
	return out
}
