// Package userpool is a user pool for people without one: sign-up, sign-in,
// groups and tokens by Cognito's JSON protocol (AWSCognitoIdentityProviderService),
// so that aws-amplify/auth works without a network. Users are in SQLite,
// passwords only as SRP verifiers.
//
// It is made for development: nobody's address is verified, every sign-up is
// confirmed at once, and there is no second factor. It does nothing unless its
// handler is mounted.
package userpool

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/auth/internal/awsjson"
	"github.com/amplifygo/amplifygo/runtime/auth/jwt"
)

// DefaultRefreshTTL is how long a sign-in lasts, as in Cognito.
const DefaultRefreshTTL = 30 * 24 * time.Hour

// Config configures a Pool.
type Config struct {
	// Path is the SQLite file. Tables are named amplifygo_pool_…, so that it may
	// be the file of the API's data.
	Path string
	// Issuer signs the pool's tokens.
	Issuer *devissuer.Issuer
	// ClientIDs are the app clients besides the issuer's.
	ClientIDs []string
	// SignUp allows anybody to sign up.
	SignUp bool
	// Writable are custom attributes ("custom:…") that users may set themselves.
	// What is not listed can only be set by CreateUser, since rules may trust it.
	Writable []string
	// MinPassword is the least length of a password; 0 means 8, as in Cognito.
	MinPassword int
	// RefreshTTL is how long a sign-in lasts; 0 means 30 days.
	RefreshTTL time.Duration
	// Now is the clock; nil for time.Now.
	Now func() time.Time
}

// Pool is a user pool. It is safe for concurrent use; Close ends it.
type Pool struct {
	Config
	name     string // the part of the pool's id that is hashed with passwords
	clients  []string
	db       *sql.DB
	group    *group
	tokens   *jwt.Verifier
	seal     cipher.AEAD
	shadow   []byte // makes up salts of users who do not exist
	attempts *attempts
}

// Open opens the pool and makes its tables where they are missing. Errors name
// the setting.
func Open(ctx context.Context, c Config) (*Pool, error) {
	if c.Issuer == nil {
		return nil, errors.New("userpool: Issuer is missing: open a devissuer first")
	}
	if c.Path == "" {
		return nil, errors.New("userpool: Path is missing: name the SQLite file of the users")
	}
	if c.MinPassword == 0 {
		c.MinPassword = 8
	}
	if c.RefreshTTL == 0 {
		c.RefreshTTL = DefaultRefreshTTL
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	p := &Pool{Config: c, clients: append([]string{c.Issuer.ClientID()}, c.ClientIDs...)}
	_, p.name, _ = strings.Cut(c.Issuer.PoolID(), "_")
	if err := p.prepare(); err != nil {
		return nil, err
	}
	var err error
	if p.db, err = openDB(ctx, c.Path); err != nil {
		return nil, fmt.Errorf("userpool: %s: %w", c.Path, err)
	}
	return p, nil
}

func (p *Pool) prepare() error {
	pool, err := p.Issuer.Pool(p.clients...)
	if err != nil {
		return err
	}
	if p.tokens, err = jwt.New(jwt.Config{Pools: []jwt.Pool{pool}, Now: p.Now}); err != nil {
		return err
	}
	if p.group, err = newGroup(); err != nil {
		return err
	}
	if p.attempts, err = newAttempts(); err != nil {
		return err
	}
	p.shadow = make([]byte, 32)
	_, _ = rand.Read(p.shadow) // never fails (crypto/rand)
	p.seal, err = newSeal()
	return err
}

// Close closes the database.
func (p *Pool) Close() error { return p.db.Close() }

// Handler serves the pool's operations by POST, named by the header
// X-Amz-Target, from any origin.
func (p *Pool) Handler() http.Handler {
	return awsjson.Handler("AWSCognitoIdentityProviderService", map[string]awsjson.Operation{
		"SignUp":                    p.signUp,
		"ConfirmSignUp":             p.confirmSignUp,
		"ResendConfirmationCode":    refused("NotAuthorizedException", "This user pool sends no codes: sign-ups are confirmed at once."),
		"InitiateAuth":              p.initiateAuth,
		"RespondToAuthChallenge":    p.respondToAuthChallenge,
		"GetTokensFromRefreshToken": p.getTokensFromRefreshToken,
		"RevokeToken":               p.revokeToken,
		"GetUser":                   p.getUser,
		"UpdateUserAttributes":      p.updateUserAttributes,
		"ChangePassword":            p.changePassword,
		"GlobalSignOut":             p.globalSignOut,
		"DeleteUser":                p.deleteUser,
		"ForgotPassword":            refused("NotAuthorizedException", "This user pool sends no codes: an administrator sets a new password."),
		"ConfirmForgotPassword":     refused("NotAuthorizedException", "This user pool sends no codes: an administrator sets a new password."),
	})
}

func refused(exception, message string) awsjson.Operation {
	return func(context.Context, []byte) (any, error) { return nil, awsjson.Refuse(exception, message) }
}

// client checks an app client's id.
func (p *Pool) client(id string) error {
	if id == "" || !slices.Contains(p.clients, id) {
		return awsjson.Refuse("ResourceNotFoundException", "User pool client does not exist.")
	}
	return nil
}
