package server

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

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
	if b.auth.users != nil {
		fmt.Fprintf(w, "\nSign-up and sign-in, for userPoolEndpoint in the configuration of aws-amplify:\n  %s%s\n", strings.TrimSuffix(strings.TrimRight(b.url, "/"), b.graphqlPath()), usersPath)
	}
	if call := b.exampleCall(); call != "" {
		fmt.Fprintf(w, "\nTry it:\n%s\n", call)
	}
}

// exampleCall creates a row of the first model where the API key or a
// development token may, or else lists one; it is empty where neither is so.
func (b *Backend) exampleCall() string {
	for _, provider := range []schema.Provider{schema.APIKey, schema.UserPools} {
		for _, m := range b.schema.Models {
			for _, r := range m.Rules {
				if r.Provider != provider || len(r.Groups) > 0 || r.GroupsField != "" {
					continue
				}
				document := exampleDocument(m, r)
				header := b.exampleHeader(provider)
				if document == "" || header == "" {
					continue
				}
				body, err := json.Marshal(map[string]string{"query": document})
				if err != nil {
					continue
				}
				return fmt.Sprintf("  curl -s %s -H 'content-type: application/json' -H '%s' \\\n    -d '%s'", b.url, header, body)
			}
		}
	}
	return ""
}

// exampleDocument is a document that the rule admits.
func exampleDocument(m *schema.Model, r *schema.Rule) string {
	if m.Create != "" && r.Operations.Has(schema.Create) {
		var input, selection []string
		for _, f := range m.Fields {
			if f.Origin != schema.Declared || f.Relation != nil || !f.NonNull() {
				continue
			}
			if f.Kind != schema.String && f.Kind != schema.ID || f.Rules != nil && !slices.ContainsFunc(f.Rules, likewise(r)) {
				return ""
			}
			input = append(input, f.Name+`: "hello"`)
			selection = append(selection, f.Name)
		}
		return fmt.Sprintf("mutation { %s(input: {%s}) { %s } }", m.Create, strings.Join(input, ", "), strings.Join(withKey(m, selection), " "))
	}
	if m.List != "" && r.Operations.Has(schema.ListOp) {
		return fmt.Sprintf("{ %s { items { %s } } }", m.List, m.KeyFields[0].Name)
	}
	return ""
}

// likewise finds the rules of a field by which those of the model's rule may
// set it.
func likewise(r *schema.Rule) func(*schema.Rule) bool {
	return func(own *schema.Rule) bool {
		return own.Strategy == r.Strategy && own.Provider == r.Provider && len(own.Groups) == 0 && own.GroupsField == "" && own.Operations.Has(schema.Create)
	}
}

// withKey puts the key in front of a selection that lacks it.
func withKey(m *schema.Model, selection []string) []string {
	if slices.Contains(selection, m.KeyFields[0].Name) {
		return selection
	}
	return append([]string{m.KeyFields[0].Name}, selection...)
}

// exampleHeader is a header with credentials that everybody may see; it is
// empty where the settings name real ones.
func (b *Backend) exampleHeader(p schema.Provider) string {
	switch {
	case p == schema.APIKey && len(b.settings.Auth.APIKeys) == 0 && b.settings.Auth.APIKeysFile == "" && b.schema.Modes.Enabled(schema.ModeAPIKey):
		return "x-api-key: " + config.DevelopmentAPIKey
	case p == schema.UserPools && b.auth.pool != nil:
		token, err := b.auth.pool.Mint(devissuer.TokenRequest{Username: "alice"})
		if err != nil {
			return ""
		}
		return "authorization: " + token
	}
	return ""
}
