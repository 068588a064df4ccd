// Package jwt verifies the JSON Web Tokens of Cognito-like user pools and of an
// OpenID Connect issuer.
//
// A token is accepted if a key of its own issuer signed it with an asymmetric
// algorithm that the key declares or its type implies, and if its claims name
// the issuer, an accepted client and a time that is now. Nothing is taken from
// the token before that except the issuer's name and the key's id, which only
// choose among what is configured. Tokens that were verified once are
// remembered by their SHA-256 until they end or their issuer's keys change.
//
// Rules of time: a token ends exactly at exp (no leeway, as AppSync); nbf, iat
// and auth_time may lie up to Config.Skew in the future.
package jwt

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Limits of what a token may be; they keep hostile input cheap.
const (
	maxToken    = 16 << 10 // bytes; larger headers do not reach AppSync either
	maxKeyID    = 256      // bytes
	defaultSkew = 30 * time.Second
	// defaultRemembered is how many verified tokens are kept.
	defaultRemembered = 4096
)

// Pool is a user pool whose access and id tokens are accepted.
type Pool struct {
	// Issuer is the tokens' iss, compared exactly, such as
	// "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf".
	Issuer string
	// ClientIDs are the accepted app clients: client_id of an access token, aud
	// of an id token.
	ClientIDs []string
	// AnyClient accepts every client of the pool, as AppSync does by default.
	AnyClient bool
	// Keys are the pool's keys; Remote with the pool's address or Static.
	Keys Keys
}

// OIDC is an OpenID Connect issuer.
type OIDC struct {
	// Issuer is the tokens' iss, compared exactly.
	Issuer string
	// ClientIDs are compared with aud (any member) and azp. An entry may be
	// several ids divided by "|", as AppSync's setting is written.
	ClientIDs []string
	// AnyClient accepts every client of the issuer, as AppSync does where no
	// client id is set.
	AnyClient bool
	// IssueTTL ends a token that long after iat, AuthTTL after auth_time; zero
	// for no such limit. A token without the claim is refused if the limit is set.
	IssueTTL, AuthTTL time.Duration
	// Keys are the issuer's keys; Discover finds them by the issuer's metadata.
	Keys Keys
}

// Config configures a Verifier.
type Config struct {
	Pools []Pool
	// OIDC is nil without an OpenID Connect issuer.
	OIDC *OIDC
	// Skew is how far nbf, iat and auth_time may be in the future; 0 means 30 s.
	Skew time.Duration
	// Remembered bounds the number of verified tokens kept; 0 means 4096.
	Remembered int
	// Now is the clock; nil for time.Now.
	Now func() time.Time
	// Log hears why tokens are refused, at debug level, without the tokens; nil
	// for silence.
	Log *slog.Logger
}

// Verifier verifies tokens. It implements auth.TokenVerifier and is safe for
// concurrent use.
type Verifier struct {
	issuers map[string]*issuer
	skew    time.Duration
	now     func() time.Time
	log     *slog.Logger
	known   *memory
}

// issuer is a configured pool or OpenID Connect issuer.
type issuer struct {
	mode              schema.Mode
	provider          schema.Provider
	name              string
	clients           map[string]bool // nil for any
	issueTTL, authTTL time.Duration
	algorithms        map[string]bool
	keys              Keys
}

// New checks the configuration and makes a verifier. Errors name the setting.
func New(c Config) (*Verifier, error) {
	v := &Verifier{issuers: map[string]*issuer{}, skew: c.Skew, now: c.Now, log: c.Log}
	if v.skew == 0 {
		v.skew = defaultSkew
	}
	if v.skew < 0 || v.skew > 5*time.Minute {
		return nil, fmt.Errorf("jwt: Skew is %v: expected at most 5 minutes", v.skew)
	}
	if v.now == nil {
		v.now = time.Now
	}
	if v.log == nil {
		v.log = slog.New(slog.DiscardHandler)
	}
	for i, p := range c.Pools {
		if err := v.addPool(p); err != nil {
			return nil, fmt.Errorf("jwt: user pool %d: %w", i+1, err)
		}
	}
	if c.OIDC != nil {
		if err := v.addOIDC(*c.OIDC); err != nil {
			return nil, fmt.Errorf("jwt: OIDC: %w", err)
		}
	}
	if len(v.issuers) == 0 {
		return nil, errors.New("jwt: neither a user pool nor an OIDC issuer is configured")
	}
	var err error
	v.known, err = newMemory(c.Remembered)
	return v, err
}

