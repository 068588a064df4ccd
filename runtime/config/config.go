// Package config reads the settings of a generated server and of the tool from
// amplifygo.yaml and AMPLIFYGO_* variables. A variable beats the file. Every
// setting is documented in docs/config.md; an unknown or contradictory one
// stops the program with a message that names it.
package config

import (
	"fmt"
	"time"

	"gopkg.in/yaml.v3"
)

// Mode says how much a server makes up by itself.
type Mode string

// The modes.
const (
	// Development invents what a newcomer lacks: a user pool, keys, a
	// certificate, tables. It serves on a loopback address only, unless the
	// mode is given explicitly.
	Development Mode = "development"
	// Production invents nothing: whatever the schema's authorization modes
	// need has to be configured.
	Production Mode = "production"
)

// File is the content of amplifygo.yaml.
type File struct {
	// Schema is the schema file, relative to the project's root;
	// "amplify/data/resource.ts" by default.
	Schema string `yaml:"schema"`
	// Out is the folder of generated code, "gen" by default.
	Out string `yaml:"out"`
	// Outputs is the path of amplify_outputs.json; "amplify_outputs.json" by
	// default, "none" writes none.
	Outputs string `yaml:"outputs"`
	// Env lists the environment variables that the schema may read.
	Env []string `yaml:"env"`

	Mode      Mode                `yaml:"mode"`
	Server    Server              `yaml:"server"`
	Database  Database            `yaml:"database"`
	Region    string              `yaml:"region"`
	Auth      Auth                `yaml:"auth"`
	Functions map[string]Function `yaml:"functions"`
	// DataSources are the HTTP data sources of JavaScript resolvers, by name.
	DataSources map[string]DataSource `yaml:"dataSources"`
	AI          AI                    `yaml:"ai"`
	Realtime    Realtime              `yaml:"realtime"`
	Limits      Limits                `yaml:"limits"`
}

// Server is where and how the API is served.
type Server struct {
	// Listen is the address, "127.0.0.1:20002" by default.
	Listen string `yaml:"listen"`
	// URL is the API's public address, written to amplify_outputs.json; by
	// default http://<listen>/graphql.
	URL string `yaml:"url"`
	// DataDir holds what the server makes up in development (keys, the
	// certificate) and the default database; ".amplifygo" by default.
	DataDir string `yaml:"dataDir"`
	// Origins are origins of web pages, "https://app.example.com", that a
	// development server answers besides local ones; "*" for all. Production
	// answers all.
	Origins []string `yaml:"origins"`
	// TLSCert and TLSKey are PEM files. In development a certificate is made
	// where none is given.
	TLSCert string `yaml:"tlsCert"`
	TLSKey  string `yaml:"tlsKey"`
	// Introspection answers introspection queries; true by default.
	Introspection *bool `yaml:"introspection"`
	// Secret seals tokens (page tokens, session tokens of the identity pool);
	// at least 32 characters, the same on every replica. Development makes one.
	Secret string `yaml:"secret"`
	// EnvironmentVariables are those of the API, which JavaScript resolvers find
	// in ctx.env: cfnGraphqlApi.environmentVariables of amplify/backend.ts. One
	// without a value has that of the process's own (Environment).
	EnvironmentVariables map[string]*string `yaml:"environmentVariables"`
}

// DataSource is where an HTTP data source of JavaScript resolvers is, which a
// project adds to AppSync by addHttpDataSource.
type DataSource struct {
	// URL is the address below which its requests go.
	URL string `yaml:"url"`
}

// AI is what answers for the models of AI routes.
type AI struct {
	// Provider is "bedrock", "openai", or "go" for a model that the program
	// brings along; by default the first that it has.
	Provider string `yaml:"provider"`
	// URL is the provider's address; empty for its own.
	URL string `yaml:"url"`
	// Region is the AWS region of Bedrock; Region of the file by default.
	Region string `yaml:"region"`
	// APIKey is the provider's key.
	APIKey string `yaml:"apiKey"`
	// Models are the provider's names of models, by the ids in the schema; "*"
	// is for those that are not named.
	Models map[string]string `yaml:"models"`
	// Timeout bounds one answer; 5 minutes by default.
	Timeout Duration `yaml:"timeout"`
}

// Database is where the data lives.
type Database struct {
	// URL is "sqlite:<path>" or "postgres://…"; by default sqlite in the data folder.
	URL string `yaml:"url"`
	// Migrate is "auto" (development's default) or "verify" (production's):
	// whether the start changes tables or only refuses when they do not fit.
	Migrate string `yaml:"migrate"`
	// ScanPages gives DynamoDB's pages: limit counts rows read, not rows returned.
	ScanPages bool `yaml:"scanPages"`
}

