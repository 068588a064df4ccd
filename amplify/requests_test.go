package amplify_test

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	client "github.com/amplifygo/amplifygo/internal/testkit/testclient"
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

var (
	ctx = context.Background()
	key = amplify.WithAuthMode(amplify.AuthModeAPIKey)
)

// officialCalls are the calls that testdata/official/record.mjs makes.
var officialCalls = map[string]func(*client.Client){
	"create": func(c *client.Client) {
		_, _ = c.Models.Todo.Create(ctx, client.CreateTodoInput{
			Title: "<a & b>", Priority: amplify.Null[int](), Mood: amplify.Some(client.MoodSoSo),
			Tags:  amplify.Some([]amplify.Opt[string]{amplify.Some("x"), amplify.Null[string]()}),
			Place: amplify.Some(client.Place{City: "Ulm", Geo: amplify.Some(client.Geo{Lat: 1.5, Lng: -2})}),
			Due:   amplify.Some[amplify.Date]("2026-11-23"), Extra: amplify.Some(amplify.JSON(`{"a": 1}`)),
		})
	},
	"update": func(c *client.Client) {
		_, _ = c.Models.Todo.Update(ctx, client.UpdateTodoInput{ID: "t1", Done: amplify.Some(true), Priority: amplify.Null[int]()})
	},
	"delete": func(c *client.Client) { _, _ = c.Models.Todo.Delete(ctx, "t1") },
	"get":    func(c *client.Client) { _, _ = c.Models.Todo.Get(ctx, "t1") },
	"get by composite key": func(c *client.Client) {
		_, _ = c.Models.Seat.Get(ctx, client.SeatKey{Venue: "v", Row: "r", Number: 3}, key)
	},
	"list": func(c *client.Client) {
		f := client.BookFields
		_, _ = c.Models.Book.List(ctx, key, amplify.Limit(5), amplify.After("tok"),
			amplify.Where(f.Pages.Between(1, 3).And(f.State.Eq(client.BookStateOut).Or(f.Title.BeginsWith("A")))))
	},
	"list without options":          func(c *client.Client) { _, _ = c.Models.Book.List(ctx, key, amplify.After("")) },
	"list with a custom identifier": func(c *client.Client) { _, _ = c.Models.Coupon.List(ctx, key) },
	"list by composite key": func(c *client.Client) {
		_, _ = c.Models.Seat.ListByVenue(ctx, client.SeatListKey{Venue: "v", RowNumber: amplify.KeyBeginsWith(client.SeatRowNumber{Row: amplify.Some("r")})}, key, amplify.SortDesc())
	},
	"index": func(c *client.Client) {
		_, _ = c.Models.Book.ListBookByTitleAndPages(ctx, client.ListBookByTitleAndPagesKey{Title: "Go", Pages: amplify.KeyBetween(1, 9)}, key)
	},
	"index with composite sort key": func(c *client.Client) {
		_, _ = c.Models.Book.BooksByState(ctx, client.BooksByStateKey{State: client.BookStateOut,
			TitlePages: amplify.KeyEq(client.BookTitlePages{Title: amplify.Some("Go"), Pages: amplify.Some(3)})}, key)
	},
	"selection": func(c *client.Client) {
		f := client.AuthorFields
		_, _ = c.Models.Author.Get(ctx, "a1", key, amplify.Select(f.ID,
			f.Books.With(client.BookFields.Title), f.Books.With(client.BookFields.Author.With(f.Name)), f.Profile))
	},
	"selection in a custom type": func(c *client.Client) {
		_, _ = c.Models.Todo.Get(ctx, "t1", key, amplify.Select(client.TodoFields.Place.Only("geo.lat", "city")))
	},
	"belongsTo": func(c *client.Client) {
		_, _ = c.Models.Book.LoadAuthor(ctx, &client.Book{AuthorID: amplify.Some("a1")}, key)
	},
	"hasMany": func(c *client.Client) {
		_, _ = c.Models.Author.LoadBooks(ctx, &client.Author{ID: "a1"}, key, amplify.Limit(2))
	},
	"hasOne": func(c *client.Client) {
		_, _ = c.Models.Author.LoadProfile(ctx, &client.Author{ID: "a1"}, key)
	},
	"custom query": func(c *client.Client) {
		_, _ = c.Queries.Echo(ctx, client.EchoArgs{Text: "x", Mood: amplify.Some(client.MoodSad)})
	},
	"custom query without arguments":       func(c *client.Client) { _, _ = c.Queries.Whoami(ctx) },
	"custom mutation that returns a model": func(c *client.Client) { _, _ = c.Mutations.Publish(ctx, client.PublishArgs{Title: "x"}) },
	"mode userPool":                        func(c *client.Client) { _, _ = c.Models.Todo.List(ctx, amplify.WithAuthMode(amplify.AuthModeUserPool)) },
	"mode apiKey":                          func(c *client.Client) { _, _ = c.Models.Author.List(ctx, key) },
	"mode oidc":                            func(c *client.Client) { _, _ = c.Models.Author.List(ctx, amplify.WithAuthMode(amplify.AuthModeOIDC)) },
	"mode lambda": func(c *client.Client) {
		_, _ = c.Models.Author.List(ctx, amplify.WithAuthMode(amplify.AuthModeLambda), amplify.WithAuthToken("letmein"))
	},
	"mode identityPool": func(c *client.Client) {
		_, _ = c.Models.Author.List(ctx, amplify.WithAuthMode(amplify.AuthModeIdentityPool))
	},
	"mode none": func(c *client.Client) { _, _ = c.Models.Author.List(ctx, amplify.WithAuthMode(amplify.AuthModeNone)) },
}