func (v *Verifier) addPool(p Pool) error {
	clients, err := clientSet(p.ClientIDs, p.AnyClient)
	if err != nil {
		return err
	}
	return v.add(&issuer{
		mode: schema.ModeUserPool, provider: schema.UserPools, name: p.Issuer,
		clients: clients, keys: p.Keys, algorithms: poolAlgorithms,
	})
}

func (v *Verifier) addOIDC(o OIDC) error {
	if o.IssueTTL < 0 || o.AuthTTL < 0 {
		return errors.New("IssueTTL and AuthTTL must not be negative")
	}
	ids, err := splitClients(o.ClientIDs)
	if err != nil {
		return err
	}
	clients, err := clientSet(ids, o.AnyClient)
	if err != nil {
		return err
	}
	return v.add(&issuer{
		mode: schema.ModeOIDC, provider: schema.OIDCProvider, name: o.Issuer,
		clients: clients, keys: o.Keys, algorithms: oidcAlgorithms,
		issueTTL: o.IssueTTL, authTTL: o.AuthTTL,
	})
}

func (v *Verifier) add(i *issuer) error {
	if i.name == "" {
		return errors.New("the issuer is missing: give the tokens' iss claim")
	}
	if i.keys == nil {
		return fmt.Errorf("issuer %s has no Keys: give the address of its key set", i.name)
	}
	if v.issuers[i.name] != nil {
		return fmt.Errorf("issuer %s is configured twice: a token's issuer must name one mode", i.name)
	}
	v.issuers[i.name] = i
	return nil
}

// Serves implements auth.TokenVerifier.
func (v *Verifier) Serves(mode schema.Mode) bool {
	for _, i := range v.issuers {
		if i.mode == mode {
			return true
		}
	}
	return false
}

// VerifyToken implements auth.TokenVerifier. A leading "Bearer " is tolerated.
func (v *Verifier) VerifyToken(ctx context.Context, token string) (*auth.Identity, error) {
	if len(token) > maxToken {
		return nil, v.refuse("token too long", auth.NotAuthorized())
	}
	token = auth.TrimBearer(token)
	now := v.now()
	if k := v.known.find(token); k != nil {
		if !now.Before(k.until) {
			return nil, v.refuse("token ended", auth.TokenExpired())
		}
		return k.identity, nil
	}
	t, err := parse(token)
	if err != nil {
		return nil, v.refuse(err.Error(), auth.Unparsable())
	}
	i := v.issuers[t.issuer]
	if i == nil {
		return nil, v.refuse("unknown issuer", auth.NotAuthorized())
	}
	set, err := i.verify(ctx, t)
	if err != nil {
		return nil, v.refuse(err.Error(), auth.NotAuthorized())
	}
	k, refusal := i.admit(t.claims, now, v.skew)
	if refusal != nil {
		return nil, refusal.log(v)
	}
	k.set = set
	v.known.add(token, k)
	return k.identity, nil
}

// VerifyIDToken verifies a user pool's id token: what proves to an identity
// pool who somebody is. Access tokens are refused, and tokens of the OpenID
// Connect issuer: the identity pool that Amplify deploys trusts the user pool
// alone, and the API's issuer may be one where anybody has an account.
func (v *Verifier) VerifyIDToken(ctx context.Context, token string) (*auth.Identity, error) {
	id, err := v.VerifyToken(ctx, token)
	if err != nil {
		return nil, err
	}
	if id.Mode != schema.ModeUserPool || id.Claims["token_use"] != "id" {
		return nil, v.refuse("not an id token of a user pool", auth.NotAuthorized())
	}
	return id, nil
}

func (v *Verifier) refuse(reason string, e *auth.Error) *auth.Error {
	v.log.Debug("token refused", "reason", reason)
	return e
}
