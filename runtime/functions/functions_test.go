package functions_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

type echoArgs struct {
	Text string          `json:"text"`
	More json.RawMessage `json:"more"`
}

func TestGo(t *testing.T) {
	t.Parallel()
	x := open(t, functions.Config{Go: map[string]functions.Func{
		"Query.echo": functions.Typed(func(_ context.Context, call *functions.Call, a echoArgs) (map[string]any, error) {
			return map[string]any{"said": a.Text, "by": call.Identity.Username, "more": a.More}, nil
		}),
		"Query.mood": func(context.Context, *functions.Call) (any, error) { return "UGLY", nil },
		"Mutation.chain": functions.Pipeline(
			func(_ context.Context, call *functions.Call) (any, error) {
				return map[string]string{"first": string(call.Prev)}, nil
			},
			func(_ context.Context, call *functions.Call) (any, error) { return call.Prev, nil }),
		"Mutation.alert": func(context.Context, *functions.Call) (any, error) {
			return nil, functions.Fail("OutOfStock", "nothing left")
		},
		"Mutation.later": func(context.Context, *functions.Call) (any, error) { return nil, errors.New("unheard") },
	}})
	for query, want := range map[string]string{
		`{ echo(text: "hi", more: "{\"a\":[1]}") }`: `{"data":{"echo":"{\"by\":\"alice\",\"more\":{\"a\":[1]},\"said\":\"hi\"}"}}`,
		`mutation { chain(n: 1) }`:                  `{"data":{"chain":"{\"first\":\"{}\"}"}}`,
		`{ mood }`:                                  `{"data":{"mood":null},"errors":[{"path":["mood"],"locations":null,"message":"Can't serialize value (/mood) : Invalid input for Enum 'Mood'."}]}`,
		`mutation { alert }`:                        `{"data":{"alert":null},"errors":[{"path":["alert"],"data":null,"errorType":"OutOfStock","errorInfo":null,"locations":[{"line":1,"column":12,"sourceName":null}],"message":"nothing left"}]}`,
		`mutation { later(n: 1) { success } }`:      `{"data":{"later":{"success":true}}}`,
	} {
		if got := x.ask(context.Background(), identity.Alice(), query); got != want {
			t.Errorf("%s\n got %s\nwant %s", query, got, want)
		}
	}
	x.engine.Wait()
}

// TestRefusedBeforeHandlers: nothing of the user's runs for a caller without a right.
func TestRefusedBeforeHandlers(t *testing.T) {
	t.Parallel()
	x := open(t, functions.Config{Go: map[string]functions.Func{"Query.mood": func(context.Context, *functions.Call) (any, error) {
		t.Error("the handler ran")
		return nil, nil
	}}})
	if got := x.ask(context.Background(), identity.Key(), `{ mood }`); !strings.Contains(got, `"errorType":"Unauthorized"`) {
		t.Error(got)
	}
}

// TestStore: a handler reads and writes in its caller's name, or as the server,
// in one transaction.
func TestStore(t *testing.T) {
	t.Parallel()
	write := func(ctx context.Context, call *functions.Call, fail bool) error {
		return call.Store().Transaction(ctx, func(ctx context.Context, tx *data.Client) error {
			m := tx.Model("Note")
			if _, err := tx.Create(ctx, m, []authz.Assignment{{Field: m.Field("text"), Value: value.OfString("t")}}, nil); err != nil {
				return err
			}
			if fail {
				return errors.New("no")
			}
			return nil
		})
	}
	x := open(t, functions.Config{Go: map[string]functions.Func{
		"Mutation.chain": func(ctx context.Context, call *functions.Call) (any, error) {
			if err := write(ctx, call, true); err == nil {
				t.Error("the transaction did not fail")
			}
			return true, write(ctx, call, false)
		},
		"Query.echo": func(ctx context.Context, call *functions.Call) (any, error) {
			m := call.Store().Model("Note")
			mine, err := call.Store().List(ctx, data.Listing{Model: m})
			if err != nil {
				return nil, err
			}
			all, err := call.AdminStore().List(ctx, data.Listing{Model: m})
			if err != nil {
				return nil, err
			}
			return []int{len(mine.Rows), len(all.Rows)}, nil
		},
	}})
	if got, want := x.ask(context.Background(), identity.Alice(), `mutation { chain }`), `{"data":{"chain":"true"}}`; got != want {
		t.Fatal(got)
	}
	if got, want := x.ask(context.Background(), identity.Bob(), `{ echo(text: "") }`), `{"data":{"echo":"[0,1]"}}`; got != want {
		t.Error(got)
	}
}

