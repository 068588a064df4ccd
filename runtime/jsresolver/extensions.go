package jsresolver

import (
	"encoding/json"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// maxInvalidations is AppSync's bound of invalidations in one request.
const maxInvalidations = 5

// extensions is what scripts tell the service.
func (w *world) extensions() *goja.Object {
	filter := func(name string, to *json.RawMessage) native {
		return func(c goja.FunctionCall) goja.Value {
			if w.call.Operation.Parent != "Subscription" {
				w.fail("extensions.%s is for subscriptions", name)
			}
			filter, err := engineFilter(w.argument(c.Argument(0)))
			w.check(err)
			*to = filter
			return goja.Undefined()
		}
	}
	return w.natives(map[string]native{
		"setSubscriptionFilter":             filter("setSubscriptionFilter", &w.filter),
		"setSubscriptionInvalidationFilter": filter("setSubscriptionInvalidationFilter", &w.invalidation),
		"invalidateSubscriptions":           w.invalidate,
		// There is no cache, so nothing of it is left.
		"evictFromApiCache": func(goja.FunctionCall) goja.Value { return goja.Undefined() },
	})
}

// invalidate is extensions.invalidateSubscriptions({subscriptionField, payload}).
func (w *world) invalidate(c goja.FunctionCall) goja.Value {
	if w.call.Operation.Parent != "Mutation" {
		w.fail("extensions.invalidateSubscriptions is for mutations")
	}
	v := w.tree(c.Argument(0))
	field, payload := v.Get("subscriptionField"), v.Get("payload")
	if field.Kind != input.String || payload.Kind != input.Object {
		w.fail(`extensions.invalidateSubscriptions takes {"subscriptionField": "onX", "payload": {…}}`)
	}
	if w.r.Schema.Operation("Subscription", field.Text) == nil {
		w.fail("there is no custom subscription %q to invalidate", clip(field.Text))
	}
	if len(w.invalidations) == maxInvalidations {
		w.fail("a request may invalidate subscriptions %d times", maxInvalidations)
	}
	w.invalidations = append(w.invalidations, graphql.Invalidation{Field: field.Text, Payload: payload.AppendJSON(nil)})
	return goja.Undefined()
}
