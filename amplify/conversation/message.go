package conversation

import (
	"context"
	"iter"

	"github.com/amplifygo/amplifygo/amplify"
)

// Message is a stored message of a conversation.
type Message struct {
	ID             string         `json:"id"`
	ConversationID string         `json:"conversationId"`
	Role           Role           `json:"role"`
	Content        []ContentBlock `json:"content"`
	// AIContext and ToolConfiguration are what a user's message came with.
	AIContext         amplify.Opt[amplify.JSON] `json:"aiContext,omitzero"`
	ToolConfiguration ToolConfiguration         `json:"toolConfiguration,omitempty"`
	CreatedAt         amplify.DateTime          `json:"createdAt"`
	UpdatedAt         amplify.DateTime          `json:"updatedAt"`
	Owner             amplify.Opt[string]       `json:"owner,omitzero"`
}

// Text joins the text of the message's blocks.
func (m *Message) Text() string {
	text := ""
	for _, b := range m.Content {
		text += b.Text
	}
	return text
}

// NewMessage is what a user says.
type NewMessage struct {
	// Content has at least one block.
	Content []ContentBlock `json:"content"`
	// AIContext is what the application knows of the user's situation and tells
	// the model beside the message.
	AIContext amplify.Opt[amplify.JSON] `json:"aiContext,omitzero"`
	// ToolConfiguration are tools of the client for the answer to this message.
	// Give it again with the message that has a tool's result.
	ToolConfiguration ToolConfiguration `json:"toolConfiguration,omitempty"`
}

// Text is a message of one block of text.
func Text(text string) NewMessage { return NewMessage{Content: []ContentBlock{{Text: text}}} }

// SendMessage sends a message of the user's and gives it as it was stored. The
// answer follows in OnStreamEvent, for subscriptions that had started before,
// and in Messages; Ask does both. A conversation that the user does not have
// is amplify.ErrNotFound, a message without content amplify.ErrInvalid.
func (c *Conversation) SendMessage(ctx context.Context, m NewMessage, opts ...amplify.CallOption) (*Message, error) {
	args := struct {
		ConversationID string `json:"conversationId"`
		NewMessage
	}{c.ID, m}
	return amplify.ResultOf[*Message](amplify.InvokeMutation(ctx, c.route.client, nil, c.route.send, args, opts))
}

// ListMessages reads a page of the conversation's messages, with amplify.Limit
// and amplify.After. The first page has the newest messages, the newest last,
// and the next pages have older ones.
func (c *Conversation) ListMessages(ctx context.Context, opts ...amplify.ListOption) (*amplify.Page[*Message], error) {
	return amplify.PageOf[*Message](c.route.messages.List(ctx, c.own(opts)))
}

// Messages goes through all pages of ListMessages, so that only messages of one
// page are in the order in which they were sent.
func (c *Conversation) Messages(ctx context.Context, opts ...amplify.ListOption) iter.Seq2[*Message, error] {
	return amplify.SeqOf[*Message](c.route.messages.All(ctx, c.own(opts)))
}

// own adds to the options of a list that it is of this conversation.
func (c *Conversation) own(opts []amplify.ListOption) []amplify.ListOption {
	ofThis := amplify.Where(amplify.StringField(c.route.messageField).Eq(c.ID))
	return append([]amplify.ListOption{ofThis}, opts...)
}
