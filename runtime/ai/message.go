package ai

import (
	"context"
	"encoding/json"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// message is a stored message as the API gives it.
type message struct {
	Typename          string       `json:"__typename"`
	ID                string       `json:"id"`
	ConversationID    string       `json:"conversationId"`
	Answers           string       `json:"associatedUserMessageId,omitempty"`
	Role              Role         `json:"role"`
	Content           []Block      `json:"content"`
	AIContext         JSON         `json:"aiContext,omitempty"`
	ToolConfiguration *clientTools `json:"toolConfiguration,omitempty"`
	Owner             string       `json:"owner,omitempty"`
	CreatedAt         string       `json:"createdAt"`
	UpdatedAt         string       `json:"updatedAt"`
}

// The names of what belongs to the message that is answered.
func responseID(message string) string { return message + "#response" }
func partID(message string) string     { return message + "#stream" }

// touch says that something is said in a conversation, which only its owner may.
func (t *route) touch(ctx context.Context, s *data.Session, conversation string) error {
	m := t.Conversations
	_, err := s.Update(ctx, &data.Mutation{Model: m, Input: []authz.Assignment{{Field: m.Field("id"), Value: value.OfString(conversation)}}})
	if refusedRow(err) {
		return notFound()
	}
	return err
}

// verify asks that a conversation is the caller's, and that the message which
// is answered is one of it: a handler's answer is stored under a name that is
// made of the message's.
func (t *route) verify(ctx context.Context, s *data.Session, conversation, answers string) error {
	row, err := s.Get(ctx, t.Conversations, []value.Value{value.OfString(conversation)}, stored(t.Conversations))
	if refusedRow(err) || err == nil && row == nil {
		return notFound()
	}
	if err != nil || answers == "" {
		return err
	}
	row, err = s.Get(ctx, t.Messages, []value.Value{value.OfString(answers)}, stored(t.Messages))
	if refusedRow(err) || err == nil && (row == nil || t.text(row, "conversationId") != conversation) {
		return notFound()
	}
	return err
}

func (t *route) text(row value.Record, field string) string {
	return row[t.Messages.Field(field).Ordinal].Text()
}

// create stores a message and completes it. Amplify's subscription to new
// messages is for those that clients create, so that nobody is told.
func (t *route) create(ctx context.Context, s *data.Session, m *message) error {
	content, err := json.Marshal(m.Content)
	if err != nil {
		return err
	}
	var in []authz.Assignment
	set := func(name string, v value.Value) {
		in = append(in, authz.Assignment{Field: t.Messages.Field(name), Value: v})
	}
	if m.ID != "" {
		set("id", value.OfString(m.ID))
	}
	set("conversationId", value.OfString(m.ConversationID))
	set("role", value.OfString(string(m.Role)))
	set("content", value.OfJSON(string(content)))
	if m.Answers != "" {
		set("associatedUserMessageId", value.OfString(m.Answers))
	}
	if len(m.AIContext) > 0 {
		set("aiContext", value.OfString(string(m.AIContext)))
	}
	if m.ToolConfiguration != nil {
		tools, err := json.Marshal(m.ToolConfiguration)
		if err != nil {
			return err
		}
		set("toolConfiguration", value.OfJSON(string(tools)))
	}
	w := &data.Mutation{Model: t.Messages, Input: in}
	row, err := s.Create(ctx, w)
	if err != nil {
		return err
	}
	s.Retract(w)
	m.ID, m.CreatedAt, m.UpdatedAt = t.text(row, "id"), t.text(row, "createdAt"), t.text(row, "updatedAt")
	return nil
}

// keep stores what there is of the answer to a message.
func (t *route) keep(ctx context.Context, s *data.Session, conversation, answers string, content []Block) error {
	if content == nil {
		content = []Block{}
	}
	m := &message{ID: responseID(answers), Role: Assistant, ConversationID: conversation, Answers: answers, Content: content}
	row, err := s.Get(ctx, t.Messages, []value.Value{value.OfString(m.ID)}, stored(t.Messages))
	if refusedRow(err) {
		// Somebody else has a message of this name. It is not the answer, and
		// does not keep it from being stored.
		m.ID = ""
		row, err = t.answer(ctx, s, conversation, answers)
	}
	if err != nil {
		return err
	}
	if row == nil {
		return t.create(ctx, s, m)
	}
	if t.text(row, "conversationId") != conversation {
		return notFound()
	}
	text, err := json.Marshal(content)
	if err != nil {
		return err
	}
	w := &data.Mutation{Model: t.Messages, Input: []authz.Assignment{
		{Field: t.field("id"), Value: row[t.field("id").Ordinal]}, {Field: t.field("content"), Value: value.OfJSON(string(text))},
	}}
	if _, err = s.Update(ctx, w); err == nil {
		s.Retract(w)
	}
	return err
}

// answer finds the caller's answer to a message under whatever name; nil for
// none.
func (t *route) answer(ctx context.Context, s *data.Session, conversation, answers string) (value.Record, error) {
	is := func(name, v string) predicate.Expr {
		return predicate.Compare{Field: t.field(name), Op: predicate.Eq, Args: []value.Value{value.OfString(v)}}
	}
	got, err := s.List(ctx, &data.Listing{
		Model: t.Messages, Field: t.Messages.List, Index: t.Messages.Newest, Partition: value.OfString(conversation), Desc: true, Limit: 1, Last: true,
		Filter: predicate.And{is("associatedUserMessageId", answers), is("role", string(Assistant))}, Columns: stored(t.Messages),
	})
	if err != nil || len(got.Rows) == 0 {
		return nil, err
	}
	return got.Rows[0].Record, nil
}

func (t *route) field(name string) *schema.Field { return t.Messages.Field(name) }
