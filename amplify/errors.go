package amplify

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Code sorts errors by what a program does about them.
type Code string

// The codes. Each has a sentinel for errors.Is.
const (
	CodeUnauthorized    Code = "unauthorized"     // the caller may not do this, or the credentials were refused
	CodeNotFound        Code = "not_found"        // there is no such record
	CodeConditionFailed Code = "condition_failed" // create of an existing key, update of a missing one, failed condition
	CodeInvalid         Code = "invalid"          // the API refused the document, an argument or a value
	CodeThrottled       Code = "throttled"        // too many requests
	CodeTimeout         Code = "timeout"          // the API gave up
	CodeUnavailable     Code = "unavailable"      // no answer, or none that is an API's
	CodeAuthMode        Code = "auth_mode"        // no rule admits the mode; nothing was sent
	CodeNoCredentials   Code = "no_credentials"   // the client has none for the mode; nothing was sent
	CodeUsage           Code = "usage"            // options that contradict each other; nothing was sent
	CodeUnknown         Code = "unknown"          // anything else the API reports, errors of functions among it
)

// Sentinels for errors.Is, one for each code but CodeUnknown.
var (
	ErrUnauthorized    = errors.New("amplify: unauthorized")
	ErrNotFound        = errors.New("amplify: not found")
	ErrConditionFailed = errors.New("amplify: condition failed")
	ErrInvalid         = errors.New("amplify: invalid request")
	ErrThrottled       = errors.New("amplify: throttled")
	ErrTimeout         = errors.New("amplify: timed out")
	ErrUnavailable     = errors.New("amplify: unavailable")
	ErrAuthMode        = errors.New("amplify: auth mode not admitted")
	ErrNoCredentials   = errors.New("amplify: no credentials")
	ErrUsage           = errors.New("amplify: wrong use")
)

var sentinels = map[Code]error{
	CodeUnauthorized: ErrUnauthorized, CodeNotFound: ErrNotFound, CodeConditionFailed: ErrConditionFailed,
	CodeInvalid: ErrInvalid, CodeThrottled: ErrThrottled, CodeTimeout: ErrTimeout, CodeUnavailable: ErrUnavailable,
	CodeAuthMode: ErrAuthMode, CodeNoCredentials: ErrNoCredentials, CodeUsage: ErrUsage,
}

// Error is the error of every call. Data that came with it is returned beside
// it: a record with a field that the caller may not read is returned, with that
// field null, together with an Error whose Path names the field.
type Error struct {
	// Operation is the root field: "createTodo".
	Operation string
	Code      Code
	// ErrorType is AppSync's: "Unauthorized", "DynamoDB:ConditionalCheckFailedException";
	// empty for validation errors and for those that arise in the client.
	ErrorType string
	Message   string
	// Path leads to the field: "listTodos", 0, "ssn". Numbers are ints.
	Path []any
	// All are the errors of the answer; the fields above are the first's.
	All []GraphQLError
	// Status is the HTTP status; 0 if there was no answer.
	Status int
	// Err is the cause, where there is one.
	Err error
}

// GraphQLError is one error as the API sends it.
type GraphQLError struct {
	Message   string          `json:"message"`
	ErrorType string          `json:"errorType"`
	Path      []any           `json:"path"`
	ErrorInfo json.RawMessage `json:"errorInfo"`
	Data      json.RawMessage `json:"data"`
	Locations []Location      `json:"locations"`
	ErrorCode int             `json:"errorCode"`
}

// Location is a place in a document.
type Location struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Error gives the operation, the message and the type:
// "createTodo: Not Authorized to access createTodo on type Mutation (Unauthorized)".
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("amplify: ")
	if e.Operation != "" {
		b.WriteString(e.Operation + ": ")
	}
	b.WriteString(e.Message)
	if e.Message == "" {
		b.WriteString(string(e.Code))
	}
	if e.ErrorType != "" {
		b.WriteString(" (" + e.ErrorType + ")")
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if n := len(e.All) - 1; n > 0 {
		fmt.Fprintf(&b, " and %d more", n)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is matches the sentinel of the error's code, or of any error of the answer.
func (e *Error) Is(target error) bool {
	if s := sentinels[e.Code]; s != nil && target == s {
		return true
	}
	for _, g := range e.All {
		if s := sentinels[g.code()]; s != nil && target == s {
			return true
		}
	}
	return false
}

// code sorts an error of the API by its type, and where AppSync gives none, by
// the fixed beginnings of its messages.
func (g GraphQLError) code() Code {
	t := g.ErrorType
	switch {
	case t == "Unauthorized", strings.HasSuffix(t, "UnauthorizedException"), strings.HasSuffix(t, "NotAuthorizedException"), t == "AccessDeniedException":
		return CodeUnauthorized
	case strings.HasSuffix(t, "ConditionalCheckFailedException"):
		return CodeConditionFailed
	case t == "ExecutionTimeout":
		return CodeTimeout
	case strings.Contains(t, "Throttl"), strings.HasPrefix(t, "LimitExceeded"), t == "TooManyRequestsException", strings.HasPrefix(t, "MaxSubscriptionsReached"):
		return CodeThrottled
	case t == "ResourceNotFound":
		return CodeNotFound
	case t == "InvalidArgumentsError", t == "BadRequestException", t == "MalformedHttpRequestException", t == "ValidationException",
		t == "DynamoDB:ValidationException", t == "Unrecognized Filter", t == "UnsupportedOperation":
		return CodeInvalid
	case t != "":
		return CodeUnknown
	}
	for _, start := range invalidMessages {
		if strings.HasPrefix(g.Message, start) {
			return CodeInvalid
		}
	}
	return CodeUnknown
}

// invalidMessages begin AppSync's errors without a type: validation of the
// document, coercion of variables, and the schema's .validate rules.
var invalidMessages = []string{
	"Validation error of type", "Variable '", "The variables input contains", "Invalid Syntax", "Field ",
	"When creating any part of the composite sort key", "When updating any part of the composite sort key",
}

// EventError is the Error of errors that the API delivers as data, in an event
// of the operation: there is at least one.
func EventError(operation string, all []GraphQLError) *Error { return answerError(operation, 0, all) }

// answerError makes the Error of an answer's errors.
func answerError(operation string, status int, all []GraphQLError) *Error {
	first := all[0]
	for i, p := range first.Path {
		if n, ok := p.(float64); ok {
			first.Path[i] = int(n)
		}
	}
	return &Error{
		Operation: operation, Code: first.code(), ErrorType: first.ErrorType, Message: first.Message,
		Path: first.Path, All: all, Status: status,
	}
}

// usage is an Error about the call itself; nothing was sent.
func usage(operation, format string, args ...any) *Error {
	return &Error{Operation: operation, Code: CodeUsage, Message: fmt.Sprintf(format, args...)}
}
