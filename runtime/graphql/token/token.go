// Package token makes nextToken: the position in a query, sealed so that
// clients can neither read nor change it, and bound to the query.
package token

import (
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Sealer seals cursors with one key.
type Sealer struct{ aead cipher.AEAD }

// ErrInvalid is returned for a token that was not made for the query by a
// sealer with this key.
var ErrInvalid = errors.New("the token does not belong to this query")

// NewSealer makes a sealer. The key may have any length; an empty one is
// replaced by a random one.
func NewSealer(key []byte) (*Sealer, error) {
	if len(key) == 0 {
		key = make([]byte, 32)
		rand.Read(key) // never fails
	}
	sum := sha256.Sum256(append([]byte("amplifygo nextToken\x00"), key...))
	aead, err := chacha20poly1305.NewX(sum[:])
	return &Sealer{aead}, err
}

// Seal makes the token for a position in a query that binding identifies.
func (s *Sealer) Seal(c *store.Cursor, binding []byte) string {
	plain := encode(c)
	nonce := make([]byte, s.aead.NonceSize(), s.aead.NonceSize()+len(plain)+s.aead.Overhead())
	rand.Read(nonce)
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nonce, nonce, plain, binding))
}

// Open gives the position of a token.
func (s *Sealer) Open(text string, binding []byte) (*store.Cursor, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(sealed) < s.aead.NonceSize() {
		return nil, ErrInvalid
	}
	n := s.aead.NonceSize()
	plain, err := s.aead.Open(nil, sealed[:n], sealed[n:], binding)
	if err != nil {
		return nil, ErrInvalid
	}
	return decode(plain)
}

func encode(c *store.Cursor) []byte {
	b := []byte{1} // version
	for _, v := range c.Values {
		b = append(b, byte(v.Kind()))
		switch v.Kind() {
		case value.Bool, value.Int:
			i := v.Int()
			if v.Kind() == value.Bool && v.Bool() {
				i = 1
			}
			b = binary.AppendVarint(b, i)
		case value.Float:
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(v.Float()))
		case value.String, value.JSON:
			b = binary.AppendUvarint(b, uint64(len(v.Text())))
			b = append(b, v.Text()...)
		}
	}
	return b
}

func decode(b []byte) (*store.Cursor, error) {
	if len(b) == 0 || b[0] != 1 {
		return nil, ErrInvalid
	}
	c := &store.Cursor{}
	for b = b[1:]; len(b) > 0; {
		kind := value.Kind(b[0])
		b = b[1:]
		switch kind {
		case value.Absent:
			c.Values = append(c.Values, value.Value{})
		case value.Null:
			c.Values = append(c.Values, value.NullValue())
		case value.Bool, value.Int:
			i, n := binary.Varint(b)
			if n <= 0 {
				return nil, ErrInvalid
			}
			b = b[n:]
			if kind == value.Bool {
				c.Values = append(c.Values, value.OfBool(i != 0))
			} else {
				c.Values = append(c.Values, value.OfInt(i))
			}
		case value.Float:
			if len(b) < 8 {
				return nil, ErrInvalid
			}
			c.Values = append(c.Values, value.OfFloat(math.Float64frombits(binary.BigEndian.Uint64(b))))
			b = b[8:]
		case value.String, value.JSON:
			l, n := binary.Uvarint(b)
			if n <= 0 || uint64(len(b)-n) < l {
				return nil, ErrInvalid
			}
			text := string(b[n : n+int(l)])
			b = b[n+int(l):]
			if kind == value.JSON {
				c.Values = append(c.Values, value.OfJSON(text))
			} else {
				c.Values = append(c.Values, value.OfString(text))
			}
		default:
			return nil, ErrInvalid
		}
	}
	return c, nil
}
