package jwt

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth/internal/strictjson"
)

// token is a parsed token; nothing in it is trusted yet.
type token struct {
	compact   string
	signed    bool // there is a signature that can be decoded
	algorithm string
	keyID     string // empty where absent
	issuer    string // empty unless a string
	claims    map[string]any
}

// strict is base64url that refuses padding and stray bits, so that a token has
// one spelling only.
var strict = base64.RawURLEncoding.Strict()

// parse reads a compact token (RFC 7515, 7.1). It refuses what this verifier
// would not know how to honour: critical extensions, unencoded payloads, and
// types that are not access or id tokens.
func parse(compact string) (*token, error) {
	parts := strings.Split(compact, ".")
	if len(parts) != 3 {
		return nil, fmt.Errorf("%d parts instead of 3", len(parts))
	}
	head, err := part(parts[0])
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	t := &token{compact: compact}
	if t.claims, err = part(parts[1]); err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	if err := t.header(head); err != nil {
		return nil, err
	}
	_, err = strict.DecodeString(parts[2])
	t.signed = err == nil && parts[2] != ""
	t.issuer, _ = t.claims["iss"].(string)
	return t, nil
}

func part(encoded string) (map[string]any, error) {
	raw, err := strict.DecodeString(encoded)
	if err != nil {
		return nil, errors.New("not base64url")
	}
	return strictjson.Object(raw)
}

func (t *token) header(h map[string]any) error {
	var ok bool
	if t.algorithm, ok = h["alg"].(string); !ok {
		return errors.New("header without alg")
	}
	if kid, there := h["kid"]; there {
		if t.keyID, ok = kid.(string); !ok || t.keyID == "" || len(t.keyID) > maxKeyID {
			return fmt.Errorf("kid must be a string of 1 to %d bytes", maxKeyID)
		}
	}
	for _, name := range []string{"crit", "b64", "zip", "enc"} {
		if _, there := h[name]; there {
			return fmt.Errorf("header member %s is not supported", name)
		}
	}
	if typ, there := h["typ"]; there {
		s, _ := typ.(string)
		switch strings.ToLower(s) {
		case "jwt", "at+jwt", "application/jwt", "application/at+jwt", "id_token":
		default:
			return fmt.Errorf("tokens of this typ are not accepted")
		}
	}
	return nil
}
