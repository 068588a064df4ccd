package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

// KeyVerifier verifies API keys (package apikey).
type KeyVerifier interface {
	// VerifyKey returns the identity of a valid key, or an *Error.
	VerifyKey(key string) (*Identity, error)
}

// TokenVerifier verifies the tokens of user pools and of an OpenID Connect
// issuer (package jwt). The issuer of a token decides between them.
type TokenVerifier interface {
	// VerifyToken returns the identity that the token stands for, with Mode set
	// to the mode of its issuer, or an *Error.
	VerifyToken(ctx context.Context, token string) (*Identity, error)
	// Serves reports whether an issuer of the mode is configured.
	Serves(mode schema.Mode) bool
}

// SignatureVerifier verifies SigV4 signatures (package sigv4).
type SignatureVerifier interface {
	// VerifyRequest returns the identity of the access key that signed the
	// request, or an *Error.
	VerifyRequest(ctx context.Context, r *Request) (*Identity, error)
}

// Authorizer asks an authorizer function about a token (package lambda).
type Authorizer interface {
	// Authorize returns the identity that the function admits, or an *Error.
	Authorize(ctx context.Context, token string, r *Request) (*Identity, error)
}

// Config says how each mode of the API is verified.
type Config struct {
	// Modes are the modes of the schema.
	Modes schema.Modes
	// APIKeys is needed for API_KEY.
	APIKeys KeyVerifier
	// Tokens is needed for AMAZON_COGNITO_USER_POOLS and OPENID_CONNECT.
	Tokens TokenVerifier
	// Signatures may be nil although every Amplify API has AWS_IAM: then no
	// signature is accepted, because a signature nobody can verify is worth
	// nothing.
	Signatures SignatureVerifier
	// Authorizer is needed for AWS_LAMBDA.
	Authorizer Authorizer
}

// New makes the authenticator that chooses the mode by the request's headers,
// as AppSync does: x-api-key, else an Authorization header that is a SigV4
// signature, a JSON Web Token, or a token for the authorizer function. The
// mode that the headers name decides alone; a refusal is final.
//
// It returns an error that names the setting if an enabled mode cannot be
// verified, or if a verifier is configured for a mode the schema does not have.
func New(c Config) (Authenticator, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return &dispatcher{
		Config:   c,
		iam:      c.Modes.Enabled(schema.ModeIAM) && c.Signatures != nil,
		apiKey:   c.Modes.Enabled(schema.ModeAPIKey),
		userPool: c.Modes.Enabled(schema.ModeUserPool),
		oidc:     c.Modes.Enabled(schema.ModeOIDC),
		lambda:   c.Modes.Enabled(schema.ModeLambda),
	}, nil
}

func (c Config) check() error {
	if c.Modes.Default == "" {
		return errors.New("auth: Modes.Default is empty: name the API's default authorization mode")
	}
	for _, mode := range append([]schema.Mode{c.Modes.Default}, c.Modes.Additional...) {
		if !slices.Contains(knownModes, mode) {
			return fmt.Errorf("auth: Modes has the unknown mode %q: expected one of %v", mode, knownModes)
		}
	}
	tokens := func(m schema.Mode) bool { return c.Tokens != nil && c.Tokens.Serves(m) }
	for _, need := range []struct {
		mode      schema.Mode
		have      bool
		setting   string
		necessary bool
	}{
		{schema.ModeAPIKey, c.APIKeys != nil, "API key", true},
		{schema.ModeUserPool, tokens(schema.ModeUserPool), "issuer of a user pool", true},
		{schema.ModeOIDC, tokens(schema.ModeOIDC), "OIDC issuer", true},
		{schema.ModeLambda, c.Authorizer != nil, "authorizer function", true},
		{schema.ModeIAM, c.Signatures != nil, "access key or identity pool", false},
	} {
		enabled := c.Modes.Enabled(need.mode)
		if enabled && !need.have && need.necessary {
			return fmt.Errorf("auth: the schema enables %s but the configuration has no %s: add the setting, or remove the mode from defineData", need.mode, need.setting)
		}
		if !enabled && need.have && need.necessary {
			return fmt.Errorf("auth: the configuration has an %s but the schema does not enable %s: remove the setting, or add the mode to defineData", need.setting, need.mode)
		}
	}
	return nil
}

