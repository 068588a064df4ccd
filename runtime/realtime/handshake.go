package realtime

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
)

// protocol is the sub-protocol that clients want to see confirmed.
const protocol = "graphql-ws"

// headerPrefix begins the sub-protocol that carries credentials.
const headerPrefix = "header-"

// credentials finds the credentials of an upgrade request (client.md 2.5): in
// a sub-protocol, in the query string as older clients send them, or in plain
// headers. found is false where there are none at all.
func credentials(r *http.Request) (header http.Header, host string, found bool, err error) {
	for _, p := range offered(r) {
		if text, ok := strings.CutPrefix(p, headerPrefix); ok {
			header, host, err = decodeHeader(text)
			return header, host, true, err
		}
	}
	if text, ok := rawQuery(r.URL.RawQuery, "header"); ok {
		header, host, err = decodeHeader(text)
		return header, host, true, err
	}
	if r.Header.Get("Authorization") != "" || r.Header.Get("x-api-key") != "" {
		return r.Header, r.Host, true, nil
	}
	return nil, "", false, nil
}

// offered lists the sub-protocols of an upgrade request.
func offered(r *http.Request) []string {
	var list []string
	for _, h := range r.Header.Values("Sec-WebSocket-Protocol") {
		for _, p := range strings.Split(h, ",") {
			list = append(list, strings.TrimSpace(p))
		}
	}
	return list
}

// rawQuery finds a parameter. Older clients put base64 into the query string
// without escaping it, so that a plus sign means itself and not a blank.
func rawQuery(query, name string) (string, bool) {
	for _, pair := range strings.Split(query, "&") {
		key, text, _ := strings.Cut(pair, "=")
		if key != name {
			continue
		}
		plain, err := url.PathUnescape(text)
		if err != nil {
			plain = text
		}
		return plain, true
	}
	return "", false
}

// decodeHeader reads the header object in any spelling of base64.
func decodeHeader(text string) (http.Header, string, error) {
	text = strings.TrimRight(text, "=")
	text = strings.NewReplacer("-", "+", "_", "/").Replace(text)
	object, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil, "", err
	}
	return auth.ParseHeaderObject(object)
}

// connectRequest shows the authenticator what the credentials of a connection
// cover: POST <path>/connect with an empty object.
func (s *Server) connectRequest(header http.Header, host, ip string) *auth.Request {
	return &auth.Request{Header: header, Method: http.MethodPost, Path: s.Path + "/connect", Body: []byte("{}"), Host: host, SourceIP: ip}
}
