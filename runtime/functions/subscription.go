package functions

import (
	"cmp"
	"encoding/json"

	"github.com/amplifygo/amplifygo/runtime/graphql"
)

// SubscriptionFilter is what a Func of a subscription may return to say which
// events its subscriber gets, in the form of AppSync's
// util.transform.toSubscriptionFilter: {"severity": {"ge": 7}}. One that sets an
// invalidation filter, too, returns *graphql.SubscriptionFilters; a mutation ends
// subscriptions by *graphql.Partial.
type SubscriptionFilter json.RawMessage

// MarshalJSON gives the filter as the JSON that it is, for the next step.
func (f SubscriptionFilter) MarshalJSON() ([]byte, error) { return json.RawMessage(f).MarshalJSON() }

// filters are those that the result of a handler sets; nil for none.
func filters(result any) *graphql.SubscriptionFilters {
	switch v := result.(type) {
	case SubscriptionFilter:
		return &graphql.SubscriptionFilters{Filter: json.RawMessage(v)}
	case *graphql.SubscriptionFilters:
		return v
	}
	return nil
}

// later adds what a later step has set, which replaces what was set before:
// nothing takes a filter away, as in AppSync.
func later(before, then *graphql.SubscriptionFilters) *graphql.SubscriptionFilters {
	if before == nil || then == nil {
		return cmp.Or(then, before)
	}
	out := *before
	if then.Filter != nil {
		out.Filter = then.Filter
	}
	if then.Invalidation != nil {
		out.Invalidation = then.Invalidation
	}
	return &out
}