// Auth says whose credentials count.
type Auth struct {
	UserPools    []UserPool   `yaml:"userPools"`
	OIDC         *OIDC        `yaml:"oidc"`
	APIKeys      []string     `yaml:"apiKeys"`
	APIKeysFile  string       `yaml:"apiKeysFile"`
	Credentials  string       `yaml:"credentialsFile"`
	IdentityPool IdentityPool `yaml:"identityPool"`
	// Authorizer is the address of the authorizer function of the Lambda mode:
	// an HTTP endpoint that speaks Lambda's invoke protocol.
	Authorizer string `yaml:"authorizer"`
	// Development switches the embedded issuer; on in development by default.
	Development *bool `yaml:"development"`
	// SignIn serves a user pool of the embedded issuer, with sign-up and
	// sign-in by Cognito's protocol; off by default.
	SignIn bool `yaml:"signIn"`
}

// UserPool is a Cognito user pool or what behaves like one.
type UserPool struct {
	Issuer    string   `yaml:"issuer"`
	ClientIDs []string `yaml:"clientIds"`
	// JWKS is the key set's address; <issuer>/.well-known/jwks.json by default.
	JWKS string `yaml:"jwks"`
}

// OIDC overrides the schema's oidcAuthorizationMode.
type OIDC struct {
	Issuer   string `yaml:"issuer"`
	ClientID string `yaml:"clientId"`
	JWKS     string `yaml:"jwks"`
}

// IdentityPool is the built-in credentials endpoint.
type IdentityPool struct {
	// ID is the pool's id; a fixed one by default.
	ID string `yaml:"id"`
	// Guests admits callers without a login; true by default.
	Guests *bool `yaml:"guests"`
}

// Function binds a function of the schema.
type Function struct {
	// Run says what runs the function: "go", "endpoint" or "node". By default
	// an endpoint where there is an address, and Go elsewhere.
	Run string `yaml:"run"`
	// URL is an endpoint that speaks Lambda's invoke protocol.
	URL string `yaml:"url"`
	// Timeout of one call; by default 30s of an endpoint, and in Node what
	// defineFunction says.
	Timeout Duration `yaml:"timeout"`
	// Env are environment variables of a function that runs in Node. They beat
	// those of defineFunction, and give the values of its secrets.
	Env map[string]string `yaml:"env"`
	// Concurrency is the greatest number of Node processes, 8 by default.
	Concurrency int `yaml:"concurrency"`
}

// Realtime are the settings of subscriptions.
type Realtime struct {
	// Broker joins replicas: "memory" (one process), "nats://…" or "postgres".
	Broker string `yaml:"broker"`
	// KeepAlive is the interval of ka messages, 60s by default.
	KeepAlive Duration `yaml:"keepAlive"`
	// MaxSubscriptions per connection, 200 by default.
	MaxSubscriptions int `yaml:"maxSubscriptions"`
	// Queue is the number of messages a slow consumer may lag behind, 256 by default.
	Queue int `yaml:"queue"`
}

// Limits bound single requests.
type Limits struct {
	// BodyBytes of a request, 1 MiB by default.
	BodyBytes int64 `yaml:"bodyBytes"`
	// Depth of a query; 0 means no limit.
	Depth int `yaml:"depth"`
	// Timeout of a request, 30s by default.
	Timeout Duration `yaml:"timeout"`
}

// Duration is a time.Duration written as "30s".
type Duration time.Duration

// UnmarshalYAML parses "30s", "1m30s".
func (d *Duration) UnmarshalYAML(node *yaml.Node) error {
	v, err := time.ParseDuration(node.Value)
	if err != nil {
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %q is no duration: write 30s, 500ms or 1m30s", node.Line, node.Value)}}
	}
	*d = Duration(v)
	return nil
}

// Or gives the duration, or def where none is set.
func (d Duration) Or(def time.Duration) time.Duration {
	if d == 0 {
		return def
	}
	return time.Duration(d)
}

// The fixed names of development. They are no secrets: a development server
// listens on the loopback address and answers no foreign web pages, and
// production refuses them.
const (
	DevelopmentAPIKey   = "da2-amplifygodevelopment000000"
	DevelopmentURL      = "http://amplifygo.localhost"
	DevelopmentPoolID   = "us-east-1_amplifygo"
	DevelopmentOIDCID   = "us-east-1_oidc"
	DevelopmentClientID = "amplifygodevelopment0000000"
	DefaultIdentityPool = "us-east-1:00000000-0000-4000-8000-000000000000"
)
