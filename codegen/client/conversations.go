package client

import (
	"slices"

	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/dave/jennifer/jen"
)

// conversations emits conversations.gen.go:
//
//	// Conversations has the conversation routes of the schema.
//	type Conversations struct {
//		// Chat has the conversations of the route chat. Auth modes: userPool.
//		Chat *conversation.Route
//	}
//
//	var chatConversation = conversation.Description{…}
func (e *emitter) conversations(f *jen.File) {
	f.Add(jenx.Doc("Conversations has the conversation routes of the schema.")).Line().
		Type().Id("Conversations").StructFunc(func(g *jen.Group) {
		for _, c := range e.view.Conversations {
			g.Add(jenx.Doc(conversationDoc(c)))
			g.Id(c.Name).Op("*").Qual(conversation, "Route")
		}
	}).Line()
	for _, c := range e.view.Conversations {
		f.Var().Id(c.Var).Op("=").Add(description(c)).Line()
	}
}

// conversationDoc ends, like a method's, with the modes that the analyzer of
// amplify/authmode reads back: those of any of the field's calls.
func conversationDoc(c *gomodel.Conversation) string {
	doc := c.Name + " has the conversations of the route " + c.IR.Name + "."
	if c.IR.Doc != "" {
		doc = c.Name + ": " + c.IR.Doc
	}
	modes := slices.Clone(c.Query)
	for _, mode := range c.Mutate {
		if !slices.Contains(modes, mode) {
			modes = append(modes, mode)
		}
	}
	return doc + modesDoc(modes)
}

// description emits what the runtime knows of a route:
//
//	conversation.Description{
//		Route: "chat", Stream: "onCreateAssistantResponseChat",
//		Conversations: conversation.Names{Model: "ConversationChat", List: "listConversationChats"},
//		Messages: conversation.Names{Model: "ConversationMessageChat", List: "listConversationMessageChats"},
//		Query: amplify.UserPool, Mutate: amplify.UserPool, Speak: amplify.UserPool,
//	}
func description(c *gomodel.Conversation) jen.Code {
	names := func(key, model, list string) []jenx.KV {
		fields := []jenx.KV{{Key: "Model", Value: jen.Lit(model)}, {Key: "List", Value: jen.Lit(list)}}
		return []jenx.KV{{Key: key, Value: jenx.Inline(jen.Qual(conversation, "Names"), fields...)}}
	}
	var modes []jenx.KV
	for _, m := range []struct {
		key   string
		modes []ir.Mode
	}{{"Query", c.Query}, {"Mutate", c.Mutate}, {"Speak", c.Speak}} {
		if len(m.modes) > 0 {
			modes = append(modes, jenx.KV{Key: m.key, Value: modeSet(m.modes)})
		}
	}
	return jenx.Rows(jen.Qual(conversation, "Description"),
		[]jenx.KV{{Key: "Route", Value: jen.Lit(c.IR.Name)}, {Key: "Stream", Value: jen.Lit(c.API.Subscribe)}},
		names("Conversations", c.API.Model, c.Lists.Conversations),
		names("Messages", c.API.MessageModel, c.Lists.Messages),
		modes,
	)
}

// conversationsLiteral emits the routes of a client:
//
//	Conversations{
//		Chat: conversation.NewRoute(c, &chatConversation),
//	}
func (e *emitter) conversationsLiteral() *jen.Statement {
	fields := make([]jenx.KV, len(e.view.Conversations))
	for i, c := range e.view.Conversations {
		fields[i] = jenx.KV{Key: c.Name, Value: jen.Qual(conversation, "NewRoute").Call(jen.Id("c"), jen.Op("&").Id(c.Var))}
	}
	return jenx.Struct(jen.Id("Conversations"), fields...)
}
