package auth_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/auth/sigv4"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// newServer answers with the caller's mode, or with the refusal.
func newServer(t *testing.T, a auth.Authenticator) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		id, err := a.Authenticate(r.Context(), &auth.Request{Header: r.Header, Method: r.Method,
			Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery, Host: r.Host, Body: body})
		var refusal *auth.Error
		if errors.As(err, &refusal) {
			http.Error(w, refusal.Type, refusal.Status)
			return
		}
		fmt.Fprint(w, id.Mode)
	}))
	t.Cleanup(s.Close)
	return s
}

// TestOverHTTP: credentials as they arrive on a socket, header by header.
func TestOverHTTP(t *testing.T) {
	t.Parallel()
	issuer, tokens := newIssuer(t)
	accessKeys, err := sigv4.NewKeys([]sigv4.AccessKey{{AccessKeyID: "AKIASERVER", SecretAccessKey: "0123456789abcdef", Role: "admin"}})
	if err != nil {
		t.Fatal(err)
	}
	signatures, err := sigv4.New(sigv4.Config{Region: "eu-west-1", Keys: accessKeys})
	if err != nil {
		t.Fatal(err)
	}
	a, err := auth.New(auth.Config{
		Modes:   schema.Modes{Default: schema.ModeAPIKey, Additional: []schema.Mode{schema.ModeUserPool, schema.ModeIAM}},
		APIKeys: newKeys(t), Tokens: tokens, Signatures: signatures,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := newServer(t, a)
	address := strings.TrimPrefix(server.URL, "http://")
	token, err := issuer.Mint(devissuer.TokenRequest{Username: "alice"})
	if err != nil {
		t.Fatal(err)
	}
	signed := signedHeaders(t, server.URL+"/my%20api/graphql?b=2&a=%20x", "{}", time.Now())
	stale := signedHeaders(t, server.URL+"/my%20api/graphql?b=2&a=%20x", "{}", time.Now().Add(-6*time.Minute))

	const target = "/my%20api/graphql?b=2&a=%20x"
	for name, c := range map[string]struct {
		target, headers, body, want string
	}{
		"key":                     {target, "x-api-key: da2-good\r\n", "{}", "200 API_KEY"},
		"key, odd case":           {target, "X-aPi-KEY:   da2-good  \r\n", "{}", "200 API_KEY"},
		"token":                   {target, "authorization: " + token + "\r\n", "{}", "200 AMAZON_COGNITO_USER_POOLS"},
		"signature":               {target, signed, "{}", "200 AWS_IAM"},
		"nothing":                 {target, "", "{}", "401 UnauthorizedException"},
		"key twice":               {target, "x-api-key: da2-good\r\nX-API-KEY: da2-good\r\n", "{}", "401 UnauthorizedException"},
		"key as a list":           {target, "x-api-key: da2-good, da2-good\r\n", "{}", "401 UnauthorizedException"},
		"key in the query":        {target + "&x-api-key=da2-good", "", "{}", "401 UnauthorizedException"},
		"token twice":             {target, "authorization: " + token + "\r\nAuthorization: " + token + "\r\n", "{}", "401 UnauthorizedException"},
		"key and signature":       {target, "x-api-key: da2-good\r\n" + signed, "{}", "401 UnauthorizedException"},
		"token as a list":         {target, "authorization: " + token + ", " + token + "\r\n", "{}", "401 UnauthorizedException"},
		"signature, other body":   {target, signed, "{ }", "403 InvalidSignatureException"},
		"signature, other path":   {"/graphql?b=2&a=%20x", signed, "{}", "403 InvalidSignatureException"},
		"signature, other query":  {"/my%20api/graphql?b=2", signed, "{}", "403 InvalidSignatureException"},
		"signature, header twice": {target, signed + "content-type: text/plain\r\n", "{}", "403 InvalidSignatureException"},
		"signature, date twice":   {target, signed + "x-amz-date: 20260101T000000Z\r\n", "{}", "403 IncompleteSignatureException"},
		"signature replayed late": {target, stale, "{}", "403 BadRequestException"},
		"presigned":               {target + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00", "", "{}", "401 UnauthorizedException"},
	} {
		if got := raw(t, address, c.target, c.headers, c.body); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// raw sends a request byte by byte, since an HTTP client would tidy it up.
func raw(t *testing.T, address, target, headers, body string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s", target, address, headers, len(body), body)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %s", response.StatusCode, bytes.TrimSpace(text))
}

// signedHeaders signs a request as the AWS SDK for Go does.
func signedHeaders(t *testing.T, address, body string, at time.Time) string {
	t.Helper()
	q, err := http.NewRequest(http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	sum := sha256.Sum256([]byte(body))
	c := aws.Credentials{AccessKeyID: "AKIASERVER", SecretAccessKey: "0123456789abcdef"}
	if err := v4.NewSigner().SignHTTP(context.Background(), c, q, hex.EncodeToString(sum[:]), "appsync", "eu-west-1", at); err != nil {
		t.Fatal(err)
	}
	text := ""
	for name := range q.Header {
		text += name + ": " + q.Header.Get(name) + "\r\n"
	}
	return text
}
