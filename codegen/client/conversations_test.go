package client

import (
	"path"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/google/go-cmp/cmp"
)

// crowded has conversation routes among names that they would like to have,
// and a function with access to a part of the API.
const crowded = `
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const report = defineFunction({ name: 'report', entry: './report.ts' });
const route = () => a.conversation({ aiModel: a.ai.model('Claude 3.5 Haiku'), systemPrompt: 'Hello.' }).authorization((allow) => allow.owner());
const schema = a.schema({
  Conversations: a.model({ name: a.string() }).authorization((allow) => [allow.owner()]),
  chatConversation: a.model({ name: a.string() }).authorization((allow) => [allow.owner()]),
  chat: route(),
  sales_category: route(),
}).authorization((allow) => [allow.resource(report).to(['query'])]);
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
`

// TestConversations emits routes whose names are taken, and compiles them.
func TestConversations(t *testing.T) {
	t.Parallel()
	files, err := Emit(schematest.IR(t, crowded), Options{Dir: "crowded", ImportPath: "example.com/crowded", Package: "crowded"})
	if err != nil {
		t.Fatal(err)
	}
	root := scratch(t)
	write(t, root, files)
	vet(t, root)
	const want = `
// Conversations has the conversation routes of the schema.
type Conversations struct {
	// Chat has the conversations of the route chat. Auth modes: userPool, identityPool.
	Chat *conversation.Route
	// SalesCategory has the conversations of the route sales_category. Auth modes: userPool, identityPool.
	SalesCategory *conversation.Route
}

var chatConversation2 = conversation.Description{
	Route: "chat", Stream: "onCreateAssistantResponseChat",
	Conversations: conversation.Names{Model: "ConversationChat", List: "listConversationChats"},
	Messages:      conversation.Names{Model: "ConversationMessageChat", List: "listConversationMessageChats"},
	Query:         amplify.UserPool | amplify.IdentityPool, Mutate: amplify.UserPool, Speak: amplify.UserPool,
}

var salesCategoryConversation = conversation.Description{
	Route: "sales_category", Stream: "onCreateAssistantResponseSales_category",
	Conversations: conversation.Names{Model: "ConversationSales_category", List: "listConversationSales_categories"},
	Messages:      conversation.Names{Model: "ConversationMessageSales_category", List: "listConversationMessageSales_categories"},
	Query:         amplify.UserPool | amplify.IdentityPool, Mutate: amplify.UserPool, Speak: amplify.UserPool,
}
`
	seen := map[string]bool{}
	for _, f := range files {
		if seen[f.Path] {
			t.Errorf("two files are %s", f.Path)
		}
		seen[f.Path] = true
		if path.Base(f.Path) != "conversations.gen.go" {
			continue
		}
		_, got, _ := strings.Cut(string(f.Content), ")\n")
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
}

// TestClientsWithoutConversations do not know of them.
func TestClientsWithoutConversations(t *testing.T) {
	t.Parallel()
	for _, f := range emitHundred(t) {
		if strings.Contains(strings.ToLower(string(f.Content)), "conversation") {
			t.Errorf("%s mentions conversations", f.Path)
		}
	}
}
