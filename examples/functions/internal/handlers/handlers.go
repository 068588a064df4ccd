// Package handlers is the shop's own code: handlers of custom operations and
// hooks of models.
package handlers

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/functions"

	"github.com/amplifygo/amplifygo/examples/functions/gen/backend"
)

// Handlers runs the custom operations.
type Handlers struct{}

// Hooks run in the transactions of mutations.
func Hooks() backend.Hooks {
	return backend.Hooks{
		Product: backend.ProductHooks{BeforeCreate: refuseNegativePrice},
	}
}

func refuseNegativePrice(_ context.Context, _ backend.Store, in *backend.CreateProductInput, _ *backend.Product) error {
	if in.Price < 0 {
		return functions.Fail("NegativePrice", "A product cannot cost less than nothing.")
	}
	return nil
}
