package amplify_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/internal/testkit/testclient"
)

// exampleClient answers every request with the same JSON; a program uses
// amplify.FromOutputs("amplify_outputs.json") instead.
func exampleClient(answer string) *testclient.Client {
	c, err := testclient.New(
		amplify.WithHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })),
		amplify.WithAPIKey("da2-example"), amplify.WithUserPool(amplify.StaticToken("token")),
	)
	if err != nil {
		panic(err)
	}
	return c
}

func ExampleOpt() {
	in := testclient.UpdateTodoInput{
		ID:       "1",
		Title:    amplify.Some("new"), // set
		Priority: amplify.Null[int](), // cleared
		// everything else stays
	}
	title, ok := in.Title.Get()
	fmt.Println(title, ok)
	fmt.Println(in.Priority.IsNull(), in.Due == amplify.Opt[amplify.Date]{}, in.Due.Or("no date"))
	// Output:
	// new true
	// true true no date
}

func ExampleWhere() {
	c := exampleClient(`{"data":{"listTodos":{"items":[{"id":"1","title":"write","priority":2}],"nextToken":null}}}`)
	defer c.Close()
	f := testclient.TodoFields
	page, err := c.Models.Todo.List(context.Background(), amplify.Limit(10),
		amplify.Where(f.Priority.Between(1, 3).And(f.Mood.In(testclient.MoodHappy, testclient.MoodSoSo))))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, todo := range page.Items {
		fmt.Println(todo.Title, todo.Priority.Value())
	}
	// Output: write 2
}

func ExampleWithAuthMode() {
	c := exampleClient(`{"data":{}}`)
	defer c.Close()
	_, err := c.Models.Todo.Create(context.Background(), testclient.CreateTodoInput{Title: "x"}, amplify.WithAuthMode(amplify.AuthModeAPIKey))
	fmt.Println(err)
	fmt.Println(errors.Is(err, amplify.ErrAuthMode))
	// Output:
	// amplify: createTodo: no rule admits the auth mode apiKey; admitted: userPool
	// true
}

func ExampleError() {
	c := exampleClient(`{"data":{"getTodo":{"id":"1","title":"x","secret":null}},"errors":[{"path":["getTodo","secret"],"errorType":"Unauthorized","message":"Not Authorized to access secret on type Todo"}]}`)
	defer c.Close()
	todo, err := c.Models.Todo.Get(context.Background(), "1")
	var e *amplify.Error
	if errors.As(err, &e) && e.Code == amplify.CodeUnauthorized {
		fmt.Println(e.Path, e.ErrorType)
	}
	fmt.Println(todo.Title) // what may be read is there
	// Output:
	// [getTodo secret] Unauthorized
	// x
}

func ExampleSelect() {
	c := exampleClient(`{"data":{"getAuthor":{"name":"Ann","books":{"items":[{"title":"Go"}]}}}}`)
	defer c.Close()
	f := testclient.AuthorFields
	author, err := c.Models.Author.Get(context.Background(), "1", amplify.WithAuthMode(amplify.AuthModeAPIKey),
		amplify.Select(f.Name, f.Books.With(testclient.BookFields.Title)))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(author.Name, author.Books.Items[0].Title)
	// Output: Ann Go
}

func ExamplePage_All() {
	c := exampleClient(`{"data":{"booksByState":{"items":[{"title":"A"},{"title":"B"}],"nextToken":null}}}`)
	defer c.Close()
	ctx := context.Background()
	page, err := c.Models.Book.BooksByState(ctx, testclient.BooksByStateKey{State: testclient.BookStateOut}, amplify.WithAuthMode(amplify.AuthModeAPIKey))
	if err != nil {
		fmt.Println(err)
		return
	}
	for book, err := range page.All(ctx) { // fetches the following pages when it gets there
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(book.Title)
	}
	// Output:
	// A
	// B
}

func ExampleDateTime() {
	d := amplify.DateTime("2026-11-23T15:04:05+01:00")
	t, err := d.Time()
	fmt.Println(d, t.UTC(), err)
	fmt.Println(amplify.DateTimeOf(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)))
	// Output:
	// 2026-11-23T15:04:05+01:00 2026-11-23 14:04:05 +0000 UTC <nil>
	// 2026-11-23T00:00:00.000Z
}
