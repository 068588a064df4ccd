package graphql

import (
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// ParseFilter reads a filter in the form of the API's filter arguments,
// {"done":{"eq":true}}, as a condition on rows of the model. It is nil for a
// filter that admits every row. Whatever the filter language does not have is
// an error.
func ParseFilter(m *schema.Model, text []byte) (predicate.Expr, error) {
	v, err := input.ParseJSON(text)
	if err != nil {
		return nil, err
	}
	return filterOf(m, &v)
}
