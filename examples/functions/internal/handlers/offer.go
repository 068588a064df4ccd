package handlers

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/functions"

	"github.com/amplifygo/amplifygo/examples/functions/gen/backend"
)

// Offer answers the query offer: it reads with the caller's rights.
func (h *Handlers) Offer(ctx context.Context, call *functions.Call, args backend.OfferArgs) (*backend.Offer, error) {
	product, err := backend.NewStore(call.Store()).Product.Get(ctx, args.ProductID)
	if err != nil {
		return nil, err
	}
	if product == nil {
		return nil, functions.Fail("ProductNotFound", "There is no such product.")
	}
	return &backend.Offer{
		Product:  product.Name,
		Quantity: args.Quantity,
		Total:    product.Price * float64(args.Quantity),
	}, nil
}
