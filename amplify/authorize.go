package amplify

import (
	"context"
	"errors"
	"net/http"
)

// authorize adds the headers of the mode and then the caller's. It gives the
// token that it took from a source, if any.
func (c *Client) authorize(ctx context.Context, r *Request, req *http.Request, body []byte) (string, error) {
	token, err := c.credential(ctx, r.Operation, r.Mode, r.Token)
	if err != nil {
		return "", err
	}
	if r.Mode == AuthModeAPIKey {
		req.Header.Set("X-Api-Key", c.config.apiKey)
	}
	if token != "" {
		req.Header.Set("Authorization", token)
	}
	for name, values := range r.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	if r.Mode == AuthModeIAM {
		signed, err := c.config.signer.Sign(ctx, SignRequest{
			Method: req.Method, URL: req.URL, Header: req.Header, Body: body, Region: c.config.region,
		})
		if err != nil {
			return "", noCredentials(r.Operation, r.Mode, err)
		}
		for name, values := range signed {
			req.Header[name] = values
		}
	}
	if r.Token != "" {
		return "", nil
	}
	return token, nil
}

// credential gives the value of the Authorization header for a mode, except
// for signatures; empty for none. It fails if the client has nothing for the mode.
func (c *Client) credential(ctx context.Context, operation string, mode AuthMode, token string) (string, error) {
	switch mode {
	case AuthModeAPIKey:
		if c.config.apiKey == "" {
			return "", noCredentials(operation, mode, errors.New("no API key: give WithAPIKey or an outputs file that has one"))
		}
		return token, nil
	case AuthModeIAM:
		if c.config.signer == nil {
			return "", noCredentials(operation, mode, errors.New("no signer: give WithSigner(iam.NewSigner(…)) of package amplify/iam"))
		}
		if c.config.region == "" {
			return "", noCredentials(operation, mode, errors.New("no region to sign for: give WithRegion or an outputs file that has one"))
		}
		if token != "" {
			return "", usage(operation, "WithAuthToken does not go with %s, which signs the request in the same header", mode)
		}
		return "", nil
	case AuthModeNone:
		return token, nil
	}
	if token != "" {
		return token, nil
	}
	src := c.config.sources[mode]
	if src == nil {
		return "", noCredentials(operation, mode, errors.New("no token: give "+sourceOption[mode]+" to New or WithAuthToken to the call"))
	}
	token, err := src.Token(ctx)
	if err == nil && token == "" {
		err = errors.New("the token source gave an empty token")
	}
	if err != nil {
		return "", noCredentials(operation, mode, err)
	}
	return token, nil
}

var sourceOption = map[AuthMode]string{
	AuthModeUserPool: "WithUserPool", AuthModeOIDC: "WithOIDC", AuthModeLambda: "WithLambda",
}

func noCredentials(operation string, mode AuthMode, err error) *Error {
	return &Error{Operation: operation, Code: CodeNoCredentials, Message: "no credentials for auth mode " + string(mode), Err: err}
}

// refusedToken is a 401 for a token that came from a source.
type refusedToken struct {
	token string
	err   error
}

func (r *refusedToken) Error() string { return r.err.Error() }
func (r *refusedToken) Unwrap() error { return r.err }
