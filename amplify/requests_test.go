package amplify_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	client "github.com/amplifygo/amplifygo/amplify/internal/testclient"
	"github.com/google/go-cmp/cmp"
)

// recorded is what the stub API was sent.
type recorded struct {
	header    http.Header
	document  string
	variables string
}

// stub is an API that gives fixed answers and keeps the requests.
type stub struct {
	*httptest.Server
	mu       sync.Mutex
	requests []recorded
	answers  []answer
}

// answer is one answer of the stub; the last one repeats.
type answer struct {
	status int
	header map[string]string
	body   string
}

func newStub(t testing.TB, answers ...answer) *stub {
	t.Helper()
	s := &stub{answers: answers}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var req struct {
		Query     string          `json:"query"`
		Variables json.RawMessage `json:"variables"`
	}
	if err := json.Unmarshal(body, &req); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.requests = append(s.requests, recorded{r.Header, req.Query, string(req.Variables)})
	a := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	s.mu.Unlock()
	for k, v := range a.header {
		w.Header().Set(k, v)
	}
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	_, _ = io.WriteString(w, a.body)
}

func (s *stub) seen() []recorded {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]recorded(nil), s.requests...)
}

func newClient(t testing.TB, s *stub, opts ...amplify.Option) *client.Client {
	t.Helper()
	c, err := client.New(append([]amplify.Option{
		amplify.WithEndpoint(s.URL + "/graphql"), amplify.WithAPIKey("da2-key"), amplify.WithUserPool(amplify.StaticToken("user.access.token")),
		amplify.WithOIDC(amplify.StaticToken("oidc.id.token")), amplify.WithLambda(amplify.StaticToken("letmein")), amplify.WithRegion("eu-west-1"),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

const (
	todoFields = `id
    title
    done
    priority
    score
    mood
    moods
    tags
    place {
      city
      geo {
        lat
        lng
      }
      tags
    }
    due
    at
    when
    stamp
    extra
    site
    host
    mail
    phone
    secret
    createdAt
    updatedAt
    owner`
	bookFields = `id
      title
      state
      pages
      authorId
      createdAt
      updatedAt`
	seatFields = `venue
      row
      number
      price
      createdAt
      updatedAt`
)

// The documents are those of aws-amplify 6.22.1 for the same schema and calls.
func TestDocuments(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	key := amplify.WithAuthMode(amplify.AuthModeAPIKey)
	for _, c := range []struct {
		name, document, variables string
		call                      func(*client.Client)
	}{
		{"create", "mutation ($input: CreateTodoInput!) {\n  createTodo(input: $input) {\n    " + todoFields + "\n  }\n}\n",
			`{"input":{"title":"<a & b>","done":false,"priority":null,"mood":"so_so","tags":["x",null],"place":{"city":"Ulm","geo":{"lat":1.5,"lng":-2}},"due":"2026-11-23","extra":"{\"a\": 1}"}}`,
			func(c *client.Client) {
				_, _ = c.Models.Todo.Create(ctx, client.CreateTodoInput{
					Title: "<a & b>", Priority: amplify.Null[int](), Mood: amplify.Some(client.MoodSoSo),
					Tags:  amplify.Some([]amplify.Opt[string]{amplify.Some("x"), amplify.Null[string]()}),
					Place: amplify.Some(client.Place{City: "Ulm", Geo: amplify.Some(client.Geo{Lat: 1.5, Lng: -2})}),
					Due:   amplify.Some[amplify.Date]("2026-11-23"), Extra: amplify.Some(amplify.JSON(`{"a": 1}`)),
				})
			}},
		{"update", "mutation ($input: UpdateTodoInput!) {\n  updateTodo(input: $input) {\n    " + todoFields + "\n  }\n}\n",
			`{"input":{"done":true,"priority":null,"id":"t1"}}`, func(c *client.Client) {
				_, _ = c.Models.Todo.Update(ctx, client.UpdateTodoInput{ID: "t1", Done: amplify.Some(true), Priority: amplify.Null[int]()})
			}},
		{"delete", "mutation ($input: DeleteTodoInput!) {\n  deleteTodo(input: $input) {\n    " + todoFields + "\n  }\n}\n",
			`{"input":{"id":"t1"}}`, func(c *client.Client) { _, _ = c.Models.Todo.Delete(ctx, "t1") }},
		{"get", "query ($id: ID!) {\n  getTodo(id: $id) {\n    " + todoFields + "\n  }\n}\n",
			`{"id":"t1"}`, func(c *client.Client) { _, _ = c.Models.Todo.Get(ctx, "t1") }},
		{"get by composite key", "query ($venue: String!, $row: String!, $number: Int!) {\n  getSeat(venue: $venue, row: $row, number: $number) {\n    venue\n    row\n    number\n    price\n    createdAt\n    updatedAt\n  }\n}\n",
			`{"venue":"v","row":"r","number":3}`, func(c *client.Client) {
				_, _ = c.Models.Seat.Get(ctx, client.SeatKey{Venue: "v", Row: "r", Number: 3}, key)
			}},
		{"list", "query ($filter: ModelBookFilterInput, $limit: Int, $nextToken: String) {\n  listBooks(filter: $filter, limit: $limit, nextToken: $nextToken) {\n    items {\n      " + bookFields + "\n    }\n    nextToken\n    __typename\n  }\n}\n",
			`{"filter":{"and":[{"pages":{"between":[1,3]}},{"or":[{"state":{"eq":"OUT"}},{"title":{"beginsWith":"A"}}]}]},"limit":5,"nextToken":"tok"}`, func(c *client.Client) {
				f := client.BookFields
				_, _ = c.Models.Book.List(ctx, key, amplify.Limit(5), amplify.After("tok"),
					amplify.Where(f.Pages.Between(1, 3).And(f.State.Eq(client.BookStateOut).Or(f.Title.BeginsWith("A")))))
			}},
		{"list without options", "query ($filter: ModelBookFilterInput, $limit: Int, $nextToken: String) {\n  listBooks(filter: $filter, limit: $limit, nextToken: $nextToken) {\n    items {\n      " + bookFields + "\n    }\n    nextToken\n    __typename\n  }\n}\n",
			`{}`, func(c *client.Client) { _, _ = c.Models.Book.List(ctx, key, amplify.After("")) }},
		{"list with a custom identifier", "query ($code: ID, $sortDirection: ModelSortDirection, $filter: ModelCouponFilterInput, $limit: Int, $nextToken: String) {\n  listCoupons(\n    code: $code\n    sortDirection: $sortDirection\n    filter: $filter\n    limit: $limit\n    nextToken: $nextToken\n  ) {\n    items {\n      code\n      used\n      createdAt\n      updatedAt\n    }\n    nextToken\n    __typename\n  }\n}\n",
			`{}`, func(c *client.Client) { _, _ = c.Models.Coupon.List(ctx, key) }},
		{"list by composite key", "query ($venue: String, $sortDirection: ModelSortDirection, $rowNumber: ModelSeatPrimaryCompositeKeyConditionInput, $filter: ModelSeatFilterInput, $limit: Int, $nextToken: String) {\n  listSeats(\n    venue: $venue\n    sortDirection: $sortDirection\n    rowNumber: $rowNumber\n    filter: $filter\n    limit: $limit\n    nextToken: $nextToken\n  ) {\n    items {\n      " + seatFields + "\n    }\n    nextToken\n    __typename\n  }\n}\n",
			`{"venue":"v","rowNumber":{"beginsWith":{"row":"r"}},"sortDirection":"DESC"}`, func(c *client.Client) {
				_, _ = c.Models.Seat.ListByVenue(ctx, client.SeatListKey{Venue: "v", RowNumber: amplify.KeyBeginsWith(client.SeatRowNumber{Row: amplify.Some("r")})}, key, amplify.SortDesc())
			}},
		{"index", "query ($title: String!, $pages: ModelIntKeyConditionInput, $filter: ModelBookFilterInput, $sortDirection: ModelSortDirection, $limit: Int, $nextToken: String) {\n  listBookByTitleAndPages(\n    title: $title\n    pages: $pages\n    filter: $filter\n    sortDirection: $sortDirection\n    limit: $limit\n    nextToken: $nextToken\n  ) {\n    items {\n      " + bookFields + "\n    }\n    nextToken\n    __typename\n  }\n}\n",
			`{"title":"Go","pages":{"between":[1,9]}}`, func(c *client.Client) {
				_, _ = c.Models.Book.ListBookByTitleAndPages(ctx, client.ListBookByTitleAndPagesKey{Title: "Go", Pages: amplify.KeyBetween(1, 9)}, key)
			}},
		{"index with composite sort key", "query ($state: BookState!, $titlePages: ModelBookByStateCompositeKeyConditionInput, $filter: ModelBookFilterInput, $sortDirection: ModelSortDirection, $limit: Int, $nextToken: String) {\n  booksByState(\n    state: $state\n    titlePages: $titlePages\n    filter: $filter\n    sortDirection: $sortDirection\n    limit: $limit\n    nextToken: $nextToken\n  ) {\n    items {\n      " + bookFields + "\n    }\n    nextToken\n    __typename\n  }\n}\n",
			`{"state":"OUT","titlePages":{"eq":{"title":"Go","pages":3}}}`, func(c *client.Client) {
				_, _ = c.Models.Book.BooksByState(ctx, client.BooksByStateKey{State: client.BookStateOut,
					TitlePages: amplify.KeyEq(client.BookTitlePages{Title: amplify.Some("Go"), Pages: amplify.Some(3)})}, key)
			}},
		{"selection", "query ($id: ID!) {\n  getAuthor(id: $id) {\n    id\n    books {\n      items {\n        title\n        author {\n          name\n        }\n      }\n    }\n    profile {\n      id\n      bio\n      authorId\n      createdAt\n      updatedAt\n    }\n  }\n}\n",
			`{"id":"a1"}`, func(c *client.Client) {
				f := client.AuthorFields
				_, _ = c.Models.Author.Get(ctx, "a1", key, amplify.Select(f.ID,
					f.Books.With(client.BookFields.Title), f.Books.With(client.BookFields.Author.With(f.Name)), f.Profile))
			}},
		{"selection in a custom type", "query ($id: ID!) {\n  getTodo(id: $id) {\n    place {\n      geo {\n        lat\n      }\n      city\n    }\n  }\n}\n",
			`{"id":"t1"}`, func(c *client.Client) {
				_, _ = c.Models.Todo.Get(ctx, "t1", key, amplify.Select(client.TodoFields.Place.Only("geo.lat", "city")))
			}},
		{"belongsTo", "query ($id: ID!) {\n  getAuthor(id: $id) {\n    id\n    name\n    createdAt\n    updatedAt\n  }\n}\n",
			`{"id":"a1"}`, func(c *client.Client) {
				_, _ = c.Models.Book.LoadAuthor(ctx, &client.Book{AuthorID: amplify.Some("a1")}, key)
			}},
		{"hasMany", "query ($filter: ModelBookFilterInput, $limit: Int, $nextToken: String) {\n  listBooks(filter: $filter, limit: $limit, nextToken: $nextToken) {\n    items {\n      " + bookFields + "\n    }\n    nextToken\n    __typename\n  }\n}\n",
			`{"filter":{"and":[{"authorId":{"eq":"a1"}}]},"limit":2}`, func(c *client.Client) {
				_, _ = c.Models.Author.LoadBooks(ctx, &client.Author{ID: "a1"}, key, amplify.Limit(2))
			}},
		{"hasOne", "query ($filter: ModelProfileFilterInput, $limit: Int, $nextToken: String) {\n  listProfiles(filter: $filter, limit: $limit, nextToken: $nextToken) {\n    items {\n      id\n      bio\n      authorId\n      createdAt\n      updatedAt\n    }\n    nextToken\n    __typename\n  }\n}\n",
			`{"filter":{"and":[{"authorId":{"eq":"a1"}}]}}`, func(c *client.Client) {
				_, _ = c.Models.Author.LoadProfile(ctx, &client.Author{ID: "a1"}, key)
			}},
		{"custom query", "query ($text: String!, $times: Int, $mood: Mood, $places: [PlaceInput]) {\n  echo(text: $text, times: $times, mood: $mood, places: $places) {\n    text\n    times\n    mood\n    place {\n      city\n      geo {\n        lat\n        lng\n      }\n      tags\n    }\n  }\n}\n",
			`{"text":"x","mood":"SAD"}`, func(c *client.Client) {
				_, _ = c.Queries.Echo(ctx, client.EchoArgs{Text: "x", Mood: amplify.Some(client.MoodSad)})
			}},
		{"custom query without arguments", "{\n  whoami\n}\n", `{}`, func(c *client.Client) { _, _ = c.Queries.Whoami(ctx) }},
		{"custom mutation that returns a model", "mutation ($title: String!) {\n  publish(title: $title) {\n    " + todoFields + "\n  }\n}\n",
			`{"title":"x"}`, func(c *client.Client) { _, _ = c.Mutations.Publish(ctx, client.PublishArgs{Title: "x"}) }},
		{"in and not in a list", "query ($filter: ModelBookFilterInput, $limit: Int, $nextToken: String) {\n  listBooks(filter: $filter, limit: $limit, nextToken: $nextToken) {\n    items {\n      " + bookFields + "\n    }\n    nextToken\n    __typename\n  }\n}\n",
			`{"filter":{"and":[{"or":[{"pages":{"eq":1}},{"pages":{"eq":2}}]},{"not":{"title":{"size":{"gt":3}}}}]}}`, func(c *client.Client) {
				f := client.BookFields
				_, _ = c.Models.Book.List(ctx, key, amplify.Where(f.Pages.In(1, 2)), amplify.Where(amplify.Not(f.Title.Size().Gt(3))))
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStub(t, answer{body: `{"data":{}}`})
			c.call(newClient(t, s))
			requests := s.seen()
			if len(requests) != 1 {
				t.Fatalf("%d requests", len(requests))
			}
			if d := cmp.Diff(c.document, requests[0].document); d != "" {
				t.Errorf("document: %s", d)
			}
			if d := cmp.Diff(c.variables, requests[0].variables); d != "" {
				t.Errorf("variables: %s", d)
			}
		})
	}
}
