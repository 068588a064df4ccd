package amplify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// Schema is what generated code says about the API as a whole.
type Schema struct {
	// Source is the schema file.
	Source string
	// DefaultMode is the mode of calls that name none; the outputs file and
	// New's WithAuthMode override it.
	DefaultMode AuthMode
}

// Client is a connection to an API; generated packages wrap it. It is safe for
// concurrent use.
type Client struct {
	config    config
	url       *url.URL
	invoke    Invoker
	documents documents
	inProcess *inProcess
	sockets   *socketPool
}

// New makes a client. Generated packages have a New of their own that calls it.
func New(s Schema, opts ...Option) (*Client, error) {
	cfg, err := newConfig(s, opts)
	if err != nil {
		return nil, err
	}
	c := &Client{config: *cfg}
	c.url, _ = url.Parse(cfg.endpoint) // newConfig has parsed it
	if cfg.handler != nil {
		c.inProcess = newInProcess(cfg.handler)
		c.config.http = newHTTPClient(c.inProcess.transport())
	}
	c.sockets = newSocketPool(c)
	c.invoke = c.send
	for i := len(cfg.interceptors) - 1; i >= 0; i-- {
		c.invoke = cfg.interceptors[i](c.invoke)
	}
	return c, nil
}

// Close ends the client's subscriptions and, with WithHandler, its in-process
// server. A client that uses neither need not be closed.
func (c *Client) Close() error {
	c.sockets.close()
	if c.inProcess != nil {
		return c.inProcess.close()
	}
	return nil
}

// Request is one GraphQL request, before credentials are added to it.
type Request struct {
	// Operation is the root field: "createTodo".
	Operation string
	// Mutation is set for mutations, which are not repeated after they may
	// have reached the API.
	Mutation  bool
	Document  string
	Variables json.RawMessage
	Mode      AuthMode
	// Header is sent besides the headers of the mode, and wins over them.
	// Interceptors may add to it.
	Header http.Header
	// Token replaces the mode's token source where it is not empty.
	Token string
}

// Response is an answer of the API.
type Response struct {
	// Data has the root fields; nil where the API sent none.
	Data   map[string]json.RawMessage `json:"data"`
	Errors []GraphQLError             `json:"errors"`
	// Status and Header are those of the HTTP response.
	Status int         `json:"-"`
	Header http.Header `json:"-"`
}

// Invoker sends a request. The error is an *Error; errors of the answer are in
// the response instead.
type Invoker func(ctx context.Context, r *Request) (*Response, error)

// Interceptor wraps the sending of requests: for logs, metrics, traces, or
// headers. Retries happen inside of it.
type Interceptor func(next Invoker) Invoker

// Do sends any document, as client.graphql of the official client does. The
// mode is the client's default where the request names none, and is not
// compared with rules. Errors of the answer are returned as *Error beside it.
func (c *Client) Do(ctx context.Context, r Request) (*Response, error) {
	if r.Mode == "" {
		r.Mode = c.config.mode
	}
	if r.Variables == nil {
		r.Variables = json.RawMessage("{}")
	}
	r.Header = c.header(r.Header)
	resp, err := c.invoke(ctx, &r)
	if err != nil {
		return resp, err
	}
	if len(resp.Errors) > 0 {
		return resp, answerError(r.Operation, resp.Status, resp.Errors)
	}
	return resp, nil
}

func (c *Client) header(of http.Header) http.Header {
	if of == nil {
		of = c.config.header
	}
	if of == nil {
		return http.Header{}
	}
	return of.Clone()
}

// userAgent is what aws-amplify's x-amz-user-agent is for the official client.
const userAgent = "amplifygo/1 api/1"

// post sends the request once.
func (c *Client) post(ctx context.Context, r *Request) (*Response, error) {
	body, err := encode(struct {
		Query     string          `json:"query"`
		Variables json.RawMessage `json:"variables"`
	}{r.Document, r.Variables})
	if err != nil {
		return nil, usage(r.Operation, "variables: %v", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url.String(), bytes.NewReader(body))
	if err != nil {
		return nil, usage(r.Operation, "%v", err)
	}
	req.Header.Set("Content-Type", "application/json; charset=UTF-8")
	req.Header.Set("X-Amz-User-Agent", userAgent)
	token, err := c.authorize(ctx, r, req, body)
	if err != nil {
		return nil, err
	}
	resp, err := c.config.http.Do(req)
	if err != nil {
		return nil, transportError(ctx, r.Operation, err)
	}
	defer resp.Body.Close()
	answer, err := readAnswer(r.Operation, resp)
	if answer != nil && answer.Status == http.StatusUnauthorized && token != "" {
		err = &refusedToken{token: token, err: err}
	}
	return answer, err
}

// transportError tells the caller's own end from a failure to reach the API.
func transportError(ctx context.Context, operation string, err error) error {
	if ctx.Err() != nil {
		return &Error{Operation: operation, Code: CodeTimeout, Message: "stopped by the caller", Err: context.Cause(ctx)}
	}
	var e *url.Error
	if errors.As(err, &e) {
		err = e.Err
	}
	return &Error{Operation: operation, Code: CodeUnavailable, Message: "no answer", Err: err}
}

// mode is the mode of a call, checked against what the operation admits.
func (c *Client) modeFor(o *Operation, mode AuthMode) (AuthMode, error) {
	if mode == "" {
		mode = c.config.mode
	}
	if mode == AuthModeNone || o.Modes.Has(mode) || (mode == AuthModeIAM && c.config.administrator) {
		return mode, nil
	}
	if mode == "" {
		return "", &Error{Operation: o.Field, Code: CodeAuthMode, Message: "there is no default auth mode; admitted: " + o.Modes.String()}
	}
	return "", &Error{
		Operation: o.Field, Code: CodeAuthMode,
		Message: fmt.Sprintf("no rule admits the auth mode %s; admitted: %s", mode, o.Modes),
	}
}
