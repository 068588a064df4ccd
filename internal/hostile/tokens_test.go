package hostile_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/config"
)

const (
	noHeader      = "401 UnauthorizedException: Valid authorization header not provided."
	notAuthorized = "401 UnauthorizedException: You are not authorized to make this call."
	unparsable    = "401 UnauthorizedException: Unable to parse JWT token."
	expired       = "401 UnauthorizedException: Token has expired."
)

// mint is a caller with a token of the pool that the request describes.
func mint(r devissuer.TokenRequest) caller {
	return func(x *target, q *http.Request) { q.Header.Set("Authorization", x.token(x.pool, r)) }
}

// forged changes the parts of alice's token: header, payload, signature.
func forged(change func(x *target, parts []string) []string) caller {
	return func(x *target, r *http.Request) {
		token := x.token(x.pool, devissuer.TokenRequest{Username: "alice", Sub: "sub-alice"})
		r.Header.Set("Authorization", strings.Join(change(x, strings.Split(token, ".")), "."))
	}
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// algorithm replaces the header by one of another algorithm and makes the
// signature that sign makes of the rest.
func algorithm(head string, sign func(x *target, signed string) []byte) caller {
	return forged(func(x *target, p []string) []string {
		p[0] = encode(head)
		p[2] = base64.RawURLEncoding.EncodeToString(sign(x, p[0]+"."+p[1]))
		return p
	})
}

// payload changes a claim without signing again.
func payload(name string, v any) caller {
	return forged(func(x *target, p []string) []string {
		raw, err := base64.RawURLEncoding.DecodeString(p[1])
		must(x.t, err)
		c := map[string]any{}
		must(x.t, json.Unmarshal(raw, &c))
		c[name] = v
		raw, err = json.Marshal(c)
		must(x.t, err)
		p[1] = base64.RawURLEncoding.EncodeToString(raw)
		return p
	})
}

// publicKey is the pool's public key as an attacker may fetch it, in PEM.
func (x *target) publicKey() []byte {
	x.t.Helper()
	pool, err := x.pool.Pool()
	must(x.t, err)
	_, key, err := pool.Keys.Find(x.t.Context(), "", "RS256")
	must(x.t, err)
	der, err := x509.MarshalPKIXPublicKey(key)
	must(x.t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

func hmacWith(key func(x *target) []byte) func(*target, string) []byte {
	return func(x *target, signed string) []byte {
		m := hmac.New(sha256.New, key(x))
		m.Write([]byte(signed))
		return m.Sum(nil)
	}
}

func empty(*target, string) []byte { return nil }

// ownKey signs with a key of the attacker's.
func ownKey() func(*target, string) []byte {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	return func(x *target, signed string) []byte {
		must(x.t, err)
		sum := sha256.Sum256([]byte(signed))
		signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		must(x.t, err)
		return signature
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.seed()
	mine := ownKey()
	keys := func(x *target) []byte { return x.publicKey() }
	in := func(c map[string]any) caller { return claims("alice", c) }
	far := time.Now().Add(time.Hour).Unix()
	cases := []struct {
		name string
		as   caller
		want string
	}{
		{"nothing", nobody, noHeader},
		{"an empty header", header("Authorization", ""), noHeader},
		{"only Bearer", header("Authorization", "Bearer "), notAuthorized},
		{"no token", header("Authorization", "Bearer x.y.z"), unparsable},
		{"the authorizer's refusal", authorized("nonsense"), notAuthorized},
		{"the authorizer's panic", authorized("panic"), notAuthorized},
		{"the authorizer's error", authorized("error"), notAuthorized},
		{"an authorizer with a negative TTL", authorized("negative"), notAuthorized},
		{"an authorizer with a nested context", authorized("nested"), notAuthorized},
		{"a token for the authorizer that is too long", authorized(strings.Repeat("a", 2049)), notAuthorized},
		{"a wrong key", header("x-api-key", "da2-wrong"), notAuthorized},
		{"a part of the key", header("x-api-key", config.DevelopmentAPIKey[:20]), notAuthorized},
		{"a key with more behind it", header("x-api-key", config.DevelopmentAPIKey+"0"), notAuthorized},
		{"two keys", header("x-api-key", config.DevelopmentAPIKey, "x-api-key", "other"), notAuthorized},
		{"the key as a token", header("Authorization", config.DevelopmentAPIKey), notAuthorized},
		{"a key and a token", and(key, alice), notAuthorized},
		{"two tokens", and(alice, header("Authorization", "open")), notAuthorized},
		{"an ended token", mint(devissuer.TokenRequest{Username: "alice", TTL: -time.Minute}), expired},
		{"a token that ends without a number", in(map[string]any{"exp": "tomorrow"}), notAuthorized},
		{"a token without an end", in(map[string]any{"exp": nil}), notAuthorized},
		{"a token that ends in a list", in(map[string]any{"exp": []any{far}}), notAuthorized},
		{"a token of tomorrow", in(map[string]any{"nbf": far}), notAuthorized},
		{"a token issued tomorrow", in(map[string]any{"iat": far}), notAuthorized},
		{"another pool's issuer", in(map[string]any{"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other"}), notAuthorized},
		{"the issuer of OpenID Connect with the pool's key", in(map[string]any{"iss": "https://oidc.example.com", "aud": "app"}), notAuthorized},
		{"an issuer in a list", in(map[string]any{"iss": []any{"x"}}), notAuthorized},
		{"no issuer", in(map[string]any{"iss": nil}), notAuthorized},
		{"another client", mint(devissuer.TokenRequest{Username: "alice", ClientID: "another"}), notAuthorized},
		{"no client", in(map[string]any{"client_id": nil}), notAuthorized},
		{"clients in a list", in(map[string]any{"client_id": []any{config.DevelopmentClientID}}), notAuthorized},
		{"another use", in(map[string]any{"token_use": "refresh"}), notAuthorized},
		{"no use", in(map[string]any{"token_use": nil}), notAuthorized},
		{"a sub that is a list", in(map[string]any{"sub": []any{"sub-alice"}}), notAuthorized},
		{"a sub that is a number", in(map[string]any{"sub": 7}), notAuthorized},
		{"no sub", in(map[string]any{"sub": nil}), notAuthorized},
		{"none", algorithm(`{"alg":"none"}`, empty), notAuthorized},
		{"None", algorithm(`{"alg":"None","typ":"JWT"}`, empty), notAuthorized},
		{"no algorithm", algorithm(`{"typ":"JWT"}`, empty), unparsable},
		{"HMAC with the public key", algorithm(`{"alg":"HS256"}`, hmacWith(keys)), notAuthorized},
		{"HMAC with nothing", algorithm(`{"alg":"HS256"}`, hmacWith(func(*target) []byte { return nil })), notAuthorized},
		{"another key", algorithm(`{"alg":"RS256"}`, mine), notAuthorized},
		{"a key that the token brings", algorithm(`{"alg":"RS256","jwk":{"kty":"RSA"},"jku":"http://127.0.0.1:1/"}`, mine), notAuthorized},
		{"an unknown kid", algorithm(`{"alg":"RS256","kid":"unknown"}`, mine), notAuthorized},
		{"a huge kid", algorithm(`{"alg":"RS256","kid":"`+strings.Repeat("k", 4000)+`"}`, mine), unparsable},
		{"a kid that is a path", algorithm(`{"alg":"RS256","kid":"../../../../dev/null"}`, mine), notAuthorized},
		{"a kid that is a list", algorithm(`{"alg":"RS256","kid":["a"]}`, mine), unparsable},
		{"critical extensions", algorithm(`{"alg":"RS256","crit":["exp"]}`, mine), unparsable},
		{"an algorithm twice", algorithm(`{"alg":"RS256","alg":"none"}`, empty), unparsable},
		{"a changed claim", payload("username", "bob"), notAuthorized},
		{"claimed groups", payload("cognito:groups", []string{"Admin"}), notAuthorized},
		{"no signature", forged(func(_ *target, p []string) []string { p[2] = ""; return p }), notAuthorized},
		{"a cut signature", forged(func(_ *target, p []string) []string { p[2] = p[2][:100]; return p }), notAuthorized},
		{"two parts", forged(func(_ *target, p []string) []string { return p[:2] }), notAuthorized},
		{"four parts", forged(func(_ *target, p []string) []string { return append(p, "x") }), notAuthorized},
		{"a huge token", forged(func(_ *target, p []string) []string { p[1] += strings.Repeat("A", 20000); return p }), notAuthorized},
		{"an OpenID Connect token for another audience", oidcUser("olga", map[string]any{"aud": "another"}), notAuthorized},
		{"an OpenID Connect token with the pool's issuer", oidcUser("alice", map[string]any{"iss": "http://amplifygo.localhost/us-east-1_amplifygo", "token_use": "id", "aud": config.DevelopmentClientID}), notAuthorized},
	}
	for _, c := range cases {
		x.try(t, []attempt{{name: c.name, as: c.as, query: `{ listTodos { items { content } } }`, want: c.want}})
	}
}
