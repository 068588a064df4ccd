package hostile_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/config"
)

// caller puts credentials on a request.
type caller func(x *target, r *http.Request)

// user is a user of the pool: sub "sub-<name>", with groups.
func user(name string, groups ...string) caller {
	return claims(name, map[string]any{}, groups...)
}

// claims is a user whose access token has other claims.
func claims(name string, changes map[string]any, groups ...string) caller {
	return func(x *target, r *http.Request) {
		r.Header.Set("Authorization", x.token(x.pool, devissuer.TokenRequest{Username: name, Sub: "sub-" + name, Groups: groups, Claims: changes}))
	}
}

// oidcUser is a user of the OpenID Connect issuer.
func oidcUser(name string, changes map[string]any) caller {
	return func(x *target, r *http.Request) {
		c := map[string]any{"iss": "https://oidc.example.com", "aud": "app"}
		for k, v := range changes {
			c[k] = v
		}
		r.Header.Set("Authorization", x.token(x.oidc, devissuer.TokenRequest{Username: name, Sub: "sub-" + name, Use: devissuer.ID, Claims: c}))
	}
}

func (x *target) token(i *devissuer.Issuer, r devissuer.TokenRequest) string {
	x.t.Helper()
	token, err := i.Mint(r)
	must(x.t, err)
	return token
}

// header is a caller with plain headers.
func header(pairs ...string) caller {
	return func(_ *target, r *http.Request) {
		for i := 0; i < len(pairs); i += 2 {
			r.Header.Add(pairs[i], pairs[i+1])
		}
	}
}

var (
	nobody   = header()
	key      = header("x-api-key", config.DevelopmentAPIKey)
	alice    = user("alice")
	mallory  = user("mallory")
	admin    = signed(adminKey, adminSecret)
	function = signed(functionKey, functionSecret)
	signedIn = signed(idpKey, idpSecret)
	guest    = signed(guestKey, guestSecret)
)

// authorized is a caller with a token for the authorizer function.
func authorized(token string) caller { return header("Authorization", token) }

// signed is a caller with an access key.
func signed(id, secret string) caller {
	return func(x *target, r *http.Request) { sign(x.t, r, id, secret, "appsync", "us-east-1", time.Now()) }
}

// sign signs a request as the official client does.
func sign(t testing.TB, r *http.Request, id, secret, service, region string, at time.Time) {
	t.Helper()
	body, err := r.GetBody()
	must(t, err)
	text, err := io.ReadAll(body)
	must(t, err)
	sum := sha256.Sum256(text)
	must(t, v4.NewSigner().SignHTTP(context.Background(), aws.Credentials{AccessKeyID: id, SecretAccessKey: secret}, r, hex.EncodeToString(sum[:]), service, region, at))
}

// and applies one after the other.
func and(callers ...caller) caller {
	return func(x *target, r *http.Request) {
		for _, c := range callers {
			c(x, r)
		}
	}
}

// edit changes a header after another caller has set it.
func edit(c caller, name string, change func(string) string) caller {
	return func(x *target, r *http.Request) {
		c(x, r)
		r.Header.Set(name, change(r.Header.Get(name)))
	}
}

// replace is an edit of a part of the Authorization header.
func replace(c caller, from, to string) caller {
	return edit(c, "Authorization", func(v string) string { return strings.Replace(v, from, to, 1) })
}
