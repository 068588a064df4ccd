package amplify

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"
)

// The pauses between attempts to connect again: doubling from the first to the
// last, each varied by half of it either way.
const (
	firstReconnect = 250 * time.Millisecond
	lastReconnect  = 30 * time.Second
	// stable is how long a connection lives before the pauses start anew.
	stable = 10 * time.Second
)

// events runs a subscription over as many connections as it takes.
func (c *Client) events(ctx context.Context, r *Request) iter.Seq2[event, error] {
	return func(yield func(event, error) bool) {
		run := &run{client: c, request: r, yield: yield}
		for ctx.Err() == nil {
			err := run.connection(ctx)
			if err == nil || ctx.Err() != nil {
				return
			}
			if !run.again(err) {
				var token *refusedToken
				if errors.As(err, &token) {
					err = token.err
				}
				yield(event{}, err)
				return
			}
			if run.failures > 0 && !sleep(ctx, pause(run.failures)) {
				return
			}
		}
	}
}

func pause(failures int) time.Duration {
	d := lastReconnect
	if failures < 8 {
		d = min(d, firstReconnect<<(failures-1))
	}
	return jitter(d)
}

// run is one subscription.
type run struct {
	client   *Client
	request  *Request
	yield    func(event, error) bool
	id       string    // of the current start
	begun    time.Time // when the current connection started it
	started  bool      // it was started at least once
	lost     time.Time // when the last connection was lost; zero if none
	cause    error     // why
	failures int       // connections that failed since the last one that started
	refused  bool      // a token was refused since the last start
}

// again decides what follows the end of a connection: true for another one.
func (r *run) again(err error) bool {
	var token *refusedToken
	if errors.As(err, &token) {
		src, ok := r.client.config.sources[r.request.Mode].(Refresher)
		if ok && !r.refused {
			r.refused = true
			src.Refused(token.token)
			return true
		}
		return false
	}
	var dead *connectionLost
	if errors.As(err, &dead) {
		if r.lost.IsZero() {
			r.lost, r.cause = dead.at, dead.err
		}
		switch {
		case errors.Is(dead.err, errOverflow):
			r.failures = 0
		case dead.at.Sub(r.begun) < stable:
			r.failures++
		default:
			r.failures = 1
		}
		return !errors.Is(dead.err, errClientClosed)
	}
	var e *Error
	if errors.As(err, &e) && (e.Code == CodeUnavailable || e.Code == CodeTimeout) {
		r.failures++
		// A program that never got through should hear of it.
		return r.started || r.failures < r.client.config.attempts
	}
	return false
}

// connectionLost is the end of a connection after the subscription had started on it.
type connectionLost struct {
	at  time.Time
	err error
}

func (e *connectionLost) Error() string { return e.err.Error() }
func (e *connectionLost) Unwrap() error { return e.err }

// connection starts the subscription on a connection and delivers its events.
// It gives nil when the caller has stopped.
func (r *run) connection(ctx context.Context) error {
	s, l, err := r.listen(ctx)
	if err != nil {
		return err
	}
	sent := false
	defer func() { s.leave(r.id, sent) }()
	m, token, err := r.client.startMessage(ctx, r.id, r.request)
	if err != nil {
		return err
	}
	sent = true
	if err := s.write(m); err != nil {
		return dialError(r.request.Operation, nil, err)
	}
	if err := r.await(ctx, s, l, token); err != nil {
		return err
	}
	r.started, r.begun, r.refused = true, time.Now(), false
	if !r.report() || !r.yield(event{started: true}, nil) {
		return nil
	}
	return r.deliver(ctx, s, l)
}

// listen finds a live socket and registers on it.
func (r *run) listen(ctx context.Context) (*socket, *listener, error) {
	r.id = newID() // late frames of an earlier start must not be taken for this one's
	for {
		s, err := r.client.sockets.acquire(ctx, r.request)
		if err != nil {
			return nil, nil, err
		}
		if l, ok := s.listen(r.id); ok {
			return s, l, nil
		}
	}
}

// await waits for the start's acknowledgement.
func (r *run) await(ctx context.Context, s *socket, l *listener, token string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, handshakeTimeout, errNotAcknowledged)
	defer cancel()
	for {
		m, err := next(ctx, s, l)
		switch {
		case errors.Is(err, errNotAcknowledged):
			return &Error{Operation: r.request.Operation, Code: CodeTimeout, Message: "no subscription", Err: err}
		case err != nil:
			return dialError(r.request.Operation, nil, err)
		case m.Type == "start_ack":
			return nil
		case m.Type == "error":
			return r.refusal(m, token)
		}
	}
}

var errNotAcknowledged = errors.New("the API did not acknowledge the start in time")

// next gives the next frame. What has arrived is given before the error that
// ended the connection, so that no event is lost that is here.
func next(ctx context.Context, s *socket, l *listener) (message, error) {
	var end error
	select {
	case m := <-l.frames:
		return m, nil
	case <-ctx.Done():
		return message{}, context.Cause(ctx)
	case <-l.overflow:
		end = errOverflow
	case <-s.done:
		end = s.err
	}
	select {
	case m := <-l.frames:
		return m, nil
	default:
		return message{}, end
	}
}

// refusal is the error of an error frame; one that is about the token itself,
// rather than about what its bearer may do, asks for another.
func (r *run) refusal(m message, token string) error {
	e := frameError(r.request.Operation, m.Payload)
	if token != "" && (e.ErrorType == "UnauthorizedException" || e.ErrorType == "NotAuthorizedException") {
		return &refusedToken{token: token, err: e}
	}
	return e
}

// report tells of a gap that is over; false if the caller has stopped.
func (r *run) report() bool {
	if r.lost.IsZero() {
		return true
	}
	gap := &GapError{Operation: r.request.Operation, From: r.lost, To: time.Now(), Err: r.cause}
	r.lost, r.cause = time.Time{}, nil
	return r.yield(event{}, gap)
}

// deliver yields events until the connection or the caller ends.
func (r *run) deliver(ctx context.Context, s *socket, l *listener) error {
	for {
		m, err := next(ctx, s, l)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return &connectionLost{at: time.Now(), err: err}
		}
		if done, err := r.frame(m); done {
			return err
		}
	}
}

// frame handles one frame of a started subscription; done ends the connection.
func (r *run) frame(m message) (done bool, err error) {
	switch m.Type {
	case "error":
		return true, frameError(r.request.Operation, m.Payload)
	case "complete":
		return true, &Error{Operation: r.request.Operation, Code: CodeUnavailable, Message: "the API ended the subscription"}
	case "data":
		var payload struct {
			Data   map[string]json.RawMessage `json:"data"`
			Errors []GraphQLError             `json:"errors"`
		}
		if err := json.Unmarshal(m.Payload, &payload); err != nil {
			return !r.yield(event{}, &Error{Operation: r.request.Operation, Code: CodeUnknown, Message: "an event is not GraphQL JSON", Err: err}), nil
		}
		value := payload.Data[r.request.Operation]
		if len(payload.Errors) == 0 && (len(value) == 0 || string(value) == "null") {
			return false, nil // the official client delivers nothing either
		}
		return !r.yield(event{value: value, errors: payload.Errors}, nil), nil
	}
	return false, nil
}

// newID is a random UUID.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
