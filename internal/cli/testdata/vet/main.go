// Command vet has calls of a generated client that cannot succeed.
package main

import (
	"context"
	"log"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/amplify/conversation"
	assistant "github.com/amplifygo/amplifygo/examples/assistant/gen/client"
	"github.com/amplifygo/amplifygo/internal/testkit/testclient"
)

func main() {
	c, err := testclient.New(amplify.FromOutputs("amplify_outputs.json"))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	if _, err := c.Models.Todo.List(ctx, amplify.Where(testclient.BookFields.Title.Eq("x"))); err != nil {
		log.Print(err)
	}
	if _, err := c.Models.Todo.Get(ctx, "1", amplify.WithAuthMode("lambda")); err != nil {
		log.Print(err)
	}
	a, err := assistant.New(amplify.FromOutputs("amplify_outputs.json"))
	if err != nil {
		log.Fatal(err)
	}
	chat, err := a.Conversations.Chat.Create(ctx, conversation.CreateInput{}, amplify.WithAuthMode(amplify.AuthModeOIDC))
	if err != nil {
		log.Fatal(err)
	}
	for e := range chat.Ask(ctx, conversation.Text("hello"), amplify.WithAuthMode(amplify.AuthModeAPIKey)) {
		log.Print(e)
	}
}
