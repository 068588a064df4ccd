// Package sigv4 verifies AWS Signature Version 4 in its header form, as the
// clients of AppSync sign: over HTTP, and over the header objects of the
// realtime protocol.
//
// A signature is verified by making it again: the request is rebuilt with
// nothing but the headers that were signed, the AWS SDK's own signer signs it
// with the secret of the named access key, and both Authorization headers have
// to be the same. Whatever the signer would not sign, or would write another
// way, is therefore refused.
package sigv4

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

const (
	// service is what requests to a GraphQL API are signed for.
	service = "appsync"
	// Window is how far a signature's date may be from the server's clock.
	Window = 5 * time.Minute
	// dateForm is the form of X-Amz-Date.
	dateForm = "20060102T150405Z"
)

// Credential is what a store knows about an access key.
type Credential struct {
	// Secret is the secret access key.
	Secret string
	// Principal and Function say who signs with it.
	Principal auth.Principal
	Function  string
	// IdentityID is the identity pool's identity; empty for servers' keys.
	IdentityID string
	// AuthProvider is how the identity signed in to its pool; may be empty.
	AuthProvider string
	// Expires is when the credential ends; zero for never.
	Expires time.Time
}

// ErrUnknown is a store's answer to an access key or session token that is not
// its own.
var ErrUnknown = errors.New("unknown access key or session token")

// Store finds credentials. Implementations are safe for concurrent use.
type Store interface {
	// Credential returns the credential of an access key. sessionToken is empty
	// for keys without one. It returns ErrUnknown unless both belong together.
	Credential(ctx context.Context, accessKeyID, sessionToken string) (*Credential, error)
}

// Config configures a Verifier.
type Config struct {
	// Region is the region of the API, as amplify_outputs.json tells it to clients.
	Region string
	// Keys are long-lived keys without session token; nil for none.
	Keys Store
	// Sessions are temporary credentials with session token, such as those of
	// an identity pool; nil for none.
	Sessions Store
	// Now is the clock; nil for time.Now.
	Now func() time.Time
}

// Verifier verifies signatures. It implements auth.SignatureVerifier.
type Verifier struct{ Config }

// New checks the configuration. Errors name the setting.
func New(c Config) (*Verifier, error) {
	if c.Region == "" {
		return nil, errors.New("sigv4: Region is missing: give the API's region, such as us-east-1")
	}
	if c.Keys == nil && c.Sessions == nil {
		return nil, errors.New("sigv4: there are neither access keys nor an identity pool: configure one of them")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Verifier{c}, nil
}

// VerifyRequest implements auth.SignatureVerifier.
func (v *Verifier) VerifyRequest(ctx context.Context, r *auth.Request) (*auth.Identity, error) {
	s, date, err := read(r)
	if err != nil {
		return nil, err
	}
	now := v.Now()
	if err := v.scope(s, date); err != nil {
		return nil, err
	}
	if err := inWindow(date, now); err != nil {
		return nil, err
	}
	c, err := v.credential(ctx, s)
	if err != nil {
		return nil, unknownKey()
	}
	wanted, err := v.sign(ctx, r, s, date, c.Secret)
	if err != nil || subtle.ConstantTimeCompare([]byte(wanted), []byte(s.String())) != 1 {
		return nil, mismatch()
	}
	if !c.Expires.IsZero() && !now.Before(c.Expires) {
		return nil, auth.Forbidden(auth.TypeExpiredToken, "The security token included in the request is expired")
	}
	return &auth.Identity{
		Mode: schema.ModeIAM, Provider: schema.IdentityPool, Principal: c.Principal, Function: c.Function,
		IdentityID: c.IdentityID, AuthProvider: c.AuthProvider, AccessKeyID: s.accessKeyID, Expires: c.Expires,
	}, nil
}

func (v *Verifier) credential(ctx context.Context, s *signature) (*Credential, error) {
	store := v.Keys
	if s.sessionToken != "" {
		store = v.Sessions
	}
	if store == nil {
		return nil, ErrUnknown
	}
	c, err := store.Credential(ctx, s.accessKeyID, s.sessionToken)
	if err != nil {
		return nil, err
	}
	if c == nil || c.Secret == "" || c.Principal == auth.NotIAM {
		return nil, ErrUnknown
	}
	return c, nil
}

// scope checks what the signature is for.
func (v *Verifier) scope(s *signature, date time.Time) error {
	switch {
	case s.date != date.Format("20060102"):
		return auth.Forbidden(auth.TypeInvalidSignature, fmt.Sprintf("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s', from '%s'.", s.date, date.Format("20060102"), date.Format(dateForm)))
	case s.region != v.Region:
		return auth.Forbidden(auth.TypeInvalidSignature, fmt.Sprintf("Credential should be scoped to a valid region, not '%s'. ", s.region))
	case s.service != service:
		return auth.Forbidden(auth.TypeInvalidSignature, "Credential should be scoped to correct service: 'appsync'. ")
	}
	return nil
}

// inWindow checks the date. The client corrects its clock by the Date header
// of the answer and tries again.
func inWindow(date, now time.Time) error {
	now = now.UTC()
	form := func(t time.Time) string { return t.Format(dateForm) }
	switch {
	case now.Sub(date) > Window:
		return auth.Forbidden(auth.TypeBadRequest, fmt.Sprintf("Signature expired: %s is now earlier than %s (%s - 5 min.)", form(date), form(now.Add(-Window)), form(now)))
	case date.Sub(now) > Window:
		return auth.Forbidden(auth.TypeBadRequest, fmt.Sprintf("Signature not yet current: %s is still later than %s (%s + 5 min.)", form(date), form(now.Add(Window)), form(now)))
	}
	return nil
}

func unknownKey() error {
	return auth.Forbidden(auth.TypeUnrecognizedClient, "The security token included in the request is invalid.")
}

func mismatch() error {
	return auth.Forbidden(auth.TypeInvalidSignature, "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
}

// sign makes the Authorization header that the request should have. A signer
// is made for each request, because a signer remembers derived keys by the
// access key's id alone, and a key's secret may have been replaced.
func (v *Verifier) sign(ctx context.Context, r *auth.Request, s *signature, date time.Time, secret string) (string, error) {
	if _, err := url.ParseQuery(r.RawQuery); err != nil {
		return "", err
	}
	q := &http.Request{
		Method: r.Method,
		Host:   r.Host,
		// Opaque keeps the path as the client wrote it.
		URL:    &url.URL{Host: r.Host, Opaque: "//" + r.Host + r.Path, RawQuery: r.RawQuery},
		Header: http.Header{},
	}
	for _, name := range s.headers {
		switch name {
		case "host":
		case "content-length":
			q.ContentLength = int64(len(r.Body))
		default:
			name = textproto.CanonicalMIMEHeaderKey(name)
			q.Header[name] = slices.Clone(r.Header[name])
		}
	}
	sum := sha256.Sum256(r.Body)
	credentials := aws.Credentials{AccessKeyID: s.accessKeyID, SecretAccessKey: secret, SessionToken: s.sessionToken}
	err := v4.NewSigner().SignHTTP(ctx, credentials, q, hex.EncodeToString(sum[:]), service, v.Region, date)
	return q.Header.Get("Authorization"), err
}
