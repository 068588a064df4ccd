package userpool_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/auth/userpool"
)

// FuzzRequest: no body makes an operation fail inside, or gives tokens away.
func FuzzRequest(f *testing.F) {
	dir := f.TempDir()
	issuer, err := devissuer.Open(devissuer.Config{KeyFile: filepath.Join(dir, "key.pem"), URL: "http://127.0.0.1:1", PoolID: "us-east-1_dev", ClientID: "dev"})
	must(f, err)
	pool, err := userpool.Open(context.Background(), userpool.Config{Path: filepath.Join(dir, "users.db"), Issuer: issuer, SignUp: true})
	must(f, err)
	f.Cleanup(func() { must(f, pool.Close()) })
	_, err = pool.CreateUser(context.Background(), "alice", "a long secret nobody guesses", nil)
	must(f, err)
	handler := pool.Handler()
	for _, s := range [][2]string{
		{"SignUp", `{"ClientId":"dev","Username":"bob","Password":"12345678","UserAttributes":[{"Name":"email","Value":"x"}]}`},
		{"InitiateAuth", `{"ClientId":"dev","AuthFlow":"USER_SRP_AUTH","AuthParameters":{"USERNAME":"alice","SRP_A":"abc"}}`},
		{"InitiateAuth", `{"ClientId":"dev","AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"USERNAME":"alice","PASSWORD":"abc"}}`},
		{"RespondToAuthChallenge", `{"ClientId":"dev","ChallengeName":"PASSWORD_VERIFIER","ChallengeResponses":{"PASSWORD_CLAIM_SECRET_BLOCK":"AAAA"}}`},
		{"GetTokensFromRefreshToken", `{"ClientId":"dev","RefreshToken":"x"}`},
		{"GetUser", `{"AccessToken":"a.b.c"}`}, {"ChangePassword", `{}`}, {"GlobalSignOut", `null`}, {"UpdateUserAttributes", `[]`}, {"Nothing", `{`},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, operation, body string) {
		q := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		q.Header["X-Amz-Target"] = []string{"AWSCognitoIdentityProviderService." + operation}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, q)
		if w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%s %q: %d %s", operation, body, w.Code, w.Body)
		}
		// What the fuzzer signs up it could sign in as; alice it could not.
		if strings.Contains(w.Body.String(), "AccessToken") && strings.Contains(body, "alice") {
			t.Fatalf("%s %q: %s", operation, body, w.Body)
		}
	})
}
