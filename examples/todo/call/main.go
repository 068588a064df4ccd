// Command call creates a todo and lists all of them with the generated client.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/examples/todo/gen/client"
)

func main() {
	if err := run(context.Background(), "examples/todo/amplify_outputs.json"); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, outputs string) error {
	c, err := client.New(amplify.FromOutputs(outputs))
	if err != nil {
		return err
	}
	created, err := c.Models.Todo.Create(ctx, client.CreateTodoInput{
		Content:  "written from Go",
		Priority: amplify.Some(1),
	}, amplify.WithAuthMode(amplify.AuthModeAPIKey))
	if err != nil {
		return err
	}
	fmt.Println("created", created.ID)
	for todo, err := range c.Models.Todo.All(ctx, amplify.WithAuthMode(amplify.AuthModeAPIKey)) {
		if err != nil {
			return err
		}
		fmt.Println(todo.ID, todo.Content)
	}
	return nil
}
