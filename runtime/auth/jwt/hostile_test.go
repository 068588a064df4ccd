package jwt_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/jwt"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// world is an issuer with a real key-set server, and a verifier of its tokens.
type world struct {
	t      *testing.T
	key    *rsa.PrivateKey
	server *keyServer
	pool   string // issuer names
	oidc   string
	now    time.Time
	v      *jwt.Verifier
}

// keyServer serves a key set that may change, and counts requests.
type keyServer struct {
	*httptest.Server
	body  atomic.Pointer[[]byte]
	count atomic.Int64
}

func (s *keyServer) set(body []byte) { s.body.Store(&body) }

func newKeyServer(t *testing.T) *keyServer {
	s := &keyServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.count.Add(1)
		if strings.HasSuffix(r.URL.Path, "openid-configuration") {
			issuer := s.URL + strings.TrimSuffix(r.URL.Path, "/.well-known/openid-configuration")
			fmt.Fprintf(w, `{"issuer":%q,"jwks_uri":%q}`, issuer, s.URL+"/keys")
			return
		}
		_, _ = w.Write(*s.body.Load())
	}))
	t.Cleanup(s.Close)
	return s
}

// rsaKey is made once: making one takes longer than all these tests.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey { return newRSA() })

var strangerKey = sync.OnceValue(func() *rsa.PrivateKey { return newRSA() })

func newRSA() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
}

// keySet makes the document for public keys, by key id.
func keySet(t *testing.T, keys map[string]any) []byte {
	t.Helper()
	set := jwk.NewSet()
	for id, raw := range keys {
		k, err := jwk.Import(raw)
		must(t, err)
		must(t, k.Set(jwk.KeyIDKey, id))
		must(t, set.AddKey(k))
	}
	body, err := json.Marshal(set)
	must(t, err)
	return body
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, key: rsaKey(), server: newKeyServer(t), now: time.Unix(1_800_000_000, 0)}
	w.server.set(keySet(t, map[string]any{"k1": w.key.Public()}))
	w.pool, w.oidc = w.server.URL+"/us-east-1_pool", w.server.URL+"/oidc"
	clock := func() time.Time { return w.now }
	keys, err := jwt.NewRemote(jwt.RemoteConfig{URL: w.server.URL + "/keys", Now: clock})
	must(t, err)
	discovered, err := jwt.NewRemote(jwt.RemoteConfig{Issuer: w.oidc, Now: clock})
	must(t, err)
	w.v, err = jwt.New(jwt.Config{
		Pools: []jwt.Pool{{Issuer: w.pool, ClientIDs: []string{"app", "app2"}, Keys: keys}},
		OIDC: &jwt.OIDC{Issuer: w.oidc, ClientIDs: []string{"web|mobile"}, Keys: discovered,
			IssueTTL: time.Hour, AuthTTL: 2 * time.Hour},
		Now: clock,
	})
	must(t, err)
	return w
}

type claims map[string]any

// access are the claims of a good access token, with changes; a nil value
// removes a claim.
func (w *world) access(changes claims) claims {
	return merge(claims{"iss": w.pool, "sub": "sub-alice", "username": "alice", "client_id": "app", "token_use": "access",
		"exp": w.now.Unix() + 3600, "iat": w.now.Unix(), "auth_time": w.now.Unix()}, changes)
}

func (w *world) openID(changes claims) claims {
	return merge(claims{"iss": w.oidc, "sub": "o-alice", "aud": "web", "exp": w.now.Unix() + 86400,
		"iat": w.now.Unix(), "auth_time": w.now.Unix()}, changes)
}

type null struct{}

func merge(base, changes claims) claims {
	for k, v := range changes {
		switch v.(type) {
		case nil:
			delete(base, k)
		case null:
			base[k] = nil
		default:
			base[k] = v
		}
	}
	return base
}

