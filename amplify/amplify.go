// Package amplify is the runtime of the typed clients that amplifygo generates
// from a schema, and the part of them that programs use directly: options,
// optional values, scalars, filters, pages and errors.
//
// A generated package has a New function that takes this package's options:
//
//	c, err := client.New(amplify.FromOutputs("amplify_outputs.json"),
//		amplify.WithUserPool(tokens))
//	todo, err := c.Models.Todo.Create(ctx, client.CreateTodoInput{Content: "write"})
//
// It speaks the protocol of AWS AppSync as the official aws-amplify client
// does, so the same program works against a generated backend and against AWS.
//
// The package links neither the AWS SDK nor anything else beyond the standard
// library and a WebSocket library. Request signing for the identity pool and
// IAM is in amplify/iam, traces are in amplify/otelamplify, conversations with
// language models in amplify/conversation.
package amplify
