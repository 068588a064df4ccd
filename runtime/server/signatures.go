package server

import (
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/identitypool"
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
	pool, err := identitypool.New(p)
	if err != nil {
		return nil, setting("auth.identityPool.id", "AMPLIFYGO_IDENTITY_POOL_ID", strings.TrimPrefix(err.Error(), "identitypool: ID "))
	}
	return pool, nil
}
