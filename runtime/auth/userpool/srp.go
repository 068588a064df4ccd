package userpool

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// SRP-6a (RFC 5054) as Cognito's clients do it: the 3072-bit group of RFC 3526
// with generator 2, SHA-256, numbers hashed as their shortest two's-complement
// bytes, and a 16-byte key by HKDF. The server keeps salt and verifier, from
// which the password cannot be read.

// groupHex is the prime of RFC 3526, 4 (3072 bits).
const groupHex = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD" +
	"EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED" +
	"EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F" +
	"83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B" +
	"E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510" +
	"15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7" +
	"ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C" +
	"BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF"

// keyInfo is what Cognito's clients derive the key with.
const keyInfo = "Caldera Derived Key"

// group is the group's prime and generator, and the multiplier k.
type group struct{ n, g, k *big.Int }

func newGroup() (*group, error) {
	n, ok := new(big.Int).SetString(groupHex, 16)
	if !ok {
		return nil, errors.New("userpool: the SRP prime cannot be read")
	}
	q := &group{n: n, g: big.NewInt(2)}
	q.k = digest(pad(q.n), pad(q.g))
	return q, nil
}

// pad gives the shortest big-endian two's complement of a positive number.
func pad(n *big.Int) []byte {
	b := n.Bytes()
	if len(b) == 0 || b[0]&0x80 != 0 {
		b = append([]byte{0}, b...)
	}
	return b
}

func digest(parts ...[]byte) *big.Int {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return new(big.Int).SetBytes(h.Sum(nil))
}

// secret is what is kept of a password.
type secret struct{ salt, verifier *big.Int }

// newSecret makes salt and verifier of a password. poolName is the part of the
// pool's id after the region.
func (q *group) newSecret(poolName, username, password string) secret {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	salt := new(big.Int).SetBytes(raw)
	return secret{salt, q.verifier(salt, poolName, username, password)}
}

func (q *group) verifier(salt *big.Int, poolName, username, password string) *big.Int {
	inner := sha256.Sum256([]byte(poolName + username + ":" + password))
	return new(big.Int).Exp(q.g, digest(pad(salt), inner[:]), q.n)
}

// matches reports whether a password is the one of a secret.
func (q *group) matches(s secret, poolName, username, password string) bool {
	v := q.verifier(s.salt, poolName, username, password)
	return hmac.Equal(pad(v), pad(s.verifier))
}

// challenge makes the server's secret and public number: b and B = kv + g^b.
func (q *group) challenge(verifier *big.Int) (b, public *big.Int) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	b = new(big.Int).SetBytes(raw)
	public = new(big.Int).Mul(q.k, verifier)
	public.Add(public, new(big.Int).Exp(q.g, b, q.n))
	return b, public.Mod(public, q.n)
}

// key derives the key that both sides share if the client has the password:
// S = (A v^u)^b.
func (q *group) key(verifier, a, b, public *big.Int) ([]byte, error) {
	u := digest(pad(a), pad(public))
	if u.Sign() == 0 {
		return nil, errors.New("u is zero")
	}
	s := new(big.Int).Exp(verifier, u, q.n)
	s.Mul(s, a).Exp(s.Mod(s, q.n), b, q.n)
	return hkdf.Key(sha256.New, pad(s), pad(u), keyInfo, 16)
}

// claim is what the client proves its key with.
func claim(key []byte, poolName, username string, secretBlock []byte, timestamp string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(poolName + username))
	m.Write(secretBlock)
	m.Write([]byte(timestamp))
	return m.Sum(nil)
}

// publicNumber reads the client's A: not a multiple of N, which would make the
// key known without a password (RFC 5054, 2.5.4).
func (q *group) publicNumber(text string) (*big.Int, error) {
	if len(text) == 0 || len(text) > len(groupHex)+2 {
		return nil, fmt.Errorf("SRP_A must be a hexadecimal number of at most %d digits", len(groupHex))
	}
	text = strings.ToLower(text)
	if strings.Trim(text, "0123456789abcdef") != "" {
		return nil, errors.New("SRP_A must be a hexadecimal number")
	}
	a, ok := new(big.Int).SetString(text, 16)
	if !ok || new(big.Int).Mod(a, q.n).Sign() == 0 {
		return nil, errors.New("SRP_A must not be a multiple of N")
	}
	return a, nil
}

// hexOf writes a number as Cognito does: shortest form, even number of digits.
func hexOf(n *big.Int) string { return hex.EncodeToString(n.Bytes()) }
