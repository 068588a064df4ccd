package lambda

import (
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/amplifygo/amplifygo/runtime/auth"
)

// Bounds of the answers that are kept.
const (
	maxAnswers = 4096
	maxBytes   = 64 << 20 // of their resolver contexts, roughly
	overhead   = 512      // of an answer, in bytes, roughly
)

// answer is a kept answer; the identity is nil for a refusal.
type answer struct {
	identity *auth.Identity
	until    time.Time
	bytes    int
}

// cache keeps answers by the hash of their token, bounded in number and size.
type cache struct {
	mu      sync.Mutex
	answers *simplelru.LRU[[sha256.Size]byte, answer]
	bytes   int
}

func newCache() (*cache, error) {
	c := &cache{}
	var err error
	c.answers, err = simplelru.NewLRU(maxAnswers, func(_ [sha256.Size]byte, a answer) { c.bytes -= a.bytes })
	if err != nil {
		return nil, fmt.Errorf("lambda: %w", err)
	}
	return c, nil
}

func (c *cache) find(token string, now time.Time) (*auth.Identity, bool) {
	key := sha256.Sum256([]byte(token))
	c.mu.Lock()
	defer c.mu.Unlock()
	a, ok := c.answers.Get(key)
	if !ok {
		return nil, false
	}
	if !now.Before(a.until) {
		c.answers.Remove(key)
		return nil, false
	}
	return a.identity, true
}

func (c *cache) add(token string, id *auth.Identity, until time.Time) {
	a := answer{identity: id, until: until, bytes: overhead + size(id)}
	key := sha256.Sum256([]byte(token))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answers.Remove(key) // replacing would not count the old one's bytes down
	c.bytes += a.bytes
	c.answers.Add(key, a)
	for c.bytes > maxBytes {
		if _, _, ok := c.answers.RemoveOldest(); !ok {
			return
		}
	}
}

func size(id *auth.Identity) int {
	if id == nil {
		return 0
	}
	n := 0
	for name, v := range id.ResolverContext {
		n += 64 + len(name)
		if s, ok := v.(string); ok {
			n += len(s)
		}
	}
	for _, f := range id.DeniedFields {
		n += 32 + len(f)
	}
	return n
}
