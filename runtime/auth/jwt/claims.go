package jwt

import (
	"encoding/json"
	"math"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// denial is a refusal and its reason, which goes to the log only.
type denial struct {
	reason string
	error  *auth.Error
}

func (d *denial) log(v *Verifier) *auth.Error { return v.refuse(d.reason, d.error) }

func no(reason string) *denial { return &denial{reason, auth.NotAuthorized()} }

// admit checks the claims of a token whose signature is right and makes the
// identity (api.md 3.14).
func (i *issuer) admit(c map[string]any, now time.Time, skew time.Duration) (*remembered, *denial) {
	if c["iss"] != i.name {
		return nil, no("wrong issuer")
	}
	until, d := i.lifetime(c, now, skew)
	if d != nil {
		return nil, d
	}
	if d := i.client(c); d != nil {
		return nil, d
	}
	sub, ok := c["sub"].(string)
	if _, there := c["sub"]; (there && !ok) || (i.mode == schema.ModeUserPool && sub == "") {
		return nil, no("sub must be a string")
	}
	id := &auth.Identity{
		Mode: i.mode, Provider: i.provider, Sub: sub, Username: username(c),
		Issuer: i.name, Claims: c, Expires: until,
	}
	return &remembered{identity: id, until: until}, nil
}

// lifetime returns when the token ends.
func (i *issuer) lifetime(c map[string]any, now time.Time, skew time.Duration) (time.Time, *denial) {
	until, there, ok := instant(c, "exp")
	if !there || !ok {
		return until, no("exp must be a time")
	}
	latest := now.Add(skew)
	for _, name := range []string{"nbf", "iat", "auth_time"} {
		t, there, ok := instant(c, name)
		if there && !ok {
			return until, no(name + " must be a time")
		}
		if there && t.After(latest) {
			return until, no(name + " is in the future")
		}
	}
	for _, limit := range []struct {
		claim string
		ttl   time.Duration
	}{{"iat", i.issueTTL}, {"auth_time", i.authTTL}} {
		if limit.ttl == 0 {
			continue
		}
		t, there, _ := instant(c, limit.claim)
		if !there {
			return until, no(limit.claim + " is missing")
		}
		if end := t.Add(limit.ttl); end.Before(until) {
			until = end
		}
	}
	if !now.Before(until) {
		return until, &denial{"token ended", auth.TokenExpired()}
	}
	return until, nil
}

// instant reads a NumericDate (RFC 7519, 2): seconds since 1970, perhaps with a
// fraction. ok is false for other types and for times beyond the year 9999.
func instant(c map[string]any, name string) (t time.Time, there, ok bool) {
	v, there := c[name]
	n, number := v.(json.Number)
	if !number {
		return time.Time{}, there, false
	}
	f, err := n.Float64()
	if err != nil || f < 0 || f > 253402300799 {
		return time.Time{}, there, false
	}
	whole, fraction := math.Modf(f)
	return time.Unix(int64(whole), int64(fraction*1e9)), there, true
}

// client checks which client the token was made for.
func (i *issuer) client(c map[string]any) *denial {
	if i.mode == schema.ModeUserPool {
		return i.poolClient(c)
	}
	if i.clients == nil {
		return nil
	}
	for _, a := range audience(c["aud"]) {
		if i.clients[a] {
			return nil
		}
	}
	if azp, ok := c["azp"].(string); ok && i.clients[azp] {
		return nil
	}
	return no("another audience")
}

// poolClient: an access token names its client in client_id and has no
// audience, an id token in aud.
func (i *issuer) poolClient(c map[string]any) *denial {
	claim := ""
	switch c["token_use"] {
	case "access":
		claim = "client_id"
	case "id":
		claim = "aud"
	default:
		return no("token_use must be access or id")
	}
	id, ok := c[claim].(string)
	if !ok || id == "" {
		return no(claim + " must be a string")
	}
	if i.clients != nil && !i.clients[id] {
		return no("another client")
	}
	return nil
}

// audience gives the members of an aud claim: a string or a list of strings.
// Any other type has no members.
func audience(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		list := make([]string, 0, len(v))
		for _, e := range v {
			s, ok := e.(string)
			if !ok {
				return nil
			}
			list = append(list, s)
		}
		return list
	}
	return nil
}

// username is the claim "username", else "cognito:username" (api.md 3.4). A
// claim of another type than string is no name, and hides the second claim.
func username(c map[string]any) string {
	v, there := c["username"]
	if !there || v == nil {
		v = c["cognito:username"]
	}
	s, _ := v.(string)
	return s
}