func b64(v any) string {
	raw, ok := v.([]byte)
	if !ok {
		raw, _ = json.Marshal(v)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// sign makes a token by hand, so that it can be as wrong as a test wants.
func sign(t testing.TB, key *rsa.PrivateKey, header any, payload any) string {
	t.Helper()
	input := b64(header) + "." + b64(payload)
	sum := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	must(t, err)
	return input + "." + b64(signature)
}

var rs256 = claims{"alg": "RS256", "kid": "k1"}

func (w *world) good() string { return sign(w.t, w.key, rs256, w.access(nil)) }

const (
	denied     = "You are not authorized to make this call."
	unparsable = "Unable to parse JWT token."
	expired    = "Token has expired."
)

// TestAdmits: what has to be admitted, so that the refusals below mean something.
func TestAdmits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	idToken := claims{"token_use": "id", "aud": "app2", "client_id": nil, "username": nil, "cognito:username": "alice"}
	for name, c := range map[string]struct {
		token    string
		mode     schema.Mode
		provider schema.Provider
		sub      string
	}{
		"access":        {w.good(), schema.ModeUserPool, schema.UserPools, "sub-alice"},
		"bearer":        {"Bearer " + w.good(), schema.ModeUserPool, schema.UserPools, "sub-alice"},
		"id":            {sign(t, w.key, rs256, w.access(idToken)), schema.ModeUserPool, schema.UserPools, "sub-alice"},
		"typ":           {sign(t, w.key, claims{"alg": "RS256", "kid": "k1", "typ": "JWT"}, w.access(nil)), schema.ModeUserPool, schema.UserPools, "sub-alice"},
		"oidc":          {sign(t, w.key, rs256, w.openID(nil)), schema.ModeOIDC, schema.OIDCProvider, "o-alice"},
		"oidc list aud": {sign(t, w.key, rs256, w.openID(claims{"aud": []string{"x", "mobile"}})), schema.ModeOIDC, schema.OIDCProvider, "o-alice"},
		"oidc azp":      {sign(t, w.key, rs256, w.openID(claims{"aud": "api", "azp": "mobile"})), schema.ModeOIDC, schema.OIDCProvider, "o-alice"},
		"oidc no kid":   {sign(t, w.key, claims{"alg": "RS256"}, w.openID(nil)), schema.ModeOIDC, schema.OIDCProvider, "o-alice"},
		"skew":          {sign(t, w.key, rs256, w.access(claims{"iat": w.now.Unix() + 20, "nbf": w.now.Unix() + 20})), schema.ModeUserPool, schema.UserPools, "sub-alice"},
	} {
		for range 2 { // the second time from memory
			id, err := w.v.VerifyToken(context.Background(), c.token)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if id.Mode != c.mode || id.Provider != c.provider || id.Sub != c.sub {
				t.Errorf("%s: %+v", name, id)
			}
			if c.mode == schema.ModeUserPool && id.Username != "alice" {
				t.Errorf("%s: username %q", name, id.Username)
			}
		}
	}
}

// TestRefuses is the hostile table.
func TestRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	now := w.now.Unix()
	good := w.good()
	parts := strings.Split(good, ".")
	other := strings.Split(sign(t, w.key, rs256, w.access(claims{"username": "bob"})), ".")
	access := func(c claims) string { return sign(t, w.key, rs256, w.access(c)) }
	openID := func(c claims) string { return sign(t, w.key, rs256, w.openID(c)) }
	header := func(c claims) string {
		return sign(t, w.key, merge(claims{"alg": "RS256", "kid": "k1"}, c), w.access(nil))
	}
	hmacWith := func(secret []byte, header any) string {
		input := b64(header) + "." + b64(w.access(nil))
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(input))
		return input + "." + b64(mac.Sum(nil))
	}
	der, err := x509.MarshalPKIXPublicKey(w.key.Public())
	must(t, err)
	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	raw := func(payload string) string { return sign(t, w.key, rs256, []byte(payload)) }

	for name, c := range map[string]struct{ token, message string }{
		"empty":                    {"", unparsable},
		"no token":                 {"hello", unparsable},
		"two parts":                {parts[0] + "." + parts[1], unparsable},
		"four parts":               {good + ".x", unparsable},
		"truncated":                {good[:len(good)-3], denied},
		"signature gone":           {parts[0] + "." + parts[1] + ".", denied},
		"padded":                   {good + "==", denied},
		"inner space":              {parts[0] + " ." + parts[1] + "." + parts[2], unparsable},
		"huge":                     {good + strings.Repeat("A", 20<<10), denied},
		"forged payload":           {parts[0] + "." + b64(w.access(claims{"username": "bob"})) + "." + parts[2], denied},
		"swapped signature":        {parts[0] + "." + parts[1] + "." + other[2], denied},
		"stranger's key":           {sign(t, strangerKey(), rs256, w.access(nil)), denied},
		"expired":                  {access(claims{"exp": now - 3600}), expired},
		"expired now":              {access(claims{"exp": now}), expired},
		"expired and forged":       {sign(t, strangerKey(), rs256, w.access(claims{"exp": now - 3600})), denied},
		"no exp":                   {access(claims{"exp": nil}), denied},
		"exp text":                 {access(claims{"exp": "9999999999"}), denied},
		"exp null":                 {access(claims{"exp": null{}}), denied},
		"exp list":                 {access(claims{"exp": []int{9999999999}}), denied},
		"exp huge":                 {access(claims{"exp": json.Number("1e400")}), denied},
		"exp negative":             {access(claims{"exp": -5}), denied},
		"nbf in the future":        {access(claims{"nbf": now + 3600}), denied},
		"nbf text":                 {access(claims{"nbf": "soon"}), denied},
		"iat in the future":        {access(claims{"iat": now + 3600}), denied},
		"auth_time in the future":  {access(claims{"auth_time": now + 3600}), denied},
		"another client":           {access(claims{"client_id": "evil"}), denied},
		"client in aud only":       {access(claims{"client_id": nil, "aud": "app"}), denied},
		"client list":              {access(claims{"client_id": []string{"app"}}), denied},
		"id token, other aud":      {access(claims{"token_use": "id", "aud": "evil"}), denied},
		"id token, aud list":       {access(claims{"token_use": "id", "aud": []string{"app", "evil"}}), denied},
		"refresh token":            {access(claims{"token_use": "refresh"}), denied},
		"no token_use":             {access(claims{"token_use": nil}), denied},
		"token_use list":           {access(claims{"token_use": []string{"access"}}), denied},
		"no sub":                   {access(claims{"sub": nil}), denied},
		"sub number":               {access(claims{"sub": 7}), denied},
		"sub null":                 {access(claims{"sub": null{}}), denied},
		"another issuer":           {access(claims{"iss": "https://evil.example"}), denied},
		"issuer with slash":        {access(claims{"iss": w.pool + "/"}), denied},
		"issuer upper case":        {access(claims{"iss": strings.ToUpper(w.pool)}), denied},
		"issuer list":              {access(claims{"iss": []string{w.pool}}), denied},
		"no issuer":                {access(claims{"iss": nil}), denied},
		"alg none":                 {b64(claims{"alg": "none"}) + "." + parts[1] + ".", denied},
		"alg none with kid":        {b64(claims{"alg": "none", "kid": "k1"}) + "." + parts[1] + "." + parts[2], denied},
		"alg None":                 {b64(claims{"alg": "None", "kid": "k1"}) + "." + parts[1] + ".", denied},
		"alg missing":              {b64(claims{"kid": "k1"}) + "." + parts[1] + "." + parts[2], unparsable},
		"alg number":               {header(claims{"alg": 256}), unparsable},
		"alg lower case":           {header(claims{"alg": "rs256"}), denied},
		"HS256 with public PEM":    {hmacWith(publicPEM, claims{"alg": "HS256", "kid": "k1"}), denied},
		"HS256 with public DER":    {hmacWith(der, claims{"alg": "HS256", "kid": "k1"}), denied},
		"HS256 with empty secret":  {hmacWith(nil, claims{"alg": "HS256", "kid": "k1"}), denied},
		"RS512 on a pool":          {header(claims{"alg": "RS512"}), denied},
		"ES256 with RSA key":       {header(claims{"alg": "ES256"}), denied},
		"unknown kid":              {header(claims{"kid": "k2"}), denied},
		"huge kid":                 {header(claims{"kid": strings.Repeat("k", 4096)}), unparsable},
		"kid list":                 {header(claims{"kid": []string{"k1"}}), unparsable},
		"kid empty":                {header(claims{"kid": ""}), unparsable},
		"kid path":                 {header(claims{"kid": "../../etc/passwd"}), denied},
		"crit":                     {header(claims{"crit": []string{"exp"}}), unparsable},
		"b64 false":                {header(claims{"b64": false}), unparsable},
		"own key in header":        {sign(t, strangerKey(), claims{"alg": "RS256", "jwk": claims{"kty": "RSA"}, "kid": "evil"}, w.access(nil)), denied},
		"jku":                      {sign(t, strangerKey(), claims{"alg": "RS256", "jku": "https://evil.example/keys", "kid": "evil"}, w.access(nil)), denied},
		"logout token":             {header(claims{"typ": "logout+jwt"}), unparsable},
		"encrypted":                {header(claims{"enc": "A256GCM"}), unparsable},
		"duplicate header":         {sign(t, w.key, []byte(`{"alg":"RS256","alg":"none","kid":"k1"}`), w.access(nil)), unparsable},
		"duplicate claim":          {raw(`{"iss":"` + w.pool + `","sub":"a","sub":"b","client_id":"app","token_use":"access","exp":9999999999}`), unparsable},
		"payload list":             {raw(`[]`), unparsable},
		"payload null":             {raw(`null`), unparsable},
		"payload cut":              {raw(`{"iss":"` + w.pool + `"`), unparsable},
		"payload with tail":        {raw(`{"iss":"x"} {}`), unparsable},
		"payload deep":             {raw(`{"a":` + strings.Repeat("[", 500) + strings.Repeat("]", 500) + `}`), unparsable},
		"payload not UTF-8":        {raw("{\"iss\":\"\xff\"}"), unparsable},
		"oidc other audience":      {openID(claims{"aud": "evil"}), denied},
		"oidc regex audience":      {openID(claims{"aud": "web|mobile"}), denied},
		"oidc aud mixed list":      {openID(claims{"aud": []any{"web", 3}}), denied},
		"oidc aud null":            {openID(claims{"aud": null{}}), denied},
		"oidc no aud":              {openID(claims{"aud": nil}), denied},
		"oidc azp list":            {openID(claims{"aud": "api", "azp": []string{"web"}}), denied},
		"oidc iatTTL over":         {openID(claims{"iat": now - 3600}), expired},
		"oidc authTTL over":        {openID(claims{"auth_time": now - 7200}), expired},
		"oidc without iat":         {openID(claims{"iat": nil}), denied},
		"oidc without auth_time":   {openID(claims{"auth_time": nil}), denied},
		"oidc expired":             {openID(claims{"exp": now - 1}), expired},
		"oidc posing as pool":      {openID(claims{"iss": w.pool}), denied},
		"pool posing as oidc":      {access(claims{"iss": w.oidc, "client_id": "web"}), denied},
		"HS256 on oidc":            {hmacWith(publicPEM, claims{"alg": "HS256"}), denied},
		"key of another algorithm": {header(claims{"alg": "PS256"}), denied},
	} {
		id, err := w.v.VerifyToken(context.Background(), c.token)
		if id != nil {
			t.Errorf("%s: admitted %+v", name, id)
			continue
		}
		var refusal *auth.Error
		if !errors.As(err, &refusal) || refusal.Status != 401 || refusal.Type != "UnauthorizedException" || refusal.Message != c.message {
			t.Errorf("%s: got %v, want 401 %q", name, err, c.message)
		}
	}
	if n := w.server.count.Load(); n > 10 {
		t.Errorf("%d requests to the issuer: unknown key ids must not cause one each", n)
	}
}

