package builder

import (
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/parser/node"
)

// configure reads the database's engine; how to reach the database is
// deployment's business.
func configure(c *call) goja.Value {
	n := &sqlConfig{engine: "dynamodb"}
	o, ok := c.settings(0, "an object with database")
	if !ok {
		return c.l.make(c.l.sqlConfig, n)
	}
	database, ok := property(o, "database").(*goja.Object)
	if !ok {
		c.wrong("an object as database", c.l.describe(property(o, "database")), "write { database: { engine: \"postgresql\", connectionUri: secret(\"...\") } }")
		return c.l.make(c.l.sqlConfig, n)
	}
	engine, ok := c.text(property(database, "engine"), "the name of an engine")
	known := []string{"dynamodb", "mysql", "postgresql"}
	if ok && !contains(known, engine) {
		c.l.m.Diags.Errorf(CodeArgument, c.at(), "unknown database engine %q", engine).Hint = diag.DidYouMean(engine, known, "there are: "+join(known))
		return c.l.make(c.l.sqlConfig, n)
	}
	if ok {
		n.engine = engine
	}
	return c.l.make(c.l.sqlConfig, n)
}

// sqlConfig is what configure(...) gives.
type sqlConfig struct{ engine string }

func sqlSchema(c *call) goja.Value {
	engine := receiver[*sqlConfig](c).engine
	if engine == "dynamodb" {
		return c.newSchema(engine, c.l.schema)
	}
	return c.newSchema(engine, c.l.sqlSchema)
}

// addToSchema puts further types behind the schema's own; models may only come
// from the database.
func addToSchema(c *call) goja.Value {
	t := c.l.schemas[receiver[*node.Schema](c)]
	added, ok := c.object(0, "an object of types")
	if !ok {
		return c.once()
	}
	all := c.l.vm.NewObject()
	if t.object != nil {
		copyEntries(all, t.object)
	}
	for _, key := range added.Keys() {
		v := property(added, key)
		if b := asObject(v); b != nil && b.kind == c.l.model {
			c.l.m.Diags.Errorf(CodeAddModel, b.node.(*node.Model).Span, "invalid value specified for %s in %s(): models cannot be manually added to a SQL schema", key, c.name).
				Hint = "models of an SQL schema belong into configure(...).schema({...})"
			continue
		}
		_ = all.Set(key, v)
	}
	t.object = all
	return c.once()
}

func copyEntries(to, from *goja.Object) {
	for _, key := range from.Keys() {
		_ = to.Set(key, from.Get(key))
	}
}

// setAuthorization hands the models, renamed already, to a callback that calls
// .authorization on them.
func setAuthorization(c *call) goja.Value {
	n := receiver[*node.Schema](c)
	if callback, ok := goja.AssertFunction(c.arg(0)); ok {
		c.l.m.Call(callback, c.l.models(n), c.self)
	} else {
		c.wrong("a function such as (models) => [models.Todo.authorization(...)]", c.l.describe(c.arg(0)), "")
	}
	return c.once()
}

func setRelationships(c *call) goja.Value {
	n := receiver[*node.Schema](c)
	if callback, ok := goja.AssertFunction(c.arg(0)); ok {
		c.l.m.Call(callback, c.l.models(n))
	} else {
		c.wrong("a function such as (models) => [models.Todo.relationships({...})]", c.l.describe(c.arg(0)), "")
	}
	return c.once()
}

// renameModels moves each renamed model to the end of the types.
func renameModels(c *call) goja.Value {
	t := c.l.schemas[receiver[*node.Schema](c)]
	callback, ok := goja.AssertFunction(c.arg(0))
	if !ok {
		c.wrong("a function such as () => [[\"old\", \"New\"]]", c.l.describe(c.arg(0)), "")
		return c.once()
	}
	pairs, ok := c.items(c.l.m.Call(callback))
	if !ok || t.object == nil {
		c.wrong("a list of pairs such as [[\"old\", \"New\"]]", "something else", "")
		return c.once()
	}
	all := c.l.vm.NewObject()
	copyEntries(all, t.object)
	for _, pair := range pairs {
		names, ok := c.texts(pair, "two names")
		if !ok || len(names) != 2 {
			continue
		}
		c.rename(all, t, names[0], names[1])
	}
	t.object = all
	return c.once()
}

func (c *call) rename(all *goja.Object, t *types, old, name string) {
	v := all.Get(old)
	if v == nil {
		c.l.m.Diags.Errorf(CodeRename, c.at(), "invalid renameModels call. %s is not defined in the schema", old).Hint = diag.DidYouMean(old, all.Keys(), "name a model of the schema")
		return
	}
	if name == "" {
		c.l.m.Diags.Errorf(CodeRename, c.at(), "invalid renameModels call. New name must be a non-empty string").Hint = "give the model a name"
		return
	}
	_ = all.Delete(old)
	_ = all.Set(name, v)
	original := old
	if first, ok := t.original[old]; ok {
		original = first
	}
	t.original[name] = original
}
