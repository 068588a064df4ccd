// Package outputs emits amplify_outputs.json, the one file that configures a
// client: where the API is, how to sign in, and the introspection that models
// are built from.
//
// The shape is that of Amplify's client-config schema, version 1.4. A file that
// is already there is merged into: what this package does not write stays as it
// is, in its place, such as the storage section of a deployed backend.
package outputs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/codegen/introspection"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// Version is the version of the file's format.
const Version = "1.4"

// Settings say where the API is and whose credentials it takes.
type Settings struct {
	// URL is the GraphQL endpoint: "http://localhost:4000/graphql". Required.
	URL string
	// Region is the region that clients sign requests for: "us-east-1". Required.
	Region string
	// APIKey is written only if the API has the API key mode. Where it is
	// empty, a key that the file already has stays.
	APIKey string
	// UserPool, IdentityPool and OIDC are written if they are set.
	UserPool     *UserPool
	IdentityPool *IdentityPool
	OIDC         *OIDC
}

// UserPool is the Cognito user pool, or what behaves like one.
type UserPool struct {
	ID       string // "us-east-1_abc"
	ClientID string
}

// IdentityPool is where clients get AWS credentials.
type IdentityPool struct {
	ID string // "us-east-1:…"
	// Guests tells whether it gives credentials without a login.
	Guests bool
}

// OIDC is the provider of the OpenID Connect mode. The format has no place for
// it, so it goes to custom.oidc, the part that is the application's own.
type OIDC struct {
	Provider, Issuer, ClientID string
}

// Build gives the file for a schema's API. existing is the present content of
// the file, or nil. An error tells that existing is not a file to merge into,
// or that a required setting is missing; the caller knows what the file is called.
func Build(s *ir.Schema, set Settings, existing []byte) ([]byte, error) {
	if set.URL == "" || set.Region == "" {
		return nil, errors.New("amplify_outputs.json needs the API's URL and region: set server.url and region")
	}
	file, err := parse(existing)
	if err != nil {
		return nil, fmt.Errorf("the file is there, but %w; correct it or remove it", err)
	}
	if err := version(file); err != nil {
		return nil, err
	}
	if set.UserPool != nil || set.IdentityPool != nil {
		if err := file.section("auth", func(auth *object) { authSection(auth, set) }); err != nil {
			return nil, err
		}
	}
	if err := file.section("data", func(data *object) { dataSection(data, s, set) }); err != nil {
		return nil, err
	}
	if set.OIDC != nil {
		if err := file.section("custom", func(custom *object) { custom.set("oidc", oidc(set.OIDC)) }); err != nil {
			return nil, err
		}
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, file.bytes(), "", "  "); err != nil {
		return nil, err
	}
	pretty.WriteByte('\n')
	return pretty.Bytes(), nil
}

// URL is the address of the API in a file; empty where there is none.
func URL(file []byte) string {
	var content struct {
		Data struct {
			URL string `json:"url"`
		} `json:"data"`
	}
	if json.Unmarshal(file, &content) != nil {
		return ""
	}
	return content.Data.URL
}

// version keeps the version of a file in today's format: later minor versions
// add sections that this package leaves alone. It refuses others.
func version(file *object) error {
	raw, ok := file.get("version")
	if !ok {
		file.set("version", text(Version))
		return nil
	}
	var v string
	if json.Unmarshal(raw, &v) != nil || v != "1" && !strings.HasPrefix(v, "1.") {
		return fmt.Errorf("the file has version %s, which amplifygo does not know; it writes version %s: move the file away", raw, Version)
	}
	return nil
}

// dataSection writes the data section in the order of Amplify's generator.
func dataSection(data *object, s *ir.Schema, set Settings) {
	modes := s.AuthModes
	data.set("url", text(set.URL))
	data.set("aws_region", text(set.Region))
	switch {
	case !modes.Enabled(ir.ModeAPIKey):
		data.remove("api_key")
	case set.APIKey != "":
		data.set("api_key", text(set.APIKey))
	}
	data.set("default_authorization_type", text(string(modes.Default)))
	additional := make([]json.RawMessage, len(modes.Additional))
	for i, m := range modes.Additional {
		additional[i] = text(string(m))
	}
	data.set("authorization_types", list(additional))
	data.set("model_introspection", introspection.Build(s))
}

// authSection writes what the settings say of signing in. A region in a pool's
// id is the one that clients go by.
func authSection(auth *object, set Settings) {
	region := set.Region
	if p := set.UserPool; p != nil {
		if before, _, ok := strings.Cut(p.ID, "_"); ok {
			region = before
		}
		auth.set("user_pool_id", text(p.ID))
	}
	auth.set("aws_region", text(region))
	if p := set.UserPool; p != nil {
		auth.set("user_pool_client_id", text(p.ClientID))
	}
	if p := set.IdentityPool; p != nil {
		auth.set("identity_pool_id", text(p.ID))
		auth.set("unauthenticated_identities_enabled", flag(p.Guests))
	}
}

func oidc(o *OIDC) json.RawMessage {
	section := &object{}
	if o.Provider != "" {
		section.set("provider_name", text(o.Provider))
	}
	section.set("issuer", text(o.Issuer))
	if o.ClientID != "" {
		section.set("client_id", text(o.ClientID))
	}
	return section.bytes()
}
