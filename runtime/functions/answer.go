package functions

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// maxMessage bounds the message of a function's error, in bytes.
const maxMessage = 16 << 10

// answer is what an endpoint said.
type answer struct {
	status int
	// functionError is X-Amz-Function-Error: "Handled" or "Unhandled" where the
	// function failed. errorType is X-Amzn-ErrorType of the service's own errors.
	functionError, errorType string
	body                     []byte
}

var exception = regexp.MustCompile(`^[A-Za-z]{1,64}Exception\b`)

// result gives the function's result, which is JSON, or the error that
// AppSync's client sees for a failure of the function or of the service.
func (a *answer) result(name string) (any, error) {
	switch {
	case len(a.body) > maxAnswer:
		return nil, TooLarge()
	case a.status < 200 || a.status > 299:
		kind := exception.FindString(a.errorType)
		if kind == "" {
			kind = "ServiceException"
		}
		return nil, Fail("Lambda:"+kind, fmt.Sprintf("The endpoint of the function %s answers %d %s.", name, a.status, http.StatusText(a.status)))
	case a.functionError != "":
		return nil, a.failure(name)
	case a.status == http.StatusNoContent:
		return json.RawMessage("null"), nil
	}
	text := bytes.TrimSpace(a.body)
	if !json.Valid(text) {
		return nil, Fail("Lambda:IllegalArgument", "The answer of the function "+name+" is not JSON.")
	}
	return json.RawMessage(text), nil
}

// failure reads {"errorMessage": …, "errorType": …, "trace": […]}. Only the
// message reaches the client, as with AppSync.
func (a *answer) failure(name string) error {
	kind := "Lambda:Unhandled"
	if a.functionError == "Handled" {
		kind = "Lambda:Handled"
	}
	var failure struct {
		Message *string `json:"errorMessage"`
		Type    string  `json:"errorType"`
	}
	if err := json.Unmarshal(a.body, &failure); err != nil || failure.Message == nil && failure.Type == "" {
		return Fail(kind, "The function "+name+" failed without a message.")
	}
	message := failure.Type
	if failure.Message != nil {
		message = *failure.Message
	}
	return Fail(kind, bounded(message))
}

func bounded(message string) string {
	if len(message) > maxMessage {
		return strings.ToValidUTF8(message[:maxMessage], "") + "…"
	}
	return message
}

// Unhandled is the error that AppSync's client sees where a function fails.
func Unhandled(message string) *Error { return Fail("Lambda:Unhandled", bounded(message)) }

// TimedOut is the error of a function that took too long.
func TimedOut(request string, after time.Duration) *Error {
	return Unhandled(fmt.Sprintf("%s %s Task timed out after %.2f seconds", time.Now().UTC().Format("2006-01-02T15:04:05.000Z"), request, after.Seconds()))
}

// TooLarge is the error of an answer above Lambda's bound.
func TooLarge() *Error {
	return Unhandled(fmt.Sprintf("Response payload size exceeded maximum allowed payload size (%d bytes).", maxAnswer))
}
