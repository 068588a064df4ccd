package iam

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/amplify"
	client "github.com/amplifygo/amplifygo/internal/testkit/testclient"
	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

var credentials = aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret", SessionToken: "session"}

type provider struct{ err error }

func (p provider) Retrieve(context.Context) (aws.Credentials, error) { return credentials, p.err }

// TestSignatureVerifies signs what arrived at the server again, with the
// official signer and only the headers that the signature names.
func TestSignatureVerifies(t *testing.T) {
	t.Parallel()
	var got, want string
	var signed []string
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization")
		want, signed = again(t, r)
		_, _ = io.WriteString(w, `{"data":{"listAuthors":{"items":[]}}}`)
	}))
	defer api.Close()
	c, err := client.New(amplify.WithEndpoint(api.URL+"/graphql"), amplify.WithRegion("eu-west-1"), amplify.WithSigner(NewSigner(provider{})))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Models.Author.List(context.Background(), amplify.WithAuthMode(amplify.AuthModeIdentityPool), amplify.WithHeaders(http.Header{"X-Trace": {"a  b"}}))
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("authorization\n%s, want\n%s", got, want)
	}
	// What the official client signs, and the caller's header.
	if w := []string{"content-type", "host", "x-amz-date", "x-amz-security-token", "x-amz-user-agent", "x-trace"}; !slices.Equal(signed, w) {
		t.Errorf("signed headers %v, want %v", signed, w)
	}
	if !strings.Contains(got, "/eu-west-1/appsync/aws4_request,") {
		t.Errorf("scope in %s", got)
	}
}

// again signs a received request anew.
func again(t *testing.T, r *http.Request) (string, []string) {
	t.Helper()
	_, rest, _ := strings.Cut(r.Header.Get("Authorization"), "SignedHeaders=")
	list, _, _ := strings.Cut(rest, ",")
	signed := strings.Split(list, ";")
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil {
		t.Error(err)
	}
	body, _ := io.ReadAll(r.Body)
	sum := sha256.Sum256(body)
	req := &http.Request{Method: r.Method, URL: r.URL, Host: r.Host, Header: http.Header{}}
	req.URL.Host = r.Host
	for _, name := range signed {
		if name != "host" && name != "x-amz-date" {
			req.Header[http.CanonicalHeaderKey(name)] = r.Header.Values(name)
		}
	}
	if err := v4.NewSigner().SignHTTP(context.Background(), credentials, req, hex.EncodeToString(sum[:]), "appsync", "eu-west-1", at); err != nil {
		t.Error(err)
	}
	return req.Header.Get("Authorization"), signed
}

func TestFailureToGetCredentialsIsReported(t *testing.T) {
	t.Parallel()
	cause := errors.New("no metadata service")
	c, err := client.New(amplify.WithEndpoint("http://127.0.0.1:1/graphql"), amplify.WithRegion("eu-west-1"), amplify.WithSigner(NewSigner(provider{err: cause})))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Models.Author.List(context.Background(), amplify.WithAuthMode(amplify.AuthModeIAM))
	if !errors.Is(err, amplify.ErrNoCredentials) || !errors.Is(err, cause) {
		t.Errorf("error %v", err)
	}
}

// TestIdentityPoolFollowsNoRedirects: the ID token is for the pool alone.
func TestIdentityPoolFollowsNoRedirects(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		t.Errorf("another host has got %s", body)
	}))
	t.Cleanup(other.Close)
	s := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	t.Cleanup(s.Close)
	p := NewIdentityPool(IdentityPool{Endpoint: s.URL, ID: "r:1", Provider: "p", Tokens: amplify.StaticToken("id.to.ken")})
	if _, err := p.Retrieve(context.Background()); err == nil {
		t.Error("a redirect gives credentials")
	}
}
