package builder

import (
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/parser/node"
)

// withTypes fills in the kinds of what stands in a schema or a model.
func (k *kinds) withTypes() {
	k.field, k.validator = fieldKind(), validatorKind()
	k.model = newKind("a model",
		method{"identifier", modelIdentifier}, method{"secondaryIndexes", modelIndexes}, method{"disableOperations", modelDisable},
		method{"authorization", modelAuthorization}, method{"relationships", modelRelationships})
	k.model.read = readModel
	k.index = newKind("an index", method{"sortKeys", indexSortKeys}, method{"name", indexName}, method{"queryField", indexQueryField},
		method{"projection", indexProjection})
	k.relation = newKind("a relationship", method{"required", relationRequired}, method{"valueRequired", relationValueRequired},
		method{"arrayRequired", relationRequired}, method{"references", relationReferences}, method{"authorization", relationAuthorization})
	k.enum = newKind("an enum")
	k.enum.read = readEnum
	k.enum.unknown = func(string) string {
		return "put the enum into the schema under a name, and write a.ref(\"Name\") with the modifier here"
	}
	k.customType = newKind("a custom type")
	k.customType.unknown = func(name string) string {
		if name == "authorization" {
			return "remove the call: a custom type takes its rules from the operations that return it"
		}
		return "put the custom type into the schema under a name, and write a.ref(\"Name\") with the modifier here"
	}
	k.ref = newKind("a reference", method{"required", refRequired}, method{"array", refArray}, method{"authorization", refAuthorization},
		method{"mutations", refMutations})
	k.ref.unknown = func(name string) string {
		if name == "default" || name == "validate" {
			return "only scalar fields have this modifier"
		}
		return ""
	}
}

// fieldsOf keeps the object behind a builder's entries for the end of the program.
func (c *call) fieldsOf(n any, what string) {
	if o, ok := c.object(0, what); ok {
		c.l.fields[n] = o
	}
}

func newCustomType(c *call) goja.Value {
	n := &node.CustomType{Span: c.at()}
	c.fieldsOf(n, "an object of fields such as { name: a.string() }")
	return c.l.make(c.l.customType, n)
}

func newEnum(c *call) goja.Value {
	n := &node.Enum{Span: c.at()}
	n.Values, _ = c.texts(c.arg(0), "texts")
	return c.l.make(c.l.enum, n)
}

// readEnum gives the plain data that an enum is in Amplify.
func readEnum(l *Language, o *object, name string) goja.Value {
	n := o.node.(*node.Enum)
	switch name {
	case "type":
		return l.vm.ToValue("enum")
	case "values":
		values := make([]any, len(n.Values))
		for i, v := range n.Values {
			values[i] = v
		}
		return l.vm.NewArray(values...)
	}
	return nil
}

func newRef(c *call) goja.Value {
	n := &node.Ref{Span: c.at()}
	n.Name, _ = c.text(c.arg(0), "the name of a type")
	return c.l.make(c.l.ref, n)
}

// refRequired goes by whether .array() was called at all, unlike on fields.
func refRequired(c *call) goja.Value {
	n := receiver[*node.Ref](c)
	if n.Array {
		n.ArrayRequired = true
	} else {
		n.Required = true
	}
	return c.self
}

func refArray(c *call) goja.Value {
	receiver[*node.Ref](c).Array = true
	return c.self
}

func refAuthorization(c *call) goja.Value {
	receiver[*node.Ref](c).Rules = c.rules(c.l.modelAllow)
	return c.self
}

func refMutations(c *call) goja.Value {
	n := receiver[*node.Ref](c)
	operations, ok := c.texts(c.arg(0), `"create", "update" and "delete"`)
	if !ok {
		return c.self
	}
	n.Mutations = []string{}
	known := []string{"create", "update", "delete"}
	for _, o := range operations {
		if o != "create" && o != "update" && o != "delete" {
			c.l.m.Diags.Errorf(CodeArgument, c.at(), "%q is not a mutation of a model", o).Hint = diag.DidYouMean(o, known, "there are: "+join(known))
			continue
		}
		n.Mutations = append(n.Mutations, o)
	}
	return c.self
}

// newRelation is a.hasOne, a.hasMany and a.belongsTo. Without references it is
// of the early syntax.
func newRelation(c *call) goja.Value {
	n := &node.Relation{Kind: c.name, Span: c.at()}
	n.Model, _ = c.text(c.arg(0), "the name of a model")
	if absent(c.arg(1)) {
		n.Early = true
	} else {
		n.References = c.references(c.arg(1))
	}
	return c.l.make(c.l.relation, n)
}

// newManyToMany is the early a.manyToMany(model, { relationName }); the name is
// that of the join model.
func newManyToMany(c *call) goja.Value {
	n := &node.Relation{Kind: c.name, Early: true, Span: c.at()}
	n.Model, _ = c.text(c.arg(0), "the name of a model")
	if o, ok := c.object(1, "an object such as { relationName: 'PostTags' }"); ok {
		n.Name, _ = c.text(property(o, "relationName"), "the name of the join model as relationName")
	}
	return c.l.make(c.l.relation, n)
}

func (c *call) references(v goja.Value) []string {
	if s, ok := v.(goja.String); ok {
		text, _ := c.text(s, "")
		return []string{text}
	}
	references, _ := c.texts(v, "names of fields")
	return references
}

func relationRequired(c *call) goja.Value {
	n := receiver[*node.Relation](c)
	legal := n.Kind == "hasOne" && c.name == "required" || n.Kind == "hasMany" && c.name == "arrayRequired"
	if !legal {
		c.noModifier(n)
		return c.self
	}
	n.Required = true
	return c.self
}

func relationValueRequired(c *call) goja.Value {
	n := receiver[*node.Relation](c)
	if n.Kind != "hasMany" {
		c.noModifier(n)
		return c.self
	}
	n.ValueRequired = true
	return c.self
}

func (c *call) noModifier(n *node.Relation) {
	d := c.l.m.Diags.Errorf(CodeUnknownMethod, c.at(), "a.%s(...) has no method %q", n.Kind, c.name)
	d.Detail, d.Hint = "not part of the schema language", "make the reference field required instead"
}

// relationReferences is the early .references([...]).
func relationReferences(c *call) goja.Value {
	n := receiver[*node.Relation](c)
	n.References, n.Early = c.references(c.arg(0)), false
	return c.self
}

func relationAuthorization(c *call) goja.Value {
	receiver[*node.Relation](c).Rules = c.rules(c.l.modelAllow)
	return c.self
}
