package functions

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzAnswer: whatever an endpoint says is JSON, or an error of AppSync's kind
// with a bounded message.
func FuzzAnswer(f *testing.F) {
	f.Add(200, "", "", `{"a":1}`)
	f.Add(200, "Unhandled", "", `{"errorMessage":"m","errorType":"t"}`)
	f.Add(200, "Handled", "", `{"errorMessage":null}`)
	f.Add(429, "", "TooManyRequestsException:x", `x`)
	f.Add(204, "", "", ``)
	f.Fuzz(func(t *testing.T, status int, functionError, errorType, body string) {
		got, err := (&answer{status: status, functionError: functionError, errorType: errorType, body: []byte(body)}).result("f")
		if err == nil {
			if text, ok := got.(json.RawMessage); !ok || !json.Valid(text) {
				t.Errorf("the result is %v", got)
			}
			return
		}
		var e *Error
		if !errors.As(err, &e) || !strings.HasPrefix(e.Type, "Lambda:") || len(e.Message) > maxMessage+8 || !utf8.ValidString(e.Type) {
			t.Errorf("%q %q", e.Type, e.Message)
		}
	})
}
