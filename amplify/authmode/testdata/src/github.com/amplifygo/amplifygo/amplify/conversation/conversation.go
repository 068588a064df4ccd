// Package conversation stands for the runtime of conversations.
package conversation

import "github.com/amplifygo/amplifygo/amplify"

type Route struct{}

func (r *Route) Create(opts ...amplify.CallOption) *Conversation { return nil }

type Conversation struct{}

func (c *Conversation) SendMessage(opts ...amplify.CallOption)  {}
func (c *Conversation) ListMessages(opts ...amplify.CallOption) {}
