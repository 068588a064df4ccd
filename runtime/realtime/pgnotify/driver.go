package pgnotify

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/realtime"
)

// Driver opens PostgreSQL addresses.
func Driver() realtime.Driver {
	return realtime.Driver{
		Schemes: []string{"postgres", "postgresql"},
		Open: func(ctx context.Context, o realtime.BrokerOptions) (realtime.Broker, error) {
			return Open(ctx, Config{URL: o.URL, Channel: "amplifygo_" + o.API, Logger: o.Logger})
		},
	}
}
