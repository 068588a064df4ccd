package hostile_test

import (
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/amplifygo/amplifygo/runtime/config"
)

// TestForeignPages: a web page that somebody opens on the machine of a
// development server gets nothing from it, though it knows the API key, may
// sign up and can give the server a name of its own.
func TestForeignPages(t *testing.T) {
	t.Parallel()
	x := openWith(t, map[string]string{"AMPLIFYGO_SIGN_IN": "true", "AMPLIFYGO_ORIGINS": "https://app.example.com"})
	root := strings.TrimSuffix(x.url, "/graphql")
	u, err := url.Parse(root)
	must(t, err)
	const signUp = `{"ClientId":"` + config.DevelopmentClientID + `","Username":"mallory","Password":"Passw0rd!"}`
	requests := map[string]struct{ target, body string }{
		"/graphql":     {"", `{"query":"{ listPubs { items { id x } } }"}`},
		"/cognito-idp": {"AWSCognitoIdentityProviderService.SignUp", signUp},
		"/identity":    {"AWSCognitoIdentityService.GetId", `{"IdentityPoolId":"` + config.DefaultIdentityPool + `"}`},
	}
	send := func(path, method, origin, host string) (status int, allowed, body string) {
		r, err := http.NewRequest(method, root+path, strings.NewReader(requests[path].body))
		must(t, err)
		r.Header.Set("x-api-key", config.DevelopmentAPIKey)
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", requests[path].target)
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		if r.Host = host; method == http.MethodOptions {
			r.Header.Set("Access-Control-Request-Method", "POST")
		}
		got, err := http.DefaultClient.Do(r)
		must(t, err)
		defer got.Body.Close()
		text, err := io.ReadAll(got.Body)
		must(t, err)
		return got.StatusCode, got.Header.Get("Access-Control-Allow-Origin"), string(text)
	}
	dial := func(origin string) error {
		header := base64.RawURLEncoding.EncodeToString([]byte(`{"host":"` + u.Host + `","x-api-key":"` + config.DevelopmentAPIKey + `"}`))
		conn, _, err := websocket.Dial(context.Background(), strings.Replace(root, "http", "ws", 1)+"/graphql/realtime",
			&websocket.DialOptions{Subprotocols: []string{"graphql-ws", "header-" + header}, HTTPHeader: http.Header{"Origin": {origin}}})
		if err == nil {
			_ = conn.CloseNow()
		}
		return err
	}
	foreign := []string{"https://evil.example", "http://evil.example:" + u.Port(), "null", "http://localhost.evil.example", "http://127.0.0.1.evil.example",
		"https://app.example.com.evil.example", "https://app.example.com:444", "http://8.8.8.8", "chrome-extension://abc", "://", "http://localhost@evil.example"}
	for _, origin := range foreign {
		for path := range requests {
			for _, method := range []string{http.MethodPost, http.MethodOptions} {
				if status, allowed, body := send(path, method, origin, ""); status != http.StatusForbidden || allowed != "" {
					t.Errorf("%s %s of %s: %d, allowed %q\n%s", method, path, origin, status, allowed, body)
				}
			}
		}
		if dial(origin) == nil {
			t.Errorf("%s opens a socket", origin)
		}
	}
	// The page's own name leads to the server, so that its requests are not even of another origin.
	if status, _, body := send("/graphql", http.MethodPost, "http://evil.example", "evil.example"); status != http.StatusForbidden {
		t.Errorf("a rebound name: %d %s", status, body)
	}
	for _, origin := range []string{"", "http://localhost:3000", "https://LOCALHOST", "http://app.localhost:1", "http://127.0.0.1:5173", "http://[::1]:80", "http://192.168.1.5:8100",
		"http://10.0.2.2", "http://mac.local:3000", "capacitor://localhost", "https://app.example.com", root} {
		status, allowed, body := send("/graphql", http.MethodPost, origin, "")
		if status != http.StatusOK || allowed != "*" || strings.Contains(body, "errors") {
			t.Errorf("%s: %d, allowed %q\n%s", origin, status, allowed, body)
		}
		if origin != "" {
			if err := dial(origin); err != nil {
				t.Errorf("%s: %v", origin, err)
			}
		}
	}
}
