// Package introspection emits data.model_introspection of
// amplify_outputs.json: what the official client builds its models, enums and
// custom operations from.
//
// The shape is that of Amplify's generator (@aws-amplify/graphql-generator,
// target "introspection"), whose input is the schema before it is deployed:
// implicit owner fields and the types that the deployment adds are not in it.
package introspection

import (
	"github.com/amplifygo/amplifygo/codegen/conversation"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// Build gives the introspection of the schema as compact JSON, with the keys
// in Amplify's order.
func Build(s *ir.Schema) []byte {
	g := &generator{schema: s, inferred: inferredKeys(s), w: writer{b: make([]byte, 0, 512+2048*len(s.Models))}}
	if len(conversation.Routes(s)) > 0 {
		g.fixed = conversation.Definitions()
		g.kinds = make(map[string]conversation.Kind, len(g.fixed))
		for _, def := range g.fixed {
			g.kinds[def.Name] = def.Kind
		}
	}
	g.build()
	return g.w.b
}

// generator writes the parts of the introspection.
type generator struct {
	schema *ir.Schema
	w      writer
	// fixed are the types of conversations, if the schema has any; kinds tells
	// what their names stand for.
	fixed []conversation.Definition
	kinds map[string]conversation.Kind
	// inferred are the keys that models get from relationships, by model.
	inferred map[string][]inferredKey
}

func (g *generator) build() {
	w := &g.w
	w.open('{')
	w.key("version")
	w.number("1")
	w.object("models", func() {
		for _, m := range g.schema.Models {
			w.object(m.Name, func() { g.model(m) })
		}
	})
	w.object("enums", g.enums)
	w.object("nonModels", g.customTypes)
	g.operations("queries", ir.Query)
	g.operations("generations", ir.Generation)
	g.operations("mutations", ir.Mutation)
	g.conversations()
	g.operations("subscriptions", ir.Subscription)
	g.inputs()
	w.close('}')
}

func (g *generator) enums() {
	enum := func(name string, values []string) {
		g.w.object(name, func() {
			g.w.text("name", name)
			g.w.texts("values", enumValues(values))
		})
	}
	for _, e := range g.schema.Enums {
		enum(e.Name, e.Values)
	}
	for _, def := range g.fixed {
		if def.Kind == conversation.Enum {
			enum(def.Name, def.Values)
		}
	}
}

func (g *generator) customTypes() {
	for _, c := range g.ordered() {
		g.w.object(c.Name, func() {
			g.w.text("name", c.Name)
			g.w.object("fields", func() {
				for _, f := range c.Fields {
					g.w.object(f.Name, func() { g.field(f.Name, f.Type) })
				}
			})
		})
	}
	for _, def := range g.fixed {
		if def.Kind != conversation.Type {
			continue
		}
		g.w.object(def.Name, func() {
			g.w.text("name", def.Name)
			g.w.object("fields", func() {
				for _, f := range def.Fields {
					g.w.object(f.Name, func() { g.field(f.Name, g.parse(f.Type)) })
				}
			})
		})
	}
}

// ordered are the custom types in the order in which Amplify emits them.
func (g *generator) ordered() []*ir.CustomType {
	byName := make(map[string]*ir.CustomType, len(g.schema.CustomTypes))
	for _, c := range g.schema.CustomTypes {
		byName[c.Name] = c
	}
	list := make([]*ir.CustomType, 0, len(byName))
	for _, name := range g.schema.TypeOrder {
		if c := byName[name]; c != nil {
			list = append(list, c)
			delete(byName, name)
		}
	}
	return list
}

// operations writes the custom operations of a kind; nothing if there are none.
func (g *generator) operations(key string, kind ir.OperationKind) {
	started := false
	for _, op := range g.schema.Operations {
		if op.Kind != kind {
			continue
		}
		if !started {
			g.w.key(key)
			g.w.open('{')
			started = true
		}
		g.w.object(op.Name, func() {
			g.typed(op.Name, op.Returns)
			g.arguments(len(op.Arguments), func() {
				for _, a := range op.Arguments {
					g.w.object(a.Name, func() { g.typed(a.Name, a.Type) })
				}
			})
		})
	}
	if started {
		g.w.close('}')
	}
}

func (g *generator) arguments(count int, each func()) {
	if count > 0 {
		g.w.object("arguments", each)
	}
}

// inputs writes the input types of arguments; nothing if there are none.
func (g *generator) inputs() {
	if len(g.schema.Inputs) == 0 && len(g.fixed) == 0 {
		return
	}
	input := func(name string, attributes func()) {
		g.w.object(name, func() {
			g.w.text("name", name)
			g.w.object("attributes", attributes)
		})
	}
	g.w.object("inputs", func() {
		for _, in := range g.schema.Inputs {
			input(in.Name, func() {
				for _, f := range in.Fields {
					g.w.object(f.Name, func() { g.typed(f.Name, f.Type) })
				}
			})
		}
		for _, def := range g.fixed {
			if def.Kind != conversation.Input {
				continue
			}
			input(def.Name, func() {
				for _, f := range def.Fields {
					g.w.object(f.Name, func() { g.typed(f.Name, g.parse(f.Type)) })
				}
			})
		}
	})
}
