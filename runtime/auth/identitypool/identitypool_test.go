package identitypool_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/auth/identitypool"
	"github.com/amplifygo/amplifygo/runtime/auth/jwt"
	"github.com/amplifygo/amplifygo/runtime/auth/sigv4"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

const (
	poolID = "us-east-1:5d1a2b3c-0000-4000-8000-000000000000"
	issuer = "http://127.0.0.1:1/us-east-1_dev"
	login  = "127.0.0.1:1/us-east-1_dev"
)

var poolSecret = bytes.Repeat([]byte{7}, 32)

// world is a user pool, an identity pool behind a real server, and a verifier
// of signatures.
type world struct {
	t      *testing.T
	users  *devissuer.Issuer
	pool   *identitypool.Pool
	server *httptest.Server
}

// sharedKey is an issuer's key file; making a key takes longer than the tests.
var sharedKey = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "identitypool")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "k.pem")
	if _, err := devissuer.Open(devissuer.Config{KeyFile: file, URL: "http://127.0.0.1:1", PoolID: "us-east-1_dev", ClientID: "dev"}); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

func newWorld(t *testing.T, change func(*identitypool.Config)) *world {
	t.Helper()
	key, err := sharedKey()
	must(t, err)
	file := filepath.Join(t.TempDir(), "k.pem")
	must(t, os.WriteFile(file, key, 0o600))
	return newWorldWith(t, file, change)
}

// newWorldWith makes a world whose user pool has its own key file.
func newWorldWith(t *testing.T, keyFile string, change func(*identitypool.Config)) *world {
	t.Helper()
	w := &world{t: t}
	var err error
	w.users, err = devissuer.Open(devissuer.Config{KeyFile: keyFile, URL: "http://127.0.0.1:1", PoolID: "us-east-1_dev", ClientID: "dev"})
	must(t, err)
	users, err := w.users.Pool()
	must(t, err)
	tokens, err := jwt.New(jwt.Config{Pools: []jwt.Pool{users}})
	must(t, err)
	c := identitypool.Config{ID: poolID, Secret: poolSecret, Logins: tokens, Guests: true}
	if change != nil {
		change(&c)
	}
	w.pool, err = identitypool.New(c)
	must(t, err)
	w.server = httptest.NewServer(w.pool.Handler())
	t.Cleanup(w.server.Close)
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) token(r devissuer.TokenRequest) string {
	w.t.Helper()
	token, err := w.users.Mint(r)
	must(w.t, err)
	return token
}

func (w *world) idToken(user string) string {
	return w.token(devissuer.TokenRequest{Username: user, Use: devissuer.ID})
}

type answer struct {
	IdentityID  string `json:"IdentityId"`
	Credentials struct {
		AccessKeyID  string `json:"AccessKeyId"`
		SecretKey    string
		SessionToken string
		Expiration   float64
	}
	Type    string `json:"__type"`
	Message string
	status  int
}

