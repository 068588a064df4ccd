package cli

import (
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/resolver"
)

// scripts bundles the JavaScript resolvers that the schema names. A resolver
// that does not bundle is an error: its operation would answer nothing.
func (e *env) scripts(s *ir.Schema) (map[string]string, error) {
	texts := map[string]string{}
	for _, o := range s.Operations {
		for _, h := range o.Handlers {
			if h.Kind != ir.CustomHandler || texts[h.Entry] != "" {
				continue
			}
			text, err := resolver.Bundle(e.root, h.Entry)
			if err != nil {
				return nil, err
			}
			texts[h.Entry] = text
		}
	}
	return texts, nil
}
