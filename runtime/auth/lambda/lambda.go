// Package lambda asks an authorizer function about tokens of the AWS_LAMBDA
// mode, as AppSync does (api.md 3.11): a Go function, or an HTTP endpoint that
// speaks Lambda's invoke protocol.
//
// Whatever goes wrong denies: an error, a panic, a time-out, an answer that is
// not understood.
package lambda

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

const (
	// maxToken is AppSync's bound of a token, in bytes.
	maxToken = 2048
	// DefaultTTL is how long Amplify's APIs keep an answer.
	DefaultTTL = 60 * time.Second
	// maxTTL is AppSync's bound of the time an answer is kept.
	maxTTL = time.Hour
	// timeout is AppSync's bound of a call.
	timeout = 10 * time.Second
	// maxCalls bounds the calls under way: functions that ignore their context
	// and never return must not fill the memory.
	maxCalls = 512
)

// Event is what an authorizer function gets.
type Event struct {
	AuthorizationToken string            `json:"authorizationToken"`
	RequestContext     RequestContext    `json:"requestContext"`
	RequestHeaders     map[string]string `json:"requestHeaders"`
}

// RequestContext describes the request to an authorizer function.
type RequestContext struct {
	APIID         string         `json:"apiId"`
	AccountID     string         `json:"accountId"`
	RequestID     string         `json:"requestId"`
	QueryString   string         `json:"queryString"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
}

// Response is the answer of an authorizer function.
type Response struct {
	IsAuthorized bool
	// ResolverContext has strings, numbers and booleans only.
	ResolverContext map[string]any
	// DeniedFields are "Type.field" or a field's ARN.
	DeniedFields []string
	// TTLOverride is for how many seconds the answer may be kept; nil for the
	// API's setting, 0 for not at all.
	TTLOverride *int
}

// Function is an authorizer function. It has to be safe for concurrent use, and
// should return when its context ends, after 10 seconds.
type Function func(ctx context.Context, e *Event) (*Response, error)

// Config configures an Authorizer.
type Config struct {
	// Function is asked; Endpoint makes one of an address.
	Function Function
	// TTL is for how long an answer is kept that does not say it; 0 means not
	// at all, as in AppSync. At most an hour.
	TTL time.Duration
	// APIID and AccountID are told to the function; they may be empty.
	APIID, AccountID string
	// Timeout bounds a call; 0 means 10 s.
	Timeout time.Duration
	// Now is the clock; nil for time.Now.
	Now func() time.Time
	// Log hears why a call failed; nil for silence.
	Log *slog.Logger
}

// Authorizer implements auth.Authorizer.
type Authorizer struct {
	Config
	answers *cache
	calls   chan struct{}
}

// New checks the configuration. Errors name the setting.
func New(c Config) (*Authorizer, error) {
	if c.Function == nil {
		return nil, errors.New("lambda: Function is missing: give the authorizer function or the address of its endpoint")
	}
	if c.TTL < 0 || c.TTL > maxTTL {
		return nil, fmt.Errorf("lambda: TTL is %v: expected at most %v", c.TTL, maxTTL)
	}
	if c.Timeout <= 0 {
		c.Timeout = timeout
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	answers, err := newCache()
	return &Authorizer{Config: c, answers: answers, calls: make(chan struct{}, maxCalls)}, err
}

// Authorize implements auth.Authorizer. Answers are kept by the token alone, as
// in AppSync: a function that looks at more than the token has to answer with
// a TTL of 0.
func (a *Authorizer) Authorize(ctx context.Context, token string, r *auth.Request) (*auth.Identity, error) {
	if token == "" || len(token) > maxToken {
		return nil, auth.NotAuthorized()
	}
	now := a.Now()
	if id, ok := a.answers.find(token, now); ok {
		return admitted(id)
	}
	response, err := a.call(ctx, a.event(token, r))
	if err != nil {
		a.Log.Warn("authorizer function failed", "error", err.Error())
		return nil, auth.NotAuthorized()
	}
	id, err := a.identity(response)
	if err != nil {
		a.Log.Warn("answer of the authorizer function is not valid", "error", err.Error())
		return nil, auth.NotAuthorized()
	}
	if ttl := a.ttl(response); ttl > 0 {
		a.answers.add(token, id, now.Add(ttl))
	}
	return admitted(id)
}

// admitted turns a kept answer, nil for a refusal, into a result.
func admitted(id *auth.Identity) (*auth.Identity, error) {
	if id == nil {
		return nil, auth.NotAuthorized()
	}
	return id, nil
}

func (a *Authorizer) ttl(r *Response) time.Duration {
	if r.TTLOverride == nil {
		return a.TTL
	}
	return min(time.Duration(*r.TTLOverride)*time.Second, maxTTL)
}

// call runs the function, but not for longer than the time-out.
func (a *Authorizer) call(ctx context.Context, e *Event) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, a.Timeout)
	defer cancel()
	select {
	case a.calls <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	type result struct {
		response *Response
		err      error
	}
	done := make(chan result, 1)
	go func() {
		defer func() { <-a.calls }()
		r, err := protected(ctx, a.Function, e)
		done <- result{r, err}
	}()
	select {
	case r := <-done:
		return r.response, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// protected turns a panic of the user's function into an error: it denies one
// request instead of ending the server.
func protected(ctx context.Context, f Function, e *Event) (r *Response, err error) {
	defer func() {
		if p := recover(); p != nil {
			r, err = nil, fmt.Errorf("panic: %v", p)
		}
	}()
	r, err = f(ctx, e)
	if err == nil && r == nil {
		err = errors.New("no answer")
	}
	return r, err
}

func (a *Authorizer) event(token string, r *auth.Request) *Event {
	headers := make(map[string]string, len(r.Header))
	for name, values := range r.Header {
		headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	variables := r.Variables
	if variables == nil {
		variables = map[string]any{}
	}
	return &Event{
		AuthorizationToken: token,
		RequestHeaders:     headers,
		RequestContext: RequestContext{
			APIID: a.APIID, AccountID: a.AccountID, RequestID: uuid.NewString(),
			QueryString: r.Query, OperationName: r.OperationName, Variables: variables,
		},
	}
}

// identity makes the caller of an answer, nil for a refusal.
func (a *Authorizer) identity(r *Response) (*auth.Identity, error) {
	if r.TTLOverride != nil && *r.TTLOverride < 0 {
		return nil, errors.New("ttlOverride is negative")
	}
	if !r.IsAuthorized {
		return nil, nil
	}
	denied, ignored := deniedFields(r.DeniedFields)
	if len(ignored) > 0 {
		a.Log.Warn("deniedFields has entries that are neither Type.field nor the ARN of a field; they deny nothing", "entries", ignored)
	}
	values, err := resolverContext(r.ResolverContext)
	if err != nil {
		return nil, err
	}
	return &auth.Identity{Mode: schema.ModeLambda, Provider: schema.Function, ResolverContext: values, DeniedFields: denied}, nil
}
