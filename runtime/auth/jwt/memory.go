package jwt

import (
	"crypto/sha256"
	"fmt"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/amplifygo/amplifygo/runtime/auth"
)

// remembered is a token that was verified. It counts only as long as the key
// set that verified it is the issuer's current one.
type remembered struct {
	identity *auth.Identity
	until    time.Time
	set      *KeySet
}

// memory keeps verified tokens by their hash, so that a dump of the process's
// memory does not hold a list of tokens.
type memory struct {
	tokens *lru.Cache[[sha256.Size]byte, *remembered]
}

func newMemory(size int) (*memory, error) {
	if size == 0 {
		size = defaultRemembered
	}
	tokens, err := lru.New[[sha256.Size]byte, *remembered](size)
	if err != nil {
		return nil, fmt.Errorf("jwt: Remembered is %d: expected a positive number", size)
	}
	return &memory{tokens}, nil
}

// find returns a remembered token whose keys are still current, else nil.
func (m *memory) find(token string) *remembered {
	sum := sha256.Sum256([]byte(token))
	k, ok := m.tokens.Get(sum)
	if !ok {
		return nil
	}
	if k.set.Replaced() {
		m.tokens.Remove(sum)
		return nil
	}
	return k
}

func (m *memory) add(token string, k *remembered) {
	m.tokens.Add(sha256.Sum256([]byte(token)), k)
}
