// Package sdl emits schema.graphql: the GraphQL API that Amplify's transformer
// would deploy for a schema.
//
// A document of small structs is built in the transformer's own phases (user
// types, model operations, keys, indexes, relationships, authorization), since
// several of its rules are consequences of that order: which phase first makes
// a filter input decides its fields, and a type reached twice gets one
// directive more. The document is then printed. Definitions come in the
// transformer's order, which depends on the order of declarations only.
package sdl

import (
	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// Print gives the SDL of the schema's API, with AppSync's directives and
// without declarations of AppSync's scalars and directives, as AppSync takes it.
func Print(s *ir.Schema) []byte { return build(s).doc.print() }

// builder holds the document and what its phases share.
type builder struct {
	schema  *ir.Schema
	doc     *document
	models  []*model
	byName  map[string]*model
	customs map[string]*ir.CustomType

	// The root types exist from the moment some phase adds to them; their
	// fields are gathered apart and joined at the end, in the deployed order.
	query, mutation, subscription rootFields

	service serviceRules
	// userDefinitions counts the definitions that the schema language wrote,
	// the first ones of the document; those of objects are open to IAM.
	userDefinitions int
}

// rootFields are the fields of a root type by the phase that places them.
type rootFields struct {
	def *definition
	// assistant are those of conversations, native those with directives of
	// their own, authorized those whose rules the transformer reads.
	assistant, native, authorized []*field
}

// model is a model on its way through the phases.
type model struct {
	*ir.Model
	names    apiname.Model
	sql      bool
	postgres bool
	// implements is the interface of a conversation's message model.
	implements string
	object     *definition
	declared   []*ir.Field // without those that Amplify adds
	roles      []*role

	get, list, create, update, delete *field
	onCreate, onUpdate, onDelete      *field
	indexes                           []*field
}

func build(s *ir.Schema) *builder {
	b := &builder{
		schema:  s,
		doc:     newDocument(32 + 14*len(s.Models)),
		byName:  make(map[string]*model, len(s.Models)),
		customs: make(map[string]*ir.CustomType, len(s.CustomTypes)),
		service: serviceRules{defaultMode: providerOfMode(s.AuthModes.Default)},
	}
	for _, c := range s.CustomTypes {
		b.customs[c.Name] = c
	}
	for _, m := range s.Models {
		b.addModel(m, "")
	}
	b.userTypes()
	b.conversations()
	b.sharedInputs()
	for _, m := range b.models {
		b.modelOperations(m)
	}
	for _, m := range b.models {
		b.primaryKey(m)
	}
	for _, m := range b.models {
		b.secondaryIndexes(m)
	}
	for _, m := range b.models {
		b.relationships(m)
	}
	b.generatedDefaults()
	b.authorization()
	b.joinRoots()
	return b
}

// addModel registers a model for the phases.
func (b *builder) addModel(m *ir.Model, implements string) *model {
	x := &model{
		Model:      m,
		names:      apiname.Of(b.schema, m),
		sql:        apiname.SQL(b.schema, m.Member),
		postgres:   m.Member < len(b.schema.Members) && b.schema.Members[m.Member].Engine == "postgresql",
		implements: implements,
		declared:   make([]*ir.Field, 0, len(m.Fields)),
	}
	for _, f := range m.Fields {
		if f.Origin == ir.Declared {
			x.declared = append(x.declared, f)
		}
	}
	x.roles = rolesOf(x)
	b.models = append(b.models, x)
	b.byName[m.Name] = x
	return x
}

// field finds a declared field by name; nil if there is none.
func (m *model) field(name string) *ir.Field {
	for _, f := range m.declared {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// keyed reports whether the model has a primary key of its own making: a
// declared id or an identifier.
func (m *model) keyed() bool { return m.Key.Explicit || m.Key.Custom }

// root makes a root type at the place where it is first needed.
func (b *builder) root(r *rootFields, name string) {
	if r.def == nil {
		r.def = b.doc.add(&definition{kind: objectKind, name: name})
	}
}

// joinRoots orders the fields of the root types as deployed. A field goes to
// the end when the transformer adds directives to it, which happens first to
// custom operations, then to those of models, then to custom operations whose
// rules it reads.
func (b *builder) joinRoots() {
	for _, r := range []*rootFields{&b.query, &b.mutation, &b.subscription} {
		r.join(r.assistant...)
	}
	b.joinModels(false)
	for _, r := range []*rootFields{&b.query, &b.mutation, &b.subscription} {
		r.join(r.native...)
	}
	b.joinModels(true)
	for _, r := range []*rootFields{&b.query, &b.mutation, &b.subscription} {
		r.join(r.authorized...)
	}
}

// joinModels adds the fields of models' operations that the transformer moved,
// or those that it did not, among which index queries come last.
func (b *builder) joinModels(moved bool) {
	join := func(r *rootFields, fields ...*field) {
		for _, f := range fields {
			if f != nil && f.moved == moved {
				r.join(f)
			}
		}
	}
	for _, m := range b.models {
		join(&b.query, m.get, m.list)
		if moved {
			join(&b.query, m.indexes...)
		}
		join(&b.mutation, m.create, m.update, m.delete)
		join(&b.subscription, m.onCreate, m.onUpdate, m.onDelete)
	}
	if !moved {
		for _, m := range b.models {
			join(&b.query, m.indexes...)
		}
	}
}

func (r *rootFields) join(fields ...*field) {
	if len(fields) > 0 {
		r.def.fields = append(r.def.fields, fields...)
	}
}
