package ai

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// The messages of a conversation that a model is told of: at most so many, and
// of so many bytes. They are read in pages, since each may be as long as a
// request.
const (
	historyLimit = 1000
	historyBytes = 8 << 20
	historyPage  = 20
)

// said is a stored message.
type said struct {
	id, answers string
	Message
	context string
}

// history reads what was said in a conversation, as its owner may see it, in
// the order in which a model has to hear it.
func (t *route) history(ctx context.Context, id *auth.Identity, conversation, current string) ([]Message, error) {
	m := t.Messages
	l := &data.Listing{
		Model: m, Field: m.List, Index: m.Newest, Partition: value.OfString(conversation), Desc: true, Limit: historyPage, Columns: stored(m),
	}
	var messages []*said // the newest first
	// The message that is answered is told in any case: others that were sent
	// since stand before it.
	found, size := false, 0
	for seen := 0; seen < historyLimit && (size <= historyBytes || !found); seen += historyPage {
		got, err := t.api.Data().Read(id).List(ctx, l)
		if err != nil {
			return nil, err
		}
		for i := range got.Rows {
			s, n, err := read(m, got.Rows[i].Record)
			if err != nil {
				// Clients may store what is no picture. That says nothing to a model,
				// and does not silence it.
				t.Logger.LogAttrs(ctx, slog.LevelWarn, "a message is left out of a conversation", slog.Any("error", err))
				continue
			}
			if size += n; size <= historyBytes || s.id == current {
				messages = append(messages, s)
			}
			found = found || s.id == current
		}
		if l.After = got.Next; l.After == nil {
			break
		}
	}
	slices.Reverse(messages)
	return squash(arrange(messages, current)), nil
}

func stored(m *schema.Model) []*schema.Field {
	return slices.DeleteFunc(slices.Clone(m.Fields), func(f *schema.Field) bool { return f.Relation != nil })
}

// read gives a stored message and its length in bytes.
func read(m *schema.Model, row value.Record) (*said, int, error) {
	text := func(name string) string { return row[m.Field(name).Ordinal].Text() }
	s := &said{id: text("id"), answers: text("associatedUserMessageId"), context: text("aiContext")}
	s.Role = Role(text("role"))
	content := text("content")
	var err error
	if s.Content, err = contentOf([]byte(content)); err != nil {
		return nil, 0, fmt.Errorf("the content of message %s: %w", s.id, err)
	}
	return s, len(content) + len(s.context), nil
}

// arrange puts every answer behind the message that it answers: messages that
// were sent at the same time may stand otherwise. Messages without an answer
// are left out, since another turn is about to answer them, but for the current
// one. The application's context becomes a part of the message it came with.
func arrange(messages []*said, current string) []Message {
	answers := map[string]*said{}
	for _, s := range messages {
		if s.Role == Assistant && s.answers != "" {
			answers[s.answers] = s
		}
	}
	var out []Message
	for _, s := range messages {
		if s.Role != User || answers[s.id] == nil && s.id != current {
			continue
		}
		content := s.Content
		if s.context != "" {
			content = append(content[:len(content):len(content)], Block{Text: s.context})
		}
		out = append(out, Message{User, content})
		if a := answers[s.id]; a != nil && s.id != current {
			out = append(out, a.Message)
		}
	}
	return out
}

// squash leaves the tools out of what was said before the current turn, which
// begins with the last message of the user's own: they cost tokens and say
// nothing any more. What remains is joined where one side speaks twice.
func squash(messages []Message) []Message {
	turn := -1
	for i := range slices.Backward(messages) {
		if messages[i].Role == User && slices.ContainsFunc(messages[i].Content, func(b Block) bool { return !b.tool() }) {
			turn = i
			break
		}
	}
	if turn <= 0 {
		return messages
	}
	var out []Message
	for _, m := range messages[:turn] {
		content := slices.DeleteFunc(slices.Clone(m.Content), func(b Block) bool { return b.tool() })
		switch {
		case len(content) == 0:
		case len(out) > 0 && out[len(out)-1].Role == m.Role:
			out[len(out)-1].Content = append(out[len(out)-1].Content, content...)
		default:
			out = append(out, Message{m.Role, content})
		}
	}
	return append(out, messages[turn:]...)
}
