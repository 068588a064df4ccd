package a

import (
	"client"

	"github.com/amplifygo/amplifygo/amplify"
)

type creator interface {
	Create(opts ...amplify.CallOption)
}

func calls(todo client.TodoModel, mode amplify.AuthMode, c creator) {
	todo.Create()
	todo.Create(amplify.WithAuthMode(amplify.AuthModeUserPool))
	todo.Create(amplify.WithAuthMode(amplify.AuthModeAPIKey))           // want `Create does not admit auth mode apiKey; admitted: userPool`
	todo.Create(amplify.Select("id"), (amplify.WithAuthMode("lambda"))) // want `Create does not admit auth mode lambda; admitted: userPool`
	todo.Create(amplify.WithAuthMode(mode))
	todo.Create(amplify.WithAuthMode(amplify.AuthModeNone))
	todo.Create(amplify.WithAuthMode(amplify.AuthModeAPIKey), amplify.WithAuthMode(amplify.AuthModeUserPool))
	todo.Get(amplify.WithAuthMode(amplify.AuthModeAPIKey))
	todo.Get(amplify.WithAuthMode(amplify.AuthModeIAM))         // want `Get does not admit auth mode identityPool; admitted: userPool, apiKey`
	todo.Delete(amplify.WithAuthMode(amplify.AuthModeUserPool)) // want `Delete does not admit auth mode userPool; admitted: none`
	c.Create(amplify.WithAuthMode(amplify.AuthModeAPIKey))
}

var shared = amplify.WithAuthMode(amplify.AuthModeAPIKey)

// Exported may be another where it is used.
var Exported = amplify.WithAuthMode(amplify.AuthModeAPIKey)

func variables(todo client.TodoModel, other bool) {
	key := amplify.WithAuthMode(amplify.AuthModeAPIKey)
	var pool = amplify.WithAuthMode(amplify.AuthModeUserPool)
	todo.Create(key)    // want `Create does not admit auth mode apiKey; admitted: userPool`
	todo.Create(shared) // want `Create does not admit auth mode apiKey; admitted: userPool`
	todo.Create(pool)
	todo.Create(key, pool)
	todo.Create(amplify.WithAuthMode(amplify.AuthModeAPIKey), pool)
	todo.Create(Exported)

	changed := amplify.WithAuthMode(amplify.AuthModeAPIKey)
	if other {
		changed = pool
	}
	todo.Create(changed)
	pointed := amplify.WithAuthMode(amplify.AuthModeAPIKey)
	*(&pointed) = pool
	todo.Create(pointed)
}
