package auth_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/apikey"
	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/auth/jwt"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// signer and authorizer only say that they were asked; their own packages test
// what they verify.
type signer struct{ id *auth.Identity }

func (s signer) VerifyRequest(context.Context, *auth.Request) (*auth.Identity, error) {
	return s.id, nil
}

type authorizer struct{ err error }

func (a authorizer) Authorize(_ context.Context, token string, _ *auth.Request) (*auth.Identity, error) {
	if a.err != nil {
		return nil, a.err
	}
	return &auth.Identity{Mode: schema.ModeLambda, Provider: schema.Function, ResolverContext: map[string]any{"token": token}}, nil
}

// newIssuer makes a development pool and a verifier of its tokens.
func newIssuer(t *testing.T) (*devissuer.Issuer, *jwt.Verifier) {
	t.Helper()
	i, err := devissuer.Open(devissuer.Config{KeyFile: filepath.Join(t.TempDir(), "key.pem"),
		URL: "http://127.0.0.1:1/cognito", PoolID: "us-east-1_dev", ClientID: "dev"})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := i.Pool()
	if err != nil {
		t.Fatal(err)
	}
	v, err := jwt.New(jwt.Config{Pools: []jwt.Pool{pool}})
	if err != nil {
		t.Fatal(err)
	}
	return i, v
}

