package amplify_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	client "github.com/amplifygo/amplifygo/internal/testkit/testclient"
)

func TestErrorsAreSorted(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	sentinels := []error{amplify.ErrUnauthorized, amplify.ErrNotFound, amplify.ErrConditionFailed, amplify.ErrInvalid, amplify.ErrThrottled,
		amplify.ErrTimeout, amplify.ErrUnavailable, amplify.ErrAuthMode, amplify.ErrNoCredentials, amplify.ErrUsage}
	for name, c := range map[string]struct {
		answer answer
		want   error
	}{
		"unauthorized":   {answer{body: `{"data":{"createTodo":null},"errors":[{"path":["createTodo"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":2,"column":3,"sourceName":null}],"message":"Not Authorized to access createTodo on type Mutation"}]}`}, amplify.ErrUnauthorized},
		"condition":      {answer{body: `{"data":{"createTodo":null},"errors":[{"path":["createTodo"],"errorType":"DynamoDB:ConditionalCheckFailedException","message":"The conditional request failed (Service: DynamoDb, Status Code: 400, Request ID: X)"}]}`}, amplify.ErrConditionFailed},
		"validation":     {answer{body: `{"data":null,"errors":[{"path":null,"locations":null,"message":"Variable 'input' has coerced Null value for NonNull type 'String!'"}]}`}, amplify.ErrInvalid},
		"401":            {answer{status: 401, body: `{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}`}, amplify.ErrUnauthorized},
		"403 of a proxy": {answer{status: 403, body: `<html>`}, amplify.ErrUnauthorized},
		"429":            {answer{status: 429, body: ``}, amplify.ErrThrottled},
		"500":            {answer{status: 500, body: `{"errors":[{"errorType":"InternalFailure","message":"x"}]}`}, amplify.ErrUnavailable},
		"redirect":       {answer{status: 307, header: map[string]string{"Location": "https://elsewhere.example.com/"}}, amplify.ErrInvalid},
		"no JSON":        {answer{body: `<html>`}, amplify.ErrUnavailable},
		"timeout":        {answer{body: `{"data":null,"errors":[{"errorType":"ExecutionTimeout","message":"Execution timed out."}]}`}, amplify.ErrTimeout},
		"null":           {answer{body: `{"data":{"createTodo":null}}`}, amplify.ErrNotFound},
		"function":       {answer{body: `{"data":{"createTodo":null},"errors":[{"errorType":"Lambda:Unhandled","message":"boom"}]}`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStub(t, c.answer)
			_, err := newClient(t, s).Models.Todo.Create(ctx, client.CreateTodoInput{Title: "x"})
			var e *amplify.Error
			if !errors.As(err, &e) || e.Operation != "createTodo" {
				t.Fatalf("error %v", err)
			}
			for _, sentinel := range sentinels {
				if got := errors.Is(err, sentinel); got != (sentinel == c.want) {
					t.Errorf("Is(%v) = %v for %v", sentinel, got, err)
				}
			}
			if n := len(s.seen()); n != 1 {
				t.Errorf("a mutation was sent %d times", n)
			}
		})
	}
}

func TestPartialDataIsKept(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := newStub(t, answer{body: `{"data":{"getTodo":{"id":"1","title":"x","secret":null}},"errors":[{"path":["getTodo","secret"],"errorType":"Unauthorized","message":"Not Authorized to access secret on type Todo"}]}`})
	todo, err := newClient(t, s).Models.Todo.Get(ctx, "1")
	var e *amplify.Error
	if !errors.As(err, &e) || !errors.Is(err, amplify.ErrUnauthorized) || !slices.Equal(e.Path, []any{"getTodo", "secret"}) {
		t.Errorf("error %v", err)
	}
	if todo == nil || todo.Title != "x" || !todo.Secret.IsNull() {
		t.Errorf("record %+v", todo)
	}

	s = newStub(t, answer{body: `{"data":{"listTodos":{"items":[{"id":"1"},null,{"id":"3"}],"nextToken":null}},"errors":[{"path":["listTodos","items",1,"title"],"message":"Cannot return null for non-nullable type"}]}`})
	page, err := newClient(t, s).Models.Todo.List(ctx)
	if !errors.As(err, &e) || !slices.Equal(e.Path, []any{"listTodos", "items", 1, "title"}) || len(page.Items) != 3 || page.Items[1] != nil {
		t.Errorf("page %+v, error %v", page, err)
	}
	var ids []string
	var last error
	for todo, err := range newClient(t, s).Models.Todo.All(ctx) {
		if last = err; err == nil {
			ids = append(ids, todo.ID)
		}
	}
	if !slices.Equal(ids, []string{"1", "3"}) || last == nil {
		t.Errorf("all: %v, %v", ids, last)
	}
}

