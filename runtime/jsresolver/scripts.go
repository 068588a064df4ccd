package jsresolver

import (
	"cmp"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Option adds to what Scripts works with.
type Option func(c *Config) error

// WithSource answers the requests that resolvers make of the data source of a
// name: the one that amplify/backend.ts adds to AppSync for a relational
// database, OpenSearch, EventBridge or Bedrock, and that
// a.handler.custom({ dataSource: name, entry }) names. HTTP data sources need
// none; their address is a setting.
func WithSource(name string, s Source) Option {
	return func(c *Config) error {
		_, given := c.Sources[name]
		_, addressed := c.HTTP[name]
		switch {
		case s == nil:
			return fmt.Errorf("the data source %q is nil", name)
		case given:
			return fmt.Errorf("the data source %q is given twice", name)
		case addressed:
			return fmt.Errorf("the data source %q is given by the program and has an address in dataSources.%s.url; take one away", name, name)
		}
		if used := customSources(c.Schema); !slices.Contains(used, name) {
			return fmt.Errorf("no resolver has the data source %q; those of this schema are: %s", name, cmp.Or(strings.Join(used, ", "), "none"))
		}
		c.Sources[name] = s
		return nil
	}
}

// Scripts makes what a server opens its JavaScript resolvers with: texts are
// the bundled resolvers by entry.
func Scripts(texts map[string]string, opts ...Option) func(s *schema.Schema, tokenKey []byte, addresses, env map[string]string, log *slog.Logger) (functions.Scripts, error) {
	return func(s *schema.Schema, tokenKey []byte, addresses, env map[string]string, log *slog.Logger) (functions.Scripts, error) {
		c := Config{Schema: s, Texts: texts, HTTP: addresses, Env: env, Sources: map[string]Source{}, TokenKey: tokenKey, Logger: log}
		for _, o := range opts {
			if err := o(&c); err != nil {
				return nil, fmt.Errorf("jsresolver: %w", err)
			}
		}
		return New(c)
	}
}

// customSources are the data sources of a schema's resolvers that are neither a
// model's table nor none, each once.
func customSources(s *schema.Schema) []string {
	var names []string
	for _, o := range s.Operations {
		for _, h := range o.Handlers {
			if name := h.DataSource; h.Model == "" && name != "" && name != noneSource && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
