package sdl

import "github.com/amplifygo/amplifygo/internal/ir"

// modelOperations adds a model's queries, mutations and subscriptions with the
// types that they need, in the order in which the transformer makes them.
func (b *builder) modelOperations(m *model) {
	visible := m.visible()
	b.customTypeInputs(visible)

	if m.names.Get != "" {
		m.get = &field{name: m.names.Get, typ: m.Name, arguments: []argument{{"id", "ID!"}}}
	}
	if m.names.List != "" {
		b.connection(m.names.Connection, m)
		b.enumFilters(visible)
		b.filter(m.names.Filter, visible, plainList)
		m.list = &field{name: m.names.List, typ: m.names.Connection, arguments: []argument{
			{"filter", m.names.Filter}, {"limit", "Int"}, {"nextToken", "String"},
		}}
	}
	b.root(&b.query, "Query")

	m.create = b.mutationField(m, m.names.Create, m.names.CreateInput, createInput)
	m.update = b.mutationField(m, m.names.Update, m.names.UpdateInput, updateInput)
	m.delete = b.mutationField(m, m.names.Delete, m.names.DeleteInput, deleteInput)
	b.root(&b.mutation, "Mutation")

	m.onCreate = b.subscriptionField(m, m.names.OnCreate, m.names.Create, visible)
	m.onUpdate = b.subscriptionField(m, m.names.OnUpdate, m.names.Update, visible)
	m.onDelete = b.subscriptionField(m, m.names.OnDelete, m.names.Delete, visible)
	b.root(&b.subscription, "Subscription")

	if len(m.Rules) == 0 {
		b.openModel(m)
	}
}

// visible are the fields as they stand while the model's operations are made:
// the declared ones and those that every model gets. An id is among them even
// if the model has another identifier; it leaves the object type later but
// stays in the filters. Owner fields join later still.
func (m *model) visible() []*ir.Field {
	if m.sql {
		return m.declared
	}
	fields := m.declared[:len(m.declared):len(m.declared)]
	for _, f := range implicitFields {
		if m.field(f.Name) == nil {
			fields = append(fields, f)
		}
	}
	return fields
}

var implicitFields = []*ir.Field{
	{Name: "id", Type: ir.Type{Kind: ir.Scalar, Name: "ID", Required: true}},
	{Name: "createdAt", Type: ir.Type{Kind: ir.Scalar, Name: "AWSDateTime", Required: true}},
	{Name: "updatedAt", Type: ir.Type{Kind: ir.Scalar, Name: "AWSDateTime", Required: true}},
}

// connection adds the type of a page of a model's items.
func (b *builder) connection(name string, m *model) {
	if b.doc.missing(name) {
		b.doc.add(&definition{kind: objectKind, name: name, fields: []*field{
			{name: "items", typ: "[" + m.Name + "]!"},
			{name: "nextToken", typ: "String"},
		}})
	}
}

// mutationField makes a mutation with its input; nil where the model has none.
func (b *builder) mutationField(m *model, name, input string, make func(*model) []*field) *field {
	if name == "" {
		return nil
	}
	b.enumFilters(m.declared)
	b.condition(m)
	if b.doc.missing(input) {
		b.doc.add(&definition{kind: inputKind, name: input, fields: make(m)})
	}
	return &field{name: name, typ: m.Name, arguments: []argument{
		{"input", input + "!"}, {"condition", m.names.Condition},
	}}
}

// subscriptionField makes a subscription; nil where the model has none.
func (b *builder) subscriptionField(m *model, name, mutation string, visible []*ir.Field) *field {
	if name == "" {
		return nil
	}
	b.enumFilters(visible)
	b.subscriptionFilter(m, visible)
	return &field{
		name: name, typ: m.Name,
		arguments:  []argument{{"filter", m.names.SubscriptionFilter}},
		directives: []directive{{"aws_subscribe", "mutations", []string{mutation}}},
	}
}
