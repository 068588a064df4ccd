package nats

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/realtime"
)

// Driver opens addresses such as "nats://localhost:4222" and "tls://…".
func Driver() realtime.Driver {
	return realtime.Driver{
		Schemes: []string{"nats", "tls"},
		Open: func(_ context.Context, o realtime.BrokerOptions) (realtime.Broker, error) {
			return Open(Config{URL: o.URL, Subject: "amplifygo." + o.API + ".events", Logger: o.Logger})
		},
	}
}
