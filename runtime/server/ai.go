package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// aiRoutes prepares what answers the schema's AI routes; nil where it has none.
func (b *Backend) aiRoutes(ctx context.Context) (*ai.Routes, error) {
	if !slices.ContainsFunc(b.schema.Operations, func(o *schema.Operation) bool { return o.AI != nil }) {
		return nil, nil
	}
	s := b.settings.AI
	model, err := b.openModel(ctx)
	if err != nil {
		return nil, err
	}
	return ai.New(ai.Config{
		Model: model, Names: s.Models, Endpoint: b.localURL(), Timeout: s.Timeout.Or(0), Logger: b.log,
	}), nil
}

// openModel opens the service that the settings choose, or the program's first.
// Without any it is nil, and the routes say what is missing.
func (b *Backend) openModel(ctx context.Context) (ai.Model, error) {
	s := b.settings.AI
	var names []string
	for _, d := range b.app.AI {
		if s.Provider != "" && s.Provider != d.Provider() {
			names = append(names, d.Provider())
			continue
		}
		region := s.Region
		if region == "" {
			region = b.settings.Region
		}
		model, err := d.Open(ctx, ai.Settings{URL: s.URL, Region: region, APIKey: s.APIKey})
		if err != nil {
			return nil, fmt.Errorf("ai (%s): %w", d.Provider(), err)
		}
		return model, nil
	}
	if s.Provider != "" && len(names) > 0 {
		return nil, fmt.Errorf("ai.provider (AMPLIFYGO_AI_PROVIDER): the program has no %q, but %s", s.Provider, strings.Join(names, ", "))
	}
	return nil, nil
}
