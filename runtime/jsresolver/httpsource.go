package jsresolver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
)

// maxHTTPBody is AppSync's bound of an HTTP data source's answer, in bytes.
const maxHTTPBody = 1 << 20

// httpSource is an HTTP data source: requests go below one base address.
type httpSource struct {
	name   string
	base   *url.URL
	client *http.Client
	log    *slog.Logger
}

func newHTTPSource(name, base string, log *slog.Logger) (*httpSource, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("jsresolver: the address of the data source %s is %q: expected http://host", name, base)
	}
	return &httpSource{name: name, base: u, log: log, client: &http.Client{
		Timeout:       30 * time.Second,
		Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 32, IdleConnTimeout: 90 * time.Second, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// httpRequest is what a resolver returns for an HTTP data source.
type httpRequest struct {
	Version      string `json:"version"`
	Method       string `json:"method"`
	ResourcePath string `json:"resourcePath"`
	Params       struct {
		Headers map[string]any `json:"headers"`
		Query   map[string]any `json:"query"`
		Body    any            `json:"body"`
	} `json:"params"`
}

// Invoke sends a request. Any status is an answer; only no answer is an error.
func (s *httpSource) Invoke(ctx context.Context, _ *functions.Call, text json.RawMessage) (json.RawMessage, error) {
	q, err := s.request(ctx, text)
	if err != nil {
		return nil, gqlerror.New("IllegalArgument", "HTTP data source "+s.name+": "+err.Error())
	}
	response, err := s.client.Do(q)
	if err == nil {
		defer response.Body.Close()
		var body []byte
		if body, err = io.ReadAll(io.LimitReader(response.Body, maxHTTPBody+1)); err == nil {
			if len(body) > maxHTTPBody {
				return nil, gqlerror.New("ResponseTooLarge", fmt.Sprintf("The answer of the data source %s is larger than %d bytes.", s.name, maxHTTPBody))
			}
			return json.Marshal(map[string]any{"statusCode": response.StatusCode, "headers": functions.Headers(response.Header), "body": string(body)})
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var failed *url.Error // with the address, in which there may be keys
	if errors.As(err, &failed) {
		err = failed.Err
	}
	s.log.LogAttrs(ctx, slog.LevelError, "an HTTP data source cannot be reached", slog.String("source", s.name), slog.Any("error", err))
	return nil, gqlerror.New("HttpConnectionError", "The data source "+s.name+" cannot be reached.")
}

func (s *httpSource) request(ctx context.Context, text json.RawMessage) (*http.Request, error) {
	var r httpRequest
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("the request is not understood: %w", err)
	}
	switch r.Method {
	case "GET", "POST", "PUT", "PATCH", "DELETE":
	default:
		return nil, fmt.Errorf("the method %q is none of GET, POST, PUT, PATCH and DELETE", r.Method)
	}
	if !strings.HasPrefix(r.ResourcePath, "/") || strings.ContainsAny(r.ResourcePath, "?#") {
		return nil, errors.New("resourcePath has to begin with / and must not hold a query; use params.query")
	}
	path, err := url.PathUnescape(r.ResourcePath)
	if err != nil || strings.Contains("/"+path+"/", "/../") {
		return nil, errors.New("resourcePath is no path below the data source's address")
	}
	u := s.base.JoinPath(r.ResourcePath)
	query := url.Values{}
	for name, v := range r.Params.Query {
		query.Set(name, plainText(v))
	}
	u.RawQuery = query.Encode()
	var body io.Reader
	if r.Params.Body != nil {
		body = strings.NewReader(plainText(r.Params.Body))
	}
	q, err := http.NewRequestWithContext(ctx, r.Method, u.String(), body)
	if err != nil {
		return nil, err
	}
	for name, v := range r.Params.Headers {
		q.Header.Set(name, plainText(v))
	}
	return q, nil
}

// plainText is a text as it is, and anything else as JSON.
func plainText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}
