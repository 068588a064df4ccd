package amplify

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// TokenSource gives the token of a request. It is asked for every request and
// for every start of a subscription, and must be safe for concurrent use.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// TokenFunc is a function as a TokenSource.
type TokenFunc func(ctx context.Context) (string, error)

// Token calls the function.
func (f TokenFunc) Token(ctx context.Context) (string, error) { return f(ctx) }

// StaticToken is a token that does not change.
func StaticToken(token string) TokenSource {
	return TokenFunc(func(context.Context) (string, error) { return token, nil })
}

// ReuseToken asks src only when it has no token, when the last one is a JWT
// that expires within a minute, or when the API refused it. A token whose
// expiry cannot be read is kept until it is refused.
func ReuseToken(src TokenSource) TokenSource { return &reused{src: src} }

type reused struct {
	src     TokenSource
	mu      sync.Mutex
	token   string
	expires time.Time
}

// leeway is how long before its expiry a token is replaced.
const leeway = time.Minute

func (r *reused) Token(ctx context.Context) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.token != "" && (r.expires.IsZero() || time.Until(r.expires) > leeway) {
		return r.token, nil
	}
	token, err := r.src.Token(ctx)
	if err != nil {
		return "", err
	}
	r.token, r.expires = token, expiry(token)
	return token, nil
}

// Refused drops the token that the API refused.
func (r *reused) Refused(token string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.token == token {
		r.token = ""
	}
}

// Refresher is a TokenSource that wants to know when the API refused a token
// as invalid or expired. The request is then repeated once with a new one,
// mutations too: a refused request was not executed.
type Refresher interface {
	TokenSource
	Refused(token string)
}

// expiry reads the exp claim of a JWT, unverified: the API verifies.
func expiry(token string) time.Time {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return time.Time{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return time.Time{}
	}
	var claims struct {
		Exp float64 `json:"exp"`
	}
	if json.Unmarshal(payload, &claims) != nil || claims.Exp <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(claims.Exp), 0)
}

// Signer signs requests with AWS credentials (Signature Version 4, service
// "appsync"). Package amplify/iam has the implementation, so that programs
// that do not sign do not link it.
type Signer interface {
	// Sign gives the headers that sign the request: Authorization, X-Amz-Date
	// and, for temporary credentials, X-Amz-Security-Token. All headers of the
	// request are signed.
	Sign(ctx context.Context, r SignRequest) (http.Header, error)
}

// SignRequest is a request to be signed.
type SignRequest struct {
	Method string
	URL    *url.URL
	Header http.Header
	Body   []byte
	Region string
}
