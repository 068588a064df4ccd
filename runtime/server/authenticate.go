package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/apikey"
	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/auth/jwt"
	"github.com/amplifygo/amplifygo/runtime/auth/userpool"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/development"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// authenticators is what the settings make of the schema's modes.
type authenticators struct {
	auth.Authenticator
	tokens *jwt.Verifier
	// pool issues development's tokens; nil outside development.
	pool *devissuer.Issuer
	// identity is the credentials endpoint, users the endpoint of the
	// development user pool; nil where there is none.
	identity, users http.Handler
}

// setting makes an error that names what is missing for a mode of the schema.
func setting(key, variable, problem string) error {
	return &config.SettingError{Setting: key, Variable: variable, Problem: problem}
}

// authenticators verifies credentials as the settings say. In development,
// what is not configured is made up; in production it is an error.
func (b *Backend) authenticators() (*authenticators, error) {
	a := &authenticators{}
	c := auth.Config{Modes: b.schema.Modes}
	steps := []func(*authenticators, *auth.Config) error{b.keys, b.tokens, b.signatures, b.authorizer}
	var problems []error
	for _, step := range steps {
		problems = append(problems, step(a, &c))
	}
	err := errors.Join(problems...)
	if err != nil {
		return nil, err
	}
	a.Authenticator, err = auth.New(c)
	return a, err
}

func (b *Backend) keys(_ *authenticators, c *auth.Config) error {
	s := b.settings.Auth
	if !b.schema.Modes.Enabled(schema.ModeAPIKey) {
		if len(s.APIKeys) > 0 || s.APIKeysFile != "" {
			return setting("auth.apiKeys", "AMPLIFYGO_API_KEYS", "the schema has no API key mode: add apiKeyAuthorizationMode to defineData, or remove the keys")
		}
		return nil
	}
	if s.APIKeysFile != "" {
		if len(s.APIKeys) > 0 {
			return setting("auth.apiKeys and auth.apiKeysFile", "AMPLIFYGO_API_KEYS, AMPLIFYGO_API_KEYS_FILE", "give the keys in one of them")
		}
		file, err := apikey.Open(b.path(s.APIKeysFile), time.Now, b.warn("API keys"))
		if err != nil {
			return setting("auth.apiKeysFile", "AMPLIFYGO_API_KEYS_FILE", err.Error())
		}
		c.APIKeys = file
		return nil
	}
	keys := s.APIKeys
	if len(keys) == 0 {
		if b.settings.Mode == config.Production {
			return setting("auth.apiKeys", "AMPLIFYGO_API_KEYS", "is missing: the schema has the API key mode")
		}
		keys = []string{config.DevelopmentAPIKey}
	}
	list := make([]apikey.Key, len(keys))
	for i, k := range keys {
		list[i].Key = k
	}
	set, err := apikey.New(list, time.Now)
	c.APIKeys = set
	return err
}

func (b *Backend) tokens(a *authenticators, c *auth.Config) error {
	j := jwt.Config{Log: b.log}
	if err := errors.Join(b.pools(a, &j), b.oidc(&j)); err != nil {
		return err
	}
	if len(j.Pools) == 0 && j.OIDC == nil {
		return nil
	}
	verifier, err := jwt.New(j)
	if err != nil {
		return err
	}
	a.tokens, c.Tokens = verifier, verifier
	return nil
}

func (b *Backend) pools(a *authenticators, j *jwt.Config) error {
	s := b.settings.Auth
	if !b.schema.Modes.Enabled(schema.ModeUserPool) {
		if len(s.UserPools) > 0 {
			return setting("auth.userPools", "AMPLIFYGO_USER_POOL_ISSUER", "the schema has no user pool mode")
		}
		return nil
	}
	for _, p := range s.UserPools {
		address := p.JWKS
		if address == "" {
			address = strings.TrimSuffix(p.Issuer, "/") + "/.well-known/jwks.json"
		}
		keys, err := jwt.NewRemote(jwt.RemoteConfig{URL: address, Log: b.log})
		if err != nil {
			return setting("auth.userPools", "AMPLIFYGO_USER_POOL_JWKS", err.Error())
		}
		j.Pools = append(j.Pools, jwt.Pool{Issuer: p.Issuer, ClientIDs: p.ClientIDs, AnyClient: len(p.ClientIDs) == 0, Keys: keys})
	}
	if *s.Development {
		issuer, err := development.UserPool(b.path(b.settings.Server.DataDir))
		if err != nil {
			return err
		}
		pool, err := issuer.Pool()
		if err != nil {
			return err
		}
		a.pool, j.Pools = issuer, append(j.Pools, pool)
		if err := b.signIn(a); err != nil {
			return err
		}
	}
	if len(j.Pools) == 0 {
		return setting("auth.userPools", "AMPLIFYGO_USER_POOL_ISSUER", "is missing: the schema has the user pool mode")
	}
	return nil
}

