package sdl

import "strings"

// conversationTypes are the types that a schema with a conversation gets, the
// same for every schema, in the order of Amplify's schema builder: a head as
// in SDL, then the fields or values.
var conversationTypes = []string{
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

// parseDefinition reads a definition in the form of conversationTypes:
// "type Name @directive|field: Type|…". It reads this package's constants
// only.
func parseDefinition(text string) *definition {
	parts := strings.Split(text, "|")
	head := strings.Fields(parts[0])
	def := &definition{name: head[1]}
	for _, d := range head[2:] {
		def.directives = append(def.directives, directive{name: strings.TrimPrefix(d, "@")})
	}
	switch head[0] {
	case "enum":
		def.kind, def.values = enumKind, parts[1:]
		return def
	case "input":
		def.kind = inputKind
	case "interface":
		def.kind = interfaceKind
	}
	for _, p := range parts[1:] {
		name, typ, _ := strings.Cut(p, ": ")
		def.add(name, typ)
	}
	return def
}
