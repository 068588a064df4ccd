package jwt_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth/jwt"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func TestRotation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	old := w.good()
	if _, err := w.v.VerifyToken(ctx, old); err != nil {
		t.Fatal(err)
	}
	w.server.set(keySet(t, map[string]any{"k2": strangerKey().Public()}))
	fresh := sign(t, strangerKey(), claims{"alg": "RS256", "kid": "k2"}, w.access(nil))
	if _, err := w.v.VerifyToken(ctx, fresh); err != nil {
		t.Errorf("token of the new key: %v", err)
	}
	if _, err := w.v.VerifyToken(ctx, old); err == nil {
		t.Error("a remembered token of a withdrawn key is still admitted")
	}
}

// TestWithdrawnKey: a hot token does not outlive its key by more than a refresh.
func TestWithdrawnKey(t *testing.T) {
	t.Parallel()
	server := newKeyServer(t)
	server.set(keySet(t, map[string]any{"k1": rsaKey().Public()}))
	c := &clock{t: time.Unix(1_800_000_000, 0)}
	keys, err := jwt.NewRemote(jwt.RemoteConfig{URL: server.URL, Now: c.now, Refresh: time.Minute})
	must(t, err)
	ctx := context.Background()
	set, _, err := keys.Find(ctx, "k1", "RS256")
	must(t, err)
	if set.Replaced() {
		t.Fatal("replaced without a new set")
	}
	server.set(keySet(t, map[string]any{"k2": strangerKey().Public()}))
	c.add(2 * time.Minute)
	set.Replaced()                                              // begins a fetch in the background
	if _, _, err := keys.Find(ctx, "k2", "RS256"); err != nil { // joins it
		t.Fatal(err)
	}
	if !set.Replaced() {
		t.Fatal("old keys are not replaced")
	}
}

func TestStaleKeysEnd(t *testing.T) {
	t.Parallel()
	server := newKeyServer(t)
	server.set(keySet(t, map[string]any{"k1": rsaKey().Public()}))
	c := &clock{t: time.Unix(1_800_000_000, 0)}
	keys, err := jwt.NewRemote(jwt.RemoteConfig{URL: server.URL, Now: c.now, MaxStale: time.Hour})
	must(t, err)
	ctx := context.Background()
	set, _, err := keys.Find(ctx, "k1", "RS256")
	must(t, err)
	server.Close()
	c.add(30 * time.Minute)
	if _, _, err := keys.Find(ctx, "k1", "RS256"); err != nil {
		t.Errorf("an issuer that is down for half an hour must not lock users out: %v", err)
	}
	c.add(time.Hour)
	if _, _, err := keys.Find(ctx, "k1", "RS256"); err == nil {
		t.Error("keys that could not be renewed for 90 minutes are still believed")
	}
	if !set.Replaced() {
		t.Error("remembered tokens of stale keys are still believed")
	}
}

