package apikey_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/apikey"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

func TestVerifyKey(t *testing.T) {
	t.Parallel()
	generated := apikey.Generate()
	s, err := apikey.New([]apikey.Key{
		{Key: "da2-one"},
		{Hash: apikey.Hash("da2-two"), Expires: now.Add(time.Second)},
		{Hash: apikey.Hash("da2-old"), Expires: now},
		{Key: generated},
	}, clock)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]bool{
		"da2-one": true, "da2-two": true, generated: true,
		"da2-old": false, "": false, "da2-on": false, "da2-onee": false, "DA2-ONE": false,
		apikey.Hash("da2-one"): false, strings.Repeat("x", 100_000): false,
	} {
		id, err := s.VerifyKey(key)
		if (id != nil) != want {
			t.Errorf("%.50q: got %+v, want admitted = %v", key, id, want)
		}
		if id != nil && (id.Mode != schema.ModeAPIKey || id.Provider != schema.APIKey) {
			t.Errorf("%q: %+v", key, id)
		}
		var refusal *auth.Error
		if !want && (!errors.As(err, &refusal) || refusal.Status != 401) {
			t.Errorf("%.50q: refused with %v", key, err)
		}
	}
}

func TestWrongKeys(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]apikey.Key{
		"none":     nil,
		"empty":    {{}},
		"both":     {{Key: "a", Hash: apikey.Hash("a")}},
		"twice":    {{Key: "a"}, {Hash: apikey.Hash("a")}},
		"short":    {{Hash: "sha256:00"}},
		"no kind":  {{Hash: strings.TrimPrefix(apikey.Hash("a"), "sha256:")}},
		"no hex":   {{Hash: "sha256:" + strings.Repeat("z", 64)}},
		"space":    {{Key: " a"}},
		"too many": make([]apikey.Key, 1001),
	} {
		if _, err := apikey.New(keys, nil); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`[{"name":"web","key":"one"}]`)
	var heard []error
	f, err := apikey.Open(path, clock, func(err error) { heard = append(heard, err) })
	if err != nil {
		t.Fatal(err)
	}
	expect := func(key string, want bool) {
		t.Helper()
		if id, _ := f.VerifyKey(key); (id != nil) != want {
			t.Errorf("%s: %+v, want admitted = %v", key, id, want)
		}
	}
	expect("one", true)
	write(`[{"hash":"` + apikey.Hash("two") + `"}, {"key":"three","expires":"2020-01-01T00:00:00Z"}]`)
	f.Look()
	expect("one", false)
	expect("two", true)
	expect("three", false)
	write(`[{"hash":`) // half-written
	f.Look()
	expect("two", true)
	write(`[]`)
	f.Look()
	expect("two", false)
	if len(heard) != 3 || heard[0] != nil || heard[1] == nil || heard[2] != nil {
		t.Errorf("heard %v", heard)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"not JSON":      `keys`,
		"unknown field": `[{"key":"a","expiry":"2030-01-01T00:00:00Z"}]`,
		"tail":          `[{"key":"a"}] x`,
		"wrong date":    `[{"key":"a","expires":"tomorrow"}]`,
	} {
		path := filepath.Join(t.TempDir(), "keys.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := apikey.Open(path, nil, nil); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := apikey.Open(filepath.Join(t.TempDir(), "gone"), nil, nil); err == nil {
		t.Error("a missing file is accepted")
	}
}
