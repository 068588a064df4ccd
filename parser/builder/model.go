package builder

import (
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/parser/node"
)

func newModel(c *call) goja.Value {
	n := &node.Model{Span: c.at()}
	c.fieldsOf(n, "an object of fields such as { name: a.string() }")
	return c.l.make(c.l.model, n)
}

// readModel gives model.fields, which schemas on SQL databases change through.
func readModel(l *Language, o *object, name string) goja.Value {
	if name != "fields" {
		return nil
	}
	if f, ok := l.fields[o.node]; ok {
		return f
	}
	return l.vm.NewObject()
}

func modelIdentifier(c *call) goja.Value {
	n := receiver[*node.Model](c)
	n.IdentifierSpan = c.at()
	n.Identifier = []string{}
	if fields, ok := c.texts(c.arg(0), "names of fields"); ok {
		n.Identifier = fields
	}
	return c.self
}

func modelDisable(c *call) goja.Value {
	n := receiver[*node.Model](c)
	n.DisabledSpan = c.at()
	operations, ok := c.texts(c.arg(0), `operations such as "create"`)
	if !ok {
		return c.self
	}
	n.Disabled = []string{}
	known := []string{"queries", "mutations", "subscriptions", "list", "get", "create", "update", "delete", "onCreate", "onUpdate", "onDelete"}
	for _, o := range operations {
		if !contains(known, o) {
			c.l.m.Diags.Errorf(CodeArgument, c.at(), "%q is not an operation of a model", o).Hint = diag.DidYouMean(o, known, "there are: "+join(known))
			continue
		}
		n.Disabled = append(n.Disabled, o)
	}
	return c.self
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func modelAuthorization(c *call) goja.Value {
	receiver[*node.Model](c).Rules = c.rules(c.l.modelAllow)
	return c.self
}

// modelRelationships adds relationship fields to a model on an SQL database.
func modelRelationships(c *call) goja.Value {
	n := receiver[*node.Model](c)
	added, ok := c.object(0, "an object of relationships such as { posts: a.hasMany(...) }")
	if !ok {
		return goja.Undefined()
	}
	all := c.l.vm.NewObject()
	for _, o := range []*goja.Object{c.l.fields[n], added} {
		if o == nil {
			continue
		}
		for _, key := range o.Keys() {
			_ = all.Set(key, o.Get(key))
		}
	}
	c.l.fields[n] = all
	return goja.Undefined()
}

// modelIndexes takes a function that gets the index builder, or, in the early
// syntax, a list of a.index(...).
func modelIndexes(c *call) goja.Value {
	n := receiver[*node.Model](c)
	c.at()
	result := c.arg(0)
	if callback, ok := goja.AssertFunction(result); ok {
		index := c.l.function(c.l.namespace, method{"index", newIndex})
		result = c.l.m.Call(callback, index)
	}
	items, ok := c.items(result)
	if !ok {
		c.wrong("a function such as (index) => [index(\"name\")]", c.l.describe(result), "the indexes must be a list: write [...] around them")
		return c.self
	}
	n.Indexes = nil
	for _, item := range items {
		b := asObject(item)
		if b == nil || b.kind != c.l.index {
			c.wrong("a list of indexes", c.l.describe(item)+" in it", "write index(\"field\")")
			continue
		}
		n.Indexes = append(n.Indexes, b.node.(*node.Index))
	}
	return c.self
}

func newIndex(c *call) goja.Value {
	n := &node.Index{Span: c.at()}
	n.Partition, _ = c.text(c.arg(0), "the name of a field")
	return c.l.make(c.l.index, n)
}

func indexSortKeys(c *call) goja.Value {
	n := receiver[*node.Index](c)
	n.SortKeys, _ = c.texts(c.arg(0), "names of fields")
	return c.self
}

func indexName(c *call) goja.Value {
	n := receiver[*node.Index](c)
	n.Name, _ = c.text(c.arg(0), "a name")
	return c.self
}

// indexQueryField takes null for an index without a query. An empty name
// counts as none given.
func indexQueryField(c *call) goja.Value {
	n := receiver[*node.Index](c)
	n.NoQuery, n.QueryField = goja.IsNull(c.arg(0)), ""
	if !n.NoQuery {
		n.QueryField, _ = c.text(c.arg(0), "the name of a query, or null for none")
	}
	return c.self
}

func indexProjection(c *call) goja.Value {
	n := receiver[*node.Index](c)
	known := []string{"ALL", "KEYS_ONLY", "INCLUDE"}
	kind, ok := c.text(c.arg(0), `"ALL", "KEYS_ONLY" or "INCLUDE"`)
	if !ok {
		return c.self
	}
	if !contains(known, kind) {
		c.l.m.Diags.Errorf(CodeArgument, c.at(), "%q is not a projection", kind).Hint = diag.DidYouMean(kind, known, "there are: "+join(known))
		return c.self
	}
	n.Projection, n.NonKey = kind, nil
	if !absent(c.arg(1)) {
		n.NonKey, _ = c.texts(c.arg(1), "names of fields")
	}
	return c.self
}
