package jwt

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwk"
	"golang.org/x/time/rate"
)

// RemoteConfig tells where an issuer's keys are and how they are kept.
type RemoteConfig struct {
	// URL is the address of the key set (JWKS). Exactly one of URL and Issuer
	// is given.
	URL string
	// Issuer is an OpenID Connect issuer whose metadata name the key set.
	Issuer string
	// AllowHTTP admits unencrypted addresses that are not on this machine.
	AllowHTTP bool
	// Timeout bounds a fetch; 0 means 5 s.
	Timeout time.Duration
	// Refresh is the age at which keys are fetched again in the background; 0
	// means 15 minutes.
	Refresh time.Duration
	// MaxStale is the age at which keys that could not be renewed are no longer
	// believed; 0 means 24 hours.
	MaxStale time.Duration
	// Pause is the mean time between fetches, whatever causes them: unknown key
	// ids, failures or age. A few in quick succession are allowed, because keys
	// may rotate right after a fetch. 0 means 10 s.
	Pause time.Duration
	// Now is the clock; nil for time.Now.
	Now func() time.Time
	// Log hears about failed fetches; nil for silence.
	Log *slog.Logger
}

// Remote are the keys at an address, fetched when they are first needed,
// renewed in the background, and fetched anew when a token names an unknown
// key, as often as Pause allows. It implements Keys.
type Remote struct {
	config  RemoteConfig
	fetcher *fetcher
	limit   *rate.Limiter

	mu      sync.Mutex
	set     *KeySet // nil before the first success
	sum     [sha256.Size]byte
	renewed time.Time // when the keys were last fetched
	flight  *flight   // the fetch under way, nil if there is none
}

// flight is a fetch that several requests may wait for.
type flight struct {
	done chan struct{}
	err  error // to be read after done
}

// fetchBurst is how many fetches may follow each other without a pause.
const fetchBurst = 3

// NewRemote checks the address. It fetches nothing yet, so that a server starts
// although its issuer is down.
func NewRemote(c RemoteConfig) (*Remote, error) {
	if (c.URL == "") == (c.Issuer == "") {
		return nil, errors.New("jwt: give either the address of the key set (URL) or the Issuer to discover it from")
	}
	setDefault(&c.Timeout, 5*time.Second)
	setDefault(&c.Refresh, 15*time.Minute)
	setDefault(&c.MaxStale, 24*time.Hour)
	setDefault(&c.Pause, 10*time.Second)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	f := newFetcher(c.AllowHTTP)
	if err := f.check(c.URL + c.Issuer); err != nil {
		return nil, err
	}
	return &Remote{config: c, fetcher: f, limit: rate.NewLimiter(rate.Every(c.Pause), fetchBurst)}, nil
}

func setDefault(d *time.Duration, value time.Duration) {
	if *d <= 0 {
		*d = value
	}
}

// Find implements Keys.
func (r *Remote) Find(ctx context.Context, keyID, algorithm string) (*KeySet, any, error) {
	set := r.current()
	if set != nil {
		s, key, err := set.Find(ctx, keyID, algorithm)
		if !errors.Is(err, errUnknownKey) {
			return s, key, err
		}
	}
	if err := r.fetch(ctx); err != nil {
		return nil, nil, err
	}
	if set = r.current(); set == nil {
		return nil, nil, errUnknownKey
	}
	return set.Find(ctx, keyID, algorithm)
}

// current returns the keys that may be believed, nil if there are none, and
// has them renewed if they are old.
func (r *Remote) current() *KeySet {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.set == nil {
		return nil
	}
	age := r.config.Now().Sub(r.renewed)
	if age > r.config.Refresh {
		r.start()
	}
	if age > r.config.MaxStale {
		r.set.replaced.Store(true)
		return nil
	}
	return r.set
}

// fetch renews the keys and waits for it, unless there were too many fetches.
func (r *Remote) fetch(ctx context.Context) error {
	r.mu.Lock()
	f := r.start()
	r.mu.Unlock()
	if f == nil {
		return errUnknownKey
	}
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// start begins a fetch, or joins the one under way; r.mu is held. The fetch
// does not end with the request that caused it, since others wait for it too.
// It returns nil if there were too many fetches.
func (r *Remote) start() *flight {
	if r.flight != nil {
		return r.flight
	}
	if !r.limit.AllowN(r.config.Now(), 1) {
		return nil
	}
	f := &flight{done: make(chan struct{})}
	r.flight = f
	go func() {
		defer close(f.done)
		ctx, cancel := context.WithTimeout(context.Background(), r.config.Timeout)
		defer cancel()
		body, err := r.load(ctx)
		f.err = r.finish(body, err)
	}()
	return f
}

func (r *Remote) load(ctx context.Context) ([]byte, error) {
	url := r.config.URL
	if url == "" {
		var err error
		if url, err = r.fetcher.discover(ctx, r.config.Issuer); err != nil {
			return nil, err
		}
	}
	return r.fetcher.get(ctx, url)
}

// finish takes over what was fetched. Keys that are the same as before stay, so
// that verified tokens stay known.
func (r *Remote) finish(body []byte, err error) error {
	var set *KeySet
	if err == nil {
		set, err = parseKeySet(body)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.flight = nil
	if err != nil {
		r.config.Log.Warn("key set not fetched", "address", r.config.URL+r.config.Issuer, "error", err.Error())
		return err
	}
	r.renewed = r.config.Now()
	sum := sha256.Sum256(body)
	if r.set != nil && sum == r.sum && !r.set.replaced.Load() {
		return nil
	}
	if r.set != nil {
		r.set.replaced.Store(true)
	}
	set.touch = func() { r.current() }
	r.set, r.sum = set, sum
	return nil
}

// parseKeySet reads a JWKS. Keys that the library cannot read are dropped, as
// RFC 7517, 5 asks for; a set without a usable key is an error.
func parseKeySet(body []byte) (*KeySet, error) {
	set, err := jwk.Parse(body, jwk.WithIgnoreParseError(true), jwk.WithMaxKeys(maxKeys))
	if err != nil {
		return nil, fmt.Errorf("key set: %w", err)
	}
	return Static(set)
}