func (w *world) call(operation string, body any) answer {
	w.t.Helper()
	raw, ok := body.(string)
	if !ok {
		encoded, err := json.Marshal(body)
		must(w.t, err)
		raw = string(encoded)
	}
	q, err := http.NewRequest(http.MethodPost, w.server.URL, strings.NewReader(raw))
	must(w.t, err)
	q.Header.Set("Content-Type", "application/x-amz-json-1.1")
	q.Header.Set("X-Amz-Target", "AWSCognitoIdentityService."+operation)
	response, err := http.DefaultClient.Do(q)
	must(w.t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	must(w.t, err)
	a := answer{status: response.StatusCode}
	if err := json.Unmarshal(data, &a); err != nil {
		w.t.Fatalf("%s: %v", data, err)
	}
	return a
}

type object map[string]any

// credentials goes through both calls as aws-amplify does.
func (w *world) credentials(logins object) answer {
	w.t.Helper()
	id := w.call("GetId", object{"IdentityPoolId": poolID, "Logins": logins})
	if id.status != 200 || !strings.HasPrefix(id.IdentityID, "us-east-1:") {
		w.t.Fatalf("GetId: %+v", id)
	}
	a := w.call("GetCredentialsForIdentity", object{"IdentityId": id.IdentityID, "Logins": logins})
	if a.status != 200 || a.IdentityID != id.IdentityID {
		w.t.Fatalf("GetCredentialsForIdentity: %+v", a)
	}
	return a
}

// signed makes a signed request with credentials.
func signed(t *testing.T, a answer, at time.Time) *auth.Request {
	t.Helper()
	body := []byte(`{"query":"{ x }"}`)
	q := httptest.NewRequest(http.MethodPost, "http://api.example/graphql", bytes.NewReader(body))
	sum := sha256.Sum256(body)
	c := aws.Credentials{AccessKeyID: a.Credentials.AccessKeyID, SecretAccessKey: a.Credentials.SecretKey, SessionToken: a.Credentials.SessionToken}
	must(t, v4.NewSigner().SignHTTP(context.Background(), c, q, hex.EncodeToString(sum[:]), "appsync", "us-east-1", at))
	return &auth.Request{Header: q.Header, Method: q.Method, Host: q.Host, Path: q.URL.Path, Body: body}
}

func verifyWith(t *testing.T, p *identitypool.Pool, a answer) (*auth.Identity, error) {
	t.Helper()
	now := time.Now()
	if p.Now != nil {
		now = p.Now()
	}
	v, err := sigv4.New(sigv4.Config{Region: "us-east-1", Sessions: p, Now: func() time.Time { return now }})
	must(t, err)
	return v.VerifyRequest(context.Background(), signed(t, a, now))
}

func TestFlow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	guest, other := w.credentials(nil), w.credentials(object{})
	alice := w.credentials(object{login: w.idToken("alice")})
	again := w.credentials(object{login: w.idToken("alice")})
	bob := w.credentials(object{login: w.idToken("bob")})
	if guest.IdentityID == other.IdentityID || alice.IdentityID != again.IdentityID || alice.IdentityID == bob.IdentityID {
		t.Errorf("identities: guests %s %s, alice %s %s, bob %s", guest.IdentityID, other.IdentityID, alice.IdentityID, again.IdentityID, bob.IdentityID)
	}
	if left := time.Until(time.Unix(int64(alice.Credentials.Expiration), 0)); left < 59*time.Minute || left > time.Hour {
		t.Errorf("expires in %v", left)
	}
	for _, c := range []struct {
		a         answer
		principal auth.Principal
	}{{guest, auth.Guest}, {alice, auth.Authenticated}} {
		id, err := verifyWith(t, w.pool, c.a)
		must(t, err)
		if id.Mode != schema.ModeIAM || id.Principal != c.principal || id.IdentityID != c.a.IdentityID || id.Sub != "" {
			t.Errorf("%+v", id)
		}
		if strings.Contains(id.AuthProvider, ":CognitoSignIn:"+w.users.Sub("alice")) != (c.principal == auth.Authenticated) {
			t.Errorf("provider %s", id.AuthProvider)
		}
	}
	// A server that shares the secret accepts them, one that does not refuses.
	for secret, want := range map[byte]bool{7: true, 8: false} {
		elsewhere := newWorld(t, func(c *identitypool.Config) { c.Secret = bytes.Repeat([]byte{secret}, 32) })
		if _, err := verifyWith(t, elsewhere.pool, alice); (err == nil) != want {
			t.Errorf("elsewhere, secret %d: %v", secret, err)
		}
	}
	another := newWorld(t, func(c *identitypool.Config) { c.ID = "us-east-1:5d1a2b3c-0000-4000-8000-000000000001" })
	if _, err := verifyWith(t, another.pool, alice); err == nil {
		t.Error("another pool with the same secret accepts the credentials")
	}
	strict := newWorld(t, func(c *identitypool.Config) { c.Guests = false })
	if _, err := verifyWith(t, strict.pool, guest); err == nil {
		t.Error("a guest's credentials are accepted where guests are not allowed")
	}
	later := newWorld(t, func(c *identitypool.Config) { c.Now = func() time.Time { return time.Now().Add(61 * time.Minute) } })
	var refusal *auth.Error
	if _, err := verifyWith(t, later.pool, alice); !errors.As(err, &refusal) || refusal.Type != "ExpiredTokenException" {
		t.Errorf("expired credentials: %v", err)
	}
}

