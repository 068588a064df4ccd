// Package identitypool is a built-in identity pool: it exchanges the tokens of
// signed-in users, and nothing for guests, for temporary access keys, speaking
// Cognito Identity's JSON protocol as aws-amplify uses it (GetId and
// GetCredentialsForIdentity).
//
// It keeps no table. An identity id is derived from the login, or random and
// marked for guests, and a session token carries, sealed by AES-GCM, all that
// the server has to know when it sees it again. Everything comes from one
// secret: servers that share it accept each other's credentials, and changing
// it ends all of them.
package identitypool

import (
	"context"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
)

const (
	// MinSecret is the least length of the pool's secret, in bytes.
	MinSecret = 32
	// DefaultTTL is how long credentials live, as in Cognito. aws-amplify asks
	// for new ones after 50 minutes.
	DefaultTTL = time.Hour
	maxTTL     = 12 * time.Hour
)

// LoginVerifier verifies the tokens of the Logins map. *jwt.Verifier is one.
type LoginVerifier interface {
	// VerifyIDToken returns the user whom an id token of a user pool proves.
	VerifyIDToken(ctx context.Context, token string) (*auth.Identity, error)
}

// Config configures a Pool.
type Config struct {
	// ID is the pool's id, "<region>:<uuid>", as amplify_outputs.json tells it.
	ID string
	// Secret is what keys are derived from: at least 32 random bytes.
	Secret []byte
	// Logins verifies tokens of signed-in users; nil if there are only guests.
	Logins LoginVerifier
	// Guests allows identities without login.
	Guests bool
	// TTL is how long credentials live; 0 means an hour, at most 12 hours.
	TTL time.Duration
	// Now is the clock; nil for time.Now.
	Now func() time.Time
}

// Pool is an identity pool. It implements sigv4.Store for the credentials it
// gives out, and is safe for concurrent use.
type Pool struct {
	Config
	region      string
	seal        cipher.AEAD
	identityKey []byte // authenticates and derives identity ids
	secretKey   []byte // derives secret access keys
}

var poolID = regexp.MustCompile(`^([a-z0-9-]{1,32}):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// New checks the configuration. Errors name the setting.
func New(c Config) (*Pool, error) {
	m := poolID.FindStringSubmatch(c.ID)
	if m == nil {
		return nil, fmt.Errorf("identitypool: ID is %q: expected <region>:<uuid> in lower case, such as us-east-1:5d1a2b3c-0000-4000-8000-000000000000", c.ID)
	}
	if len(c.Secret) < MinSecret {
		return nil, fmt.Errorf("identitypool: Secret has %d bytes: expected at least %d random ones", len(c.Secret), MinSecret)
	}
	if c.Logins == nil && !c.Guests {
		return nil, errors.New("identitypool: neither Logins nor Guests: nobody could get credentials")
	}
	if c.TTL < 0 || c.TTL > maxTTL {
		return nil, fmt.Errorf("identitypool: TTL is %v: expected at most %v", c.TTL, maxTTL)
	}
	if c.TTL == 0 {
		c.TTL = DefaultTTL
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	p := &Pool{Config: c, region: m[1]}
	return p, p.derive()
}

// derive makes a key for each purpose from the secret (HKDF, RFC 5869), bound
// to the pool's id, so that two pools with one secret stay apart.
func (p *Pool) derive() error {
	keys := make([][]byte, 3)
	for i, purpose := range []string{"session token", "identity id", "secret access key"} {
		key, err := hkdf.Key(sha256.New, p.Secret, []byte(p.ID), "amplifygo identity pool, version 1: "+purpose, 32)
		if err != nil {
			return fmt.Errorf("identitypool: %w", err)
		}
		keys[i] = key
	}
	var err error
	p.seal, err = newSeal(keys[0])
	p.identityKey, p.secretKey = keys[1], keys[2]
	return err
}
