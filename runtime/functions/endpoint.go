package functions

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

const (
	// maxAnswer is Lambda's bound of a synchronous answer, in bytes.
	maxAnswer = 6 << 20
	// defaultTimeout is AppSync's bound of a call.
	defaultTimeout = 30 * time.Second
)

// invoker calls functions by HTTP. Its connections are shared.
type invoker struct {
	client *http.Client
	log    *slog.Logger
}

func newInvoker(log *slog.Logger) *invoker {
	return &invoker{log: log, client: &http.Client{
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 64, IdleConnTimeout: 90 * time.Second, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return errors.New("the endpoint redirects; events are sent to the configured address only")
		},
	}}
}

// address completes the URL of an endpoint.
func address(name, given string) (string, error) {
	u, err := url.Parse(given)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("functions.%s.url is %q: expected http://host or http://host/2015-03-31/functions/<name>/invocations", name, given)
	}
	if strings.Trim(u.Path, "/") == "" {
		u = u.JoinPath("2015-03-31", "functions", name, "invocations")
	}
	return u.String(), nil
}

// endpoint makes a Func of an address.
func (v *invoker) endpoint(h *schema.Handler, e Endpoint) (Func, error) {
	to, err := address(h.Function, e.URL)
	if err != nil {
		return nil, err
	}
	if e.Timeout == 0 {
		e.Timeout = defaultTimeout
	}
	name := h.Function
	if h.Async {
		return func(ctx context.Context, call *Call) (any, error) {
			_, err := v.invoke(ctx, name, to, e.Timeout, true, call)
			if err != nil {
				v.log.LogAttrs(ctx, slog.LevelError, "a function was not started", slog.String("function", name), slog.Any("error", err))
			}
			return success{err == nil}, nil // as Amplify's resolver tells it
		}, nil
	}
	return func(ctx context.Context, call *Call) (any, error) {
		return v.invoke(ctx, name, to, e.Timeout, false, call)
	}, nil
}

// success is Amplify's EventInvocationResponse.
type success struct {
	Success bool `json:"success"`
}

// invoke posts the event of a call and gives the function's result.
func (v *invoker) invoke(ctx context.Context, name, to string, timeout time.Duration, event bool, call *Call) (any, error) {
	body, err := Payload(ctx, call)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	a, err := v.post(limited, to, event, body)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		id := uuid.NewString()
		v.log.LogAttrs(ctx, slog.LevelError, "a function timed out", slog.String("function", name), slog.String("request", id))
		return nil, TimedOut(id, timeout)
	default:
		v.log.LogAttrs(ctx, slog.LevelError, "a function cannot be reached", slog.String("function", name), slog.String("address", to), slog.Any("error", err))
		return nil, Fail("Lambda:ServiceException", "The function "+name+" cannot be reached.")
	}
	if event && a.status >= 200 && a.status < 300 {
		return nil, nil
	}
	return a.result(name)
}

// post sends an event and reads the answer, no more than is allowed.
func (v *invoker) post(ctx context.Context, to string, event bool, body []byte) (*answer, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("X-Amz-Invocation-Type", "RequestResponse")
	if event {
		q.Header.Set("X-Amz-Invocation-Type", "Event")
	}
	response, err := v.client.Do(q)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return nil, err
	}
	return &answer{status: response.StatusCode, functionError: response.Header.Get("X-Amz-Function-Error"),
		errorType: response.Header.Get("X-Amzn-Errortype"), body: text}, nil
}