// TestGuestSignsIn: the identity that a guest had becomes the login's.
func TestGuestSignsIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	guest, logins := w.credentials(nil), object{login: w.idToken("alice")}
	a := w.call("GetCredentialsForIdentity", object{"IdentityId": guest.IdentityID, "Logins": logins})
	if alice := w.credentials(logins); a.status != 200 || a.IdentityID != alice.IdentityID {
		t.Errorf("%+v, want identity %s", a, alice.IdentityID)
	}
	id, err := verifyWith(t, w.pool, a)
	if err != nil || id.Principal != auth.Authenticated || id.IdentityID != a.IdentityID {
		t.Errorf("%+v, %v", id, err)
	}
}

// TestSwapped: parts of one set of credentials do not work with those of another.
func TestSwapped(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	guest, alice := w.credentials(nil), w.credentials(object{login: w.idToken("alice")})
	for name, change := range map[string]func(*answer){
		"token":    func(a *answer) { a.Credentials.SessionToken = alice.Credentials.SessionToken },
		"key":      func(a *answer) { a.Credentials.AccessKeyID = alice.Credentials.AccessKeyID },
		"secret":   func(a *answer) { *a = swapSecret(alice, *a) },
		"no token": func(a *answer) { a.Credentials.SessionToken = "" },
		"cut":      func(a *answer) { a.Credentials.SessionToken = a.Credentials.SessionToken[2:] },
		"flipped":  func(a *answer) { a.Credentials.SessionToken = "A" + a.Credentials.SessionToken[1:] + "A" },
		"long":     func(a *answer) { a.Credentials.SessionToken = strings.Repeat("A", 5000) },
	} {
		a := guest
		change(&a)
		if id, err := verifyWith(t, w.pool, a); err == nil {
			t.Errorf("%s: admitted %+v", name, id)
		}
	}
}

