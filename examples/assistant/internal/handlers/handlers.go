// Package handlers is the backend's own code: handlers of custom operations
// and hooks of models.
//
// amplifygo wrote this file once; it is yours.
package handlers

import "github.com/amplifygo/amplifygo/examples/assistant/gen/backend"

// Handlers runs the custom operations. Give it what they need, such as clients
// of other services.
type Handlers struct{}

// Hooks run in the transactions of mutations.
func Hooks() backend.Hooks {
	return backend.Hooks{}
}
