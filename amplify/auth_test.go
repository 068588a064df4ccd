package amplify_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	client "github.com/amplifygo/amplifygo/internal/testkit/testclient"
)

// fixedSigner is a signer whose headers are known.
type fixedSigner struct{}

func (fixedSigner) Sign(_ context.Context, r amplify.SignRequest) (http.Header, error) {
	if r.Region != "eu-west-1" || r.Method != http.MethodPost || !strings.HasPrefix(string(r.Body), `{"query"`) {
		return nil, errors.New("not the request")
	}
	return http.Header{"Authorization": {"AWS4-HMAC-SHA256 x"}, "X-Amz-Date": {"20261123T000000Z"}}, nil
}

// ours are the headers of a request that are not net/http's own.
func ours(h http.Header) []string {
	var out []string
	for name, values := range h {
		switch name {
		case "User-Agent", "Accept-Encoding", "Content-Length":
		default:
			out = append(out, strings.ToLower(name)+": "+strings.Join(values, "|"))
		}
	}
	slices.Sort(out)
	return out
}

func TestHeadersOfEachMode(t *testing.T) {
	t.Parallel()
	common := []string{"content-type: application/json; charset=UTF-8", "x-amz-user-agent: amplifygo/1 api/1"}
	custom := amplify.WithHeaders(http.Header{"X-Trace": {"1"}})
	for _, c := range []struct {
		name string
		opts []amplify.ListOption
		want []string
	}{
		{"apiKey", []amplify.ListOption{amplify.WithAuthMode(amplify.AuthModeAPIKey)}, []string{"x-api-key: da2-key"}},
		{"oidc", []amplify.ListOption{amplify.WithAuthMode(amplify.AuthModeOIDC)}, []string{"authorization: oidc.id.token"}},
		{"lambda", []amplify.ListOption{amplify.WithAuthMode(amplify.AuthModeLambda)}, []string{"authorization: letmein"}},
		{"identityPool", []amplify.ListOption{amplify.WithAuthMode(amplify.AuthModeIdentityPool)}, []string{"authorization: AWS4-HMAC-SHA256 x", "x-amz-date: 20261123T000000Z"}},
		{"iam", []amplify.ListOption{amplify.WithAuthMode(amplify.AuthModeIAM)}, []string{"authorization: AWS4-HMAC-SHA256 x", "x-amz-date: 20261123T000000Z"}},
		{"none", []amplify.ListOption{amplify.WithAuthMode(amplify.AuthModeNone)}, nil},
		{"none with token", []amplify.ListOption{amplify.WithAuthMode(amplify.AuthModeNone), amplify.WithAuthToken("t")}, []string{"authorization: t"}},
		{"token of the call", []amplify.ListOption{amplify.WithAuthMode(amplify.AuthModeOIDC), amplify.WithAuthToken("t")}, []string{"authorization: t"}},
		{"custom headers", []amplify.ListOption{amplify.WithAuthMode(amplify.AuthModeAPIKey), custom}, []string{"x-api-key: da2-key", "x-trace: 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStub(t, answer{body: `{"data":{"listAuthors":{"items":[]}}}`})
			if _, err := newClient(t, s, amplify.WithSigner(fixedSigner{})).Models.Author.List(context.Background(), c.opts...); err != nil {
				t.Fatal(err)
			}
			want := append(slices.Clone(common), c.want...)
			slices.Sort(want)
			if got := ours(s.seen()[0].header); !slices.Equal(got, want) {
				t.Errorf("headers %q, want %q", got, want)
			}
		})
	}
}

func TestDefaultModeComesFromSchemaOutputsOrOption(t *testing.T) {
	t.Parallel()
	outputs := func(s *stub) amplify.Option {
		return amplify.FromOutputsJSON([]byte(`{"version":"1.4","data":{"url":"` + s.URL + `/graphql","aws_region":"eu-west-1","api_key":"da2-file","default_authorization_type":"API_KEY"}}`))
	}
	for name, c := range map[string]struct {
		opts func(*stub) []amplify.Option
		want string
	}{
		"schema":  {func(*stub) []amplify.Option { return nil }, "authorization: user.access.token"},
		"outputs": {func(s *stub) []amplify.Option { return []amplify.Option{outputs(s)} }, "x-api-key: da2-file"},
		"option": {func(s *stub) []amplify.Option {
			return []amplify.Option{outputs(s), amplify.WithAuthMode(amplify.AuthModeUserPool)}
		}, "authorization: user.access.token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStub(t, answer{body: `{"data":{"listTodos":{"items":[]}}}`})
			if _, err := newClient(t, s, c.opts(s)...).Models.Todo.List(context.Background()); err != nil {
				t.Fatal(err)
			}
			if got := ours(s.seen()[0].header); !slices.Contains(got, c.want) {
				t.Errorf("headers %q, want %q among them", got, c.want)
			}
		})
	}
}

