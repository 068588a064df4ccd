package server

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/development"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/realtime"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// Backend is an opened API, ready to serve.
type Backend struct {
	app      App
	settings *config.File
	schema   *schema.Schema
	policy   *authz.Policy
	store    store.Store
	engine   *graphql.Engine
	node     inNode
	relay    relay
	realtime *realtime.Server
	auth     *authenticators
	health   health
	log      *slog.Logger
	secret   []byte
	// url is the address under which clients see the API, address where the
	// server listens.
	url, address    string
	certificatePath string
	closers         []io.Closer
}

// Open links the description, opens the database and prepares everything that
// answers requests. address is where the server listens; it completes the
// API's address where the settings name port 0. Errors name the setting that
// is missing or wrong.
func Open(ctx context.Context, app App, settings *config.File, address string) (*Backend, error) {
	app.setDefaults()
	log, flush := newLog(app.Stderr, settings.Mode)
	b := &Backend{app: app, settings: settings, address: address, log: log, closers: []io.Closer{flush}}
	b.url = publicURL(settings, address)
	steps := []func(context.Context) error{b.openSchema, b.openSecret, b.openAuth, b.openStore, b.openEngine, b.openRealtime}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, b.Close())
		}
	}
	return b, nil
}

// publicURL is the configured address, with the port that the system chose
// where the settings leave it open.
func publicURL(settings *config.File, address string) string {
	_, port, err := net.SplitHostPort(settings.Server.Listen)
	if err != nil || port != "0" {
		return settings.Server.URL
	}
	u, err := url.Parse(settings.Server.URL)
	if err != nil || u.Port() != "0" {
		return settings.Server.URL
	}
	u.Host = address
	return u.String()
}

func (b *Backend) openSchema(context.Context) error {
	var err error
	if b.schema, err = schema.New(b.app.Definition); err != nil {
		return err
	}
	b.policy, err = authz.Compile(b.schema)
	return err
}

func (b *Backend) openSecret(context.Context) error {
	secret := b.settings.Server.Secret
	if secret == "" {
		var err error
		if secret, err = development.Secret(b.path(b.settings.Server.DataDir)); err != nil {
			return err
		}
	}
	b.secret = []byte(secret)
	return nil
}

func (b *Backend) openAuth(context.Context) error {
	var err error
	b.auth, err = b.authenticators()
	return err
}

func (b *Backend) openStore(ctx context.Context) error {
	database, err := development.DatabaseURL(b.app.Dir, b.settings)
	if err != nil {
		return err
	}
	b.store, err = store.Open(ctx, b.app.Drivers, database, b.schema, store.OpenOptions{
		Migrate: b.settings.Database.Migrate == "auto", Logger: b.log,
	})
	if err != nil {
		return development.DatabaseError(b.app.Dir, b.settings, err)
	}
	b.closers = append(b.closers, b.store)
	b.health.checks = append(b.health.checks, healthCheck{"the database", b.store.Ping})
	return nil
}

func (b *Backend) openEngine(ctx context.Context) error {
	key, err := b.derive("page tokens")
	if err != nil {
		return err
	}
	routes, err := b.aiRoutes(ctx)
	if err != nil {
		return err
	}
	router, err := b.functions(ctx, key, routes)
	if err != nil {
		return err
	}
	b.engine, err = graphql.New(graphql.Config{
		Schema: b.schema, Policy: b.policy, Store: b.store, Publisher: &b.relay, TokenKey: key,
		Resolver: router, Hooks: b.app.Hooks,
		Limits:        graphql.Limits{Depth: b.settings.Limits.Depth, Timeout: b.settings.Limits.Timeout.Or(30 * time.Second)},
		Introspection: *b.settings.Server.Introspection, ScanPages: b.settings.Database.ScanPages,
		Logger: b.log,
	})
	if err != nil {
		return err
	}
	router.Bind(b.engine.Data())
	if routes != nil {
		return routes.Bind(b.engine, b.schema)
	}
	return nil
}

// derive makes a key of the secret for one purpose.
func (b *Backend) derive(purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, b.secret, nil, "amplifygo "+purpose, 32)
}

// usersPath is where the development user pool is served.
const usersPath = "/cognito-idp"

// Handler serves the API, the credentials endpoint and health checks.
func (b *Backend) Handler() http.Handler {
	mux := http.NewServeMux()
	path := b.graphqlPath()
	mux.Handle(path+"/realtime", b.realtime)
	mux.Handle(path, &api{
		engine: b.engine, auth: b.auth, log: b.log, bodyLimit: b.settings.Limits.BodyBytes,
		asksFunction: b.schema.Modes.Enabled(schema.ModeLambda),
		watched:      b.settings.Mode == config.Development,
	})
	if b.auth.identity != nil {
		mux.Handle("/identity", b.auth.identity)
	}
	if b.auth.users != nil {
		mux.Handle(usersPath, b.auth.users)
		mux.Handle("/"+b.auth.pool.PoolID()+"/", b.auth.pool.Handler())
	}
	mux.HandleFunc("GET /livez", b.health.live)
	mux.HandleFunc("GET /readyz", b.health.ready)
	return contain(b.pages(prompt(mux, bodyTimeout)), b.log)
}

// pages keeps foreign web pages off in development. In production every origin
// is admitted, as AppSync does.
func (b *Backend) pages(next http.Handler) http.Handler {
	if b.settings.Mode != config.Development {
		return next
	}
	l := &localPages{next: next, allowed: b.settings.Server.Origins, log: b.log}
	if u, err := url.Parse(b.url); err == nil {
		l.host = strings.ToLower(u.Hostname())
	}
	return l
}

// graphqlPath is the path of the API's public address.
func (b *Backend) graphqlPath() string {
	u, err := url.Parse(b.url)
	if err != nil || strings.Trim(u.Path, "/") == "" {
		return "/graphql"
	}
	return "/" + strings.Trim(u.Path, "/")
}

// contain keeps a panic to its request.
func contain(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				log.Error("panic", "value", fmt.Sprint(p))
				writeError(w, errors.New("panic"))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// stop tells load balancers and subscribers that the server goes away, and
// waits for their connections and for asynchronous operations, or for the
// context. Subscribers hear first which answers of theirs will not come.
func (b *Backend) stop(ctx context.Context) error {
	b.health.stopping.Store(true)
	left := within(ctx, b.engine.Stop)
	err := b.realtime.Close(ctx)
	if !left || !within(ctx, b.engine.Wait) {
		err = errors.Join(err, errors.New("asynchronous operations did not end in time"))
	}
	return err
}

// within reports whether something ends before the context does.
func within(ctx context.Context, wait func()) bool {
	ended := make(chan struct{})
	go func() {
		wait()
		close(ended)
	}()
	select {
	case <-ended:
		return true
	case <-ctx.Done():
		return false
	}
}

// Close releases what Open has opened, in reverse order.
func (b *Backend) Close() error {
	var failures []error
	if b.engine != nil {
		b.engine.Stop()
	}
	for i := len(b.closers) - 1; i >= 0; i-- {
		failures = append(failures, b.closers[i].Close())
	}
	b.closers = nil
	return errors.Join(failures...)
}
