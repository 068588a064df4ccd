package identitypool

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/runtime/auth"
)

// An identity id is "<region>:<uuid>", as Cognito's. A login's uuid is derived
// from issuer and sub, so that the same user has the same identity at every
// time and on every server. A guest's first half is random and its second half
// authenticates the first, so that nobody can ask for guest credentials under
// an identity that is somebody's login, or that was never given out.

func (p *Pool) mac(parts ...string) []byte {
	m := hmac.New(sha256.New, p.identityKey)
	for _, s := range parts {
		fmt.Fprintf(m, "%d:%s", len(s), s) // lengths keep neighbours apart
	}
	return m.Sum(nil)
}

// identityOf is the identity of a signed-in user.
func (p *Pool) identityOf(user *auth.Identity) string {
	return p.format(p.mac("login", user.Issuer, user.Sub))
}

// newGuest makes an identity for somebody unknown.
func (p *Pool) newGuest() string {
	raw := make([]byte, 8)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return p.guest(raw)
}

func (p *Pool) guest(random []byte) string {
	random[6] = random[6]&0x0f | 0x40 // the uuid's version, before it is authenticated
	return p.format(append(random[:8:8], p.mac("guest", string(random[:8]))...))
}

// isGuest reports whether newGuest made the identity.
func (p *Pool) isGuest(identity string) bool {
	u, err := uuid.Parse(strings.TrimPrefix(identity, p.region+":"))
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(p.guest(u[:8:8])), []byte(identity)) == 1
}

// format makes an identity id of the first 16 bytes.
func (p *Pool) format(raw []byte) string {
	var u uuid.UUID
	copy(u[:], raw)
	u[6] = u[6]&0x0f | 0x40 // version 4
	u[8] = u[8]&0x3f | 0x80 // variant of RFC 9562
	return p.region + ":" + u.String()
}