var knownModes = []schema.Mode{schema.ModeAPIKey, schema.ModeIAM, schema.ModeUserPool, schema.ModeOIDC, schema.ModeLambda}

type dispatcher struct {
	Config
	iam, apiKey, userPool, oidc, lambda bool
}

// Authenticate implements Authenticator.
func (d *dispatcher) Authenticate(ctx context.Context, r *Request) (*Identity, error) {
	id, err := d.choose(ctx, r)
	if err != nil {
		return nil, asRefusal(err)
	}
	if id == nil || !d.Modes.Enabled(id.Mode) {
		return nil, NotAuthorized()
	}
	return id, nil
}

// asRefusal makes sure that nothing but an *Error leaves the package: an
// error of another kind is a failure of a verifier, and denies.
func asRefusal(err error) error {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e
	}
	return NotAuthorized()
}

func (d *dispatcher) choose(ctx context.Context, r *Request) (*Identity, error) {
	key, keys := single(r.Header, "X-Api-Key")
	token, tokens := single(r.Header, "Authorization")
	if keys > 1 || tokens > 1 || keys+tokens > 1 {
		return nil, NotAuthorized() // contradicting credentials: no guessing which one is meant
	}
	switch {
	case keys == 1:
		if !d.apiKey {
			return nil, NoHeader()
		}
		return d.APIKeys.VerifyKey(key)
	case tokens == 1:
		return d.authorization(ctx, token, r)
	default:
		return nil, NoHeader()
	}
}

// authorization chooses by the value of the Authorization header, as api.md
// 3.11 and 3.14 say: a signature is never a token for the authorizer function
// where IAM is on, nor a JWT, or what "Bearer " announces as one, where pools
// or OIDC are.
func (d *dispatcher) authorization(ctx context.Context, value string, r *Request) (*Identity, error) {
	signature := IsSignature(value)
	switch {
	case signature && d.iam:
		return d.Signatures.VerifyRequest(ctx, r)
	case signature && !d.lambda:
		return nil, NoHeader()
	case !signature && (d.userPool || d.oidc) && (!d.lambda || IsJWT(value) || TrimBearer(value) != value):
		return d.token(ctx, TrimBearer(value))
	case d.lambda:
		return d.Authorizer.Authorize(ctx, value, r)
	case d.iam && d.Modes.Default == schema.ModeIAM:
		return nil, incompleteSignature(value)
	default:
		return nil, NoHeader()
	}
}

func (d *dispatcher) token(ctx context.Context, token string) (*Identity, error) {
	if !IsJWT(token) {
		return nil, Unparsable()
	}
	return d.Tokens.VerifyToken(ctx, token)
}

// incompleteSignature is what an API with IAM as its default mode says to an
// Authorization header that is no signature. The value is not echoed.
func incompleteSignature(string) *Error {
	return Forbidden(TypeIncompleteSignature, "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
}

// single returns the only value of a header, trimmed, and how many values it
// has. An empty value counts as none.
func single(h http.Header, name string) (string, int) {
	values := h[name]
	if len(values) != 1 {
		return "", len(values)
	}
	v := strings.TrimSpace(values[0])
	if v == "" {
		return "", 0
	}
	return v, 1
}

// IsSignature reports whether an Authorization header names SigV4's algorithm.
func IsSignature(value string) bool { return strings.HasPrefix(value, "AWS4-HMAC-SHA256") }

// TrimBearer removes the scheme "Bearer ", which AppSync tolerates in any case.
func TrimBearer(value string) string {
	const scheme = "bearer "
	if len(value) > len(scheme) && strings.EqualFold(value[:len(scheme)], scheme) {
		return strings.TrimSpace(value[len(scheme):])
	}
	return value
}

// IsJWT reports whether a value looks like a JSON Web Token, signed or not:
// three parts divided by dots, of which the first is a JSON object.
func IsJWT(value string) bool {
	value = TrimBearer(value)
	if strings.Count(value, ".") != 2 {
		return false
	}
	head, _, _ := strings.Cut(value, ".")
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(head, "="))
	return err == nil && strings.HasPrefix(strings.TrimSpace(string(raw)), "{")
}