// swapSecret is alice's key and token with another's secret.
func swapSecret(alice, other answer) answer {
	alice.Credentials.SecretKey = other.Credentials.SecretKey
	return alice
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	alice := w.credentials(object{login: w.idToken("alice")})
	guest := w.credentials(nil)
	guestID := guest.IdentityID
	stranger := newWorldWith(t, filepath.Join(t.TempDir(), "k.pem"), nil) // another key, same issuer name
	get := func(id string, logins object) (string, object) {
		return "GetCredentialsForIdentity", object{"IdentityId": id, "Logins": logins}
	}
	type attempt struct {
		operation string
		body      any
		want      string
	}
	attempts := map[string]attempt{
		"another pool":           {"GetId", object{"IdentityPoolId": "us-east-1:x"}, "ResourceNotFoundException"},
		"no pool":                {"GetId", object{}, "ResourceNotFoundException"},
		"access token":           {"GetId", object{"IdentityPoolId": poolID, "Logins": object{login: w.token(devissuer.TokenRequest{Username: "alice"})}}, "NotAuthorizedException"},
		"expired token":          {"GetId", object{"IdentityPoolId": poolID, "Logins": object{login: w.token(devissuer.TokenRequest{Username: "alice", Use: devissuer.ID, TTL: -time.Minute})}}, "NotAuthorizedException"},
		"another client":         {"GetId", object{"IdentityPoolId": poolID, "Logins": object{login: w.token(devissuer.TokenRequest{Username: "alice", Use: devissuer.ID, ClientID: "x"})}}, "NotAuthorizedException"},
		"stranger's token":       {"GetId", object{"IdentityPoolId": poolID, "Logins": object{login: stranger.idToken("alice")}}, "NotAuthorizedException"},
		"wrong provider name":    {"GetId", object{"IdentityPoolId": poolID, "Logins": object{"accounts.google.com": w.idToken("alice")}}, "NotAuthorizedException"},
		"provider with scheme":   {"GetId", object{"IdentityPoolId": poolID, "Logins": object{issuer: w.idToken("alice")}}, "NotAuthorizedException"},
		"two logins":             {"GetId", object{"IdentityPoolId": poolID, "Logins": object{login: w.idToken("alice"), "x": w.idToken("bob")}}, "InvalidParameterException"},
		"empty token":            {"GetId", object{"IdentityPoolId": poolID, "Logins": object{login: ""}}, "NotAuthorizedException"},
		"not JSON":               {"GetId", "hello", "SerializationException"},
		"wrong types":            {"GetId", `{"IdentityPoolId":[1]}`, "SerializationException"},
		"two objects":            {"GetId", `{} {}`, "SerializationException"},
		"too long":               {"GetId", `{"IdentityPoolId":"` + strings.Repeat("x", 200<<10) + `"}`, "SerializationException"},
		"unknown operation":      {"DeleteIdentities", object{}, "UnknownOperationException"},
		"basic flow":             {"GetOpenIdToken", object{"IdentityId": guestID}, "InvalidParameterException"},
		"other service's target": {"../AWSCognitoIdentityProviderService.SignUp", object{}, "UnknownOperationException"},
	}
	add := func(name string, id string, logins object) {
		operation, body := get(id, logins)
		attempts[name] = attempt{operation, body, "NotAuthorizedException"}
	}
	add("alice's identity as guest", alice.IdentityID, nil)
	add("alice's identity as bob", alice.IdentityID, object{login: w.idToken("bob")})
	add("invented identity", "us-east-1:11111111-1111-4111-9111-111111111111", nil)
	add("guest in another region", "eu-west-1"+strings.TrimPrefix(guestID, "us-east-1"), nil)
	add("upper case guest", "us-east-1:"+strings.ToUpper(strings.TrimPrefix(guestID, "us-east-1:")), nil)
	add("no identity", "", nil)
	for name, c := range attempts {
		a := w.call(c.operation, c.body)
		if a.status != 400 || a.Type != c.want || a.Message == "" || a.IdentityID != "" || a.Credentials.SecretKey != "" {
			t.Errorf("%s: %+v, want %s", name, a, c.want)
		}
	}
	closed := newWorld(t, func(c *identitypool.Config) { c.Guests = false })
	for operation, body := range map[string]object{"GetId": {"IdentityPoolId": poolID}, "GetCredentialsForIdentity": {"IdentityId": guestID}} {
		if a := closed.call(operation, body); a.Type != "NotAuthorizedException" {
			t.Errorf("%s without guests: %+v", operation, a)
		}
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	q, err := http.NewRequest(http.MethodOptions, w.server.URL, nil)
	must(t, err)
	response, err := http.DefaultClient.Do(q)
	must(t, err)
	defer response.Body.Close()
	h := response.Header
	if response.StatusCode != 200 || h.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(h.Get("Access-Control-Allow-Headers"), "x-amz-target") {
		t.Errorf("%d %v", response.StatusCode, h)
	}
	response, err = http.Get(w.server.URL)
	must(t, err)
	defer response.Body.Close()
	if response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", response.StatusCode)
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	good := identitypool.Config{ID: poolID, Secret: poolSecret, Guests: true}
	for want, change := range map[string]func(*identitypool.Config){
		"ID is":                       func(c *identitypool.Config) { c.ID = "pool" },
		"Secret has 31":               func(c *identitypool.Config) { c.Secret = c.Secret[:31] },
		"neither Logins nor Guests":   func(c *identitypool.Config) { c.Guests = false },
		"TTL is 13h0m0s: expected at": func(c *identitypool.Config) { c.TTL = 13 * time.Hour },
	} {
		c := good
		change(&c)
		if _, err := identitypool.New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// FuzzRequest: no body makes the handler fail or give credentials to somebody
// without an identity that it gave out.
func FuzzRequest(f *testing.F) {
	pool, err := identitypool.New(identitypool.Config{ID: poolID, Secret: poolSecret, Guests: true})
	must(f, err)
	handler := pool.Handler()
	for _, body := range []string{`{"IdentityPoolId":"` + poolID + `"}`, `{"IdentityId":"us-east-1:11111111-1111-4111-9111-111111111111"}`, `{"Logins":{"a":"b"}}`, `{`, `[]`, `null`} {
		f.Add("GetId", body)
		f.Add("GetCredentialsForIdentity", body)
	}
	f.Fuzz(func(t *testing.T, operation, body string) {
		q := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		q.Header["X-Amz-Target"] = []string{"AWSCognitoIdentityService." + operation}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, q)
		if w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w.Code == 200 && strings.Contains(w.Body.String(), "SecretKey") {
			t.Fatalf("credentials for %q", body)
		}
	})
}
