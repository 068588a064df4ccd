package lower

import (
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/node"
)

// defaultModes maps defaultAuthorizationMode to the API's mode.
var defaultModes = map[string]ir.Mode{
	"iam": ir.ModeIAM, "identityPool": ir.ModeIAM, "userPool": ir.ModeUserPool, "oidc": ir.ModeOIDC,
	"apiKey": ir.ModeAPIKey, "lambda": ir.ModeLambda,
}

const (
	defaultKeyDays   = 7
	defaultLambdaTTL = 60
)

// authModes fills in defineData's authorization modes: the default mode where
// none is named, IAM always, the user pool with an auth resource.
func (l *lowerer) authModes() {
	out := &l.schema.AuthModes
	out.HasAuth = l.program.HasAuth
	out.Additional = []ir.Mode{}
	modes := &node.Modes{}
	given := false
	if d := l.program.Data; d != nil {
		out.Span = d.Span
		if d.Modes != nil {
			modes, given = d.Modes, true
			if modes.Span.Valid() {
				out.Span = modes.Span
			}
		}
	}
	out.Default = l.defaultMode(modes, given, out.Span)
	out.Sandbox = !given && !out.HasAuth
	if modes.APIKey != nil || out.Default == ir.ModeAPIKey {
		out.APIKeyDays = defaultKeyDays
		if modes.APIKey != nil && modes.APIKey.ExpiresInDays != 0 {
			out.APIKeyDays = modes.APIKey.ExpiresInDays
		}
		if modes.APIKey != nil {
			out.APIKeyDescription = modes.APIKey.Description
			l.keyDays(modes.APIKey)
		}
	}
	l.lambdaMode(out, modes.Lambda)
	if m := modes.OIDC; m != nil {
		out.OIDC = &ir.OIDCMode{
			Provider: m.Provider, Issuer: m.Issuer, ClientID: m.ClientID,
			AuthTTLSeconds: m.AuthTTLSeconds, IssueTTLSeconds: m.IssueTTLSeconds, Span: m.Span,
		}
	}
	l.missingSettings(out, modes)
	for _, mode := range []struct {
		mode ir.Mode
		on   bool
	}{
		{ir.ModeAPIKey, out.APIKeyDays > 0}, {ir.ModeLambda, out.Lambda != nil}, {ir.ModeOIDC, out.OIDC != nil},
		{ir.ModeUserPool, out.HasAuth}, {ir.ModeIAM, true},
	} {
		if mode.on && mode.mode != out.Default {
			out.Additional = append(out.Additional, mode.mode)
		}
	}
}

func (l *lowerer) lambdaMode(out *ir.AuthModes, m *node.LambdaMode) {
	if m == nil {
		return
	}
	ttl := defaultLambdaTTL
	if m.TTLGiven {
		ttl = m.TTLSeconds
	}
	name := ""
	if m.Function != nil {
		name = l.function("", m.Function)
	}
	out.Lambda = &ir.LambdaMode{Function: name, TTLSeconds: ttl, Span: m.Span}
}

// defaultMode follows Amplify's rules for a default mode that is not named.
func (l *lowerer) defaultMode(m *node.Modes, given bool, at source.Span) ir.Mode {
	if m.Default != "" {
		mode, ok := defaultModes[m.Default]
		if !ok {
			l.errDefaultMode(m)
			return ir.ModeIAM
		}
		return mode
	}
	hasAuth := l.program.HasAuth
	var configured []ir.Mode
	if m.OIDC != nil {
		configured = append(configured, ir.ModeOIDC)
	}
	if m.Lambda != nil {
		configured = append(configured, ir.ModeLambda)
	}
	if m.APIKey != nil {
		configured = append(configured, ir.ModeAPIKey)
	}
	switch {
	case !hasAuth && !given:
		return ir.ModeAPIKey
	case hasAuth && !given:
		return ir.ModeUserPool
	case !hasAuth && len(configured) == 1:
		return configured[0]
	}
	l.errDefaultModeMissing(at, len(configured) == 0)
	return ir.ModeIAM
}

// missingSettings reports a default mode whose settings are not there.
func (l *lowerer) missingSettings(out *ir.AuthModes, m *node.Modes) {
	at := m.DefaultSpan
	if !at.Valid() {
		at = out.Span
	}
	switch {
	case m.Default == "":
	case out.Default == ir.ModeLambda && out.Lambda == nil:
		l.errModeSettings(at, "lambda", "lambdaAuthorizationMode")
	case out.Default == ir.ModeOIDC && out.OIDC == nil:
		l.errModeSettings(at, "oidc", "oidcAuthorizationMode")
	case out.Default == ir.ModeUserPool && !out.HasAuth:
		l.errModeUserPool(at)
	}
}