// signIn opens the user pool of the development issuer, where it is asked for.
func (b *Backend) signIn(a *authenticators) error {
	if !b.settings.Auth.SignIn {
		return nil
	}
	users, err := userpool.Open(context.Background(), userpool.Config{
		Path: filepath.Join(b.path(b.settings.Server.DataDir), "users.db"), Issuer: a.pool, SignUp: true,
	})
	if err != nil {
		return development.InFolder(err)
	}
	b.closers = append(b.closers, users)
	a.users = users.Handler()
	return nil
}

// oidc takes the issuer from the settings or else from the schema.
func (b *Backend) oidc(j *jwt.Config) error {
	o := b.settings.Auth.OIDC
	if !b.schema.Modes.Enabled(schema.ModeOIDC) {
		if o != nil {
			return setting("auth.oidc", "AMPLIFYGO_OIDC_ISSUER", "the schema has no OpenID Connect mode")
		}
		return nil
	}
	from := b.schema.Modes.OIDC
	if from == nil {
		from = &schema.OIDC{}
	}
	if o == nil {
		o = &config.OIDC{}
	}
	issuer, client := first(o.Issuer, from.Issuer), first(o.ClientID, from.ClientID)
	if issuer == "" {
		return setting("auth.oidc.issuer", "AMPLIFYGO_OIDC_ISSUER", "is missing: the schema has the OpenID Connect mode and names no issuer")
	}
	remote := jwt.RemoteConfig{URL: o.JWKS, Log: b.log}
	if remote.URL == "" {
		remote.Issuer = issuer
	}
	keys, err := jwt.NewRemote(remote)
	if err != nil {
		return setting("auth.oidc", "AMPLIFYGO_OIDC_ISSUER", err.Error())
	}
	j.OIDC = &jwt.OIDC{
		Issuer: issuer, AnyClient: client == "", Keys: keys,
		IssueTTL: time.Duration(from.IssueTTLSeconds) * time.Second, AuthTTL: time.Duration(from.AuthTTLSeconds) * time.Second,
	}
	if client != "" {
		j.OIDC.ClientIDs = []string{client}
	}
	if *b.settings.Auth.Development {
		j.OIDC.Keys, err = b.developmentOIDC(keys)
	}
	return err
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// developmentOIDC accepts `amplifygo token --oidc` beside the issuer's own keys.
func (b *Backend) developmentOIDC(remote jwt.Keys) (jwt.Keys, error) {
	issuer, err := development.OIDC(b.path(b.settings.Server.DataDir))
	if err != nil {
		return nil, err
	}
	pool, err := issuer.Pool()
	if err != nil {
		return nil, err
	}
	return eitherKeys{pool.Keys, remote}, nil
}

// eitherKeys finds a key in the first set that has it.
type eitherKeys []jwt.Keys

// Find asks one set after the other.
func (e eitherKeys) Find(ctx context.Context, keyID, algorithm string) (*jwt.KeySet, any, error) {
	var failures []error
	for _, keys := range e {
		set, key, err := keys.Find(ctx, keyID, algorithm)
		if err == nil {
			return set, key, nil
		}
		failures = append(failures, err)
	}
	return nil, nil, errors.Join(failures...)
}

// warn logs that a watched file could not be read again.
func (b *Backend) warn(what string) func(error) {
	return func(err error) {
		if err != nil {
			b.log.Error(fmt.Sprintf("%s could not be read again; the old ones stay", what), "error", err)
		}
	}
}
