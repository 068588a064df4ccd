// Package openai asks models at endpoints that are compatible with OpenAI's
// chat completions: OpenAI itself, and what speaks its protocol, such as Ollama,
// llama.cpp, vLLM or LiteLLM.
package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"

	"github.com/tmaxmax/go-sse"

	"github.com/amplifygo/amplifygo/runtime/ai"
)

// address is OpenAI's own.
const address = "https://api.openai.com/v1"

// Driver is the driver of the provider "openai". Settings.URL is the address
// below which "/chat/completions" is, OpenAI's own where it is empty, and
// Settings.APIKey the key, which services of one's own may not need.
func Driver() ai.Driver { return driver{} }

type driver struct{}

// Provider is "openai".
func (driver) Provider() string { return "openai" }

// Open notes the address and the key.
func (driver) Open(_ context.Context, s ai.Settings) (ai.Model, error) {
	url := s.URL
	if url == "" {
		url = address
	}
	return &model{own: strings.HasPrefix(url, "https://api.openai.com/"), url: strings.TrimSuffix(url, "/") + "/chat/completions", key: s.APIKey, client: &http.Client{
		// What users say is for the configured address only.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

type model struct {
	// own is OpenAI itself, whose newer models refuse max_tokens, which others
	// know only.
	own      bool
	url, key string
	client   *http.Client
}

// limits of what a service may send.
const (
	maxEvent = 8 << 20
	maxError = 64 << 10
)

// Converse implements ai.Model with a streamed chat completion.
func (m *model) Converse(ctx context.Context, r *ai.Request) iter.Seq2[ai.Part, error] {
	return func(yield func(ai.Part, error) bool) {
		body, err := m.ask(ctx, r)
		if err != nil {
			yield(ai.Part{}, err)
			return
		}
		defer body.Close()
		var a answer
		for e, err := range sse.Read(body, &sse.ReadConfig{MaxEventSize: maxEvent}) {
			if err != nil {
				yield(ai.Part{}, err)
				return
			}
			if e.Data == "[DONE]" {
				break
			}
			parts, err := a.parts(e.Data)
			for _, p := range parts {
				if !yield(p, nil) {
					return
				}
			}
			if err != nil {
				yield(ai.Part{}, err)
				return
			}
		}
		parts, err := a.end()
		for _, p := range parts {
			if !yield(p, nil) {
				return
			}
		}
		if err != nil {
			yield(ai.Part{}, err)
		}
	}
}

func (m *model) ask(ctx context.Context, r *ai.Request) (io.ReadCloser, error) {
	text, err := json.Marshal(request(r, m.own))
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, m.url, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Accept", "text/event-stream")
	if m.key != "" {
		q.Header.Set("Authorization", "Bearer "+m.key)
	}
	response, err := m.client.Do(q)
	if err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusOK {
		return response.Body, nil
	}
	defer response.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(response.Body, maxError))
	return nil, errors.Join(refusal(response.StatusCode), fmt.Errorf("%s answered %s: %s", m.url, response.Status, said))
}

// refusal says what clients may know, in the types of Bedrock, so that they do
// not depend on the provider.
func refusal(status int) error {
	const message = "The model could not be asked."
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return ai.AccessDenied()
	case status == http.StatusNotFound:
		return &ai.Error{Type: "ResourceNotFoundException", Message: message}
	case status == http.StatusTooManyRequests:
		return &ai.Error{Type: "ThrottlingException", Message: message}
	case status >= 500:
		return &ai.Error{Type: "ServiceUnavailableException", Message: message}
	}
	return &ai.Error{Type: "ValidationException", Message: message}
}
