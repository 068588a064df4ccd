// Package apikey verifies API keys: several at once, each with an expiry, kept
// as SHA-256 hashes only. Keys are random and long, so that a fast hash is
// enough; comparison takes the same time whichever key is presented.
package apikey

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

const (
	// maxKeys bounds the number of keys, since each is compared.
	maxKeys = 1000
	// maxLength bounds a presented key, in bytes.
	maxLength  = 512
	hashPrefix = "sha256:"
)

// Key is an accepted API key. Either Key or Hash is given.
type Key struct {
	// Name tells keys apart in listings and logs; optional.
	Name string `json:"name,omitempty"`
	// Key is the key itself. It is hashed when it is read and not kept.
	Key string `json:"key,omitempty"`
	// Hash is "sha256:" and the hash of the key in hexadecimal.
	Hash string `json:"hash,omitempty"`
	// Expires is when the key ends; zero for never.
	Expires time.Time `json:"expires,omitzero"`
}

// Hash gives the form of a key that may be stored.
func Hash(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hashPrefix + hex.EncodeToString(sum[:])
}

// Generate makes a random key of 160 bits, spelled like AppSync's ("da2-…").
func Generate() string {
	raw := make([]byte, 20)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return "da2-" + strings.ToLower(base32.StdEncoding.EncodeToString(raw))
}

type entry struct {
	sum     [sha256.Size]byte
	expires time.Time
}

// compile checks keys and reduces them to hashes.
func compile(keys []Key) ([]entry, error) {
	if len(keys) > maxKeys {
		return nil, fmt.Errorf("%d API keys: at most %d are allowed", len(keys), maxKeys)
	}
	entries := make([]entry, 0, len(keys))
	seen := map[[sha256.Size]byte]bool{}
	for i, k := range keys {
		e, err := compileKey(k)
		if err != nil {
			return nil, fmt.Errorf("API key %d: %w", i+1, err)
		}
		if seen[e.sum] {
			return nil, fmt.Errorf("API key %d is there twice", i+1)
		}
		seen[e.sum] = true
		entries = append(entries, e)
	}
	return entries, nil
}

func compileKey(k Key) (entry, error) {
	e := entry{expires: k.Expires}
	if (k.Key == "") == (k.Hash == "") {
		return e, errors.New("give either the key or its hash")
	}
	if k.Key != "" {
		if k.Key != strings.TrimSpace(k.Key) || len(k.Key) > maxLength {
			return e, fmt.Errorf("a key is at most %d bytes without space around it", maxLength)
		}
		e.sum = sha256.Sum256([]byte(k.Key))
		return e, nil
	}
	raw, err := hex.DecodeString(strings.TrimPrefix(k.Hash, hashPrefix))
	if err != nil || len(raw) != sha256.Size || !strings.HasPrefix(k.Hash, hashPrefix) {
		return e, fmt.Errorf("hash: expected %q and 64 hexadecimal digits", hashPrefix)
	}
	copy(e.sum[:], raw)
	return e, nil
}

// Set is a fixed set of keys. It implements auth.KeyVerifier.
type Set struct {
	entries []entry
	now     func() time.Time
}

// New makes a set of at least one key. now is the clock; nil for time.Now.
func New(keys []Key, now func() time.Time) (*Set, error) {
	if len(keys) == 0 {
		return nil, errors.New("apikey: there is no API key: configure one")
	}
	entries, err := compile(keys)
	if err != nil {
		return nil, fmt.Errorf("apikey: %w", err)
	}
	if now == nil {
		now = time.Now
	}
	return &Set{entries, now}, nil
}

// VerifyKey implements auth.KeyVerifier.
func (s *Set) VerifyKey(key string) (*auth.Identity, error) { return verify(s.entries, key, s.now()) }

// verify compares with every key, so that time tells nothing about them.
func verify(entries []entry, key string, now time.Time) (*auth.Identity, error) {
	if key == "" || len(key) > maxLength {
		return nil, auth.NotAuthorized()
	}
	sum := sha256.Sum256([]byte(key))
	var found *entry
	for i := range entries {
		if subtle.ConstantTimeCompare(entries[i].sum[:], sum[:]) == 1 {
			found = &entries[i]
		}
	}
	if found == nil || (!found.expires.IsZero() && !now.Before(found.expires)) {
		return nil, auth.NotAuthorized()
	}
	return &auth.Identity{Mode: schema.ModeAPIKey, Provider: schema.APIKey, Expires: found.expires}, nil
}
