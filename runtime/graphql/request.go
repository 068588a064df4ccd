package graphql

import (
	"encoding/json"
	"net/http"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/wire"
)

// Request is one GraphQL request.
type Request struct {
	Query string
	// OperationName is nil where it was not given or null.
	OperationName *string
	// Variables is an Object, or null.
	Variables input.Value
	// Header are the headers of the HTTP request, handed to custom operations.
	Header http.Header
}

// ParseRequest reads the body of an HTTP request or the data of a
// subscription's start. The error is AppSync's answer with status 400.
func ParseRequest(body []byte) (*Request, error) {
	if len(body) == 0 {
		return nil, malformed("Request body is empty.")
	}
	v, err := input.ParseJSON(body)
	if err != nil || v.Kind != input.Object {
		return nil, malformed("Unable to parse GraphQL query.")
	}
	r := &Request{Variables: *v.Get("variables")}
	query, name := v.Get("query"), v.Get("operationName")
	if query.Kind != input.String || r.Variables.Kind != input.Object && !r.Variables.IsNull() {
		return nil, malformed("Unable to parse GraphQL query.")
	}
	r.Query = query.Text
	switch {
	case name.Kind == input.String:
		r.OperationName = &name.Text
	case !name.IsNull():
		return nil, malformed("Unable to parse GraphQL query.")
	}
	return r, nil
}

func malformed(message string) error {
	return &auth.Error{Status: http.StatusBadRequest, Type: gqlerror.MalformedRequest, Message: message}
}

// VariableMap gives the variables as encoding/json decodes them, numbers as
// json.Number: the form in which an authorizer function is asked.
func (r *Request) VariableMap() map[string]any {
	m, _ := goValue(&r.Variables).(map[string]any)
	return m
}

// goValue makes the usual Go form of a value.
func goValue(v *input.Value) any {
	switch v.Kind {
	case input.Bool:
		return v.Bool
	case input.Int, input.Float:
		return json.Number(v.Text)
	case input.String, input.Enum:
		return v.Text
	case input.List:
		out := make([]any, len(v.Items))
		for i := range v.Items {
			out[i] = goValue(&v.Items[i])
		}
		return out
	case input.Object:
		out := make(map[string]any, len(v.Fields))
		for i := range v.Fields {
			out[v.Fields[i].Name] = goValue(&v.Fields[i].Value)
		}
		return out
	}
	return nil
}

// Response is the answer to a request.
type Response struct {
	// Status is the HTTP status.
	Status int
	// ErrorType is the value of the x-amzn-ErrorType header; empty for none.
	ErrorType string
	// Header are headers that custom operations add; nil for none.
	Header http.Header
	// Body is the complete JSON.
	Body []byte
}

// refuse answers a request that is not executed (api.md 4.2).
func refuse(status int, typ, message string) *Response {
	b := wire.String([]byte(`{"errors":[{"errorType":`), typ)
	b = wire.String(append(b, `,"message":`...), message)
	return &Response{Status: status, ErrorType: typ, Body: append(b, `}]}`...)}
}

// failed answers with errors and without data.
func failed(errs ...*gqlerror.Error) *Response {
	b := gqlerror.AppendList([]byte(`{"data":null,"errors":`), errs)
	return &Response{Status: http.StatusOK, Body: append(b, '}')}
}
