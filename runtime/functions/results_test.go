package functions_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/functions"
)

const resultSource = `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  Mood: a.enum(['GOOD', 'BAD']),
  Part: a.customType({ name: a.string().required(), mood: a.ref('Mood') }),
  Thing: a.customType({
    id: a.id(), count: a.integer(), ratio: a.float(), on: a.boolean(), mood: a.ref('Mood'), moods: a.ref('Mood').array(),
    day: a.date(), mail: a.email(), part: a.ref('Part'), parts: a.ref('Part').array(), tags: a.string().required().array(),
  }),
  thing: a.query().returns(a.ref('Thing')).handler(a.handler.function('thing')).authorization((allow) => [allow.authenticated()]),
  must: a.query().returns(a.ref('Part').required()).handler(a.handler.function('must')).authorization((allow) => [allow.authenticated()]),
  other: a.query().returns(a.string()).handler(a.handler.function('other')).authorization((allow) => [allow.authenticated()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
`

// TestResults: results are completed against the schema, errors have AppSync's
// texts and the path, and what is right reaches the client beside them.
func TestResults(t *testing.T) {
	t.Parallel()
	var result atomic.Value
	say := func(context.Context, *functions.Call) (any, error) {
		return json.RawMessage(result.Load().(string)), nil
	}
	x := openSource(t, resultSource, functions.Config{Go: map[string]functions.Func{
		"Query.thing": say, "Query.must": say,
		"Query.other": func(context.Context, *functions.Call) (any, error) { return "fine", nil },
	}})
	for _, c := range []struct{ query, result, data, errors string }{
		{`{ thing { id count ratio on mood day } }`, `{"id":7,"count":3,"ratio":1,"on":true,"mood":"GOOD","day":"2026-01-02"}`,
			`{"thing":{"id":"7","count":3,"ratio":1,"on":true,"mood":"GOOD","day":"2026-01-02"}}`, ``},
		{`{ thing { id } }`, `null`, `{"thing":null}`, ``},
		{`{ thing { id unknown: count } }`, `{"extra":1}`, `{"thing":{"id":null,"unknown":null}}`, ``},
		{`{ thing { id m: mood } }`, `{"id":"1","mood":"UGLY"}`, `{"thing":{"id":"1","m":null}}`, `["thing","m"] Can't serialize value (/thing/m) : Invalid input for Enum 'Mood'.`},
		{`{ thing { moods } }`, `{"moods":["GOOD","UGLY",null]}`, `{"thing":{"moods":["GOOD",null,null]}}`, `["thing","moods",1] Can't serialize value (/thing/moods[1]) : Invalid input for Enum 'Mood'.`},
		{`{ thing { count } }`, `{"count":"x"}`, `{"thing":{"count":null}}`, `["thing","count"] Can't serialize value (/thing/count) : Expected type 'Int' but was 'String'.`},
		{`{ thing { count } }`, `{"count":3000000000}`, `{"thing":{"count":null}}`, `Can't serialize value (/thing/count) : Expected type 'Int' but was 'Long'.`},
		{`{ thing { count } }`, `{"count":1.5}`, `{"thing":{"count":null}}`, `Expected type 'Int' but was 'Double'.`},
		{`{ thing { count } }`, `{"count":[]}`, `{"thing":{"count":null}}`, `Expected type 'Int' but was 'ArrayList'.`},
		{`{ thing { ratio } }`, `{"ratio":{}}`, `{"thing":{"ratio":null}}`, `Expected type 'Float' but was 'LinkedHashMap'.`},
		{`{ thing { ratio } }`, `{"ratio":"NaN"}`, `{"thing":{"ratio":null}}`, `Expected type 'Float' but was 'String'.`},
		{`{ thing { count ratio on } }`, `{"count":"3","ratio":"0.5","on":"true"}`, `{"thing":{"count":3,"ratio":0.5,"on":true}}`, ``},
		{`{ thing { count on } }`, `{"count":3.0,"on":0}`, `{"thing":{"count":3,"on":false}}`, ``},
		{`{ thing { on } }`, `{"on":"yes"}`, `{"thing":{"on":null}}`, `Can't serialize value (/thing/on) : Expected type 'Boolean' but was 'String'.`},
		{`{ thing { day mail } }`, `{"day":"tomorrow","mail":"nobody"}`, `{"thing":{"day":null,"mail":null}}`, `Can't serialize value (/thing/day) : Unable to serialize `},
		{`{ thing { id part { name } } }`, `{"id":"1","part":{"name":null}}`, `{"thing":{"id":"1","part":null}}`, `["thing","part","name"] Cannot return null for non-nullable type: 'String' within parent 'Part' (/thing/part/name)`},
		{`{ thing { parts { name } } }`, `{"parts":[{"name":"a"},{},{"name":"c"}]}`, `{"thing":{"parts":[{"name":"a"},null,{"name":"c"}]}}`, `["thing","parts",1,"name"] Cannot return null for non-nullable type: 'String' within parent 'Part' (/thing/parts[1]/name)`},
		{`{ thing { id tags } }`, `{"id":"1","tags":["a",null]}`, `{"thing":{"id":"1","tags":null}}`, `["thing","tags",1] Cannot return null for non-nullable type: 'String' within parent 'Thing' (/thing/tags[1])`},
		{`{ thing { parts { name } } }`, `{"parts":{"name":"a"}}`, `{"thing":{"parts":null}}`, `Can't serialize value (/thing/parts)`},
		{`{ thing { part { name } } }`, `{"part":"a"}`, `{"thing":{"part":null}}`, `Can't serialize value (/thing/part)`},
		{`{ other must { name } }`, `null`, `null`, `["must"] Cannot return null for non-nullable type: 'Part' within parent 'Query' (/must)`},
		{`{ other thing { mood } }`, `{"mood":"UGLY"}`, `{"other":"fine","thing":{"mood":null}}`, `Can't serialize value (/thing/mood)`},
	} {
		result.Store(c.result)
		var answer struct {
			Data   json.RawMessage
			Errors []struct {
				Message string
				Path    json.RawMessage
			}
		}
		body := x.ask(context.Background(), identity.Alice(), c.query)
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, e := range answer.Errors {
			said += string(e.Path) + " " + e.Message + "\n"
		}
		if string(answer.Data) != c.data || !strings.Contains(said, c.errors) || (said == "") != (c.errors == "") {
			t.Errorf("%s of %s\n got %s\nwant %s with %s", c.query, c.result, body, c.data, c.errors)
		}
	}
}

