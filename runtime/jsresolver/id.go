package jsresolver

import (
	"crypto/rand"
	"encoding/binary"
	"math/big"
	"strings"
	"time"
)

const (
	crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	base62    = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	// ksuidEpoch is where the seconds of a KSUID begin: 2014-05-13.
	ksuidEpoch = 1_400_000_000
)

// newULID makes 48 bits of milliseconds and 80 random ones, in 26 letters.
func newULID() string {
	var b [16]byte
	rand.Read(b[6:]) // never fails
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(time.Now().UnixMilli()))
	copy(b[:6], ms[2:])
	return digits(b[:], crockford, 26)
}

// newKSUID makes 32 bits of seconds and 128 random ones, in 27 letters.
func newKSUID() string {
	var b [20]byte
	binary.BigEndian.PutUint32(b[:4], uint32(time.Now().Unix()-ksuidEpoch))
	rand.Read(b[4:])
	return digits(b[:], base62, 27)
}

// digits writes a number with an alphabet, with leading zeros.
func digits(number []byte, alphabet string, width int) string {
	n, base, digit := new(big.Int).SetBytes(number), big.NewInt(int64(len(alphabet))), new(big.Int)
	out := []byte(strings.Repeat(alphabet[:1], width))
	for i := width - 1; i >= 0; i-- {
		n.DivMod(n, base, digit)
		out[i] = alphabet[digit.Int64()]
	}
	return string(out)
}
