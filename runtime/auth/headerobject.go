package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"strings"
)

// maxHeaderObject bounds the header object of a WebSocket message, in bytes.
// AWS bounds all headers of a request to less.
const maxHeaderObject = 32 << 10

// ParseHeaderObject reads the header object of AppSync's realtime protocol (of
// the handshake's "header-…" sub-protocol or query parameter, and of a start
// message's extensions.authorization) into headers and the host that they
// name. The spelling of names varies between clients ("Authorization",
// "authorization"), so names are made canonical; two names that become the
// same are refused, because it would be a guess which one counts.
//
// For a SigV4 signature the caller fills the other fields of Request:
// handshake: Method POST, Path "<graphql path>/connect", Body "{}"; start:
// Method POST, Path "<graphql path>", Body the exact text of payload.data.
func ParseHeaderObject(object []byte) (http.Header, string, error) {
	if len(object) > maxHeaderObject {
		return nil, "", fmt.Errorf("header object of %d bytes: at most %d are allowed", len(object), maxHeaderObject)
	}
	d := json.NewDecoder(bytes.NewReader(object))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, "", errors.New("header object: expected a JSON object")
	}
	header := http.Header{}
	for d.More() {
		name, value, err := headerMember(d)
		if err != nil {
			return nil, "", err
		}
		if header[name] != nil {
			return nil, "", fmt.Errorf("header object: %s is there twice", name)
		}
		header[name] = []string{value}
	}
	if _, err := d.Token(); err != nil {
		return nil, "", errors.New("header object: not closed")
	}
	if d.More() {
		return nil, "", errors.New("header object: text after its end")
	}
	host := header.Get("Host")
	header.Del("Host")
	return header, host, nil
}

func headerMember(d *json.Decoder) (name, value string, err error) {
	key, err := d.Token()
	if err != nil {
		return "", "", fmt.Errorf("header object: %w", err)
	}
	name, _ = key.(string) // a member's name always is one
	v, err := d.Token()
	if err != nil {
		return "", "", fmt.Errorf("header object: %w", err)
	}
	value, ok := v.(string)
	if !ok {
		return "", "", fmt.Errorf("header object: %q must be a string", name)
	}
	if name == "" || strings.ContainsAny(name, " \t\r\n:") || strings.ContainsAny(value, "\r\n") {
		return "", "", fmt.Errorf("header object: %q is no valid header", name)
	}
	return textproto.CanonicalMIMEHeaderKey(name), value, nil
}
