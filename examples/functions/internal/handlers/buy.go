package handlers

import (
	"context"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/runtime/functions"

	"github.com/amplifygo/amplifygo/examples/functions/gen/backend"
)

// Buy answers the mutation buy. Buyers may not write products by themselves,
// so it takes the store as administrator; reading and writing are one
// transaction, so that nobody buys what somebody else has just taken.
func (h *Handlers) Buy(ctx context.Context, call *functions.Call, args backend.BuyArgs) (*backend.Product, error) {
	var bought *backend.Product
	store := backend.NewStore(call.AdminStore())
	err := store.Transaction(ctx, func(ctx context.Context, tx backend.Store) error {
		product, err := tx.Product.Get(ctx, args.ProductID)
		if err != nil {
			return err
		}
		if product == nil {
			return functions.Fail("ProductNotFound", "There is no such product.")
		}
		if args.Quantity < 1 || args.Quantity > product.Stock {
			return functions.Fail("OutOfStock", "There are not that many left.")
		}
		bought, err = tx.Product.Update(ctx, backend.UpdateProductInput{
			ID:    product.ID,
			Stock: amplify.Some(product.Stock - args.Quantity),
		})
		return err
	})
	return bought, err
}
