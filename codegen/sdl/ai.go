package sdl

import (
	"slices"

	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/codegen/conversation"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// conversations adds the fixed AI types if the schema has a conversation, and
// for each conversation the operations through which the assistant answers and
// the two models that store what was said. One input is there in any case.
func (b *builder) conversations() {
	b.conversationTypes(func(*ir.Operation) bool { return true })
	b.userDefinitions = len(b.doc.order)
	b.doc.add(fixed(conversation.TurnError()))
	for _, op := range conversation.Routes(b.schema) {
		b.conversation(apiname.ConversationOf(op.Name))
	}
}

// conversationTypes adds the fixed AI types, once, if one of the conversations is
// meant.
func (b *builder) conversationTypes(meant func(*ir.Operation) bool) {
	definitions := conversation.Definitions()
	if !b.doc.missing(definitions[0].Name) || !slices.ContainsFunc(conversation.Routes(b.schema), meant) {
		return
	}
	for _, def := range definitions {
		b.doc.add(fixed(def))
	}
}

// conversation adds one conversation's part of the API.
func (b *builder) conversation(names apiname.Conversation) {
	for _, def := range conversation.Inputs(names) {
		b.doc.add(fixed(def))
	}
	users := []directive{{name: "aws_cognito_user_pools"}}
	answer := func(name, typ, input string) *field {
		return &field{name: name, typ: typ, arguments: []argument{{"input", input + "!"}}, directives: users}
	}
	b.root(&b.mutation, "Mutation")
	b.mutation.assistant = append(b.mutation.assistant,
		answer(names.AssistantResponse, names.MessageModel, names.AssistantInput),
		answer(names.AssistantStream, conversation.StreamPart, names.StreamInput),
	)
	b.root(&b.subscription, "Subscription")
	b.subscription.assistant = append(b.subscription.assistant, &field{
		name: names.Subscribe, typ: conversation.StreamPart, arguments: []argument{{"conversationId", "ID"}},
		directives: []directive{{"aws_subscribe", "mutations", []string{names.AssistantStream}}, users[0]},
	})
	b.modelObject(b.addModel(conversation.Model(names), ""))
	b.modelObject(b.addModel(conversation.MessageModel(names), conversation.Message))
}

// conversationField is the mutation that sends a user's message.
func conversationField(op *ir.Operation) *field {
	f := &field{
		name: op.Name, typ: conversation.Message,
		directives: []directive{{name: "aws_cognito_user_pools"}, {name: "aws_iam"}},
	}
	for _, a := range conversation.Arguments() {
		f.arguments = append(f.arguments, argument{a.Name, a.Type})
	}
	return f
}

// fixed turns one of the types of conversations into a definition.
func fixed(from conversation.Definition) *definition {
	def := &definition{kind: kinds[from.Kind], name: from.Name, values: from.Values}
	for _, d := range from.Directives {
		def.directives = append(def.directives, directive{name: d})
	}
	for _, f := range from.Fields {
		def.add(f.Name, f.Type)
	}
	return def
}

var kinds = map[conversation.Kind]kind{
	conversation.Type: objectKind, conversation.Interface: interfaceKind,
	conversation.Input: inputKind, conversation.Enum: enumKind,
}
