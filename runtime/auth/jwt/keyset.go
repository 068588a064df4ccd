package jwt

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
)

// Bounds of a key set.
const (
	maxKeys    = 64
	minRSABits = 2048
	maxRSABits = 8192 // a larger modulus costs milliseconds for each token
)

// poolAlgorithms are what user pools sign with; oidcAlgorithms what an OpenID
// Connect issuer may. HMAC and "none" are in neither, whatever a key says.
var (
	poolAlgorithms = map[string]bool{"RS256": true}
	oidcAlgorithms = map[string]bool{
		"RS256": true, "RS384": true, "RS512": true, "PS256": true, "PS384": true, "PS512": true,
		"ES256": true, "ES384": true, "ES512": true, "EdDSA": true,
	}
)

var errUnknownKey = errors.New("no key of this id and algorithm")

// Keys are the keys of one issuer.
type Keys interface {
	// Find returns the only key for the id (empty for none) and algorithm, and
	// the set that it is part of.
	Find(ctx context.Context, keyID, algorithm string) (*KeySet, any, error)
}

// KeySet is an immutable set of public keys. It implements Keys.
type KeySet struct {
	keys     []publicKey
	replaced atomic.Bool
	touch    func() // lets a remote set renew itself; nil for a local one
}

type publicKey struct {
	id, algorithm string // algorithm as the key declares it; empty where it does not
	raw           any    // *rsa.PublicKey, *ecdsa.PublicKey or ed25519.PublicKey
}

// Static makes a key set of keys that are known in the process, as those of
// the development issuer are. Private keys are reduced to their public half.
func Static(set jwk.Set) (*KeySet, error) {
	s := newKeySet(set)
	if len(s.keys) == 0 {
		return nil, errors.New("jwt: the key set has no RSA (2048 to 8192 bits), EC or Ed25519 signature key")
	}
	return s, nil
}

// newKeySet keeps the keys that can verify signatures and drops all others:
// symmetric, encryption, weak and unknown ones.
func newKeySet(set jwk.Set) *KeySet {
	s := &KeySet{}
	for i := range set.Len() {
		k, ok := set.Key(i)
		if !ok {
			continue
		}
		if p, ok := publicKeyOf(k); ok {
			s.keys = append(s.keys, p)
		}
	}
	return s
}

func publicKeyOf(k jwk.Key) (publicKey, bool) {
	if use, ok := k.KeyUsage(); ok && use != "sig" {
		return publicKey{}, false
	}
	raw, err := jwk.PublicRawKeyOf(k)
	if err != nil {
		return publicKey{}, false
	}
	switch key := raw.(type) {
	case *rsa.PublicKey:
		if n := key.N.BitLen(); n < minRSABits || n > maxRSABits || key.E < 3 {
			return publicKey{}, false
		}
	case *ecdsa.PublicKey, ed25519.PublicKey:
	default:
		return publicKey{}, false
	}
	p := publicKey{raw: raw}
	p.id, _ = k.KeyID()
	if a, ok := k.Algorithm(); ok {
		p.algorithm = a.String()
	}
	return p, true
}

// Find implements Keys. A token without key id is accepted only if one key
// alone can be meant.
func (s *KeySet) Find(_ context.Context, keyID, algorithm string) (*KeySet, any, error) {
	var found any
	for _, k := range s.keys {
		if (keyID != "" && k.id != keyID) || !k.fits(algorithm) {
			continue
		}
		if found != nil {
			return nil, nil, errors.New("several keys of this id and algorithm")
		}
		found = k.raw
	}
	if found == nil {
		return nil, nil, errUnknownKey
	}
	return s, found, nil
}

// Replaced reports whether the issuer has newer keys than this set.
func (s *KeySet) Replaced() bool {
	if s.touch != nil {
		s.touch()
	}
	return s.replaced.Load()
}

// fits reports whether the key verifies signatures of the algorithm: the one
// it declares, or else those of its type.
func (k publicKey) fits(algorithm string) bool {
	if k.algorithm != "" && k.algorithm != algorithm {
		return false
	}
	switch key := k.raw.(type) {
	case *rsa.PublicKey:
		return strings.HasPrefix(algorithm, "RS") || strings.HasPrefix(algorithm, "PS")
	case *ecdsa.PublicKey:
		return map[int]string{256: "ES256", 384: "ES384", 521: "ES512"}[key.Params().BitSize] == algorithm
	case ed25519.PublicKey:
		return algorithm == "EdDSA"
	}
	return false
}

// verify checks a token's signature with the issuer's keys and returns the set
// that the key is part of. The algorithm is checked before any key is looked
// for, so that "none" and HMAC never meet a key.
func (i *issuer) verify(ctx context.Context, t *token) (*KeySet, error) {
	if !i.algorithms[t.algorithm] {
		return nil, errors.New("algorithm not accepted")
	}
	if !t.signed {
		return nil, errors.New("no signature")
	}
	algorithm, ok := jwa.LookupSignatureAlgorithm(t.algorithm)
	if !ok {
		return nil, errors.New("unknown algorithm")
	}
	set, key, err := i.keys.Find(ctx, t.keyID, t.algorithm)
	if err != nil {
		return nil, fmt.Errorf("keys of %s: %w", i.name, err)
	}
	if _, err := jws.VerifyCompactFast(key, []byte(t.compact), algorithm); err != nil {
		return nil, errors.New("wrong signature")
	}
	return set, nil
}
