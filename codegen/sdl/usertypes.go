package sdl

import "github.com/amplifygo/amplifygo/internal/ir"

// userTypes adds what the schema file declares or implies, one combined schema
// after the other: models, enums and custom types in emission order, then the
// inputs of arguments. The root types of custom operations follow all of them.
func (b *builder) userTypes() {
	enums := make(map[string]*ir.Enum, len(b.schema.Enums))
	for _, e := range b.schema.Enums {
		enums[e.Name] = e
	}
	for member := range max(1, len(b.schema.Members)) {
		for _, name := range b.schema.TypeOrder {
			if m := b.byName[name]; m != nil && m.Member == member {
				b.modelObject(m)
			} else if e := enums[name]; e != nil && e.Member == member {
				b.doc.add(&definition{kind: enumKind, name: e.Name, values: e.Values})
			} else if c := b.customs[name]; c != nil && c.Member == member {
				b.customType(c)
			}
		}
		for _, in := range b.schema.Inputs {
			if in.Member == member {
				b.input(in)
			}
		}
		if len(b.schema.Members) > 1 { // combining moves the root types behind everything
			b.conversationTypes(func(op *ir.Operation) bool { return op.Member == member })
		}
	}
	for _, m := range b.models {
		if m.object == nil { // a hand-made schema without an order
			b.modelObject(m)
		}
	}
	b.customOperations()
}

func (b *builder) input(in *ir.Input) {
	def := b.doc.add((&definition{kind: inputKind, name: in.Name}).room(len(in.Fields)))
	for _, f := range in.Fields {
		def.add(f.Name, f.Type.String())
	}
}

// modelObject adds a model's object type. The arguments of hasMany fields come
// later, with the types that they need.
func (b *builder) modelObject(m *model) {
	m.object = b.doc.add((&definition{
		kind: objectKind, name: m.Name, model: true, implements: m.implements,
	}).room(len(m.Fields)))
	for _, f := range m.Fields {
		typ := f.Type.String()
		if f.Relation != nil {
			typ = f.Relation.Model
		}
		m.object.add(f.Name, typ)
	}
}

func (b *builder) customType(c *ir.CustomType) {
	def := b.doc.add((&definition{
		kind: objectKind, name: c.Name, directives: nativeDirectives(c.Rules),
	}).room(len(c.Fields)))
	for _, f := range c.Fields {
		def.add(f.Name, f.Type.String())
	}
}

// customOperations adds the fields of custom operations to the root
// types, which come in this order where the schema file has any.
func (b *builder) customOperations() {
	roots := []struct {
		name  string
		root  *rootFields
		kinds [2]ir.OperationKind
	}{
		{"Mutation", &b.mutation, [2]ir.OperationKind{ir.Mutation, ir.Conversation}},
		{"Query", &b.query, [2]ir.OperationKind{ir.Query, ir.Generation}},
		{"Subscription", &b.subscription, [2]ir.OperationKind{ir.Subscription}},
	}
	for _, r := range roots {
		for _, op := range b.schema.Operations {
			if op.Kind != r.kinds[0] && op.Kind != r.kinds[1] {
				continue
			}
			b.root(r.root, r.name)
			b.customOperation(op, r.root)
		}
	}
}

// customOperation adds one operation. Resolvers in JavaScript and conversations
// bring AppSync's directives from the schema language; the rules of the others
// are read by the transformer, which keeps the providers only.
func (b *builder) customOperation(op *ir.Operation, root *rootFields) {
	if op.Kind == ir.Conversation {
		root.native = append(root.native, conversationField(op))
		return
	}
	f := &field{name: op.Name, typ: op.Returns.String()}
	for _, a := range op.Arguments {
		f.arguments = append(f.arguments, argument{a.Name, a.Type.String()})
	}
	if op.Kind == ir.Subscription {
		f.directives = append(f.directives, directive{"aws_subscribe", "mutations", op.Sources})
	}
	if len(op.Handlers) > 0 && op.Handlers[0].Kind == ir.CustomHandler {
		f.extend(nativeDirectives(op.Rules))
		f.extend(iamOnly)
		root.native = append(root.native, f)
		return
	}
	f.extend(iamOnly)
	var list []directive
	if len(op.Rules) > 0 {
		list = b.service.directives(operationProviders(op), false)
	}
	if len(list) == 0 {
		root.native = append(root.native, f)
		return
	}
	f.extend(list)
	root.authorized = append(root.authorized, f)
}
