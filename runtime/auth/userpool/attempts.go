package userpool

import (
	"fmt"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

const (
	// freeAttempts are how many wrong passwords cost nothing; each further one
	// doubles the lock, from a second to lockMax (as Cognito describes it).
	freeAttempts = 5
	lockMax      = 15 * time.Minute
	maxTracked   = 10_000
)

// attempts slows down the guessing of passwords, by user key.
type attempts struct {
	mu    sync.Mutex
	users *lru.Cache[string, failures]
	spent *lru.Cache[string, struct{}] // challenges that were answered
}

type failures struct {
	count int
	until time.Time // the lock's end
}

func newAttempts() (*attempts, error) {
	users, err := lru.New[string, failures](maxTracked)
	if err != nil {
		return nil, fmt.Errorf("userpool: %w", err)
	}
	spent, err := lru.New[string, struct{}](maxTracked)
	if err != nil {
		return nil, fmt.Errorf("userpool: %w", err)
	}
	return &attempts{users: users, spent: spent}, nil
}

// locked reports whether the user has to wait.
func (a *attempts) locked(key string, now time.Time) bool {
	f, ok := a.users.Get(key)
	return ok && now.Before(f.until)
}

func (a *attempts) failed(key string, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f, _ := a.users.Get(key)
	f.count++
	if over := f.count - freeAttempts; over >= 0 {
		f.until = now.Add(min(time.Second<<min(over, 10), lockMax))
	}
	a.users.Add(key, f)
}

func (a *attempts) succeeded(key string) { a.users.Remove(key) }

// spend reports whether a challenge is answered for the first time.
func (a *attempts) spend(challenge string) bool {
	again, _ := a.spent.ContainsOrAdd(challenge, struct{}{})
	return !again
}
