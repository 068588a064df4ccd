package jsresolver

import (
	"log/slog"

	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Scripts makes what a server opens its JavaScript resolvers with: texts are
// the bundled resolvers by entry.
func Scripts(texts map[string]string) func(s *schema.Schema, tokenKey []byte, addresses map[string]string, log *slog.Logger) (functions.Scripts, error) {
	return func(s *schema.Schema, tokenKey []byte, addresses map[string]string, log *slog.Logger) (functions.Scripts, error) {
		return New(Config{Schema: s, Texts: texts, HTTP: addresses, TokenKey: tokenKey, Logger: log})
	}
}
