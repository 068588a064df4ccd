package devissuer_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/auth/jwt"
)

func open(t *testing.T, file, url string) *devissuer.Issuer {
	t.Helper()
	i, err := devissuer.Open(devissuer.Config{KeyFile: file, URL: url, PoolID: "us-east-1_dev", ClientID: "dev"})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// TestTokens: tokens are accepted through the keys in the process, and by
// another server that finds the keys through the published documents.
func TestTokens(t *testing.T) {
	t.Parallel()
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	i := open(t, filepath.Join(t.TempDir(), "data", "key.pem"), server.URL)
	handler = i.Handler()

	here, err := i.Pool()
	if err != nil {
		t.Fatal(err)
	}
	byAddress, err := jwt.NewRemote(jwt.RemoteConfig{URL: i.Issuer() + "/.well-known/jwks.json"})
	if err != nil {
		t.Fatal(err)
	}
	byMetadata, err := jwt.NewRemote(jwt.RemoteConfig{Issuer: i.Issuer()})
	if err != nil {
		t.Fatal(err)
	}
	for name, keys := range map[string]jwt.Keys{"in process": here.Keys, "by address": byAddress, "by metadata": byMetadata} {
		v, err := jwt.New(jwt.Config{Pools: []jwt.Pool{{Issuer: i.Issuer(), ClientIDs: []string{"dev"}, Keys: keys}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, use := range []devissuer.Use{"", devissuer.Access, devissuer.ID} {
			token, err := i.Mint(devissuer.TokenRequest{Username: "alice", Groups: []string{"Admins"}, Use: use, Claims: map[string]any{"email": "a@b.c"}})
			if err != nil {
				t.Fatal(err)
			}
			id, err := v.VerifyToken(context.Background(), token)
			if err != nil {
				t.Fatalf("%s, %q: %v", name, use, err)
			}
			groups, _ := id.Claims["cognito:groups"].([]any)
			if id.Username != "alice" || id.Sub != i.Sub("alice") || len(groups) != 1 || id.Claims["email"] != "a@b.c" {
				t.Errorf("%s, %q: %+v", name, use, id)
			}
		}
	}
	v, err := jwt.New(jwt.Config{Pools: []jwt.Pool{here}})
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]devissuer.TokenRequest{
		"ended":          {Username: "alice", TTL: -time.Minute},
		"another client": {Username: "alice", ClientID: "other"},
	} {
		token, err := i.Mint(r)
		if err != nil {
			t.Fatal(err)
		}
		if id, err := v.VerifyToken(context.Background(), token); err == nil {
			t.Errorf("%s: admitted %+v", name, id)
		}
	}
}

func TestMintRefuses(t *testing.T) {
	t.Parallel()
	i := open(t, filepath.Join(t.TempDir(), "key.pem"), "http://127.0.0.1:1/x")
	for _, r := range []devissuer.TokenRequest{{}, {Username: "a", Use: "refresh"}, {Username: "a", Claims: map[string]any{"x": func() {}}}} {
		if token, err := i.Mint(r); err == nil {
			t.Errorf("%+v: %s", r, token)
		}
	}
}

// TestKeyFile: the key stays the same, is its owner's only, and a wrong file is
// not replaced behind the user's back.
func TestKeyFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key.pem")
	const url = "http://127.0.0.1:1/x"
	first := open(t, file, url)
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	pool, err := first.Pool()
	if err != nil {
		t.Fatal(err)
	}
	v, err := jwt.New(jwt.Config{Pools: []jwt.Pool{pool}})
	if err != nil {
		t.Fatal(err)
	}
	token, err := open(t, file, url).Mint(devissuer.TokenRequest{Username: "alice"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.VerifyToken(context.Background(), token); err != nil {
		t.Errorf("after a restart: %v", err)
	}
	if left, _ := os.ReadDir(filepath.Dir(file)); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	config := devissuer.Config{KeyFile: file, URL: url, PoolID: "us-east-1_dev", ClientID: "dev"}
	for _, c := range []struct {
		change func(*devissuer.Config)
		want   string
	}{
		{func(*devissuer.Config) { _ = os.Chmod(file, 0o644) }, "chmod 600"},
		{func(*devissuer.Config) { _ = os.Chmod(file, 0o600); _ = os.WriteFile(file, []byte("x"), 0o600) }, "not PEM"},
		{func(c *devissuer.Config) { c.KeyFile = "" }, "KeyFile is missing"},
		{func(c *devissuer.Config) { c.URL = url + "/" }, "URL is"},
		{func(c *devissuer.Config) { c.URL = "x" }, "URL is"},
		{func(c *devissuer.Config) { c.PoolID = "pool" }, "PoolID is"},
		{func(c *devissuer.Config) { c.ClientID = "" }, "ClientID is missing"},
	} {
		changed := config
		c.change(&changed)
		if _, err := devissuer.Open(changed); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}
