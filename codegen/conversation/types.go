package conversation

import (
	"strings"

	"github.com/amplifygo/amplifygo/codegen/apiname"
)

// Kind is what a definition defines, as SDL writes it.
type Kind string

// The kinds of definitions.
const (
	Type      Kind = "type"
	Interface Kind = "interface"
	Input     Kind = "input"
	Enum      Kind = "enum"
)

// Definition is one of the types of conversations.
type Definition struct {
	Kind Kind
	Name string
	// Directives are AppSync's directives that the schema language writes on
	// the type: "aws_cognito_user_pools".
	Directives []string
	Fields     []Field
	// Values are those of an enum.
	Values []string
}

// Field is a field of a type.
type Field struct {
	Name string
	// Type is as SDL writes it: "[AmplifyAIContentBlock]".
	Type string
}

// Definitions gives the types that a schema with a conversation gets, the same
// for every schema, in the order of Amplify's schema builder.
func Definitions() []Definition {
	list := make([]Definition, len(types))
	for i, text := range types {
		list[i] = definition(text)
	}
	return list
}

// TurnError is the input that every API has, conversations or not.
func TurnError() Definition {
	return definition("input AmplifyAIConversationTurnErrorInput|errorType: String!|message: String!")
}

// Inputs are the two inputs of a route's assistant: for an answer in whole and
// for one in parts.
func Inputs(names apiname.Conversation) []Definition {
	return []Definition{
		definition("input " + names.AssistantInput +
			"|conversationId: ID|content: [AmplifyAIContentBlockInput]|associatedUserMessageId: ID"),
		definition("input " + names.StreamInput +
			"|conversationId: ID!|associatedUserMessageId: ID!|contentBlockIndex: Int|contentBlockText: String" +
			"|contentBlockDeltaIndex: Int|contentBlockToolUse: AWSJSON|contentBlockDoneAtIndex: Int|stopReason: String" +
			"|accumulatedTurnContent: [AmplifyAIContentBlockInput]|errors: [AmplifyAIConversationTurnErrorInput]|p: String"),
	}
}

// definition reads a definition in the form of types: "type Name @directive",
// then fields or values, all between bars.
func definition(text string) Definition {
	parts := strings.Split(text, "|")
	head := strings.Fields(parts[0])
	def := Definition{Kind: Kind(head[0]), Name: head[1]}
	for _, d := range head[2:] {
		def.Directives = append(def.Directives, strings.TrimPrefix(d, "@"))
	}
	if def.Kind == Enum {
		def.Values = parts[1:]
		return def
	}
	def.Fields = make([]Field, 0, len(parts)-1)
	for _, p := range parts[1:] {
		name, typ, _ := strings.Cut(p, ": ")
		def.Fields = append(def.Fields, Field{name, typ})
	}
	return def
}

var types = []string{
	"enum AmplifyAIConversationParticipantRole|user|assistant",
	"interface AmplifyAIConversationMessage|id: ID!|conversationId: ID!|associatedUserMessageId: ID" +
		"|role: AmplifyAIConversationParticipantRole|content: [AmplifyAIContentBlock]|aiContext: AWSJSON" +
		"|toolConfiguration: AmplifyAIToolConfiguration|createdAt: AWSDateTime|updatedAt: AWSDateTime" +
		"|owner: String",
	"input AmplifyAIDocumentBlockSourceInput|bytes: String",
	"input AmplifyAIDocumentBlockInput|format: String!|name: String!|source: AmplifyAIDocumentBlockSourceInput!",
	"input AmplifyAIImageBlockSourceInput|bytes: String",
	"input AmplifyAIImageBlockInput|format: String!|source: AmplifyAIImageBlockSourceInput!",
	"input AmplifyAIToolUseBlockInput|toolUseId: String!|name: String!|input: AWSJSON!|type: String",
	"input AmplifyAIToolResultContentBlockInput|document: AmplifyAIDocumentBlockInput" +
		"|image: AmplifyAIImageBlockInput|json: AWSJSON|text: String",
	"input AmplifyAIToolResultBlockInput|content: [AmplifyAIToolResultContentBlockInput!]!" +
		"|toolUseId: String!|status: String",
	"type AmplifyAIDocumentBlockSource|bytes: String",
	"type AmplifyAIDocumentBlock|format: String!|name: String!|source: AmplifyAIDocumentBlockSource!",
	"type AmplifyAIImageBlock|format: String!|source: AmplifyAIImageBlockSource!",
	"type AmplifyAIImageBlockSource|bytes: String",
	"type AmplifyAIToolUseBlock|toolUseId: String!|name: String!|input: AWSJSON!|type: String",
	"type AmplifyAIToolResultContentBlock|document: AmplifyAIDocumentBlock|image: AmplifyAIImageBlock" +
		"|json: AWSJSON|text: String",
	"type AmplifyAIToolResultBlock|content: [AmplifyAIToolResultContentBlock!]!|toolUseId: String!|status: String",
	"type AmplifyAIContentBlockText|text: String",
	"type AmplifyAIContentBlockImage|image: AmplifyAIImageBlock",
	"type AmplifyAIContentBlockDocument|document: AmplifyAIDocumentBlock",
	"type AmplifyAIContentBlockToolUse|toolUse: AmplifyAIToolUseBlock",
	"type AmplifyAIContentBlockToolResult|toolResult: AmplifyAIToolResultBlock",
	"input AmplifyAIContentBlockInput|text: String|document: AmplifyAIDocumentBlockInput" +
		"|image: AmplifyAIImageBlockInput|toolResult: AmplifyAIToolResultBlockInput" +
		"|toolUse: AmplifyAIToolUseBlockInput",
	"type AmplifyAIContentBlock|text: String|document: AmplifyAIDocumentBlock|image: AmplifyAIImageBlock" +
		"|toolResult: AmplifyAIToolResultBlock|toolUse: AmplifyAIToolUseBlock",
	"input AmplifyAIToolConfigurationInput|tools: [AmplifyAIToolInput]",
	"input AmplifyAIToolInput|toolSpec: AmplifyAIToolSpecificationInput",
	"input AmplifyAIToolSpecificationInput|name: String!|description: String" +
		"|inputSchema: AmplifyAIToolInputSchemaInput!",
	"input AmplifyAIToolInputSchemaInput|json: AWSJSON",
	"type AmplifyAIToolConfiguration|tools: [AmplifyAITool]",
	"type AmplifyAITool|toolSpec: AmplifyAIToolSpecification",
	"type AmplifyAIToolSpecification|name: String!|description: String|inputSchema: AmplifyAIToolInputSchema!",
	"type AmplifyAIToolInputSchema|json: AWSJSON",
	"type AmplifyAIConversationMessageStreamPart @aws_cognito_user_pools|id: ID!|owner: String" +
		"|conversationId: ID!|associatedUserMessageId: ID!|contentBlockIndex: Int|contentBlockText: String" +
		"|contentBlockDeltaIndex: Int|contentBlockToolUse: AmplifyAIToolUseBlock|contentBlockDoneAtIndex: Int" +
		"|stopReason: String|errors: [AmplifyAIConversationTurnError]|p: String",
	"type AmplifyAIConversationTurnError @aws_cognito_user_pools|message: String!|errorType: String!",
}