// TestHostileGo: a handler that panics, gives what is no JSON or far too much,
// is an error of its own field.
func TestHostileGo(t *testing.T) {
	t.Parallel()
	for name, hostile := range map[string]functions.Func{
		"panic":   func(context.Context, *functions.Call) (any, error) { panic("no") },
		"channel": func(context.Context, *functions.Call) (any, error) { return make(chan int), nil },
		"garbage": func(context.Context, *functions.Call) (any, error) { return json.RawMessage(`{`), nil },
	} {
		x := openSource(t, resultSource, functions.Config{Go: map[string]functions.Func{
			"Query.thing": hostile,
			"Query.other": func(context.Context, *functions.Call) (any, error) { return "fine", nil },
		}})
		got := x.ask(context.Background(), identity.Alice(), `{ thing { id } other }`)
		if !strings.HasPrefix(got, `{"data":{"thing":null,"other":"fine"},"errors":[{"path":["thing"]`) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestAsyncIsBounded: asynchronous operations answer at once, run a bounded
// number at a time, and are waited for.
func TestAsyncIsBounded(t *testing.T) {
	t.Parallel()
	var running, most, done atomic.Int64
	release := make(chan struct{})
	x := open(t, functions.Config{Go: map[string]functions.Func{"Mutation.later": func(ctx context.Context, _ *functions.Call) (any, error) {
		n := running.Add(1)
		for have := most.Load(); n > have && !most.CompareAndSwap(have, n); have = most.Load() {
		}
		<-release
		running.Add(-1)
		done.Add(1)
		return nil, ctx.Err()
	}}})
	const calls = 100
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for range calls {
		all.Go(func() {
			if got := x.ask(ctx, identity.Alice(), `mutation { later(n: 1) { success } }`); got != `{"data":{"later":{"success":true}}}` {
				t.Error(got)
			}
		})
	}
	all.Wait()
	cancel()        // the request is over; the operation goes on
	x.engine.Stop() // those that wait have been promised
	close(release)
	x.engine.Wait()
	if done.Load() != calls || most.Load() > 64 {
		t.Errorf("%d done, %d at once", done.Load(), most.Load())
	}
}

// TestPipelineStopsAtTheFirstError: the steps that follow do not run.
func TestPipelineStopsAtTheFirstError(t *testing.T) {
	t.Parallel()
	second := false
	x := open(t, functions.Config{Steps: map[string]functions.Func{
		"FnChain":  func(context.Context, *functions.Call) (any, error) { return nil, errors.New("first") },
		"FnChain2": func(context.Context, *functions.Call) (any, error) { second = true; return nil, nil },
	}})
	if got := x.ask(context.Background(), identity.Alice(), `mutation { chain }`); !strings.Contains(got, `"errorType":"Lambda:Unhandled"`) || !strings.Contains(got, `"message":"first"`) || second {
		t.Error(got, second)
	}
}

// TestAsyncAfterSync: the caller of a pipeline whose last step is asynchronous
// waits for the steps before it, and sees their errors.
func TestAsyncAfterSync(t *testing.T) {
	t.Parallel()
	var prev atomic.Value
	release := make(chan struct{})
	x := open(t, functions.Config{Steps: map[string]functions.Func{
		"FnBoth": func(_ context.Context, call *functions.Call) (any, error) {
			if string(call.Arguments) == `{"n":0}` {
				return nil, functions.Fail("First", "not now")
			}
			return "first", nil
		},
		"FnBoth2": func(_ context.Context, call *functions.Call) (any, error) {
			<-release
			prev.Store(string(call.Prev))
			panic("nobody sees it")
		},
	}})
	if got := x.ask(context.Background(), identity.Alice(), `mutation { both(n: 1) { success } }`); got != `{"data":{"both":{"success":true}}}` {
		t.Error(got)
	}
	if got := x.ask(context.Background(), identity.Alice(), `mutation { both(n: 0) { success } }`); !strings.HasPrefix(got, `{"data":{"both":null},"errors":[{"path":["both"],"data":null,"errorType":"First"`) {
		t.Error(got)
	}
	close(release)
	x.engine.Wait()
	if prev.Load() != `"first"` {
		t.Errorf("the last step saw %v", prev.Load())
	}
}
