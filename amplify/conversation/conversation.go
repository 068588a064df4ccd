// Package conversation is what generated clients have for the conversation
// routes of a schema (a.conversation): conversations with a language model that
// the API stores for their owner and whose answers arrive part by part.
//
//	chat, err := c.Conversations.Chat.Create(ctx, conversation.CreateInput{})
//	…
//	for e, err := range chat.Ask(ctx, conversation.Text("What can I cook?")) {
//		if err != nil {
//			return err
//		}
//		fmt.Print(e.Text)
//	}
//
// The types are Amplify's own, the same for every route. What is sent equals
// what client.conversations of the official client sends. Programs whose schema
// has no conversations do not link the package.
package conversation

import (
	"context"
	"iter"

	"github.com/amplifygo/amplifygo/amplify"
)

// Conversation is a conversation of the user who began it. Its methods call the
// API, for which it has to come from a Route. It is safe for concurrent use as
// long as nobody writes its fields.
type Conversation struct {
	ID string `json:"id"`
	// Name and Metadata are the application's own.
	Name     amplify.Opt[string]       `json:"name,omitzero"`
	Metadata amplify.Opt[amplify.JSON] `json:"metadata,omitzero"`
	// UpdatedAt is the time of the last message, or of the last Update.
	CreatedAt amplify.DateTime    `json:"createdAt"`
	UpdatedAt amplify.DateTime    `json:"updatedAt"`
	Owner     amplify.Opt[string] `json:"owner,omitzero"`

	route *Route
}

// CreateInput is a new conversation; nothing of it is required.
type CreateInput struct {
	Name     amplify.Opt[string]       `json:"name,omitzero"`
	Metadata amplify.Opt[amplify.JSON] `json:"metadata,omitzero"`
}

// UpdateInput changes what is given of a conversation.
type UpdateInput struct {
	ID       string                    `json:"id"`
	Name     amplify.Opt[string]       `json:"name,omitzero"`
	Metadata amplify.Opt[amplify.JSON] `json:"metadata,omitzero"`
}

// Create begins a conversation.
func (r *Route) Create(ctx context.Context, in CreateInput, opts ...amplify.CallOption) (*Conversation, error) {
	return r.one(r.conversations.Create(ctx, in, opts))
}

// Get reads a conversation; amplify.ErrNotFound if there is none,
// amplify.ErrUnauthorized if it is somebody else's.
func (r *Route) Get(ctx context.Context, id string, opts ...amplify.CallOption) (*Conversation, error) {
	return r.one(r.conversations.Get(ctx, id, opts))
}

// Open gives the conversation of an id without asking the API for it: only its
// ID is set. The calls on it fail if there is no such conversation.
func (r *Route) Open(id string) *Conversation { return &Conversation{ID: id, route: r} }

// List reads a page of the user's conversations, with amplify.Limit and
// amplify.After. The one with the newest message comes first.
func (r *Route) List(ctx context.Context, opts ...amplify.ListOption) (*amplify.Page[*Conversation], error) {
	return amplify.PageOf[*Conversation](r.conversations.List(ctx, opts))
}

// All goes through all pages of List.
func (r *Route) All(ctx context.Context, opts ...amplify.ListOption) iter.Seq2[*Conversation, error] {
	return amplify.SeqOf[*Conversation](r.conversations.All(ctx, opts))
}

// Update changes a conversation; amplify.ErrConditionFailed or
// amplify.ErrUnauthorized if the user has no such one.
func (r *Route) Update(ctx context.Context, in UpdateInput, opts ...amplify.CallOption) (*Conversation, error) {
	return r.one(r.conversations.Update(ctx, in, opts))
}

// Delete removes a conversation and returns it as it was. The API keeps its
// messages. amplify.ErrNotFound or amplify.ErrUnauthorized if the user has no
// such one.
func (r *Route) Delete(ctx context.Context, id string, opts ...amplify.CallOption) (*Conversation, error) {
	return r.one(r.conversations.Delete(ctx, id, opts))
}

// one gives the conversation of an answer, ready for calls.
func (r *Route) one(a *amplify.Answer) (*Conversation, error) {
	c, err := amplify.ResultOf[*Conversation](a)
	if c != nil {
		c.route = r
	}
	return c, err
}
