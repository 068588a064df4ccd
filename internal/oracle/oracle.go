// Package oracle says what authorization should decide. It is a brute-force
// interpreter, written from the description of AppSync's behaviour (and of our
// deliberate differences, docs/parity.md) for one row at a time: it compiles
// nothing, keeps nothing, and shares no code with package authz, which is
// compared with it on every combination that can be enumerated and on random
// schemas, callers and rows. It is used by tests only.
package oracle

import (
	"encoding/json"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Row is a stored row: a string, a number, a bool, a []any, or nil for an
// explicit null. A field that is not in the map is absent. A nil Row is a row
// that does not exist.
type Row map[string]any

// Oracle answers questions about one schema.
type Oracle struct{ Schema *schema.Schema }

// Kind is the kind of a caller: "admin", "function", "apiKey", "guest",
// "pool", "userPools", "oidc", "lambda", or empty for nobody.
func (o *Oracle) Kind(id *auth.Identity) string {
	if id == nil {
		return ""
	}
	if id.Mode == schema.ModeIAM {
		if id.Provider != schema.IdentityPool && id.Provider != schema.Provider(0) {
			return ""
		}
		switch id.Principal {
		case auth.Admin:
			return "admin"
		case auth.FunctionRole:
			return "function"
		case auth.Guest:
			return "guest"
		case auth.Authenticated:
			return "pool"
		}
		return ""
	}
	on := o.Schema.Modes.Default == id.Mode
	for _, m := range o.Schema.Modes.Additional {
		on = on || m == id.Mode
	}
	if !on || id.Principal != auth.NotIAM {
		return ""
	}
	switch [2]any{id.Mode, id.Provider} {
	case [2]any{schema.ModeAPIKey, schema.APIKey}:
		return "apiKey"
	case [2]any{schema.ModeUserPool, schema.UserPools}:
		return "userPools"
	case [2]any{schema.ModeOIDC, schema.OIDCProvider}:
		return "oidc"
	case [2]any{schema.ModeLambda, schema.Function}:
		return "lambda"
	}
	return ""
}

// access tells what was granted to a function's role.
func (o *Oracle) access(id *auth.Identity) (query, mutate, listen bool) {
	for _, a := range o.Schema.Access {
		if a.Function == id.Function && a.Function != "" {
			query, mutate, listen = query || a.Query, mutate || a.Mutate, listen || a.Listen
		}
	}
	return
}

// claim gives a text claim, empty where there is none of type text.
func claim(id *auth.Identity, name string) string {
	raw, there := id.Claims[name]
	if name == "username" && (!there || raw == nil) {
		raw = id.Claims["cognito:username"]
	}
	if text, ok := raw.(string); ok {
		return text
	}
	return ""
}

// names are the forms under which an owner rule's claim recognises a caller.
// complete is false where one of several claims is missing; then only reading
// by the others remains. One of several claims that looks like several joined
// is no form: it may be somebody else's.
func names(id *auth.Identity, claimNames string) (forms []string, complete bool) {
	if claimNames == "" {
		claimNames = "sub::username"
	}
	each := strings.Split(claimNames, "::")
	complete = true
	var values, alone []string
	for _, n := range each {
		v := claim(id, n)
		if v == "" {
			complete = false
			continue
		}
		values = append(values, v)
		if len(each) == 1 || !strings.Contains(v, "::") {
			alone = append(alone, v)
		}
	}
	if complete && len(values) > 1 {
		return append([]string{strings.Join(values, "::")}, alone...), complete
	}
	return alone, complete
}

// groups are the caller's groups in a claim.
func groups(id *auth.Identity, claimName string) map[string]bool {
	if claimName == "" {
		claimName = "cognito:groups"
	}
	raw := id.Claims[claimName]
	if text, ok := raw.(string); ok {
		var parsed []any
		if json.Unmarshal([]byte(text), &parsed) == nil && parsed != nil {
			raw = parsed
		} else {
			raw = []any{text}
		}
	}
	set := map[string]bool{}
	if list, ok := raw.([]any); ok {
		for _, e := range list {
			if g, ok := e.(string); ok && g != "" {
				set[g] = true
			}
		}
	}
	return set
}