// TestKeyTypes: only asymmetric keys that may sign, only for their algorithm.
func TestKeyTypes(t *testing.T) {
	t.Parallel()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	set := jwk.NewSet()
	add := func(id string, raw any, fields map[string]any) {
		k, err := jwk.Import(raw)
		must(t, err)
		must(t, k.Set(jwk.KeyIDKey, id))
		for n, v := range fields {
			must(t, k.Set(n, v))
		}
		must(t, set.AddKey(k))
	}
	add("ec", ec.Public(), nil)
	add("secret", []byte("0123456789abcdef0123456789abcdef"), nil)
	add("enc", rsaKey().Public(), map[string]any{"use": "enc"})
	add("ps", rsaKey().Public(), map[string]any{"alg": jwa.PS256()})
	add("twice", rsaKey().Public(), nil)
	add("twice", strangerKey().Public(), nil)
	body, err := json.Marshal(set)
	must(t, err)
	// A weak key and one of an unknown type, as a foreign issuer might publish them.
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	must(t, err)
	body = append(body[:len(body)-2], fmt.Sprintf(`,{"kty":"RSA","kid":"weak","e":"AQAB","n":%q},{"kty":"LWE","kid":"new"}]}`, b64(weak.N.Bytes()))...)
	server := newKeyServer(t)
	server.set(body)
	keys, err := jwt.NewRemote(jwt.RemoteConfig{URL: server.URL})
	must(t, err)
	for _, c := range []struct {
		id, algorithm string
		found         bool
	}{
		{"ec", "ES256", true}, {"ec", "ES384", false}, {"ec", "RS256", false}, {"ec", "HS256", false},
		{"weak", "RS256", false}, {"secret", "HS256", false}, {"secret", "RS256", false}, {"enc", "RS256", false},
		{"ps", "PS256", true}, {"ps", "RS256", false}, {"twice", "RS256", false}, {"", "RS256", false},
		{"", "ES256", true}, {"ec", "", false}, {"ps", "none", false}, {"gone", "RS256", false},
	} {
		_, key, err := keys.Find(context.Background(), c.id, c.algorithm)
		if (err == nil) != c.found || (key != nil) != c.found {
			t.Errorf("key %q for %q: %v, want found = %v", c.id, c.algorithm, err, c.found)
		}
	}
}
