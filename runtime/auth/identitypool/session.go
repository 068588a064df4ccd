package identitypool

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/sigv4"
)

// maxSession bounds a session token, in bytes.
const maxSession = 4 << 10

// session is what a session token carries.
type session struct {
	AccessKeyID string `json:"k"`
	IdentityID  string `json:"i"`
	// Principal is auth.Authenticated or auth.Guest.
	Principal auth.Principal `json:"p"`
	// AuthProvider is Identity.AuthProvider.
	AuthProvider string `json:"a,omitempty"`
	Expires      int64  `json:"e"` // Unix seconds
}

// credentials are what a client gets.
type credentials struct {
	accessKeyID, secret, sessionToken string
	expires                           time.Time
}

func newSeal(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("identitypool: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// issue makes credentials for an identity; user is nil for a guest.
func (p *Pool) issue(identityID string, user *auth.Identity) (credentials, error) {
	raw := make([]byte, 10)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	s := session{
		AccessKeyID: "ASIA" + base32.StdEncoding.EncodeToString(raw),
		IdentityID:  identityID, Principal: auth.Guest,
		Expires: p.Now().Add(p.TTL).Unix(),
	}
	if user != nil {
		provider := loginName(user.Issuer)
		s.Principal = auth.Authenticated
		s.AuthProvider = fmt.Sprintf("%q,%q", provider, provider+":CognitoSignIn:"+user.Sub)
	}
	plain, err := json.Marshal(s)
	if err != nil {
		return credentials{}, err
	}
	token := base64.RawURLEncoding.EncodeToString(p.seal.Seal(nil, nil, plain, nil))
	if len(token) > maxSession {
		return credentials{}, fmt.Errorf("session token of %d bytes", len(token))
	}
	return credentials{s.AccessKeyID, p.secretOf(s.AccessKeyID), token, time.Unix(s.Expires, 0)}, nil
}

// secretOf derives the secret of an access key, so that a session token need
// not carry it.
func (p *Pool) secretOf(accessKeyID string) string {
	m := hmac.New(sha256.New, p.secretKey)
	m.Write([]byte(accessKeyID))
	return base64.RawStdEncoding.EncodeToString(m.Sum(nil))
}

// Credential implements sigv4.Store: it opens a session token. A token of
// another pool, another secret or another access key is unknown.
func (p *Pool) Credential(_ context.Context, accessKeyID, sessionToken string) (*sigv4.Credential, error) {
	if len(sessionToken) > maxSession {
		return nil, sigv4.ErrUnknown
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(sessionToken)
	if err != nil {
		return nil, sigv4.ErrUnknown
	}
	plain, err := p.seal.Open(nil, nil, sealed, nil)
	if err != nil {
		return nil, sigv4.ErrUnknown
	}
	var s session
	if err := json.Unmarshal(plain, &s); err != nil || s.AccessKeyID != accessKeyID {
		return nil, sigv4.ErrUnknown
	}
	if s.Principal == auth.Guest && !p.Guests {
		return nil, sigv4.ErrUnknown // guests were forbidden since
	}
	return &sigv4.Credential{
		Secret: p.secretOf(accessKeyID), Principal: s.Principal, IdentityID: s.IdentityID,
		AuthProvider: s.AuthProvider, Expires: time.Unix(s.Expires, 0),
	}, nil
}
