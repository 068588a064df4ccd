package jsresolver

import (
	"encoding/json"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// transform is util.transform.
func (w *world) transform() *goja.Object {
	text := func(c goja.FunctionCall) goja.Value {
		e, err := filterExpression(w.tree(c.Argument(0)))
		w.check(err)
		// Scripts go through the names and values, so that none are no nothing.
		out, err := json.Marshal(struct {
			Expression       string                     `json:"expression"`
			ExpressionNames  map[string]string          `json:"expressionNames"`
			ExpressionValues map[string]json.RawMessage `json:"expressionValues"`
		}(*e))
		w.check(err)
		return w.vm.ToValue(string(out))
	}
	return w.natives(map[string]native{
		"toDynamoDBFilterExpression": text, "toDynamoDBConditionExpression": text,
		"toElasticsearchQueryDSL": func(c goja.FunctionCall) goja.Value {
			query, err := searchQuery(w.tree(c.Argument(0)), 0)
			w.check(err)
			return w.vm.ToValue(string(query.AppendJSON(nil)))
		},
		"toSubscriptionFilter": func(c goja.FunctionCall) goja.Value {
			var ignored []string
			if list := w.tree(c.Argument(1)); list.Kind == input.List {
				for _, v := range list.Items {
					ignored = append(ignored, v.Text)
				}
			}
			rules := w.tree(c.Argument(2))
			return w.must(subscriptionFilter(w.tree(c.Argument(0)), ignored, rules))
		},
	})
}
