// Package auth tells who a request comes from: it verifies API keys, tokens
// and signatures and yields an Identity. What the identity may do is decided
// by package authz alone.
package auth

import (
	"context"
	"net/http"
	"time"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Principal is the kind of caller within the IAM mode.
type Principal uint8

// The principals of IAM. Only access keys configured as administrators are Admin.
const (
	NotIAM Principal = iota
	// Admin may do everything, as a plain IAM role on AppSync.
	Admin
	// Authenticated is a signed-in identity of the identity pool.
	Authenticated
	// Guest is an unauthenticated identity of the identity pool.
	Guest
	// FunctionRole is the role of a function admitted by allow.resource.
	FunctionRole
)

// Identity is a verified caller. It is immutable and may be cached and shared
// between requests.
type Identity struct {
	Mode schema.Mode
	// Provider is the provider that rules must name to admit this caller.
	Provider schema.Provider
	// Principal is set for ModeIAM.
	Principal Principal
	// Function is the logical function name for FunctionRole.
	Function string
	// Sub and Username are the token's claims; Username is "username" or else
	// "cognito:username". Empty where absent.
	Sub, Username, Issuer string
	// Claims are the token's claims as encoding/json decodes them (numbers as
	// json.Number). Nil for other modes.
	Claims map[string]any
	// IdentityID is the identity pool's identity of Authenticated and Guest.
	IdentityID string
	// AuthProvider is how an Authenticated identity signed in to its pool, in
	// AppSync's form (cognitoIdentityAuthProvider); empty otherwise.
	AuthProvider string
	// AccessKeyID is the key that signed the request in ModeIAM.
	AccessKeyID string
	// ResolverContext and DeniedFields are the authorizer function's answer;
	// DeniedFields are "Type.field".
	ResolverContext map[string]any
	DeniedFields    []string
	// Expires is when the credentials end; zero where they do not.
	Expires time.Time
}

// Request is what an authenticator looks at: an HTTP request, or the header
// object of a WebSocket message made to look like one.
type Request struct {
	// Header are the credentials' headers, canonical keys.
	Header http.Header
	// Method, Path and Body are what a SigV4 signature covers. Path is the
	// signed path ("/graphql", "/graphql/connect"), escaped as in the request line.
	Method, Path, RawQuery string
	Body                   []byte
	Host                   string
	// Query, OperationName and Variables are handed to an authorizer function.
	Query, OperationName string
	Variables            map[string]any
	SourceIP             string
}

// Error is a refusal before the API is reached.
type Error struct {
	// Status is the HTTP status, Type the errorType (also the value of the
	// x-amzn-ErrorType header), as AppSync answers.
	Status  int
	Type    string
	Message string
}

// Error gives the type and the message.
func (e *Error) Error() string { return e.Type + ": " + e.Message }

// Authenticator verifies credentials.
type Authenticator interface {
	// Authenticate returns the verified caller, or an *Error. It never returns
	// a nil Identity without an error.
	Authenticate(ctx context.Context, r *Request) (*Identity, error)
}
