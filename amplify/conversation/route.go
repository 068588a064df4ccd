package conversation

import "github.com/amplifygo/amplifygo/amplify"

// Description describes a route to this package. Generated code writes it down.
type Description struct {
	// Route is the route's name, which its mutation has too: "chat".
	Route string
	// Conversations and Messages describe the models that store what is said.
	Conversations, Messages Names
	// Stream is the subscription to the parts of answers.
	Stream string
	// Query and Mutate are the modes that some rule admits to the models'
	// queries and mutations, Speak those of who can send messages and hear the
	// answers.
	Query, Mutate, Speak amplify.Modes
}

// Names are those of a model in the API: "ConversationChat" and
// "listConversationChats".
type Names struct{ Model, List string }

// Route has the conversations of a route. It is safe for concurrent use.
type Route struct {
	client        *amplify.Client
	messageField  string // of the filter by conversation
	conversations amplify.Calls
	messages      amplify.Calls
	send, stream  *amplify.Operation
}

// NewRoute makes the route of a client. Generated code calls it.
func NewRoute(c *amplify.Client, d *Description) *Route {
	r := &Route{
		client:       c,
		messageField: d.Messages.Model + ".conversationId",
		messages:     amplify.NewCalls(c, &amplify.Model{Name: d.Messages.Model, Key: key, Selection: messageSelection, List: d.list(d.Messages)}),
		send:         &amplify.Operation{Field: d.Route, Vars: sendVars, Modes: d.Speak, Selection: messageSelection},
		stream:       &amplify.Operation{Field: d.Stream, Vars: "$conversationId: ID!", Modes: d.Speak, Selection: partSelection},
	}
	r.conversations = amplify.NewCalls(c, d.model()).Each(func(record any) { record.(*Conversation).route = r })
	return r
}

var key = []string{"id"}

// model describes the model of the conversations.
func (d *Description) model() *amplify.Model {
	name := d.Conversations.Model
	change := func(verb, verbName string) amplify.Operation {
		return amplify.Operation{Field: verb + name, Vars: "$input: " + verbName + name + "Input!", Modes: d.Mutate}
	}
	return &amplify.Model{
		Name: name, Key: key, Selection: "id name metadata createdAt updatedAt owner",
		Get:    amplify.Operation{Field: "get" + name, Vars: "$id: ID!", Modes: d.Query},
		List:   d.list(d.Conversations),
		Create: change("create", "Create"), Update: change("update", "Update"), Delete: change("delete", "Delete"),
	}
}

func (d *Description) list(n Names) amplify.Operation {
	return amplify.Operation{Field: n.List, Vars: "$filter: Model" + n.Model + "FilterInput, $limit: Int, $nextToken: String", Modes: d.Query}
}

// What the official client declares and selects: everything that messages and
// the parts of answers have, but which message an answer is for.
const (
	sendVars = "$conversationId: ID!, $content: [AmplifyAIContentBlockInput], $aiContext: AWSJSON, $toolConfiguration: AmplifyAIToolConfigurationInput"

	documentSelection = "document { format name source { bytes } }"
	imageSelection    = "image { format source { bytes } }"
	messageSelection  = "id conversationId role content { text " + documentSelection + " " + imageSelection +
		" toolResult { content { " + documentSelection + " " + imageSelection + " json text } toolUseId status }" +
		" toolUse { toolUseId name input type } } aiContext" +
		" toolConfiguration { tools { toolSpec { name description inputSchema { json } } } } createdAt updatedAt owner"
	partSelection = "id owner conversationId associatedUserMessageId contentBlockIndex contentBlockText contentBlockDeltaIndex" +
		" contentBlockToolUse { toolUseId name input type } contentBlockDoneAtIndex stopReason errors { message errorType } p"
)
