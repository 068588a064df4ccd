package iam

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/aws/aws-sdk-go-v2/aws"
)

// IdentityPool gives temporary credentials of a Cognito identity pool, or of a
// generated backend's own ("https://host/identity"), for guests or for the
// users of a user pool. Use it through NewIdentityPool.
type IdentityPool struct {
	// Endpoint is the pool's URL: "https://cognito-identity.<region>.amazonaws.com/"
	// for Cognito.
	Endpoint string
	// ID is the pool's id, "<region>:<uuid>".
	ID string
	// Provider names the user pool in logins: the issuer of its tokens without
	// "https://". Tokens gives its ID tokens. Both are empty for guests.
	Provider string
	Tokens   amplify.TokenSource
	// HTTP is the HTTP client; nil for http.DefaultClient. Redirects, which would
	// take the ID token to another host, are followed only where it has a
	// CheckRedirect of its own.
	HTTP *http.Client
}

// NewIdentityPool makes the pool a provider that keeps credentials until
// shortly before they expire.
func NewIdentityPool(p IdentityPool) aws.CredentialsProvider {
	if p.HTTP == nil {
		p.HTTP = http.DefaultClient
	}
	if p.HTTP.CheckRedirect == nil {
		own := *p.HTTP
		own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		p.HTTP = &own
	}
	return aws.NewCredentialsCache(p, func(o *aws.CredentialsCacheOptions) { o.ExpiryWindow = time.Minute })
}

// Retrieve asks the pool for an identity and then for its credentials, as the
// official client does.
func (p IdentityPool) Retrieve(ctx context.Context) (aws.Credentials, error) {
	var logins map[string]string
	if p.Tokens != nil {
		token, err := p.Tokens.Token(ctx)
		if err != nil {
			return aws.Credentials{}, fmt.Errorf("token for the identity pool: %w", err)
		}
		logins = map[string]string{p.Provider: token}
	}
	type request struct {
		IdentityPoolID string            `json:"IdentityPoolId,omitempty"`
		IdentityID     string            `json:"IdentityId,omitempty"`
		Logins         map[string]string `json:"Logins,omitempty"`
	}
	var identity struct {
		IdentityID string `json:"IdentityId"`
	}
	if err := p.call(ctx, "GetId", request{IdentityPoolID: p.ID, Logins: logins}, &identity); err != nil {
		return aws.Credentials{}, err
	}
	var given struct {
		Credentials struct {
			AccessKeyID  string `json:"AccessKeyId"`
			SecretKey    string
			SessionToken string
			Expiration   float64
		}
	}
	if err := p.call(ctx, "GetCredentialsForIdentity", request{IdentityID: identity.IdentityID, Logins: logins}, &given); err != nil {
		return aws.Credentials{}, err
	}
	c := given.Credentials
	if c.AccessKeyID == "" || c.SecretKey == "" {
		return aws.Credentials{}, errors.New("the identity pool gave no credentials")
	}
	return aws.Credentials{
		AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretKey, SessionToken: c.SessionToken,
		CanExpire: c.Expiration > 0, Expires: time.Unix(int64(c.Expiration), 0), Source: "identity pool " + p.ID,
	}, nil
}

// maxAnswer bounds an answer of the pool.
const maxAnswer = 1 << 20

// call makes one unsigned call of Cognito's JSON protocol.
func (p IdentityPool) call(ctx context.Context, operation string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Endpoint, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityService."+operation)
	resp, err := p.HTTP.Do(r)
	if err != nil {
		return fmt.Errorf("identity pool: %w", err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("identity pool: %s: %w", operation, err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("identity pool: %s: %s: %s", operation, resp.Status, answer)
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("identity pool: %s: %w", operation, err)
	}
	return nil
}
