package userpool

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// challengeTTL is how long a client may take to answer a challenge, as in Cognito.
const challengeTTL = 3 * time.Minute

// challenge is the state of an SRP sign-in. It travels sealed in the client's
// SECRET_BLOCK, so that the server keeps nothing for those who never answer.
type challenge struct {
	ID       string `json:"i"` // makes it usable once
	Username string `json:"u"` // as the client is told, USER_ID_FOR_SRP
	Client   string `json:"c"`
	A        string `json:"a"`
	B        string `json:"p"` // public
	Secret   string `json:"b"` // private
	Verifier string `json:"v"` // a new password makes the challenge worthless
	Expires  int64  `json:"e"`
	Nobody   bool   `json:"n"` // there is no such user: the answer is always no
}

// newSeal makes a seal whose key lives as long as the process.
func newSeal() (cipher.AEAD, error) {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("userpool: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func (p *Pool) sealChallenge(c challenge) (string, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(p.seal.Seal(nil, nil, plain, nil)), nil
}

var errChallenge = errors.New("not a challenge that is still open")

// openChallenge reads a SECRET_BLOCK and returns its bytes too, which the
// client's proof covers.
func (p *Pool) openChallenge(block string) (c challenge, sealed []byte, err error) {
	if sealed, err = base64.StdEncoding.DecodeString(block); err != nil {
		return c, nil, errChallenge
	}
	plain, err := p.seal.Open(nil, nil, sealed, nil)
	if err != nil {
		return c, nil, errChallenge
	}
	if err := json.Unmarshal(plain, &c); err != nil {
		return c, nil, err
	}
	if p.Now().Unix() >= c.Expires || !p.attempts.spend(c.ID) {
		return c, nil, errChallenge
	}
	return c, sealed, nil
}

// key derives the shared key of the challenge.
func (c challenge) key(g *group) ([]byte, error) {
	numbers := make([]*big.Int, 4)
	for i, text := range []string{c.Verifier, c.A, c.Secret, c.B} {
		n, ok := new(big.Int).SetString(text, 16)
		if !ok {
			return nil, errChallenge
		}
		numbers[i] = n
	}
	return g.key(numbers[0], numbers[1], numbers[2], numbers[3])
}
