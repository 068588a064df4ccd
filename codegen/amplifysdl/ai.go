package amplifysdl

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// conversation prints a conversation route, whose signature never changes.
func conversation(op *ir.Operation) string {
	line := op.Name + "(conversationId: ID!, content: [AmplifyAIContentBlockInput], aiContext: AWSJSON, " +
		"toolConfiguration: AmplifyAIToolConfigurationInput): AmplifyAIConversationMessage @conversation("
	ai := op.AI
	if ai == nil {
		ai = &ir.AI{}
	}
	parts := route(ai, conversationInference(ai.Inference))
	parts = append(parts, "auth: { strategy: owner, provider: userPools }")
	if ai.Handler != "" {
		parts = append(parts, `handler: { functionName: "`+ai.Handler+`", eventVersion: "`+ai.HandlerEventVersion+`" }`)
	}
	if len(ai.Tools) > 0 {
		tools := make([]string, len(ai.Tools))
		for i, t := range ai.Tools {
			tools[i] = tool(t)
		}
		parts = append(parts, "tools: ["+strings.Join(tools, ", ")+"]")
	}
	return line + strings.Join(parts, ", ") + ") @aws_cognito_user_pools"
}

func generation(ai *ir.AI) string {
	return "@generation(" + strings.Join(route(ai, ai.Inference), ", ") + ")"
}

// route prints what both kinds of routes have: the model, the prompt with its
// line breaks escaped, and the inference settings.
func route(ai *ir.AI, inference []ir.EnvVar) []string {
	prompt := strings.ReplaceAll(strings.ReplaceAll(ai.SystemPrompt, "\r\n", "\n"), "\n", `\n`)
	parts := []string{`aiModel: "` + ai.Model + `"`, `systemPrompt: "` + prompt + `"`}
	if len(inference) == 0 {
		return parts
	}
	settings := make([]string, len(inference))
	for i, v := range inference {
		settings[i] = v.Name + ": " + v.Value
	}
	return append(parts, "inferenceConfiguration: { "+strings.Join(settings, ", ")+" }")
}

// conversationInference puts the settings of a conversation in Amplify's order
// and leaves out those that are undefined; a generation keeps the author's.
func conversationInference(given []ir.EnvVar) []ir.EnvVar {
	var ordered []ir.EnvVar
	for _, name := range []string{"temperature", "maxTokens", "topP"} {
		for _, v := range given {
			if v.Name == name && v.Value != "undefined" {
				ordered = append(ordered, v)
			}
		}
	}
	return ordered
}

func tool(t *ir.AITool) string {
	s := `{ name: "` + t.Name + `", description: "` + t.Description + `", `
	if t.Model != "" {
		return s + `modelName: "` + t.Model + `", modelOperation: ` + t.ModelOperation + " }"
	}
	return s + `queryName: "` + t.Query + `" }`
}
