package a

import (
	"client"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/amplify/conversation"
)

func conversations(c *client.Client, route *conversation.Route) {
	key, iam := amplify.WithAuthMode(amplify.AuthModeAPIKey), amplify.AuthModeIAM
	chat := c.Conversations.Chat.Create(amplify.WithAuthMode(amplify.AuthModeUserPool))
	c.Conversations.Chat.Create(amplify.WithAuthMode(amplify.AuthModeAPIKey)) // want `Create does not admit auth mode apiKey; admitted: userPool`
	c.Conversations.Chat.Create(key, amplify.WithAuthMode(iam))
	c.Conversations.Open.Create(amplify.WithAuthMode(amplify.AuthModeIAM))
	route.Create(amplify.WithAuthMode(amplify.AuthModeAPIKey))
	chat.SendMessage(amplify.WithAuthMode(amplify.AuthModeAPIKey)) // want `SendMessage does not admit auth mode apiKey; admitted: userPool`
	chat.ListMessages(amplify.WithAuthMode(amplify.AuthModeAPIKey))
}
