package builder

import (
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/parser/node"
)

// types are the entries of a schema: the program's own object until a method
// of an SQL schema changes them.
type types struct {
	object *goja.Object
	// original are the names before renameModels, by new name.
	original map[string]string
}

// withSchemas fills in the kinds of schemas.
func (k *kinds) withSchemas() {
	rules := method{"authorization", schemaAuthorization}
	k.schema = newKind("a schema", rules)
	k.schema.read = readSchema
	k.sqlSchema = newKind("a schema", rules, method{"addToSchema", addToSchema}, method{"addQueries", addToSchema},
		method{"addMutations", addToSchema}, method{"addSubscriptions", addToSchema}, method{"setAuthorization", setAuthorization},
		method{"setRelationships", setRelationships}, method{"renameModels", renameModels})
	k.sqlSchema.read = readSchema
	k.sqlConfig = newKind("configure(...)", method{"schema", sqlSchema})
	k.combined = newKind("a combined schema")
	k.combined.unknown = func(name string) string {
		if name == "authorization" {
			return "call .authorization(...) on each schema before combining them"
		}
		return ""
	}
}

func newSchema(c *call) goja.Value { return c.newSchema("dynamodb", c.l.schema) }

func (c *call) newSchema(engine string, k *kind) goja.Value {
	n := &node.Schema{Engine: engine, Span: c.at()}
	t := &types{original: map[string]string{}}
	if o, ok := c.object(0, "an object of types such as { Todo: a.model({...}) }"); ok {
		t.object = o
	}
	c.l.schemas[n] = t
	c.l.order = append(c.l.order, n)
	return c.l.make(k, n)
}

// readSchema gives schema.models: the models by name, the same objects.
func readSchema(l *Language, o *object, name string) goja.Value {
	if name != "models" {
		return nil
	}
	return l.models(o.node.(*node.Schema))
}

func (l *Language) models(n *node.Schema) *goja.Object {
	out := l.vm.NewObject()
	t := l.schemas[n]
	if t.object == nil {
		return out
	}
	for _, key := range t.object.Keys() {
		if v := t.object.Get(key); asObject(v) != nil && asObject(v).kind == l.model {
			_ = out.Set(key, v)
		}
	}
	return out
}

// schemaAuthorization counts for the schema itself, so its result need not be used.
func schemaAuthorization(c *call) goja.Value {
	receiver[*node.Schema](c).Rules = c.rules(c.l.schemaAllow)
	return c.once()
}

// combine is a.combine([...]): names are resolved in all members.
func combine(c *call) goja.Value {
	n := &node.Schemas{Combined: true, Span: c.at()}
	items, ok := c.items(c.arg(0))
	if !ok {
		c.wrong("a list of schemas", c.l.describe(c.arg(0)), "write a.combine([schemaA, schemaB])")
		return c.l.make(c.l.combined, n)
	}
	for _, item := range items {
		b := asObject(item)
		if b == nil {
			c.wrong("a list of schemas", c.l.describe(item)+" in it", "")
			continue
		}
		if s, ok := b.node.(*node.Schema); ok {
			n.Members = append(n.Members, s)
		} else {
			c.wrong("a list of schemas", b.kind.label+" in it", "combine the members of an inner a.combine([...]) directly")
		}
	}
	for _, s := range n.Members {
		s.Context = n.Members
	}
	return c.l.make(c.l.combined, n)
}