func newKeys(t *testing.T) *apikey.Set {
	t.Helper()
	keys, err := apikey.New([]apikey.Key{{Key: "da2-good"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

func TestDispatch(t *testing.T) {
	t.Parallel()
	issuer, tokens := newIssuer(t)
	keys := newKeys(t)
	token, err := issuer.Mint(devissuer.TokenRequest{Username: "alice"})
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(token, ".")
	payload, _, _ := strings.Cut(rest, ".")
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + payload + "."
	iam := signer{&auth.Identity{Mode: schema.ModeIAM, Provider: schema.IdentityPool}}
	const signature = "AWS4-HMAC-SHA256 Credential=x"
	modes := func(m ...schema.Mode) auth.Config {
		c := auth.Config{Modes: schema.Modes{Default: m[0], Additional: m[1:]}, Signatures: iam}
		if c.Modes.Enabled(schema.ModeAPIKey) {
			c.APIKeys = keys
		}
		if c.Modes.Enabled(schema.ModeUserPool) {
			c.Tokens = tokens
		}
		if c.Modes.Enabled(schema.ModeLambda) {
			c.Authorizer = authorizer{}
		}
		return c
	}
	all := modes(schema.ModeAPIKey, schema.ModeIAM, schema.ModeUserPool, schema.ModeLambda)
	keyOnly := modes(schema.ModeAPIKey)
	poolOnly := modes(schema.ModeUserPool)
	iamOnly := modes(schema.ModeIAM)
	lambdaOnly := modes(schema.ModeLambda)
	noSignatures := modes(schema.ModeUserPool, schema.ModeIAM)
	noSignatures.Signatures = nil
	failing := modes(schema.ModeLambda)
	failing.Authorizer = authorizer{errors.New("broken")}

	const noHeader = "401 Valid authorization header not provided."
	const denied = "401 You are not authorized to make this call."
	const unparsable = "401 Unable to parse JWT token."
	for name, c := range map[string]struct {
		config auth.Config
		header http.Header
		want   string // a mode, or a refusal
	}{
		"key":                       {all, header("x-api-key", "da2-good"), "API_KEY"},
		"token":                     {all, header("authorization", token), "AMAZON_COGNITO_USER_POOLS"},
		"bearer":                    {all, header("authorization", "bearer "+token), "AMAZON_COGNITO_USER_POOLS"},
		"signature":                 {all, header("authorization", signature), "AWS_IAM"},
		"lambda":                    {all, header("authorization", "opaque"), "AWS_LAMBDA"},
		"dots are no JWT":           {all, header("authorization", "a.b.c"), "AWS_LAMBDA"},
		"bearer is not for λ":       {all, header("authorization", "Bearer opaque"), unparsable},
		"bearer, lambda only":       {lambdaOnly, header("authorization", "Bearer opaque"), "AWS_LAMBDA"},
		"nothing":                   {all, header(), noHeader},
		"empty headers":             {all, header("authorization", "", "x-api-key", " "), noHeader},
		"wrong key":                 {all, header("x-api-key", "da2-bad"), denied},
		"key and token":             {all, header("x-api-key", "da2-good", "authorization", token), denied},
		"wrong key and token":       {all, header("x-api-key", "da2-bad", "authorization", token), denied},
		"two keys":                  {all, header("x-api-key", "da2-good", "x-api-key", "da2-good"), denied},
		"two tokens":                {all, header("authorization", token, "authorization", token), denied},
		"token and empty":           {all, header("authorization", "", "authorization", token), denied},
		"unsigned is not for λ":     {all, header("authorization", unsigned), denied},
		"forged is not for λ":       {all, header("authorization", head+"."+payload+".AAAA"), denied},
		"key, pool only":            {poolOnly, header("x-api-key", "da2-good"), noHeader},
		"signature, pool only":      {poolOnly, header("authorization", signature), noHeader},
		"opaque, pool only":         {poolOnly, header("authorization", "opaque"), unparsable},
		"dots, pool only":           {poolOnly, header("authorization", "a.b.c"), unparsable},
		"token, key only":           {keyOnly, header("authorization", token), noHeader},
		"opaque, key only":          {keyOnly, header("authorization", "opaque"), noHeader},
		"signature, key only":       {keyOnly, header("authorization", signature), noHeader},
		"opaque, IAM only":          {iamOnly, header("authorization", "Bearer xyz"), "403 Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."},
		"token, lambda only":        {lambdaOnly, header("authorization", token), "AWS_LAMBDA"},
		"signature, lambda only":    {lambdaOnly, header("authorization", signature), "AWS_LAMBDA"},
		"IAM without any verifier":  {noSignatures, header("authorization", signature), noHeader},
		"a failing verifier denies": {failing, header("authorization", "opaque"), denied},
	} {
		a, err := auth.New(c.config)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		id, err := a.Authenticate(context.Background(), &auth.Request{Header: c.header})
		got := ""
		if id != nil {
			got = string(id.Mode)
		}
		if refusal := (*auth.Error)(nil); errors.As(err, &refusal) {
			got += map[int]string{401: "401 ", 403: "403 "}[refusal.Status] + refusal.Message
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestVerifierOfAnotherModeIsNotBelieved(t *testing.T) {
	t.Parallel()
	for _, id := range []*auth.Identity{nil, {Mode: schema.ModeAPIKey}, {}} {
		a, err := auth.New(auth.Config{Modes: schema.Modes{Default: schema.ModeIAM}, Signatures: signer{id}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := a.Authenticate(context.Background(), &auth.Request{Header: header("authorization", "AWS4-HMAC-SHA256 x")})
		if err == nil {
			t.Errorf("admitted %+v", got)
		}
	}
}

func TestNewNamesTheSetting(t *testing.T) {
	t.Parallel()
	_, tokens := newIssuer(t)
	keys := newKeys(t)
	for _, c := range []struct {
		config auth.Config
		want   string
	}{
		{auth.Config{}, "Modes.Default is empty"},
		{auth.Config{Modes: schema.Modes{Default: "COOKIE"}}, `unknown mode "COOKIE"`},
		{auth.Config{Modes: schema.Modes{Default: schema.ModeAPIKey}}, "has no API key"},
		{auth.Config{Modes: schema.Modes{Default: schema.ModeUserPool}}, "has no issuer of a user pool"},
		{auth.Config{Modes: schema.Modes{Default: schema.ModeUserPool, Additional: []schema.Mode{schema.ModeOIDC}}, Tokens: tokens}, "has no OIDC issuer"},
		{auth.Config{Modes: schema.Modes{Default: schema.ModeLambda}}, "has no authorizer function"},
		{auth.Config{Modes: schema.Modes{Default: schema.ModeAPIKey}, APIKeys: keys, Tokens: tokens}, "has an issuer of a user pool but the schema does not enable"},
		{auth.Config{Modes: schema.Modes{Default: schema.ModeUserPool}, APIKeys: keys, Tokens: tokens}, "has an API key but"},
	} {
		_, err := auth.New(c.config)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

func TestParseHeaderObject(t *testing.T) {
	t.Parallel()
	h, host, err := auth.ParseHeaderObject([]byte(`{"Authorization":"t","x-amz-date":"d","host":"h:1"}`))
	if err != nil || host != "h:1" || h.Get("authorization") != "t" || h.Get("X-Amz-Date") != "d" || len(h) != 2 {
		t.Errorf("%v %q %v", h, host, err)
	}
	for _, wrong := range []string{
		``, `[]`, `null`, `"x"`, `{"a":1}`, `{"a":null}`, `{"a":["b"]}`, `{"a":{}}`, `{"a":"b"`, `{"a":"b"}{}`,
		`{"Authorization":"a","authorization":"b"}`, `{"host":"a","Host":"b"}`, `{"a":"b\r\nx: y"}`, `{"a b":"c"}`, `{"":"c"}`,
		`{"a":"` + strings.Repeat("x", 40<<10) + `"}`,
	} {
		if h, _, err := auth.ParseHeaderObject([]byte(wrong)); err == nil {
			t.Errorf("%.40s: read as %v", wrong, h)
		}
	}
}

func FuzzParseHeaderObject(f *testing.F) {
	for _, s := range []string{`{"Authorization":"t","host":"h"}`, `{"x-api-key":"k"}`, `{"a":`, `[]`, `{"a":"b","A":"c"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, object []byte) {
		h, _, err := auth.ParseHeaderObject(object)
		if err != nil {
			return
		}
		for name, values := range h {
			if len(values) != 1 || strings.ContainsAny(name+values[0], "\r\n") {
				t.Errorf("%q: %q", name, values)
			}
		}
	})
}
