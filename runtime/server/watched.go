package server

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
)

// watched gives the attributes by which somebody who watches a development
// server tells requests apart: what is asked for, and the first error of the
// answer, which has the status 200 like any other.
func watched(query string, answer []byte) []slog.Attr {
	attrs := []slog.Attr{slog.String("asks", asked(query))}
	if !bytes.Contains(answer, []byte(`"errors":[`)) {
		return attrs
	}
	var a struct {
		Errors []struct {
			Message string `json:"message"`
		} `json:"errors"`
	}
	if json.Unmarshal(answer, &a) == nil && len(a.Errors) > 0 {
		attrs = append(attrs, slog.String("error", a.Errors[0].Message))
	}
	return attrs
}

// asked is the kind of a document's first operation and its first field, as in
// "mutation createNote". It is for the eye, and reads no further than that.
func asked(query string) string {
	query = strings.TrimSpace(query)
	kind := "query"
	for _, k := range []string{"mutation", "subscription"} {
		if strings.HasPrefix(query, k) {
			kind = k
		}
	}
	depth := 0 // braces of default values are in the parentheses of variables
	for i, c := range []byte(query) {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == '{' && depth == 0:
			rest := strings.TrimLeft(query[i+1:], " \t\r\n,")
			end := strings.IndexFunc(rest, func(r rune) bool {
				return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
			})
			if end < 0 {
				end = len(rest)
			}
			return strings.TrimSpace(kind + " " + rest[:end])
		}
	}
	return kind
}
