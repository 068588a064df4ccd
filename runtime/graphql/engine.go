// Package graphql executes GraphQL operations as AWS AppSync serves them over
// the models of a schema: documents are planned once and cached, relationships
// are read in the statement of their rows or, for many rows, with one statement
// for each level, authorization is asked for every field, and answers are
// appended as bytes.
package graphql

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql/document"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/introspect"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/graphql/token"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// Error is one entry of a response's errors.
type Error = gqlerror.Error

// Config is what an Engine works with. Schema, Policy and Store are required.
type Config struct {
	Schema    *schema.Schema
	Policy    *authz.Policy
	Store     store.Store
	Publisher event.Publisher
	// Resolver answers custom operations; nil makes them an error.
	Resolver Resolver
	// TokenKey seals nextToken. Replicas must share it. Empty takes a random
	// key, so that tokens end with the process.
	TokenKey []byte
	Limits   Limits
	// Introspection admits __schema and __type.
	Introspection bool
	// ScanPages gives DynamoDB's pages, whose limit counts rows before filters.
	ScanPages bool
	// MatchSelected makes subscriptions match an event by what the mutation
	// selected, as AppSync does: an owner who did not select the owner field is
	// not told. Otherwise the complete row decides. Who may have the event is
	// decided by the complete row in either case.
	MatchSelected bool
	Hooks         *data.Hooks
	Logger        *slog.Logger
	Now           func() time.Time
	NewID         func() string
}

// Limits bound what one request may cost; 0 takes the default.
type Limits struct {
	// Tokens bounds a document's length in lexical tokens (20,000), Depth the
	// nesting of fields (100), RootFields those of the root, aliases included
	// (500), Fields all fields of an operation (10,000).
	Tokens, Depth, RootFields, Fields int
	// Resolvers bounds the relationship fields that one request resolves, each
	// row counted, as AppSync's resolver limit does (10,000).
	Resolvers int
	// Rows bounds the rows that one request reads (100,000). Pages become
	// shorter, with a nextToken, before the request is refused.
	Rows int
	// Page is the greatest limit argument (10,000 rows).
	Page int
	// Response bounds an answer in bytes (32 MiB), errors included. A request
	// that asks for more is refused as a whole; its mutations stay.
	Response int
	// PlanCache bounds the cached plans in bytes (16 MiB).
	PlanCache int
	// Timeout ends a request (30 s).
	Timeout time.Duration
}

func (l Limits) withDefaults() Limits {
	for _, f := range []struct {
		v *int
		d int
	}{{&l.Tokens, 20_000}, {&l.Depth, 100}, {&l.RootFields, 500}, {&l.Fields, 10_000},
		{&l.Resolvers, 10_000}, {&l.Rows, 100_000}, {&l.Page, 10_000}, {&l.Response, 32 << 20}, {&l.PlanCache, 16 << 20}} {
		if *f.v == 0 {
			*f.v = f.d
		}
	}
	if l.Timeout == 0 {
		l.Timeout = 30 * time.Second
	}
	return l
}

// Engine executes operations. It is safe for concurrent use.
type Engine struct {
	Config
	document *document.Schema
	planner  *plan.Planner
	plans    *planCache
	data     *data.Engine
	tokens   *token.Sealer
	schema   *introspect.Schema
	// presented are the fields whose values Policy.Present may change.
	presented map[*schema.Field]bool
	// guarded and nulled repeat the policy's answers for each model as sets.
	guarded, nulled map[*schema.Field]bool
	// sources are the mutations that custom subscriptions listen to.
	sources map[string]bool
	// background are the asynchronous operations that are running.
	background *background
}

// New loads the schema's SDL and prepares execution. It refuses an SDL that
// the description does not explain.
func New(c Config) (*Engine, error) {
	if c.Schema == nil || c.Policy == nil || c.Store == nil {
		return nil, fmt.Errorf("graphql: a schema, a policy and a store are required")
	}
	c.Limits = c.Limits.withDefaults()
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	e := &Engine{Config: c, background: newBackground(), plans: newPlanCache(c.Limits.PlanCache),
		presented: map[*schema.Field]bool{}, guarded: map[*schema.Field]bool{}, nulled: map[*schema.Field]bool{}, sources: map[string]bool{}}
	for _, o := range c.Schema.Operations {
		for _, source := range o.Sources {
			e.sources[source] = true
		}
	}
	var err error
	if e.document, err = document.LoadSchema(c.Schema.SDL, c.Introspection); err != nil {
		return nil, err
	}
	if e.planner, err = plan.NewPlanner(e.document, c.Schema); err != nil {
		return nil, err
	}
	if e.tokens, err = token.NewSealer(c.TokenKey); err != nil {
		return nil, err
	}
	if e.data, err = data.New(data.Config{Schema: c.Schema, Policy: c.Policy, Store: c.Store, Publisher: c.Publisher,
		Hooks: c.Hooks, ScanPages: c.ScanPages, Logger: c.Logger, Now: c.Now, NewID: c.NewID}); err != nil {
		return nil, err
	}
	e.schema = introspect.New(e.document.AST)
	for _, m := range c.Schema.Models {
		e.fields(m)
	}
	return e, nil
}

func (e *Engine) fields(m *schema.Model) {
	for _, f := range m.Fields {
		if e.Policy.Presents(f) {
			e.presented[f] = true
		}
	}
	for _, f := range e.Policy.Guarded(m) {
		e.guarded[f] = true
	}
	for _, f := range e.Policy.Nulled(m) {
		e.nulled[f] = true
	}
}

// Types gives the types of the API.
func (e *Engine) Types() *ast.Schema { return e.document.AST }

// Data gives the engine's operations on models, for typed store access.
func (e *Engine) Data() *data.Engine { return e.data }
