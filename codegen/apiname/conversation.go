package apiname

// Conversation holds the names of one AI conversation's part of the API.
type Conversation struct {
	// Send is the mutation that sends a user's message: the route's own name.
	Send string
	// Model and MessageModel are the models that store what was said.
	Model, MessageModel string
	// AssistantResponse and AssistantStream are the mutations by which the
	// handler answers, in whole and in parts, with their inputs.
	AssistantResponse, AssistantStream string
	AssistantInput, StreamInput        string
	// Subscribe is the subscription that delivers the parts.
	Subscribe string
}

// ConversationOf gives the names of the conversation route of that name.
func ConversationOf(route string) Conversation {
	upper := Upper(route)
	message := "ConversationMessage" + upper
	return Conversation{
		Send:              route,
		Model:             "Conversation" + upper,
		MessageModel:      message,
		AssistantResponse: "createAssistantResponse" + upper,
		AssistantStream:   "createAssistantResponseStream" + upper,
		AssistantInput:    "Create" + message + "AssistantInput",
		StreamInput:       "Create" + message + "AssistantStreamingInput",
		Subscribe:         "onCreateAssistantResponse" + upper,
	}
}