// TestHostileKeyServers: nothing an issuer's server does costs more than a
// refusal, and one fetch at a time.
func TestHostileKeyServers(t *testing.T) {
	t.Parallel()
	valid := keySet(t, map[string]any{"k1": rsaKey().Public()})
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	for name, handler := range map[string]http.HandlerFunc{
		"10 MB": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(append(bytes.Repeat([]byte(" "), 10<<20), valid...))
		},
		"endless": func(w http.ResponseWriter, _ *http.Request) {
			for chunk := bytes.Repeat([]byte("["), 1<<16); ; {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		},
		"hanging": func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		},
		"hanging in the body": func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write(valid[:20])
			w.(http.Flusher).Flush()
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		},
		"error":    func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"not JSON": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") },
		"empty":    func(http.ResponseWriter, *http.Request) {},
		"no keys":  func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"keys":[]}`) },
		"only secrets": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"keys":[{"kty":"oct","kid":"k1","k":"AAAA"}]}`)
		},
		"many keys": func(w http.ResponseWriter, _ *http.Request) {
			one := string(valid[len(`{"keys":[`) : len(valid)-2])
			fmt.Fprint(w, `{"keys":[`+strings.TrimSuffix(strings.Repeat(one+",", 500), ",")+`]}`)
		},
		"deep": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"keys":`+strings.Repeat("[", 100_000)) },
		"redirect circle": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/again", http.StatusFound)
		},
		"redirect away": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://192.0.2.1/keys", http.StatusFound)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(handler)
			t.Cleanup(server.CloseClientConnections)
			keys, err := jwt.NewRemote(jwt.RemoteConfig{URL: server.URL, Timeout: 300 * time.Millisecond})
			must(t, err)
			begin := time.Now()
			for range 20 {
				if _, _, err := keys.Find(context.Background(), "k1", "RS256"); err == nil {
					t.Fatal("found a key")
				}
			}
			if d := time.Since(begin); d > 5*time.Second {
				t.Errorf("20 requests took %v", d)
			}
		})
	}
}

// TestWaitersShareAFetch: a slow issuer is asked once for many requests, and a
// request that gives up does not wait.
func TestWaitersShareAFetch(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	server := newKeyServer(t)
	server.set(keySet(t, map[string]any{"k1": rsaKey().Public()}))
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-release
		server.Config.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(slow.Close)
	keys, err := jwt.NewRemote(jwt.RemoteConfig{URL: slow.URL})
	must(t, err)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := keys.Find(gone, "k1", "RS256"); err == nil {
		t.Error("a request that is over got a key")
	}
	results := make(chan error)
	for range 50 {
		go func() {
			_, _, err := keys.Find(context.Background(), "k1", "RS256")
			results <- err
		}()
	}
	close(release)
	for range 50 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if n := server.count.Load(); n != 1 {
		t.Errorf("%d requests for one key set", n)
	}
}

func TestDiscoveryMustNameTheIssuer(t *testing.T) {
	t.Parallel()
	var base string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"issuer":"https://somebody.example","jwks_uri":%q}`, base+"/keys")
	}))
	t.Cleanup(server.Close)
	base = server.URL
	keys, err := jwt.NewRemote(jwt.RemoteConfig{Issuer: server.URL})
	must(t, err)
	_, _, err = keys.Find(context.Background(), "k1", "RS256")
	if err == nil || !strings.Contains(err.Error(), "another issuer") {
		t.Errorf("got %v", err)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		config jwt.RemoteConfig
		want   string
	}{
		{jwt.RemoteConfig{}, "give either"},
		{jwt.RemoteConfig{URL: "https://a.example/k", Issuer: "https://a.example"}, "give either"},
		{jwt.RemoteConfig{URL: "http://a.example/k"}, "not encrypted"},
		{jwt.RemoteConfig{URL: "file:///etc/passwd"}, "expected https://host/path"},
		{jwt.RemoteConfig{URL: "ftp://a.example/k"}, "expected an https address"},
		{jwt.RemoteConfig{URL: "keys.json"}, "expected https://host/path"},
		{jwt.RemoteConfig{URL: "http://a.example/k", AllowHTTP: true}, ""},
		{jwt.RemoteConfig{URL: "http://localhost:9229/k"}, ""},
		{jwt.RemoteConfig{URL: "http://" + net.JoinHostPort("::1", "80") + "/k"}, ""},
	} {
		_, err := jwt.NewRemote(c.config)
		if (err == nil) != (c.want == "") || (err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: got %v, want %q", c.config, err, c.want)
		}
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	keys, err := jwt.NewRemote(jwt.RemoteConfig{URL: "https://a.example/k"})
	must(t, err)
	pool := jwt.Pool{Issuer: "https://a.example", ClientIDs: []string{"a"}, Keys: keys}
	for _, c := range []struct {
		config jwt.Config
		want   string
	}{
		{jwt.Config{}, "neither a user pool nor an OIDC issuer"},
		{jwt.Config{Pools: []jwt.Pool{{ClientIDs: []string{"a"}, Keys: keys}}}, "user pool 1: the issuer is missing"},
		{jwt.Config{Pools: []jwt.Pool{pool, {Issuer: "x", ClientIDs: []string{"a"}}}}, "user pool 2: issuer x has no Keys"},
		{jwt.Config{Pools: []jwt.Pool{{Issuer: "x", Keys: keys}}}, "ClientIDs is missing"},
		{jwt.Config{Pools: []jwt.Pool{{Issuer: "x", ClientIDs: []string{"a"}, AnyClient: true, Keys: keys}}}, "contradict"},
		{jwt.Config{Pools: []jwt.Pool{{Issuer: "x", ClientIDs: []string{""}, Keys: keys}}}, "empty id"},
		{jwt.Config{Pools: []jwt.Pool{pool}, OIDC: &jwt.OIDC{Issuer: pool.Issuer, AnyClient: true, Keys: keys}}, "configured twice"},
		{jwt.Config{OIDC: &jwt.OIDC{Issuer: "x", ClientIDs: []string{"a.*"}, Keys: keys}}, "regular expressions"},
		{jwt.Config{OIDC: &jwt.OIDC{Issuer: "x", AnyClient: true, Keys: keys, AuthTTL: -1}}, "AuthTTL"},
		{jwt.Config{Pools: []jwt.Pool{pool}, Skew: time.Hour}, "Skew"},
		{jwt.Config{Pools: []jwt.Pool{pool}, Remembered: -1}, "Remembered"},
		{jwt.Config{Pools: []jwt.Pool{pool}}, ""},
	} {
		_, err := jwt.New(c.config)
		if (err == nil) != (c.want == "") || (err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: got %v, want %q", c.config, err, c.want)
		}
	}
}
