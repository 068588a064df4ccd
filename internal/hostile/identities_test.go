package hostile_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/config"
)

// identities asks the server's identity pool and returns status and answer.
func (x *target) identities(operation string, body map[string]any) (int, map[string]any) {
	x.t.Helper()
	text, err := json.Marshal(body)
	must(x.t, err)
	r, err := http.NewRequestWithContext(x.t.Context(), http.MethodPost, strings.TrimSuffix(x.url, "/graphql")+"/identity", bytes.NewReader(text))
	must(x.t, err)
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityService."+operation)
	got, err := http.DefaultClient.Do(r)
	must(x.t, err)
	defer got.Body.Close()
	text, err = io.ReadAll(got.Body)
	must(x.t, err)
	var answer map[string]any
	must(x.t, json.Unmarshal(text, &answer))
	return got.StatusCode, answer
}

// TestLoginsOfStrangers: only who signed in to the user pool gets the
// credentials of a signed-in identity, as the identity pool that Amplify
// deploys trusts the user pool alone. The API's OpenID Connect issuer may be
// one where anybody has an account.
func TestLoginsOfStrangers(t *testing.T) {
	t.Parallel()
	x := open(t)
	const foreign = "https://oidc.example.com"
	pool := strings.TrimPrefix(x.pool.Issuer(), "http://")
	mint := func(i *devissuer.Issuer, use devissuer.Use, claims map[string]any) string {
		return x.token(i, devissuer.TokenRequest{Username: "mallory", Sub: "sub-mallory", Use: use, Claims: claims})
	}
	oidc := mint(x.oidc, devissuer.ID, map[string]any{"iss": foreign, "aud": "app"})
	id := mint(x.pool, devissuer.ID, nil)
	status, own := x.identities("GetId", map[string]any{"IdentityPoolId": config.DefaultIdentityPool, "Logins": map[string]string{pool: id}})
	if status != http.StatusOK {
		t.Fatalf("a user of the pool is refused: %v", own)
	}
	_, guest := x.identities("GetId", map[string]any{"IdentityPoolId": config.DefaultIdentityPool})
	for name, logins := range map[string]map[string]string{
		"an OpenID Connect token":             {"oidc.example.com": oidc},
		"an OpenID Connect token as the pool": {pool: oidc},
		"claims of the pool by the issuer":    {pool: mint(x.oidc, devissuer.ID, map[string]any{"iss": x.pool.Issuer(), "aud": "dev", "token_use": "id"})},
		"an access token":                     {pool: mint(x.pool, devissuer.Access, nil)},
		"an id token of another client":       {pool: mint(x.pool, devissuer.ID, map[string]any{"aud": "other"})},
		"an id token under another name":      {"oidc.example.com": id},
		"two logins":                          {pool: id, "oidc.example.com": oidc},
		"an empty token":                      {pool: ""},
	} {
		t.Run(name, func(t *testing.T) {
			x.t = t
			for operation, body := range map[string]map[string]any{
				"GetId":                                  {"IdentityPoolId": config.DefaultIdentityPool, "Logins": logins},
				"GetCredentialsForIdentity of the guest": {"IdentityId": guest["IdentityId"], "Logins": logins},
				"GetCredentialsForIdentity of the user":  {"IdentityId": own["IdentityId"], "Logins": logins},
			} {
				operation, _, _ := strings.Cut(operation, " ")
				if status, got := x.identities(operation, body); status != http.StatusBadRequest || got["IdentityId"] != nil || got["Credentials"] != nil {
					t.Errorf("%s: %d %v", operation, status, got)
				}
			}
		})
	}
}
