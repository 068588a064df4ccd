package assistant_test

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/amplify/conversation"
	"github.com/amplifygo/amplifygo/examples/assistant/gen/client"
)

// exampleClient is a client of the backend in this process, whose model is a
// cook that says fixed things; a program uses
// amplify.FromOutputs("amplify_outputs.json") instead.
func exampleClient() (c *client.Client, stop func()) {
	dir, err := os.MkdirTemp("", "assistant-")
	if err != nil {
		panic(err)
	}
	k, err := open(dir, io.Discard)
	if err != nil {
		panic(err)
	}
	if c, err = k.client("alice"); err != nil {
		panic(err)
	}
	return c, func() {
		_ = c.Close()
		_ = k.Close()
		_ = os.RemoveAll(dir)
	}
}

// A conversation is stored, and its answers arrive part by part.
func Example_conversation() {
	c, stop := exampleClient()
	defer stop()
	ctx := context.Background()
	chat, err := c.Conversations.Chat.Create(ctx, conversation.CreateInput{Name: amplify.Some("dinner")})
	if err != nil {
		fmt.Println(err)
		return
	}
	for e, err := range chat.Ask(ctx, conversation.Text("What do I have?")) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Print(e.Text)
	}
	fmt.Println()
	for m, err := range chat.Messages(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(m.Role+":", m.Text())
	}
	// Output:
	// You have no more.
	// user: What do I have?
	// assistant: You have no more.
}

// A generation is a query whose answer has a type of the schema.
func Example_generation() {
	c, stop := exampleClient()
	defer stop()
	dish, err := c.Queries.Suggest(context.Background(), client.SuggestArgs{Ingredients: amplify.Somes("eggs", "salt")})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(dish.Name, dish.Minutes.Value(), amplify.Values(dish.Steps.Value()))
	// Output: Omelette 5 [break fry]
}
