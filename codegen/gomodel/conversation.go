package gomodel

import (
	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/codegen/conversation"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// Conversation is the Go view of a conversation route.
type Conversation struct {
	IR *ir.Operation
	// Name is the Go field of Conversations, Var an unexported package-level
	// name for the route's description.
	Name, Var string
	// API are the route's names in the API; Lists are the list queries of the
	// models that store conversations and messages.
	API   apiname.Conversation
	Lists struct{ Conversations, Messages string }
	// Query and Mutate are the modes that some rule admits to the models'
	// queries and mutations. Speak are those of who can send messages and hear
	// the answers: an owner, which a function with access to the API is not.
	Query, Mutate, Speak []ir.Mode
}

func (v *View) conversation(o *ir.Operation, fields *scope) *Conversation {
	out := &Conversation{
		IR: o, Name: fields.claim(Exported(o.Name)), API: apiname.ConversationOf(o.Name),
		Query: v.modes(o, "query"), Mutate: v.modes(o, "mutate"), Speak: v.modes(o, ""),
	}
	out.Var = v.names.claim(Unexported(o.Name) + "Conversation")
	out.Lists.Conversations = apiname.Of(v.Schema, conversation.Model(out.API)).List
	out.Lists.Messages = apiname.Of(v.Schema, conversation.MessageModel(out.API)).List
	return out
}
