// Package awsjson serves AWS's JSON 1.1 protocol: POST, the operation in the
// header X-Amz-Target, errors as {"__type", "message"} with status 400. Cognito's
// identity pools and user pools speak it.
package awsjson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// maxBody bounds a request, in bytes: some tokens of at most 16 KiB.
const maxBody = 128 << 10

// Operation answers a request's body with a value for JSON, or an error: one of
// Refuse is told to the client, any other one only as an internal error.
type Operation func(ctx context.Context, body []byte) (any, error)

// Refusal is an error that the client is told.
type Refusal struct {
	Type, Message string
}

// Error gives the type and the message.
func (r *Refusal) Error() string { return r.Type + ": " + r.Message }

// Refuse makes a Refusal of one of the service's exception types.
func Refuse(exception, message string) error { return &Refusal{exception, message} }

// Read decodes a request. Members that are not part of the type are ignored,
// as AWS does, since clients send some that mean nothing here.
func Read(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(into); err != nil {
		return Refuse("SerializationException", "The request is not the JSON object that the operation expects.")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Refuse("SerializationException", "There is text after the request's JSON.")
	}
	return nil
}

// Handler serves the operations of a service.
func Handler(service string, operations map[string]Operation) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date")
		h.Set("X-Amzn-Requestid", uuid.NewString())
		switch r.Method {
		case http.MethodOptions:
			preflight(h)
			w.WriteHeader(http.StatusOK)
		case http.MethodPost:
			serve(w, r, service, operations)
		default:
			h.Set("Allow", "POST, OPTIONS")
			write(w, http.StatusMethodNotAllowed, Refusal{"UnknownOperationException", "Expected a POST request."}.body())
		}
	})
}

func preflight(h http.Header) {
	h.Set("Access-Control-Allow-Methods", "POST, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "authorization,content-type,cache-control,x-amz-target,x-amz-user-agent,x-amz-date,x-amz-security-token,amz-sdk-invocation-id,amz-sdk-request,x-amz-content-sha256")
	h.Set("Access-Control-Max-Age", "172800")
}

func serve(w http.ResponseWriter, r *http.Request, service string, operations map[string]Operation) {
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), service+".")
	operation := operations[name]
	if !ok || operation == nil {
		fail(w, Refuse("UnknownOperationException", "The header X-Amz-Target names no operation of "+service+"."))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		fail(w, Refuse("SerializationException", "The request could not be read, or is too long."))
		return
	}
	answer, err := operation(r.Context(), body)
	if err != nil {
		fail(w, err)
		return
	}
	write(w, http.StatusOK, answer)
}

// body is the form in which an error is told.
func (r Refusal) body() map[string]string {
	return map[string]string{"__type": r.Type, "message": r.Message}
}

func fail(w http.ResponseWriter, err error) {
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		write(w, http.StatusInternalServerError, Refusal{"InternalErrorException", "Something went wrong."}.body())
		return
	}
	w.Header().Set("X-Amzn-Errortype", refusal.Type)
	write(w, http.StatusBadRequest, refusal.body())
}

func write(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"__type":"InternalErrorException","message":"Something went wrong."}`)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
