// Package gqlerror has the errors of a GraphQL response in the two forms that
// AppSync gives them: six keys for errors of resolvers (api.md 3.13), three
// for validation, coercion and completion (api.md 4.3, 4.4).
package gqlerror

import (
	"github.com/amplifygo/amplifygo/runtime/graphql/wire"
)

// The types of errors that the engine raises.
const (
	Unauthorized     = "Unauthorized"
	ConditionFailed  = "DynamoDB:ConditionalCheckFailedException"
	DynamoDB         = "DynamoDB:DynamoDbException"
	InvalidArguments = "InvalidArgumentsError"
	FilterError      = "Unrecognized Filter"
	ExecutionTimeout = "ExecutionTimeout"
	InternalFailure  = "InternalFailure"
	BadRequest       = "BadRequestException"
	MalformedRequest = "MalformedHttpRequestException"
	UnhandledLambda  = "Lambda:Unhandled"
	NotImplemented   = "NotImplemented"
)

// Location is a position in the document, both parts counted from 1.
type Location struct{ Line, Column int }

// Error is one entry of the response's errors.
type Error struct {
	// Short chooses the three-key form: path, locations, message.
	Short   bool
	Path    []Segment
	Type    string // empty prints null
	Info    []byte // JSON of errorInfo; nil prints null
	Data    []byte // JSON of data; nil prints null
	Message string
	// Locations print null when there are none.
	Locations []Location
}

// Segment is one step of a path: a response key, or an index where Key is empty.
type Segment struct {
	Key   string
	Index int
}

// Error gives the message.
func (e *Error) Error() string { return e.Message }

// New makes a six-key error without a place; the executor adds it.
func New(typ, message string) *Error { return &Error{Type: typ, Message: message} }

// NotAuthorized is AppSync's denial of a field.
func NotAuthorized(field, parent string) *Error {
	return New(Unauthorized, "Not Authorized to access "+field+" on type "+parent)
}

// Append appends the error's JSON.
func (e *Error) Append(b []byte) []byte {
	b = append(b, `{"path":`...)
	b = AppendPath(b, e.Path)
	if !e.Short {
		b = append(b, `,"data":`...)
		b = orNull(b, e.Data)
		b = append(b, `,"errorType":`...)
		if e.Type == "" {
			b = append(b, "null"...)
		} else {
			b = wire.String(b, e.Type)
		}
		b = append(b, `,"errorInfo":`...)
		b = orNull(b, e.Info)
	}
	b = append(b, `,"locations":`...)
	b = appendLocations(b, e.Locations)
	b = append(b, `,"message":`...)
	b = wire.String(b, e.Message)
	return append(b, '}')
}

// AppendList appends the JSON array of the errors.
func AppendList(b []byte, errs []*Error) []byte {
	b = append(b, '[')
	for i, e := range errs {
		if i > 0 {
			b = append(b, ',')
		}
		b = e.Append(b)
	}
	return append(b, ']')
}

// AppendPath appends a path as JSON; null for none.
func AppendPath(b []byte, path []Segment) []byte {
	if path == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i, s := range path {
		if i > 0 {
			b = append(b, ',')
		}
		if s.Key != "" {
			b = wire.String(b, s.Key)
		} else {
			b = wire.Int(b, int64(s.Index))
		}
	}
	return append(b, ']')
}

// Text gives a path as AppSync writes it into messages: /listTodos/items[0]/content.
func Text(path []Segment) string {
	var b []byte
	for _, s := range path {
		if s.Key != "" {
			b = append(append(b, '/'), s.Key...)
			continue
		}
		b = append(wire.Int(append(b, '['), int64(s.Index)), ']')
	}
	return string(b)
}

func orNull(b, json []byte) []byte {
	if json == nil {
		return append(b, "null"...)
	}
	return append(b, json...)
}

func appendLocations(b []byte, ls []Location) []byte {
	if len(ls) == 0 {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i, l := range ls {
		if i > 0 {
			b = append(b, ',')
		}
		b = wire.Int(append(b, `{"line":`...), int64(l.Line))
		b = wire.Int(append(b, `,"column":`...), int64(l.Column))
		b = append(b, `,"sourceName":null}`...)
	}
	return append(b, ']')
}
