package devissuer

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jws"
)

// Use is what a token is for.
type Use string

// The uses of tokens, as their claim token_use spells them.
const (
	Access Use = "access"
	ID     Use = "id"
)

// DefaultTTL is how long tokens live where a request does not say, as in Cognito.
const DefaultTTL = time.Hour

// TokenRequest says what to put into a token.
type TokenRequest struct {
	// Username is who the token stands for.
	Username string
	// Sub is the user's unchanging id; empty for one derived from pool and
	// username, so that repeated tokens mean the same user.
	Sub string
	// Groups become cognito:groups; none leave the claim out, as Cognito does.
	Groups []string
	// Claims are put in last and may replace any claim: for tests and for the
	// attributes of id tokens.
	Claims map[string]any
	// Use is Access or ID; empty means Access.
	Use Use
	// TTL is how long the token lives; 0 means an hour. Negative makes a token
	// that has already ended.
	TTL time.Duration
	// ClientID is the app client; empty for the configured one.
	ClientID string
	// AuthTime is when the user signed in; zero for now.
	AuthTime time.Time
	// OriginID is shared by the tokens of one sign-in (origin_jti); may be empty.
	OriginID string
}

// subSpace is the name space of derived subs (RFC 9562, 5.5).
var subSpace = uuid.MustParse("8d5f3a0e-5b0c-4f6e-9d57-1f2e6f7a9c31")

// Sub derives the sub of a username where no user table gives one.
func (i *Issuer) Sub(username string) string {
	return uuid.NewSHA1(subSpace, []byte(i.config.PoolID+"\x00"+username)).String()
}

// Mint makes a signed token with the claims of a Cognito user pool's.
func (i *Issuer) Mint(r TokenRequest) (string, error) {
	if r.Username == "" {
		return "", errors.New("devissuer: Username is missing: say who the token is for")
	}
	if r.Use == "" {
		r.Use = Access
	}
	if r.Use != Access && r.Use != ID {
		return "", fmt.Errorf("devissuer: Use is %q: expected access or id", r.Use)
	}
	payload, err := json.Marshal(i.claims(r))
	if err != nil {
		return "", fmt.Errorf("devissuer: claims: %w", err)
	}
	signed, err := jws.Sign(payload, jws.WithKey(jwa.RS256(), i.signer))
	if err != nil {
		return "", fmt.Errorf("devissuer: %w", err)
	}
	return string(signed), nil
}

func (i *Issuer) claims(r TokenRequest) map[string]any {
	now := i.config.Now()
	if r.TTL == 0 {
		r.TTL = DefaultTTL
	}
	if r.Sub == "" {
		r.Sub = i.Sub(r.Username)
	}
	if r.ClientID == "" {
		r.ClientID = i.config.ClientID
	}
	if r.AuthTime.IsZero() {
		r.AuthTime = now
	}
	if r.OriginID == "" {
		r.OriginID = uuid.NewString()
	}
	c := map[string]any{
		"sub": r.Sub, "iss": i.Issuer(), "token_use": string(r.Use),
		"iat": now.Unix(), "exp": now.Add(r.TTL).Unix(), "auth_time": r.AuthTime.Unix(),
		"jti": uuid.NewString(), "origin_jti": r.OriginID, "event_id": uuid.NewString(),
	}
	if len(r.Groups) > 0 {
		c["cognito:groups"] = r.Groups
	}
	if r.Use == Access {
		c["username"], c["client_id"], c["scope"] = r.Username, r.ClientID, "aws.cognito.signin.user.admin"
	} else {
		c["cognito:username"], c["aud"] = r.Username, r.ClientID
	}
	for name, v := range r.Claims {
		c[name] = v
	}
	return c
}