func TestModesAreRefusedBeforeTheRequest(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := newStub(t, answer{body: `{"data":{}}`})
	c := newClient(t, s, amplify.WithSigner(fixedSigner{}))
	_, err := c.Models.Todo.Create(ctx, client.CreateTodoInput{Title: "x"}, amplify.WithAuthMode(amplify.AuthModeAPIKey))
	var e *amplify.Error
	if !errors.Is(err, amplify.ErrAuthMode) || !errors.As(err, &e) || e.Operation != "createTodo" || !strings.Contains(e.Message, "apiKey; admitted: userPool") {
		t.Errorf("create with an API key: %v", err)
	}
	_, err = c.Models.Author.List(ctx)
	if !errors.Is(err, amplify.ErrAuthMode) || !strings.Contains(err.Error(), "admitted: oidc, identityPool, apiKey, lambda") {
		t.Errorf("list with the default mode: %v", err)
	}
	for _, err := range c.Models.Author.All(ctx) {
		if !errors.Is(err, amplify.ErrAuthMode) {
			t.Errorf("all with the default mode: %v", err)
		}
	}
	if _, err = c.Models.Author.List(ctx, amplify.WithAuthMode("admin")); !errors.Is(err, amplify.ErrUsage) {
		t.Errorf("an unknown mode: %v", err)
	}
	if _, err = c.Models.Todo.Get(ctx, "1", amplify.WithAuthMode(amplify.AuthModeIAM)); !errors.Is(err, amplify.ErrAuthMode) {
		t.Errorf("IAM without administrator: %v", err)
	}
	if n := len(s.seen()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	admin := newClient(t, s, amplify.WithSigner(fixedSigner{}), amplify.AsAdministrator())
	if _, err = admin.Models.Todo.Get(ctx, "1", amplify.WithAuthMode(amplify.AuthModeIAM)); !errors.Is(err, amplify.ErrNotFound) {
		t.Errorf("IAM as administrator: %v", err)
	}
}

func TestMissingCredentialsAreNamed(t *testing.T) {
	t.Parallel()
	s := newStub(t, answer{body: `{"data":{}}`})
	c, err := client.New(amplify.WithEndpoint(s.URL))
	if err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[amplify.AuthMode]string{
		amplify.AuthModeAPIKey: "WithAPIKey", amplify.AuthModeOIDC: "WithOIDC", amplify.AuthModeLambda: "WithLambda", amplify.AuthModeIdentityPool: "WithSigner",
	} {
		_, err := c.Models.Author.List(context.Background(), amplify.WithAuthMode(mode))
		if !errors.Is(err, amplify.ErrNoCredentials) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", mode, err)
		}
	}
	if n := len(s.seen()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestRefusedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	s := newStub(t, answer{status: 401, header: map[string]string{"x-amzn-ErrorType": "UnauthorizedException"}, body: `{"errors":[{"errorType":"UnauthorizedException","message":"Token has expired."}]}`},
		answer{body: `{"data":{"createTodo":{"id":"1"}}}`})
	n := 0
	tokens := amplify.ReuseToken(amplify.TokenFunc(func(context.Context) (string, error) {
		n++
		return []string{"", "old", "new"}[n], nil
	}))
	c := newClient(t, s, amplify.WithUserPool(tokens))
	if _, err := c.Models.Todo.Create(context.Background(), client.CreateTodoInput{Title: "x"}); err != nil {
		t.Fatal(err)
	}
	r := s.seen()
	if len(r) != 2 || r[0].header.Get("Authorization") != "old" || r[1].header.Get("Authorization") != "new" {
		t.Errorf("requests %+v", r)
	}
}

// TestRedirectsAreNotFollowed: a program's own HTTP client follows redirects by
// default, and takes an API key and the credentials of a subscription along.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	var strays atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strays.Add(1) }))
	t.Cleanup(other.Close)
	s := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	t.Cleanup(s.Close)
	own := &http.Client{}
	c := newClient(t, &stub{Server: s}, amplify.WithHTTPClient(own), amplify.WithAttempts(1))
	if _, err := c.Models.Todo.List(ctx, key); err == nil {
		t.Error("a redirect is an answer")
	}
	for _, err := range c.Models.Todo.OnCreate(deadline(t)) {
		if err == nil {
			t.Error("a redirect is an event")
		}
	}
	if n := strays.Load(); n != 0 {
		t.Errorf("another host has got %d requests", n)
	}
	if own.CheckRedirect != nil {
		t.Error("the program's client is changed")
	}
}

// TestErrorsHaveNoHeaders: headers are in the address of a subscription, and
// errors end in logs.
func TestErrorsHaveNoHeaders(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	header := amplify.WithHeaders(http.Header{"X-Tenant-Key": {"hush-hush"}})
	c := newClient(t, &stub{Server: s}, amplify.WithAttempts(1))
	_, err := c.Models.Todo.List(ctx, key, header)
	errs := []error{err}
	for _, err := range c.Models.Todo.OnCreate(deadline(t), header) {
		errs = append(errs, err)
	}
	if len(errs) != 2 {
		t.Errorf("%d errors", len(errs))
	}
	if n := len(errs); !errors.Is(errs[n-1], amplify.ErrUnavailable) {
		t.Error(errs[n-1])
	}
	for _, err := range errs {
		if text := fmt.Sprintf("%v %+v", err, err); err == nil || strings.Contains(text, "hush") {
			t.Error(text)
		}
	}
}

// TestTokensStayOutOfAddresses: addresses are in the logs of servers and proxies.
func TestTokensStayOutOfAddresses(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.String()
		w.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(s.Close)
	c := newClient(t, &stub{Server: s}, amplify.WithAttempts(1))
	for range c.Models.Todo.OnCreate(deadline(t), amplify.WithHeaders(http.Header{"authorization": {"hush"}, "x-trace": {"1"}})) {
	}
	if at := <-asked; strings.Contains(at, "hush") || !strings.Contains(at, "x-trace=1") {
		t.Error(at)
	}
}
