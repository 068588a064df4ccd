package amplify

import "strings"

// AuthMode says which kind of credentials a request carries. The values are
// those of the official client's authMode option.
type AuthMode string

// The authorization modes. AuthModeIAM is another name for
// AuthModeIdentityPool: both sign the request with AWS credentials.
//
// AuthModeNone sends no credentials of its own, for a proxy that adds them; it
// is the one mode that is not compared with the schema's rules before a request.
const (
	AuthModeAPIKey       AuthMode = "apiKey"
	AuthModeUserPool     AuthMode = "userPool"
	AuthModeOIDC         AuthMode = "oidc"
	AuthModeIdentityPool AuthMode = "identityPool"
	AuthModeIAM                   = AuthModeIdentityPool
	AuthModeLambda       AuthMode = "lambda"
	AuthModeNone         AuthMode = "none"
)

// Modes is a set of authorization modes, as generated code writes down which
// modes an operation admits.
type Modes uint8

// The members of a set of modes.
const (
	UserPool Modes = 1 << iota
	OIDC
	IdentityPool
	APIKey
	Lambda
)

var modeBits = []struct {
	mode AuthMode
	bit  Modes
}{
	{AuthModeUserPool, UserPool}, {AuthModeOIDC, OIDC}, {AuthModeIdentityPool, IdentityPool},
	{AuthModeAPIKey, APIKey}, {AuthModeLambda, Lambda},
}

// Has reports whether the mode is in the set.
func (m Modes) Has(mode AuthMode) bool {
	for _, b := range modeBits {
		if b.mode == mode {
			return m&b.bit != 0
		}
	}
	return false
}

// List gives the modes of the set, always in the same order.
func (m Modes) List() []AuthMode {
	var out []AuthMode
	for _, b := range modeBits {
		if m&b.bit != 0 {
			out = append(out, b.mode)
		}
	}
	return out
}

// String lists the modes: "userPool, apiKey", or "none" for the empty set.
func (m Modes) String() string {
	if m == 0 {
		return "none"
	}
	var names []string
	for _, mode := range m.List() {
		names = append(names, string(mode))
	}
	return strings.Join(names, ", ")
}

// wireModes are the names of modes in amplify_outputs.json.
var wireModes = map[string]AuthMode{
	"API_KEY":                   AuthModeAPIKey,
	"AMAZON_COGNITO_USER_POOLS": AuthModeUserPool,
	"OPENID_CONNECT":            AuthModeOIDC,
	"AWS_IAM":                   AuthModeIdentityPool,
	"AWS_LAMBDA":                AuthModeLambda,
}
