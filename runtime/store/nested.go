package store

import (
	"context"
	"errors"
)

// ErrNested is returned by Write for a context that belongs to a transaction
// of the same store: the new one might wait for the old one for ever.
var ErrNested = errors.New("a write within a write: use the transaction that is given to the function, or its savepoints")

// writing is the key of a context's transaction; its value is the store.
type writing struct{}

// Begin is called by drivers at the start of a Write. It gives the context for
// the transaction, or ErrNested.
func Begin(ctx context.Context, st Store) (context.Context, error) {
	if ctx.Value(writing{}) == st {
		return nil, ErrNested
	}
	return context.WithValue(ctx, writing{}, st), nil
}
