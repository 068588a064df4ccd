package amplify

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
)

// Option configures a client; New takes them.
type Option interface{ applyClient(*config) error }

type config struct {
	endpoint, realtime, region, apiKey string
	mode                               AuthMode
	sources                            map[AuthMode]TokenSource
	signer                             Signer
	administrator                      bool
	header                             http.Header
	http                               *http.Client
	handler                            http.Handler
	interceptors                       []Interceptor
	attempts                           int
}

type clientOption func(*config) error

func (o clientOption) applyClient(c *config) error { return o(c) }

// outputs is the part of amplify_outputs.json that a client needs.
type outputs struct {
	Data *struct {
		URL         string `json:"url"`
		Region      string `json:"aws_region"`
		APIKey      string `json:"api_key"`
		DefaultType string `json:"default_authorization_type"`
	} `json:"data"`
}

// FromOutputs reads endpoint, region, API key and default mode from an
// amplify_outputs.json file. Options after it win.
func FromOutputs(path string) Option {
	return clientOption(func(c *config) error {
		b, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("amplify: %w; generate it with amplifygo, or name the file of your deployment", err)
		}
		if err := c.outputs(b); err != nil {
			return fmt.Errorf("amplify: %s: %w", path, err)
		}
		return nil
	})
}

// FromOutputsJSON is FromOutputs for the file's content, for programs that
// embed it.
func FromOutputsJSON(content []byte) Option {
	return clientOption(func(c *config) error {
		if err := c.outputs(content); err != nil {
			return fmt.Errorf("amplify: outputs: %w", err)
		}
		return nil
	})
}

func (c *config) outputs(b []byte) error {
	var o outputs
	if err := json.Unmarshal(b, &o); err != nil {
		return err
	}
	if o.Data == nil || o.Data.URL == "" {
		return errors.New(`there is no "data" section with a "url"; is this an amplify_outputs.json?`)
	}
	c.endpoint, c.region, c.apiKey = o.Data.URL, o.Data.Region, o.Data.APIKey
	if o.Data.DefaultType == "" {
		return nil
	}
	mode, ok := wireModes[o.Data.DefaultType]
	if !ok {
		return fmt.Errorf("unknown default_authorization_type %q", o.Data.DefaultType)
	}
	c.mode = mode
	return nil
}

// WithEndpoint sets the URL that requests go to: "https://example.com/graphql".
func WithEndpoint(endpoint string) Option {
	return clientOption(func(c *config) error {
		c.endpoint = endpoint
		return nil
	})
}

// WithRealtimeEndpoint sets the URL of subscriptions where it does not follow
// from the endpoint: "wss://example.com/graphql/realtime".
func WithRealtimeEndpoint(endpoint string) Option {
	return clientOption(func(c *config) error {
		c.realtime = endpoint
		return nil
	})
}

// WithRegion sets the AWS region that signatures are made for.
func WithRegion(region string) Option {
	return clientOption(func(c *config) error {
		c.region = region
		return nil
	})
}

// WithAPIKey sets the key for AuthModeAPIKey.
func WithAPIKey(key string) Option {
	return clientOption(func(c *config) error {
		c.apiKey = key
		return nil
	})
}

// WithUserPool sets the source of access tokens for AuthModeUserPool.
func WithUserPool(tokens TokenSource) Option { return withSource(AuthModeUserPool, tokens) }

// WithOIDC sets the source of tokens for AuthModeOIDC.
func WithOIDC(tokens TokenSource) Option { return withSource(AuthModeOIDC, tokens) }

// WithLambda sets the source of tokens for AuthModeLambda.
func WithLambda(tokens TokenSource) Option { return withSource(AuthModeLambda, tokens) }

func withSource(mode AuthMode, tokens TokenSource) Option {
	return clientOption(func(c *config) error {
		if tokens == nil {
			return fmt.Errorf("amplify: the token source for %s is nil", mode)
		}
		c.sources[mode] = tokens
		return nil
	})
}

// WithSigner sets what signs requests for AuthModeIdentityPool; package
// amplify/iam has one.
func WithSigner(s Signer) Option {
	return clientOption(func(c *config) error {
		if s == nil {
			return errors.New("amplify: the signer is nil")
		}
		c.signer = s
		return nil
	})
}

// AsAdministrator says that the signer's credentials belong to an IAM user or
// role outside the identity pool. AppSync admits those for every operation,
// whatever the rules say, so the client does not compare rules for them.
func AsAdministrator() Option {
	return clientOption(func(c *config) error {
		c.administrator = true
		return nil
	})
}

// newHTTPClient is a client that does not follow redirects: AppSync makes none,
// and an API key must not go to another host.
func newHTTPClient(t http.RoundTripper) *http.Client {
	return &http.Client{Transport: t, CheckRedirect: noRedirect}
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// WithHTTPClient sets the HTTP client; otherwise one is used that has the
// default transport. Subscriptions dial with its transport too. Redirects are
// followed only where the client has a CheckRedirect of its own: they would
// take an API key, and the credentials of a subscription, to another host.
func WithHTTPClient(h *http.Client) Option {
	return clientOption(func(c *config) error {
		if h == nil {
			return errors.New("amplify: the HTTP client is nil")
		}
		if h.CheckRedirect == nil {
			own := *h
			own.CheckRedirect = noRedirect
			h = &own
		}
		c.http = h
		return nil
	})
}

// WithTransport sets the transport of the HTTP client.
func WithTransport(t http.RoundTripper) Option {
	return WithHTTPClient(newHTTPClient(t))
}

// WithHandler makes the client call a handler in the same process, without
// sockets: the generated backend in tests. The endpoint need not be set.
// Close the client when done.
func WithHandler(h http.Handler) Option {
	return clientOption(func(c *config) error {
		if h == nil {
			return errors.New("amplify: the handler is nil")
		}
		c.handler = h
		return nil
	})
}

// WithInterceptor wraps every request. The first one given is the outermost.
func WithInterceptor(i Interceptor) Option {
	return clientOption(func(c *config) error {
		c.interceptors = append(c.interceptors, i)
		return nil
	})
}

// WithAttempts sets how often a request is sent at most, 3 by default; 1 turns
// retries off.
func WithAttempts(n int) Option {
	return clientOption(func(c *config) error {
		if n < 1 {
			return fmt.Errorf("amplify: WithAttempts(%d): at least one", n)
		}
		c.attempts = n
		return nil
	})
}

func newConfig(s Schema, opts []Option) (*config, error) {
	c := &config{mode: s.DefaultMode, sources: map[AuthMode]TokenSource{}, http: newHTTPClient(nil), attempts: 3}
	for _, o := range opts {
		if err := o.applyClient(c); err != nil {
			return nil, err
		}
	}
	if c.endpoint == "" && c.handler != nil {
		c.endpoint = "http://in-process/graphql"
	}
	if c.endpoint == "" {
		return nil, errors.New("amplify: no endpoint: give FromOutputs or WithEndpoint")
	}
	u, err := url.Parse(c.endpoint)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("amplify: the endpoint %q is not an http or https URL", c.endpoint)
	}
	return c, nil
}
