package functions_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql"
)

const pipelineSource = `
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const fns = ['one', 'two', 'three'].map((name) => a.handler.function(defineFunction({ name, entry: './f.ts' })));
const schema = a.schema({
  alert: a.mutation().returns(a.string()).handler(fns).authorization((allow) => [allow.authenticated()]),
  onAlert: a.subscription().for(a.ref('alert')).handler(fns).authorization((allow) => [allow.authenticated()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
`

// TestFiltersOfPipelines: any step of a subscription may set a filter, and the
// last one that was set counts, whatever the steps behind it return. Nothing
// that a step returns takes a filter away.
func TestFiltersOfPipelines(t *testing.T) {
	t.Parallel()
	none := functions.SubscriptionFilter(nil)
	filter := func(n int) functions.SubscriptionFilter {
		return functions.SubscriptionFilter(fmt.Sprintf(`{"n":{"eq":%d}}`, n))
	}
	both := func(f, invalid string) *graphql.SubscriptionFilters {
		out := &graphql.SubscriptionFilters{}
		if f != "" {
			out.Filter = json.RawMessage(f)
		}
		if invalid != "" {
			out.Invalidation = json.RawMessage(invalid)
		}
		return out
	}
	for want, results := range map[string][3]any{
		"| prev 0":                            {"a", 0, 1},
		`{"n":{"eq":1}}| prev 0`:              {filter(1), 0, nil},
		`{"n":{"eq":2}}| prev {"n":{"eq":2}}`: {filter(1), filter(2), "x"},
		`{"n":{"eq":3}}| prev null`:           {"a", nil, filter(3)},
		`{"n":{"eq":1}}| prev null`:           {filter(1), none, (*graphql.SubscriptionFilters)(nil)},
		`{"a":1}|{"b":1} prev "x"`:            {both(`{"a":1}`, `{"b":1}`), "x", nil},
		`{"a":2}|{"b":2} prev "y"`:            {both(`{"a":2}`, `{"b":1}`), "y", both("", `{"b":2}`)},
		`{"n":{"eq":5}}|{"b":3} prev "z"`:     {both(`{"a":3}`, `{"b":3}`), "z", filter(5)},
	} {
		prev := ""
		step := func(i int) functions.Func {
			return func(_ context.Context, call *functions.Call) (any, error) {
				prev = string(call.Prev)
				return results[i], nil
			}
		}
		s := schematest.Load(t, pipelineSource)
		c := functions.Config{Schema: s, Steps: map[string]functions.Func{}}
		for _, o := range s.Operations {
			for i, h := range o.Handlers {
				c.Steps[h.Function] = step(i)
			}
		}
		x := openSource(t, pipelineSource, c)
		got, err := x.router.ResolveSubscription(t.Context(), &graphql.Call{Operation: x.schema.Operation("Subscription", "onAlert"), Identity: identity.Alice()})
		if err != nil {
			t.Fatal(err)
		}
		if got == nil {
			got = &graphql.SubscriptionFilters{}
		}
		if said := fmt.Sprintf("%s|%s prev %s", got.Filter, got.Invalidation, prev); said != want {
			t.Errorf("got  %s\nwant %s", said, want)
		}
		// A mutation with the same steps has the last one's result.
		result, err := x.router.Resolve(t.Context(), &graphql.Call{Operation: x.schema.Operation("Mutation", "alert"), Identity: identity.Alice()})
		if err != nil || fmt.Sprint(result) != fmt.Sprint(results[2]) {
			t.Errorf("%s: the mutation gives %v, %v", want, result, err)
		}
	}
}
