package introspection

import (
	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/codegen/conversation"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// conversations writes the AI conversations; nothing if there are none. The
// generator describes their models by hand and not quite as they are deployed:
// names in Pascal case, an update switched off that exists, a configuration as
// list. Clients go by it.
func (g *generator) conversations() {
	routes := conversation.Routes(g.schema)
	if len(routes) == 0 {
		return
	}
	g.w.object("conversations", func() {
		for _, op := range routes {
			g.w.object(op.Name, func() { g.conversation(op.Name, apiname.ConversationOf(pascal(op.Name))) })
		}
	})
}

func (g *generator) conversation(route string, names apiname.Conversation) {
	g.w.text("name", route)
	g.w.object("models", func() {
		g.conversationModel(names)
		g.messageModel(names)
	})
	g.w.object("nonModels", func() {})
	g.w.object("enums", func() {
		g.w.object("ConversationParticipantRole", func() {
			g.w.text("name", "AmplifyAIConversationParticipantRole")
			g.w.texts("values", []string{"user", "assistant"})
		})
	})
	g.w.object("conversation", func() { g.w.text("modelName", names.Model) })
	g.w.object("message", func() {
		g.w.text("modelName", names.MessageModel)
		g.w.object("send", func() { g.send(route, names) })
		g.w.object("subscribe", func() { g.subscribe(names) })
	})
}

func (g *generator) send(route string, names apiname.Conversation) {
	g.typed(route, ir.Type{Kind: ir.ModelType, Name: names.MessageModel})
	g.w.object("arguments", func() {
		for _, a := range conversation.Arguments() {
			g.w.object(a.Name, func() { g.typed(a.Name, g.parse(a.Type)) })
		}
	})
}

func (g *generator) subscribe(names apiname.Conversation) {
	g.w.flag("isArray", false)
	g.w.flag("isRequired", false)
	g.w.text("name", names.Subscribe)
	g.typeName(ir.Type{Kind: ir.CustomKind, Name: conversation.StreamPart})
	g.w.object("arguments", func() {
		g.w.object("conversationId", func() {
			g.w.text("name", "conversationId")
			g.w.flag("isArray", false)
			g.w.flag("isRequired", true)
			g.w.text("type", "ID")
		})
	})
}

func (g *generator) conversationModel(names apiname.Conversation) {
	g.aiModel(names.Model, func() {
		g.aiField("id", "ID", true)
		g.aiField("name", "String", false)
		g.aiField("metadata", "AWSJSON", false)
		g.w.object("messages", func() {
			g.aiFieldStart("messages", ir.Type{Kind: ir.ModelType, Name: names.MessageModel, List: true})
			g.w.flag("isArrayNullable", true)
			g.association(&ir.Relation{Kind: ir.HasMany, References: []string{"conversationId"}})
		})
		g.aiTimestamps()
		g.aiField("owner", "String", false)
	}, func() {
		g.w.object("subscriptions", func() { g.w.text("level", "off") })
		g.w.object("mutations", func() { g.w.null("update") })
	})
}

func (g *generator) messageModel(names apiname.Conversation) {
	g.aiModel(names.MessageModel, func() {
		g.aiField("id", "ID", true)
		g.aiField("conversationId", "ID", true)
		g.w.object("conversation", func() {
			g.aiFieldStart("conversation", ir.Type{Kind: ir.ModelType, Name: names.Model})
			g.association(&ir.Relation{Kind: ir.BelongsTo, References: []string{"conversationId"}})
		})
		g.w.object("role", func() {
			g.aiFieldStart("role", ir.Type{Kind: ir.EnumType, Name: "AmplifyAIConversationParticipantRole"})
		})
		g.w.object("content", func() {
			g.aiFieldStart("content", ir.Type{Kind: ir.CustomKind, Name: "AmplifyAIContentBlock", List: true})
		})
		g.aiField("aiContext", "AWSJSON", false)
		g.w.object("toolConfiguration", func() {
			g.aiFieldStart("toolConfiguration", ir.Type{Kind: ir.CustomKind, Name: "AmplifyAIToolConfiguration", List: true})
			g.w.flag("isArrayNullable", true)
		})
		g.aiTimestamps()
	}, func() {
		g.w.object("subscriptions", func() {})
	})
}

// aiModel writes one of a conversation's models around its fields and the
// properties of its model attribute.
func (g *generator) aiModel(name string, fields, properties func()) {
	g.w.object(name, func() {
		g.w.text("name", name)
		g.w.object("fields", fields)
		g.w.flag("syncable", true)
		g.w.text("pluralName", apiname.Plural(name))
		g.w.list("attributes", func() {
			g.attribute("model", properties)
			g.attribute("auth", func() {
				g.w.list("rules", func() {
					g.w.element(func() {
						g.rule(&ir.Rule{Strategy: ir.Owner, Provider: ir.UserPools, OwnerField: "owner"})
					})
				})
			})
		})
		g.primaryKey(&ir.Model{})
	})
}

// aiFieldStart writes the members that all fields of these models share, in
// their own order.
func (g *generator) aiFieldStart(name string, t ir.Type) {
	g.w.text("name", name)
	g.typeName(t)
	g.w.texts("attributes", nil)
	g.w.flag("isArray", t.List)
	g.w.flag("isRequired", t.Required)
}

func (g *generator) aiField(name, scalar string, required bool) {
	g.w.object(name, func() {
		g.aiFieldStart(name, ir.Type{Kind: ir.Scalar, Name: scalar, Required: required})
	})
}

func (g *generator) aiTimestamps() {
	for _, name := range []string{"createdAt", "updatedAt"} {
		g.w.object(name, func() {
			g.aiFieldStart(name, ir.Type{Kind: ir.Scalar, Name: "AWSDateTime"})
			g.w.flag("isReadOnly", true)
		})
	}
}
