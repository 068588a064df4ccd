package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// maxAnswer is Lambda's bound of a synchronous answer, in bytes.
const maxAnswer = 6 << 20

// Endpoint makes a Function of an address that speaks Lambda's invoke protocol:
// the event is posted as JSON, the answer is the function's result, and the
// header X-Amz-Function-Error marks an error. The address is the whole one,
// such as "http://127.0.0.1:9000/2015-03-31/functions/authorizer/invocations".
func Endpoint(address string) (Function, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fmt.Errorf("lambda: %q is no address of an endpoint: expected http://host/2015-03-31/functions/<name>/invocations", address)
	}
	client := &http.Client{
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 32, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return errors.New("the endpoint redirects; tokens are sent to the configured address only")
		},
	}
	return func(ctx context.Context, e *Event) (*Response, error) {
		data, err := post(ctx, client, address, e)
		if err != nil {
			return nil, err
		}
		return ParseResponse(data)
	}, nil
}

func post(ctx context.Context, client *http.Client, address string, e *Event) ([]byte, error) {
	event, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(event))
	if err != nil {
		return nil, err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("X-Amz-Invocation-Type", "RequestResponse")
	response, err := client.Do(q)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the endpoint answers %s", response.Status)
	}
	if kind := response.Header.Get("X-Amz-Function-Error"); kind != "" {
		return nil, fmt.Errorf("the function failed: %.100s", kind)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxAnswer {
		return nil, fmt.Errorf("the answer is larger than %d bytes", maxAnswer)
	}
	return data, nil
}
