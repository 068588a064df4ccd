package amplify

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// appSyncHost matches the hosts of AppSync itself, whose realtime endpoint has
// another name.
var appSyncHost = regexp.MustCompile(`^([a-z0-9]{26})\.appsync-api\.([a-z0-9-]+\.amazonaws\.com(\.cn)?)$`)

// realtimeURL is where subscriptions connect: AppSync's own realtime host, or
// /realtime below the endpoint. Headers of the caller go along as query
// parameters, as those of the official client do, because a browser's WebSocket
// has no headers and servers expect them there; Authorization never does.
func (c *Client) realtimeURL(header http.Header) string {
	u := *c.url
	if c.config.realtime != "" {
		if parsed, err := url.Parse(c.config.realtime); err == nil {
			u = *parsed
		}
	} else if m := appSyncHost.FindStringSubmatch(u.Host); m != nil && u.Path == "/graphql" {
		u.Host = m[1] + ".appsync-realtime-api." + m[2]
	} else {
		u.Path += "/realtime"
	}
	u.Scheme = strings.Replace(strings.Replace(u.Scheme, "https", "wss", 1), "http", "ws", 1)
	query := u.Query()
	for name, values := range header {
		if !strings.EqualFold(name, authorization) && len(values) > 0 {
			query.Set(strings.ToLower(name), strings.Join(values, ", "))
		}
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// authorization is the name of the header that is a caller's secret, as the
// realtime protocol spells it.
const authorization = "Authorization"

// handshake gives the sub-protocol that carries the credentials of a
// connection, and the token in it that came from a source, if any.
func (c *Client) handshake(ctx context.Context, r *Request) (string, string, error) {
	header, token, err := c.headerObject(ctx, r, "/connect", []byte("{}"))
	if err != nil {
		return "", "", err
	}
	b, err := encode(header)
	if err != nil {
		return "", "", err
	}
	return "header-" + base64.RawURLEncoding.EncodeToString(b), token, nil
}

// startMessage gives a subscription's start, with fresh credentials, and the
// token in it that came from a source, if any.
func (c *Client) startMessage(ctx context.Context, id string, r *Request) (message, string, error) {
	data, err := encode(struct {
		Query     string          `json:"query"`
		Variables json.RawMessage `json:"variables"`
	}{r.Document, r.Variables})
	if err != nil {
		return message{}, "", usage(r.Operation, "variables: %v", err)
	}
	header, token, err := c.headerObject(ctx, r, "", data)
	if err != nil {
		return message{}, "", err
	}
	for name, values := range r.Header {
		if name = strings.ToLower(name); strings.EqualFold(name, authorization) {
			if r.Mode == AuthModeIAM {
				continue // the signature is there
			}
			name = authorization
		}
		header[name] = strings.Join(values, ", ")
	}
	header["x-amz-user-agent"] = userAgent
	payload, err := encode(map[string]any{
		"data":       string(data),
		"extensions": map[string]any{"authorization": header},
	})
	return message{ID: id, Type: "start", Payload: payload}, token, err
}

// headerObject is the JSON object that stands for HTTP headers in the
// realtime protocol. A signature covers a POST of the body to the endpoint's
// path with the suffix. In modes whose token is any text, the caller's own
// Authorization header is the token.
func (c *Client) headerObject(ctx context.Context, r *Request, suffix string, body []byte) (map[string]string, string, error) {
	token, err := c.credential(ctx, r.Operation, r.Mode, r.Token)
	if err != nil {
		return nil, "", err
	}
	out := map[string]string{"host": c.url.Host}
	switch {
	case r.Mode == AuthModeAPIKey:
		out["x-api-key"] = c.config.apiKey
		out["x-amz-date"] = time.Now().UTC().Format("20060102T150405Z")
	case r.Mode == AuthModeIAM:
		return out, "", c.signHeaderObject(ctx, r, out, suffix, body)
	}
	given := r.Token != ""
	if r.Mode == AuthModeLambda || r.Mode == AuthModeNone {
		if own := r.authorization(); own != "" {
			token, given = own, true
		}
	}
	if token != "" {
		out[authorization] = token
	}
	if given {
		token = ""
	}
	return out, token, nil
}

// authorization is the Authorization header that the caller gives, however it
// is spelled; empty for none.
func (r *Request) authorization() string {
	for name, values := range r.Header {
		if strings.EqualFold(name, authorization) {
			return strings.Join(values, ", ")
		}
	}
	return ""
}

func (c *Client) signHeaderObject(ctx context.Context, r *Request, out map[string]string, suffix string, body []byte) error {
	u := *c.url
	u.Path += suffix
	header := http.Header{
		"Accept":           {"application/json, text/javascript"},
		"Content-Encoding": {"amz-1.0"},
		"Content-Type":     {"application/json; charset=UTF-8"},
	}
	signed, err := c.config.signer.Sign(ctx, SignRequest{Method: http.MethodPost, URL: &u, Header: header, Body: body, Region: c.config.region})
	if err != nil {
		return noCredentials(r.Operation, r.Mode, err)
	}
	for _, h := range []http.Header{header, signed} {
		for name := range h {
			out[strings.ToLower(name)] = h.Get(name)
		}
	}
	return nil
}
