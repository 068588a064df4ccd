// Package jsresolver runs AppSync JavaScript resolvers (APPSYNC_JS 1.0.0): the
// request and response functions of a.handler.custom entries, with
// @aws-appsync/utils as Go natives. Every request sees a world of its own, so
// that nothing a script changes outlives it; time and memory are bounded.
//
// The texts are CommonJS, as esbuild writes them with "@aws-appsync/utils" and
// "@aws-appsync/utils/dynamodb" left external.
package jsresolver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql/token"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Config is what a Runtime works with. Schema is required.
type Config struct {
	Schema *schema.Schema
	// Texts are the bundled resolvers by schema.Handler.Entry.
	Texts map[string]string
	// HTTP are the base addresses of HTTP data sources by name.
	HTTP map[string]string
	// Sources are data sources of other kinds by name.
	Sources map[string]Source
	// Env is ctx.env: the environment variables of the API.
	Env map[string]string
	// Timeout bounds one call of request or response (2 s; 4 s at most), Memory
	// the growth of the heap during one, in bytes (256 MiB).
	Timeout time.Duration
	Memory  uint64
	// TokenKey seals the nextToken of tables. Replicas must share it. Empty takes
	// a random one, and tokens end with the process.
	TokenKey []byte
	// Logger gets what scripts write to their console, and their failures.
	Logger *slog.Logger
}

// Source is a data source. Implement it for kinds that the runtime does not
// know: EventBridge, OpenSearch, RDS, Bedrock.
type Source interface {
	// Invoke answers what a resolver's request function returned, as JSON. An
	// *Error becomes ctx.error of its type.
	Invoke(ctx context.Context, call *functions.Call, request json.RawMessage) (json.RawMessage, error)
}

// Error is an error with a type of AppSync's.
type Error = functions.Error

// Runtime runs resolvers. It implements functions.Scripts and is safe for
// concurrent use.
type Runtime struct {
	Config
	scripts map[string]*script
	sources map[string]Source
	tokens  *token.Sealer
	// stuck counts runs that did not end when they were interrupted.
	stuck atomic.Int32
	// spare are worlds made ahead; filling is set while some are being made.
	spare   chan *world
	filling atomic.Bool
}

// script is a compiled resolver, or why there is none.
type script struct {
	entry   string
	program *goja.Program
	// reached are the bounds that it needs.
	reached uint64
	err     error
}

// New compiles the resolvers. Texts that are wrong are reported by Check, for
// the operations that need them.
func New(c Config) (*Runtime, error) {
	if c.Schema == nil {
		return nil, errors.New("jsresolver: a schema is required")
	}
	if c.Timeout == 0 {
		c.Timeout = 2 * time.Second
	}
	c.Timeout = min(c.Timeout, maxTimeout)
	if c.Memory == 0 {
		c.Memory = 256 << 20
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	tokens, err := token.NewSealer(c.TokenKey)
	if err != nil {
		return nil, fmt.Errorf("jsresolver: %w", err)
	}
	r := &Runtime{Config: c, tokens: tokens, scripts: make(map[string]*script, len(c.Texts)), sources: map[string]Source{}, spare: make(chan *world, spareWorlds)}
	for name, base := range c.HTTP {
		s, err := newHTTPSource(name, base, c.Logger)
		if err != nil {
			return nil, err
		}
		r.sources[name] = s
	}
	for name, s := range c.Sources {
		r.sources[name] = s
	}
	for entry, text := range c.Texts {
		s := &script{entry: entry, reached: reached(text)}
		if s.program, s.err = compile(entry, text); s.err == nil {
			s.err = r.try(s)
		}
		r.scripts[entry] = s
	}
	r.warnUnset()
	return r, nil
}

// Check reports why a handler cannot run.
func (r *Runtime) Check(h *schema.Handler) error {
	s := r.scripts[h.Entry]
	if s == nil {
		return fmt.Errorf("the JavaScript resolver %s is not in the generated backend; generate it again", h.Entry)
	}
	if s.err != nil {
		return fmt.Errorf("the JavaScript resolver %s: %w", h.Entry, s.err)
	}
	_, err := r.source(h)
	return err
}

// noneSource is the name that Amplify gives the data source of no kind.
const noneSource = "NONE_DS"

// source finds the data source of a handler; nil for none.
func (r *Runtime) source(h *schema.Handler) (Source, error) {
	if s := r.sources[h.DataSource]; s != nil {
		return s, nil
	}
	if h.Model != "" {
		m := r.Schema.Model(h.Model)
		if m == nil {
			return nil, fmt.Errorf("the data source of %s is the table of %s, which is no model", h.Entry, h.Model)
		}
		return &table{model: m, schema: r.Schema, tokens: r.tokens}, nil
	}
	if h.DataSource == noneSource || h.DataSource == "" {
		return nil, nil
	}
	return nil, fmt.Errorf("the data source %q of the JavaScript resolver %s is not known; give its address by dataSources.%s.url in amplifygo.yaml or, where it does not speak HTTP, an implementation by jsresolver.WithSource in main.go", h.DataSource, h.Entry, h.DataSource)
}
