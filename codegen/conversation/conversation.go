// Package conversation describes the part of the API that an AI conversation
// brings along: Amplify's fixed types, and for each route two models that store
// what was said. The models are ordinary ones in the IR's terms, so that what
// emits models emits them too.
package conversation

import (
	"math"
	"strings"

	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// StreamPart is the type of what a conversation's subscription delivers.
const StreamPart = "AmplifyAIConversationMessageStreamPart"

// Message is the interface of the message models, and the type of the sending
// mutation.
const Message = "AmplifyAIConversationMessage"

// Routes lists the schema's conversations.
func Routes(s *ir.Schema) []*ir.Operation {
	var routes []*ir.Operation
	for _, op := range s.Operations {
		if op.Kind == ir.Conversation {
			routes = append(routes, op)
		}
	}
	return routes
}

// Arguments are those of the sending mutation.
func Arguments() []Field {
	return []Field{
		{"conversationId", "ID!"},
		{"content", "[AmplifyAIContentBlockInput]"},
		{"aiContext", "AWSJSON"},
		{"toolConfiguration", "AmplifyAIToolConfigurationInput"},
	}
}

// noMember is the member of the models of conversations, which Amplify keeps in
// DynamoDB whatever the first member of a combined schema is.
const noMember = math.MaxInt

// Model is the model of a route's conversations.
func Model(c apiname.Conversation) *ir.Model {
	return &ir.Model{
		Name: c.Model, Member: noMember,
		Fields: append([]*ir.Field{
			declared("id", ir.Scalar, "ID!"),
			declared("name", ir.Scalar, "String"),
			declared("metadata", ir.Scalar, "AWSJSON"),
			related("messages", ir.HasMany, c.MessageModel, "conversation"),
		}, added()...),
		Key:      ir.Key{Fields: []string{"id"}},
		Rules:    ownerOnly(),
		Disabled: ir.Subscriptions,
	}
}

// MessageModel is the model of a route's messages.
func MessageModel(c apiname.Conversation) *ir.Model {
	return &ir.Model{
		Name: c.MessageModel, Member: noMember,
		Fields: append([]*ir.Field{
			declared("id", ir.Scalar, "ID!"),
			declared("conversationId", ir.Scalar, "ID!"),
			related("conversation", ir.BelongsTo, c.Model, "messages"),
			declared("role", ir.EnumType, "AmplifyAIConversationParticipantRole"),
			declared("content", ir.CustomKind, "[AmplifyAIContentBlock]"),
			declared("aiContext", ir.Scalar, "AWSJSON"),
			declared("toolConfiguration", ir.CustomKind, "AmplifyAIToolConfiguration"),
			declared("associatedUserMessageId", ir.Scalar, "ID"),
		}, added()...),
		Key:      ir.Key{Fields: []string{"id"}},
		Rules:    ownerOnly(),
		Disabled: ir.Update | ir.OnUpdate | ir.OnDelete,
	}
}

// declared makes a declared field from a type as GraphQL writes it.
func declared(name string, kind ir.TypeKind, typ string) *ir.Field {
	return &ir.Field{Name: name, Origin: ir.Declared, Type: ir.Type{
		Kind: kind, Name: strings.Trim(typ, "[]!"), Required: strings.HasSuffix(typ, "!"), List: strings.HasPrefix(typ, "["),
	}}
}

func related(name string, kind ir.RelationKind, model, inverse string) *ir.Field {
	return &ir.Field{
		Name: name, Origin: ir.Declared, Type: ir.Type{Kind: ir.ModelType, Name: model, List: kind == ir.HasMany},
		Relation: &ir.Relation{Kind: kind, Model: model, References: []string{"conversationId"}, Inverse: inverse},
	}
}

// added are the fields that Amplify adds to a conversation's models.
func added() []*ir.Field {
	return []*ir.Field{
		{Name: "createdAt", Origin: ir.Timestamp, Type: ir.Type{Kind: ir.Scalar, Name: "AWSDateTime", Required: true}},
		{Name: "updatedAt", Origin: ir.Timestamp, Type: ir.Type{Kind: ir.Scalar, Name: "AWSDateTime", Required: true}},
		{Name: "owner", Origin: ir.OwnerRule, Type: ir.Type{Kind: ir.Scalar, Name: "String"}},
	}
}

func ownerOnly() []*ir.Rule {
	return []*ir.Rule{{Strategy: ir.Owner, Provider: ir.UserPools, Operations: ir.All, OwnerField: "owner"}}
}
