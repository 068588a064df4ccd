package server

import (
	"fmt"
	"io"

	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// announce says where the API is served and, in development, gives a call that
// works when it is pasted into another terminal.
func (b *Backend) announce(w io.Writer) {
	fmt.Fprintf(w, "Serving %s on %s\n", b.schema.Source, b.url)
	if b.settings.Mode != config.Development {
		return
	}
	if b.certificatePath != "" {
		fmt.Fprintf(w, "\nSubscriptions use wss:// on the same port. To trust the development certificate in Node:\n  export NODE_EXTRA_CA_CERTS=%s\n", b.certificatePath)
	}
	if call := b.exampleCall(); call != "" {
		fmt.Fprintf(w, "\nTry it:\n%s\n", call)
	}
}

// exampleCall lists the first model that the API key or a development token
// may list; it is empty where there is none.
func (b *Backend) exampleCall() string {
	for _, m := range b.schema.Models {
		if m.List == "" {
			continue
		}
		for _, r := range m.Rules {
			header := b.exampleHeader(r)
			if header != "" && r.Operations.Has(schema.ListOp) {
				return fmt.Sprintf("  curl -s %s -H 'content-type: application/json' -H %s \\\n    -d '{\"query\":\"{ %s { items { %s } } }\"}'",
					b.url, header, m.List, m.KeyFields[0].Name)
			}
		}
	}
	return ""
}

func (b *Backend) exampleHeader(r *schema.Rule) string {
	switch {
	case r.Provider == schema.APIKey && len(b.settings.Auth.APIKeys) == 0 && b.schema.Modes.Enabled(schema.ModeAPIKey):
		return "'x-api-key: " + config.DevelopmentAPIKey + "'"
	case r.Provider == schema.UserPools && len(r.Groups) == 0 && b.schema.Modes.Enabled(schema.ModeUserPool):
		if b.auth.pool == nil {
			return ""
		}
		token, err := b.auth.pool.Mint(devissuer.TokenRequest{Username: "alice"})
		if err != nil {
			return ""
		}
		return "'authorization: " + token + "'"
	}
	return ""
}