func TestAllFetchesLazily(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	answers := []answer{
		{body: `{"data":{"listTodos":{"items":[{"id":"1"}],"nextToken":"a"}}}`},
		{body: `{"data":{"listTodos":{"items":[],"nextToken":"b"}}}`},
		{body: `{"data":{"listTodos":{"items":[{"id":"2"}],"nextToken":null}}}`},
	}
	s := newStub(t, answers...)
	for todo, err := range newClient(t, s).Models.Todo.All(ctx, amplify.Limit(1)) {
		if err != nil || todo.ID != "1" {
			t.Errorf("%v, %v", todo, err)
		}
		break
	}
	if n := len(s.seen()); n != 1 {
		t.Errorf("%d requests for the first record", n)
	}
	s = newStub(t, answers...)
	n := 0
	for _, err := range newClient(t, s).Models.Todo.All(ctx, amplify.Limit(1)) {
		if err != nil {
			t.Error(err)
		}
		n++
	}
	if r := s.seen(); n != 2 || len(r) != 3 || r[2].variables != `{"limit":1,"nextToken":"b"}` {
		t.Errorf("%d records by %+v", n, r)
	}
}

func TestQueriesAreRepeated(t *testing.T) {
	t.Parallel()
	s := newStub(t, answer{status: 503}, answer{status: 429}, answer{body: `{"data":{"getTodo":{"id":"1"}}}`})
	if _, err := newClient(t, s).Models.Todo.Get(context.Background(), "1"); err != nil || len(s.seen()) != 3 {
		t.Errorf("%d requests, %v", len(s.seen()), err)
	}
	s = newStub(t, answer{status: 503})
	if _, err := newClient(t, s, amplify.WithAttempts(2)).Models.Todo.Get(context.Background(), "1"); !errors.Is(err, amplify.ErrUnavailable) || len(s.seen()) != 2 {
		t.Errorf("%d requests, %v", len(s.seen()), err)
	}
}

// dialer fails a number of dials and then works.
type failing struct {
	fail  int
	op    string
	calls int
	next  http.RoundTripper
}

func (f *failing) RoundTrip(r *http.Request) (*http.Response, error) {
	if f.calls++; f.calls <= f.fail {
		return nil, &net.OpError{Op: f.op, Err: errors.New("refused")}
	}
	return f.next.RoundTrip(r)
}

func TestMutationsAreRepeatedOnlyBeforeTheyAreSent(t *testing.T) {
	t.Parallel()
	s := newStub(t, answer{body: `{"data":{"createTodo":{"id":"1"}}}`})
	for op, want := range map[string]error{"dial": nil, "read": amplify.ErrUnavailable, "write": amplify.ErrUnavailable} {
		f := &failing{fail: 1, op: op, next: http.DefaultTransport}
		_, err := newClient(t, s, amplify.WithTransport(f)).Models.Todo.Create(context.Background(), client.CreateTodoInput{})
		if !errors.Is(err, want) || (want != nil) != (f.calls == 1) {
			t.Errorf("%s: %d calls, %v", op, f.calls, err)
		}
	}
}

func TestContextEndsACall(t *testing.T) {
	t.Parallel()
	block := make(chan struct{})
	defer close(block)
	c, err := client.New(amplify.WithAPIKey("k"), amplify.WithHandler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-block })))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = c.Models.Coupon.Get(ctx, "1", amplify.WithAuthMode(amplify.AuthModeAPIKey))
	if !errors.Is(err, context.Canceled) || !errors.Is(err, amplify.ErrTimeout) {
		t.Errorf("error %v", err)
	}
}

func TestOptionsThatDoNotFitAreRefused(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := newStub(t, answer{body: `{"data":{}}`})
	c := newClient(t, s)
	key := amplify.WithAuthMode(amplify.AuthModeAPIKey)
	for name, call := range map[string]func() error{
		"filter of another model": func() error {
			_, err := c.Models.Todo.List(ctx, amplify.Where(client.BookFields.Title.Eq("x")))
			return err
		},
		"selection of another model": func() error {
			_, err := c.Models.Todo.Get(ctx, "1", amplify.Select(client.BookFields.Title))
			return err
		},
		"limit 0": func() error { _, err := c.Models.Todo.List(ctx, amplify.Limit(0)); return err },
		"in of nothing": func() error {
			_, err := c.Models.Book.List(ctx, key, amplify.Where(client.BookFields.Pages.In()))
			return err
		},
		"and of nothing": func() error {
			_, err := c.Models.Book.List(ctx, key, amplify.Where(amplify.And()))
			return err
		},
		"no such part": func() error {
			_, err := c.Models.Todo.Get(ctx, "1", amplify.Select(client.TodoFields.Place.Only("geo.alt")))
			return err
		},
		"JSON that is none": func() error {
			_, err := c.Models.Todo.Create(ctx, client.CreateTodoInput{Extra: amplify.Some(amplify.JSON("{"))})
			return err
		},
	} {
		if err := call(); !errors.Is(err, amplify.ErrUsage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.seen()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
