package amplify

import (
	"context"
	"iter"
)

// Snapshot is what ObserveQuery yields.
type Snapshot[T any] struct {
	Items  []*T
	Synced bool
}

func Subscribe[T any](ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []SubscribeOption) iter.Seq2[*T, error] {
	return nil
}
func SubscribeCustom[T any](ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []SubscribeOption) iter.Seq2[T, error] {
	return nil
}
func Observe[T any](ctx context.Context, c *Client, m *Model, opts []FilterOption) iter.Seq2[Snapshot[T], error] {
	return nil
}
