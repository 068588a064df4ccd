package server

import (
	"context"
	"encoding/hex"
	"fmt"
	"sync/atomic"

	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/realtime"
)

// relay hands the engine's events to the realtime server, which needs the
// engine and so comes after it.
type relay struct {
	to atomic.Pointer[realtime.Server]
}

// Publish implements event.Publisher.
func (r *relay) Publish(ctx context.Context, events ...*event.Event) error {
	if s := r.to.Load(); s != nil {
		return s.Publish(ctx, events...)
	}
	return nil
}

// Announce implements event.Announcer.
func (r *relay) Announce(ctx context.Context, rows []string) string {
	if s := r.to.Load(); s != nil {
		return s.Announce(ctx, rows)
	}
	return ""
}

// Retract implements event.Announcer.
func (r *relay) Retract(name string) {
	if s := r.to.Load(); s != nil {
		s.Retract(name)
	}
}

// openRealtime connects to the broker and opens the realtime endpoint.
func (b *Backend) openRealtime(ctx context.Context) error {
	broker, err := b.broker(ctx)
	if err != nil {
		return err
	}
	s := b.settings.Realtime
	rt, err := realtime.New(realtime.Config{
		Engine: b.engine, Auth: b.auth, Path: b.graphqlPath(), Broker: broker, Schema: b.schema, Logger: b.log,
		Limits: realtime.Limits{Subscriptions: s.MaxSubscriptions, Queue: s.Queue, KeepAlive: s.KeepAlive.Or(0)},
	})
	if err != nil {
		return err
	}
	b.realtime = rt
	b.relay.to.Store(rt)
	if broker != nil {
		b.health.checks = append(b.health.checks, healthCheck{"the broker of events", rt.Ready})
	}
	return nil
}

// broker opens what joins replicas; nil for a single process.
func (b *Backend) broker(ctx context.Context) (realtime.Broker, error) {
	address := b.settings.Realtime.Broker
	switch address {
	case "memory":
		return nil, nil
	case "postgres":
		address = b.settings.Database.URL
	}
	// Replicas share the secret, and other APIs have another one.
	api, err := b.derive("events")
	if err != nil {
		return nil, err
	}
	broker, err := realtime.OpenBroker(ctx, b.app.Brokers, realtime.BrokerOptions{URL: address, API: hex.EncodeToString(api[:8]), Logger: b.log})
	if err != nil {
		return nil, fmt.Errorf("realtime.broker (AMPLIFYGO_BROKER): %w", err)
	}
	b.closers = append(b.closers, broker)
	return broker, nil
}
