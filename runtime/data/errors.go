package data

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Error is a refused operation: Type and Message are AppSync's. Operations
// return it as their error; any other error is a failure of the store.
type Error = gqlerror.Error

// Failure is an error of the database. Its text is for logs: it may name hosts,
// users and values that are nobody's business outside.
type Failure struct{ err error }

// Error is the text of the database's error.
func (f *Failure) Error() string { return f.err.Error() }

// Unwrap gives the database's error.
func (f *Failure) Unwrap() error { return f.err }

// failure marks what is an error of the database: neither a refusal nor the end
// of the request.
func failure(ctx context.Context, err error) error {
	var refusal *Error
	var marked *Failure
	if err == nil || errors.As(err, &refusal) || errors.As(err, &marked) || ctx.Err() != nil {
		return err
	}
	return &Failure{err}
}

// requestID imitates the 52 characters that DynamoDB's messages carry.
func requestID() string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	b := make([]byte, 52)
	rand.Read(b) // never fails
	for i := range b {
		b[i] = alphabet[int(b[i])%len(alphabet)]
	}
	return string(b)
}

func dynamo(text string) string {
	return text + " (Service: DynamoDb, Status Code: 400, Request ID: " + requestID() + ")"
}

func conditionFailed() error {
	return gqlerror.New(gqlerror.ConditionFailed, dynamo("The conditional request failed"))
}

// Invalid is a request that DynamoDB would refuse.
func Invalid(text string) *Error { return gqlerror.New(gqlerror.DynamoDB, dynamo(text)) }

func notAuthorized(field, parent string) error { return gqlerror.NotAuthorized(field, parent) }

// named gives the name of an operation, which is empty where the API does not
// have it and only Go code runs it.
func named(name, verb string, m *schema.Model) string {
	if name == "" {
		return verb + m.APIName
	}
	return name
}

// refused words a refusal of a mutation.
func refused(r *authz.Refusal, field string) error {
	if len(r.Fields) == 0 {
		return notAuthorized(field, "Mutation")
	}
	list := ""
	for i, f := range r.Fields {
		if i > 0 {
			list += ", "
		}
		list += f
	}
	return gqlerror.New(gqlerror.Unauthorized, "Unauthorized on ["+list+"]")
}
