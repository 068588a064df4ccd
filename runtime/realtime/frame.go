package realtime

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/wire"
)

// The types of messages (client.md 2.6).
const (
	typeInit  = "connection_init"
	typeStart = "start"
	typeStop  = "stop"
)

// frameKeepAlive is what clients take as a sign of life.
var frameKeepAlive = []byte(`{"type":"ka"}`)

// frameUnsupported answers what is no subscription of this protocol. AppSync
// sends it without an id.
var frameUnsupported = []byte(`{"type":"error","payload":{"errors":[{"errorType":"UnsupportedOperation","message":"unknown not supported through the realtime channel"}]}}`)

// message is what a client sends.
type message struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

// startPayload is the payload of a start message. Data is a JSON text of its own.
type startPayload struct {
	Data       *string `json:"data"`
	Extensions struct {
		Authorization json.RawMessage `json:"authorization"`
	} `json:"extensions"`
}

func frameAck(timeout time.Duration) []byte {
	return []byte(`{"type":"connection_ack","payload":{"connectionTimeoutMs":` + strconv.FormatInt(timeout.Milliseconds(), 10) + `}}`)
}

// frameOf is {"id":…,"type":…}.
func frameOf(id, typ string) []byte {
	b := wire.String([]byte(`{"id":`), id)
	return append(wire.String(append(b, `,"type":`...), typ), '}')
}

// frameData wraps a payload for one subscription; prefix is dataPrefix of its id.
func frameData(prefix, payload []byte) []byte {
	b := make([]byte, 0, len(prefix)+len(payload)+1)
	return append(append(append(b, prefix...), payload...), '}')
}

// dataPrefix is a data message up to its payload.
func dataPrefix(id string) []byte {
	return append(wire.String([]byte(`{"id":`), id), `,"type":"data","payload":`...)
}

// frameError refuses a start.
func frameError(id string, errs ...*graphql.Error) []byte {
	b := wire.String([]byte(`{"id":`), id)
	b = append(b, `,"type":"error","payload":{"errors":`...)
	for i, e := range errs {
		b = append(b, "[,"[min(i, 1)])
		b = wire.String(append(b, `{"errorType":`...), errorType(e))
		b = append(wire.String(append(b, `,"message":`...), e.Message), '}')
	}
	return append(b, `]}}`...)
}

// errorType names an error that has no type in GraphQL's answers.
func errorType(e *graphql.Error) string {
	if e.Type == "" {
		return gqlerror.BadRequest
	}
	return e.Type
}

// frameConnectionError refuses a connection (client.md 2.8): the client does
// not try again for the codes 400, 401 and 403.
func frameConnectionError(err *auth.Error) []byte {
	b := wire.String([]byte(`{"type":"connection_error","payload":{"errors":[{"errorType":`), err.Type)
	b = wire.String(append(b, `,"message":`...), err.Message)
	b = strconv.AppendInt(append(b, `,"errorCode":`...), int64(err.Status), 10)
	return append(b, `}]}}`...)
}
