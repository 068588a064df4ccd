package amplify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"time"
)

// send posts a request until it is answered, at most config.attempts times.
//
// A query is repeated after a failure of the network, 429 and 5xx. A mutation
// is repeated only if no connection came about, so that it is never executed
// twice. Either is repeated once with a new token if the API refused the
// token, because then nothing was executed.
func (c *Client) send(ctx context.Context, r *Request) (*Response, error) {
	refreshed := false
	for attempt := 1; ; attempt++ {
		answer, err := c.post(ctx, r)
		var refused *refusedToken
		if errors.As(err, &refused) {
			if src, ok := c.config.sources[r.Mode].(Refresher); ok && !refreshed {
				refreshed = true
				src.Refused(refused.token)
				attempt--
				continue
			}
			err = refused.err
		}
		if err == nil || attempt >= c.config.attempts || !repeatable(r, answer, err) {
			return answer, err
		}
		if !sleep(ctx, backoff(attempt)) {
			return answer, err
		}
	}
}

// repeatable decides whether a failed request may be sent again.
func repeatable(r *Request, answer *Response, err error) bool {
	if answer != nil {
		return !r.Mutation && (answer.Status == http.StatusTooManyRequests || answer.Status >= 500)
	}
	var e *Error
	if !errors.As(err, &e) || e.Code != CodeUnavailable {
		return false
	}
	return !r.Mutation || notConnected(err)
}

// notConnected reports whether the request failed before a connection was
// there to send it on.
func notConnected(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// firstPause is the pause before the second attempt; it doubles for each further one.
const firstPause = 200 * time.Millisecond

func backoff(attempt int) time.Duration {
	return jitter(firstPause << (attempt - 1))
}

// jitter varies a pause by half of it either way.
func jitter(d time.Duration) time.Duration { return d/2 + rand.N(d) }

// sleep waits and reports whether the context let it.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// maxAnswer bounds an answer; AppSync's are at most 5 MB.
const maxAnswer = 64 << 20

// readAnswer reads an HTTP response. The error is set where it is not an
// answer to the request: a status of 300 or more, or no JSON.
func readAnswer(operation string, resp *http.Response) (*Response, error) {
	answer := &Response{Status: resp.StatusCode, Header: resp.Header}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, &Error{Operation: operation, Code: CodeUnavailable, Status: resp.StatusCode, Message: "the answer broke off", Err: err}
	}
	err = json.Unmarshal(body, answer)
	if resp.StatusCode < 300 {
		if err != nil {
			return answer, &Error{Operation: operation, Code: CodeUnavailable, Status: resp.StatusCode, Message: "the answer is not GraphQL JSON", Err: err}
		}
		return answer, nil
	}
	return answer, statusError(operation, resp, answer.Errors)
}

// statusError makes the error of an HTTP error response: AppSync's body and its
// x-amzn-ErrorType header, or the status alone.
func statusError(operation string, resp *http.Response, all []GraphQLError) *Error {
	if len(all) == 0 {
		all = []GraphQLError{{Message: fmt.Sprintf("HTTP status %s", resp.Status), ErrorType: resp.Header.Get("X-Amzn-Errortype")}}
	}
	e := answerError(operation, resp.StatusCode, all)
	switch {
	case e.Code != CodeUnknown:
	case resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden:
		e.Code = CodeUnauthorized
	case resp.StatusCode == http.StatusTooManyRequests:
		e.Code = CodeThrottled
	case resp.StatusCode >= 500:
		e.Code = CodeUnavailable
	default:
		e.Code = CodeInvalid
	}
	return e
}
