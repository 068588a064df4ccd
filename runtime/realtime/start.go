package realtime

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"unicode/utf8"

	"github.com/coder/websocket"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/graphql"
)

// maxID bounds the id of a subscription; clients use UUIDs.
const maxID = 128

var errNotAMessage = errors.New("not a message of the protocol")

// read reads one message. errNotAMessage is the client's mistake; any other
// error means that the connection is over.
func (c *conn) read() (*message, error) {
	typ, data, err := c.ws.Read(context.Background()) // closing ends it
	if err != nil {
		return nil, err
	}
	var m message
	if typ != websocket.MessageText || !utf8.Valid(data) || json.Unmarshal(data, &m) != nil {
		return nil, errNotAMessage
	}
	return &m, nil
}

// receive handles one message; false ends the connection.
func (c *conn) receive() bool {
	m, err := c.read()
	if errors.Is(err, errNotAMessage) {
		c.send(frameUnsupported)
		return true
	}
	if err != nil {
		return false
	}
	switch m.Type {
	case typeStart:
		c.start(m)
	case typeStop:
		c.stop(m.ID)
	case typeInit:
		// A second one is as good as the first.
		c.send(frameAck(c.s.Limits.Timeout))
	default:
		c.send(frameUnsupported)
	}
	return true
}

// start accepts or refuses a subscription, by its own credentials.
func (c *conn) start(m *message) {
	var p startPayload
	if json.Unmarshal(m.Payload, &p) != nil || p.Data == nil {
		c.send(frameUnsupported)
		return
	}
	if m.ID == "" || len(m.ID) > maxID {
		c.refuse(m.ID, badRequest("The id of a subscription is missing or too long."))
		return
	}
	if problem := c.room(m.ID); problem != nil {
		c.refuse(m.ID, problem)
		return
	}
	request, malformed := graphql.ParseRequest([]byte(*p.Data))
	id, problem := c.identify(&p, request)
	if problem == nil && malformed != nil {
		problem = fromAuth(malformed)
	}
	if problem != nil {
		c.refuse(m.ID, problem)
		return
	}
	d := c.s.hub.decide()
	defer c.s.hub.settle(d)
	sub, problems := c.s.Engine.Subscribe(c.ctx, id, request)
	if len(problems) > 0 {
		c.refuse(m.ID, problems...)
		return
	}
	c.accept(&subscriber{id: m.ID, conn: c, sub: sub, prefix: dataPrefix(m.ID)}, id, d)
}

// accept puts a subscription in place, the start_ack before its first event.
func (c *conn) accept(s *subscriber, id *auth.Identity, d *decision) {
	c.subs[s.id] = s
	ended := c.s.hub.add(s, d, func() { c.send(frameOf(s.id, "start_ack")) })
	c.endWith(id)
	if ended {
		c.invalidated()
	}
}

// room reports why another subscription cannot be had.
func (c *conn) room(id string) *graphql.Error {
	maps.DeleteFunc(c.subs, func(_ string, s *subscriber) bool { return s.failed.Load() })
	if _, taken := c.subs[id]; taken {
		return badRequest("There is already a subscription with this id.")
	}
	if len(c.subs) >= c.s.Limits.Subscriptions {
		return &graphql.Error{Type: "MaxSubscriptionsReachedError", Message: "The connection has reached its limit of subscriptions."}
	}
	return nil
}

// identify authenticates a start. request is nil where its data is none.
func (c *conn) identify(p *startPayload, request *graphql.Request) (*auth.Identity, *graphql.Error) {
	header, host, err := auth.ParseHeaderObject(p.Extensions.Authorization)
	if err != nil {
		return nil, fromAuth(auth.NotAuthorized())
	}
	r := &auth.Request{Header: header, Method: http.MethodPost, Path: c.s.Path, Body: []byte(*p.Data), Host: host, SourceIP: c.ip}
	if request != nil {
		r.Query, r.Variables = request.Query, request.VariableMap()
	}
	id, err := c.s.Auth.Authenticate(c.ctx, r)
	if err != nil {
		return nil, fromAuth(err)
	}
	return id, nil
}

func fromAuth(err error) *graphql.Error {
	var refused *auth.Error
	if errors.As(err, &refused) {
		return &graphql.Error{Type: refused.Type, Message: refused.Message}
	}
	return fromAuth(auth.NotAuthorized())
}

func badRequest(message string) *graphql.Error {
	return &graphql.Error{Type: "BadRequestException", Message: message}
}

func (c *conn) refuse(id string, problems ...*graphql.Error) {
	c.s.stats.refused.Add(1)
	if len(problems) == 1 && problems[0].Type == "UnsupportedOperation" {
		c.send(frameUnsupported)
		return
	}
	c.send(frameError(id, problems...))
}

// stop ends a subscription; an unknown id is ignored, as AppSync does.
func (c *conn) stop(id string) {
	s := c.subs[id]
	if s == nil {
		return
	}
	delete(c.subs, id)
	if s.failed.Load() {
		return // its client has been told the end
	}
	c.s.hub.remove(s)
	c.send(frameOf(id, "complete"))
}