// official is a request of the official client.
type official struct {
	Headers   map[string]string
	Query     string
	Variables any
	Keys      []string
}

func officialRequests(t *testing.T) map[string]official {
	t.Helper()
	b, err := os.ReadFile("testdata/official/requests.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]official
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// jwt is the token that the official client had.
const jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzIiwiZXhwIjo0MTAyNDQ0ODAwfQ.eA"

// TestRequestsEqualTheOfficialClients makes the same calls as the official
// client did and compares documents as text, variables as JSON, and headers
// by name and value.
func TestRequestsEqualTheOfficialClients(t *testing.T) {
	t.Parallel()
	all := officialRequests(t)
	if len(all) != len(officialCalls) {
		t.Errorf("%d calls were recorded, %d are made", len(all), len(officialCalls))
	}
	for name, call := range officialCalls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := all[name]
			s := newStub(t, answer{body: `{"data":{}}`})
			call(newClient(t, s, amplify.WithUserPool(amplify.StaticToken(jwt)), amplify.WithOIDC(amplify.StaticToken(jwt)), amplify.WithSigner(fixedSigner{})))
			requests := s.seen()
			if len(requests) != 1 {
				t.Fatalf("%d requests", len(requests))
			}
			got := requests[0]
			if d := cmp.Diff(want.Query, got.document); d != "" {
				t.Errorf("document: %s", d)
			}
			var variables any
			if err := json.Unmarshal([]byte(got.variables), &variables); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want.Variables, variables); d != "" {
				t.Errorf("variables: %s", d)
			}
			if d := cmp.Diff(alike(want.Headers), alike(flat(got.header))); d != "" {
				t.Errorf("headers: %s", d)
			}
		})
	}
}

// flat gives headers as the recording has them, without those of the
// transport and of the content's length.
func flat(h http.Header) map[string]string {
	out := map[string]string{}
	for name, values := range h {
		switch name {
		case "User-Agent", "Accept-Encoding", "Content-Length":
		default:
			out[strings.ToLower(name)] = strings.Join(values, ", ")
		}
	}
	return out
}

// alike replaces what must differ: our name, and the parts of a signature
// (package iam verifies those).
func alike(h map[string]string) map[string]string {
	out := maps.Clone(h)
	out["x-amz-user-agent"] = strings.NewReplacer("aws-amplify/6.22.1 api/1 framework/100", "ours", "amplifygo/1 api/1", "ours").Replace(out["x-amz-user-agent"])
	if strings.HasPrefix(out["authorization"], "AWS4-HMAC-SHA256 ") {
		out["authorization"] = "AWS4-HMAC-SHA256"
		out["x-amz-date"] = ""
		delete(out, "x-amz-security-token") // the test's signer has none
	}
	return out
}

func TestOperatorsThatListsDoNotHave(t *testing.T) {
	t.Parallel()
	s := newStub(t, answer{body: `{"data":{}}`})
	f := client.BookFields
	_, _ = newClient(t, s).Models.Book.List(ctx, key, amplify.Where(f.Pages.In(1, 2)), amplify.Where(f.Pages.NotIn(3)), amplify.Where(amplify.Not(f.Title.Size().Gt(3))))
	want := `{"filter":{"and":[{"or":[{"pages":{"eq":1}},{"pages":{"eq":2}}]},{"and":[{"pages":{"ne":3}}]},{"not":{"title":{"size":{"gt":3}}}}]}}`
	if got := s.seen()[0].variables; got != want {
		t.Errorf("variables %s, want %s", got, want)
	}
}