// TestDatabaseErrorsStayInside: a handler that returns an error of the store as
// it is, or within its own, tells clients nothing of the database.
func TestDatabaseErrorsStayInside(t *testing.T) {
	t.Parallel()
	var x *api
	own := errors.New("out of stock")
	for name, c := range map[string]struct {
		handler functions.Func
		want    string
	}{
		"read": {func(ctx context.Context, call *functions.Call) (any, error) {
			_, err := call.AdminStore().List(ctx, data.Listing{Model: x.schema.Models[0]})
			return nil, fmt.Errorf("listing: %w", err)
		}, `"errorType":"InternalFailure","errorInfo":null,"locations":[{"line":1,"column":12,"sourceName":null}],"message":"An internal failure occurred."`},
		"write": {func(ctx context.Context, call *functions.Call) (any, error) {
			return nil, call.AdminStore().Transaction(ctx, func(context.Context, *data.Client) error { return nil })
		}, `"message":"An internal failure occurred."`},
		"own": {func(ctx context.Context, call *functions.Call) (any, error) { return nil, own }, `"message":"out of stock"`},
	} {
		x = open(t, functions.Config{Go: map[string]functions.Func{"Mutation.alert": c.handler}})
		if err := x.store.Close(); err != nil {
			t.Fatal(err)
		}
		if got := x.ask(context.Background(), identity.Alice(), `mutation { alert }`); !strings.Contains(got, c.want) || strings.Contains(got, "closed") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestTypedRefusesUnknownArguments(t *testing.T) {
	t.Parallel()
	f := functions.Typed(func(context.Context, *functions.Call, struct{}) (int, error) { return 1, nil })
	o := &schema.Operation{Parent: "Query", Name: "q"}
	for arguments, ok := range map[string]bool{`{}`: true, `{"new":1}`: false, `[]`: false} {
		if _, err := f(context.Background(), functions.NewCall(nil, o, nil, json.RawMessage(arguments))); (err == nil) != ok {
			t.Error(arguments, err)
		}
	}
}

// scripts stands for the runtime of JavaScript resolvers.
type scripts struct{ outcome functions.Outcome }

func (s scripts) Check(h *schema.Handler) error {
	if strings.HasSuffix(h.Entry, "on.js") {
		return errors.New("no text of " + h.Entry)
	}
	return nil
}

func (s scripts) Run(context.Context, *functions.Call) (*functions.Outcome, error) {
	return &s.outcome, nil
}

func TestCheckListsAllThatIsMissing(t *testing.T) {
	t.Parallel()
	x := open(t, functions.Config{Scripts: scripts{}})
	err := x.router.Check()
	if err == nil {
		t.Fatal("all is well")
	}
	for _, want := range []string{"Query.echo", `"FnEcho"`, "functions.FnEcho.url", "Query.mood", "Mutation.chain", `"FnChain2"`, "Mutation.later", "Subscription.onAlert", "no text of"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not in:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "Mutation.alert") || len(x.router.Missing()) != 8 {
		t.Error(err)
	}
	if got := x.ask(context.Background(), identity.Alice(), `{ echo(text: "") }`); !strings.Contains(got, "No handler is registered for Query.echo.") {
		t.Error(got)
	}
}

func TestUnknownNames(t *testing.T) {
	t.Parallel()
	f := func(context.Context, *functions.Call) (any, error) { return nil, nil }
	s := &schema.Schema{}
	for _, c := range []functions.Config{{Schema: s, Go: map[string]functions.Func{"Query.ehco": f}}, {Schema: s, Steps: map[string]functions.Func{"f": f}}, {}} {
		if _, err := functions.New(c); err == nil {
			t.Error("no error")
		}
	}
}

func TestScripts(t *testing.T) {
	t.Parallel()
	o := functions.Outcome{Data: json.RawMessage(`"a"`), Errors: []*functions.Error{functions.Fail("T", "m")}, Filter: json.RawMessage(`{"a":{"eq":1}}`)}
	x := open(t, functions.Config{Scripts: scripts{o}})
	want := `{"data":{"alert":"a"},"errors":[{"path":["alert"],"data":null,"errorType":"T","errorInfo":null,"locations":[{"line":1,"column":12,"sourceName":null}],"message":"m"}]}`
	if got := x.ask(context.Background(), identity.Alice(), `mutation { alert }`); got != want {
		t.Error(got)
	}
	filter := functions.SubscriptionFilter(`{"b":{"eq":2}}`)
	x = open(t, functions.Config{Go: map[string]functions.Func{"Subscription.onAlert": func(context.Context, *functions.Call) (any, error) { return filter, nil }}})
	if got, err := x.router.ResolveSubscription(context.Background(), &graphql.Call{Operation: x.schema.Operation("Subscription", "onAlert")}); err != nil || string(got.Filter) != string(filter) {
		t.Error(got, err)
	}
}
