package server

import (
	"fmt"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/identitypool"
	"github.com/amplifygo/amplifygo/runtime/auth/lambda"
	"github.com/amplifygo/amplifygo/runtime/auth/sigv4"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// signatures verifies SigV4: access keys of the credentials file, and the
// temporary ones that the built-in identity pool gives out. Every Amplify API
// has the mode; without either, no signature is accepted.
func (b *Backend) signatures(a *authenticators, c *auth.Config) error {
	v := sigv4.Config{Region: b.settings.Region}
	if file := b.settings.Auth.Credentials; file != "" {
		keys, err := sigv4.OpenKeys(b.path(file), b.warn("access keys"))
		if err != nil {
			return fmt.Errorf("auth.credentialsFile (AMPLIFYGO_CREDENTIALS_FILE): %w", err)
		}
		v.Keys = keys
	}
	own, err := b.functionKeys()
	if err != nil {
		return err
	}
	switch {
	case own != nil && v.Keys != nil:
		v.Keys = bothKeys{own, v.Keys}
	case own != nil:
		v.Keys = own
	}
	if b.schema.Modes.Enabled(schema.ModeIAM) {
		pool, err := b.identityPool(a)
		if err != nil {
			return err
		}
		if pool != nil {
			v.Sessions, a.identity = pool, pool.Handler()
		}
	}
	if v.Keys == nil && v.Sessions == nil {
		return nil
	}
	verifier, err := sigv4.New(v)
	c.Signatures = verifier
	return err
}

// identityPool makes the credentials endpoint. It is nil where nobody could
// get credentials from it.
func (b *Backend) identityPool(a *authenticators) (*identitypool.Pool, error) {
	p := identitypool.Config{ID: b.settings.Auth.IdentityPool.ID, Secret: b.secret, Guests: *b.settings.Auth.IdentityPool.Guests}
	if a.tokens != nil && a.tokens.Serves(schema.ModeUserPool) {
		p.Logins = a.tokens
	}
	if p.Logins == nil && !p.Guests {
		return nil, nil
	}
	return identitypool.New(p)
}

// authorizer asks the authorizer function of the Lambda mode.
func (b *Backend) authorizer(_ *authenticators, c *auth.Config) error {
	if !b.schema.Modes.Enabled(schema.ModeLambda) {
		if b.settings.Auth.Authorizer != "" {
			return setting("auth.authorizer", "AMPLIFYGO_AUTHORIZER_URL", "the schema has no Lambda mode: add lambdaAuthorizationMode to defineData, or remove the setting")
		}
		return nil
	}
	l := lambda.Config{Log: b.log}
	if mode := b.schema.Modes.Lambda; mode != nil {
		l.TTL = time.Duration(mode.TTLSeconds) * time.Second
	}
	switch {
	case b.app.Authorizer != nil:
		l.Function = b.app.Authorizer
	case b.settings.Auth.Authorizer != "":
		endpoint, err := lambda.Endpoint(b.settings.Auth.Authorizer)
		if err != nil {
			return setting("auth.authorizer", "AMPLIFYGO_AUTHORIZER_URL", err.Error())
		}
		l.Function = endpoint
	default:
		return setting("auth.authorizer", "AMPLIFYGO_AUTHORIZER_URL", "is missing: the schema has the Lambda mode, and the server has no authorizer function (set App.Authorizer in main.go, or give its address)")
	}
	verifier, err := lambda.New(l)
	c.Authorizer = verifier
	return err
}
