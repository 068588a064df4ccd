// Package amplify stands for the runtime.
package amplify

type AuthMode string

const (
	AuthModeAPIKey       AuthMode = "apiKey"
	AuthModeUserPool     AuthMode = "userPool"
	AuthModeIdentityPool AuthMode = "identityPool"
	AuthModeIAM                   = AuthModeIdentityPool
	AuthModeNone         AuthMode = "none"
)

type CallOption interface{}

func WithAuthMode(AuthMode) CallOption { return nil }
func Select(...string) CallOption      { return nil }
