package jwt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth/internal/strictjson"
)

// maxDocument bounds a key set or metadata document, in bytes.
const maxDocument = 512 << 10

// fetcher gets documents of issuers, bounded in size and redirects.
type fetcher struct {
	allowHTTP bool
	client    *http.Client
}

func newFetcher(allowHTTP bool) *fetcher {
	f := &fetcher{allowHTTP: allowHTTP}
	f.client = &http.Client{
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConnsPerHost:    1,
			ForceAttemptHTTP2:      true,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > 3 {
				return errors.New("more than 3 redirects")
			}
			return f.check(r.URL.String())
		},
	}
	return f
}

// check refuses addresses over which keys could be forged on the way.
func (f *fetcher) check(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return fmt.Errorf("jwt: %q is no address: expected https://host/path", address)
	}
	switch {
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && (f.allowHTTP || loopback(u.Hostname())):
		return nil
	case u.Scheme == "http":
		return fmt.Errorf("jwt: %q is not encrypted: use https, or allow http for this issuer", address)
	default:
		return fmt.Errorf("jwt: %q: expected an https address", address)
	}
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func (f *fetcher) get(ctx context.Context, address string) ([]byte, error) {
	if err := f.check(address); err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/json")
	response, err := f.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", address, response.Status)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxDocument+1))
	if err != nil {
		return nil, err
	}
	if len(body) > maxDocument {
		return nil, fmt.Errorf("%s is larger than %d bytes", address, maxDocument)
	}
	return body, nil
}

// discover reads the address of an issuer's keys from its metadata (OpenID
// Connect Discovery 1.0, 4). The metadata must name the same issuer (4.3).
func (f *fetcher) discover(ctx context.Context, issuer string) (string, error) {
	body, err := f.get(ctx, strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration")
	if err != nil {
		return "", err
	}
	metadata, err := strictjson.Object(body)
	if err != nil {
		return "", fmt.Errorf("metadata of %s: %w", issuer, err)
	}
	if metadata["issuer"] != issuer {
		return "", fmt.Errorf("metadata of %s name another issuer: configure exactly that name, or the address of the key set", issuer)
	}
	address, ok := metadata["jwks_uri"].(string)
	if !ok {
		return "", fmt.Errorf("metadata of %s have no jwks_uri", issuer)
	}
	return address, nil
}
