package handlers

import (
	"context"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/runtime/functions"

	"github.com/amplifygo/amplifygo/examples/functions/gen/backend"
)

// QuoteGo answers the query quoteGo. Its error is of the type that
// AppSync gives to those of functions, so that it is the same as the others'.
func (h *Handlers) QuoteGo(_ context.Context, _ *functions.Call, args backend.QuoteGoArgs) (*backend.Quote, error) {
	if args.Quantity < 1 {
		return nil, functions.Unhandled("The quantity has to be positive.")
	}
	q := &backend.Quote{Quantity: args.Quantity, Total: args.Price * float64(args.Quantity), Currency: "EUR", Size: amplify.Some(backend.SizeSmall)}
	if args.Quantity >= 10 {
		q.Size = amplify.Some(backend.SizeLarge)
	}
	return q, nil
}
