package sdl

import (
	"strings"

	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// turnError is the one AI type that every API has, conversations or not.
const turnError = "input AmplifyAIConversationTurnErrorInput|errorType: String!|message: String!"

// conversations adds the fixed AI types if the schema has a conversation, and
// for each conversation the operations through which the assistant answers and
// the two models that store what was said.
func (b *builder) conversations() {
	var routes []*ir.Operation
	for _, op := range b.schema.Operations {
		if op.Kind == ir.Conversation {
			routes = append(routes, op)
		}
	}
	if len(routes) > 0 {
		for _, text := range conversationTypes {
			b.doc.add(parseDefinition(text))
		}
	}
	b.userDefinitions = len(b.doc.order)
	b.doc.add(parseDefinition(turnError))
	for _, op := range routes {
		b.conversation(apiname.ConversationOf(op.Name))
	}
}

// conversation adds one conversation's part of the API.
func (b *builder) conversation(c apiname.Conversation) {
	b.doc.add(parseDefinition("input " + c.AssistantInput +
		"|conversationId: ID|content: [AmplifyAIContentBlockInput]|associatedUserMessageId: ID"))
	b.doc.add(parseDefinition("input " + c.StreamInput +
		"|conversationId: ID!|associatedUserMessageId: ID!|contentBlockIndex: Int|contentBlockText: String" +
		"|contentBlockDeltaIndex: Int|contentBlockToolUse: AWSJSON|contentBlockDoneAtIndex: Int|stopReason: String" +
		"|accumulatedTurnContent: [AmplifyAIContentBlockInput]|errors: [AmplifyAIConversationTurnErrorInput]|p: String"))

	users := []directive{{name: "aws_cognito_user_pools"}}
	b.root(&b.mutation, "Mutation")
	b.mutation.assistant = append(b.mutation.assistant,
		&field{name: c.AssistantResponse, typ: c.MessageModel, arguments: []argument{{"input", c.AssistantInput + "!"}}, directives: users},
		&field{name: c.AssistantStream, typ: streamPart, arguments: []argument{{"input", c.StreamInput + "!"}}, directives: users},
	)
	b.root(&b.subscription, "Subscription")
	b.subscription.assistant = append(b.subscription.assistant, &field{
		name: c.Subscribe, typ: streamPart, arguments: []argument{{"conversationId", "ID"}},
		directives: []directive{{"aws_subscribe", "mutations", []string{c.AssistantStream}}, users[0]},
	})
	b.modelObject(b.addModel(conversationModel(c), ""))
	b.modelObject(b.addModel(messageModel(c), "AmplifyAIConversationMessage"))
}

// streamPart is the type of what a conversation's subscription delivers.
const streamPart = "AmplifyAIConversationMessageStreamPart"

// conversationField is the mutation that sends a user's message.
func conversationField(op *ir.Operation) *field {
	return &field{
		name: op.Name, typ: "AmplifyAIConversationMessage",
		arguments: []argument{
			{"conversationId", "ID!"},
			{"content", "[AmplifyAIContentBlockInput]"},
			{"aiContext", "AWSJSON"},
			{"toolConfiguration", "AmplifyAIToolConfigurationInput"},
		},
		directives: []directive{{name: "aws_cognito_user_pools"}, {name: "aws_iam"}},
	}
}

// conversationModel is the model of a route's conversations.
func conversationModel(c apiname.Conversation) *ir.Model {
	return &ir.Model{
		Name: c.Model,
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

// messageModel is the model of a route's messages.
func messageModel(c apiname.Conversation) *ir.Model {
	return &ir.Model{
		Name: c.MessageModel,
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
		Kind: kind, Name: base(typ), Required: strings.HasSuffix(typ, "!"), List: strings.HasPrefix(typ, "["),
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
