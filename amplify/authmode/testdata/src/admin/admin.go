package admin

import (
	"client"

	"github.com/amplifygo/amplifygo/amplify"
)

func calls(todo client.TodoModel) {
	todo.Get(amplify.WithAuthMode(amplify.AuthModeIAM))
	todo.Get(amplify.WithAuthMode("oidc")) // want `Get does not admit auth mode oidc; admitted: userPool, apiKey`
}
