package sdl

import (
	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// filterable reports whether filters may name the field: scalars and enums,
// also in lists, but no custom types and no relationships.
func filterable(f *ir.Field) bool {
	return f.Relation == nil && (f.Type.Kind == ir.Scalar || f.Type.Kind == ir.EnumType)
}

// enumFilters adds the filter inputs of the fields' enums: for enum E
// ModelEInput, for a list of it ModelEListInput.
func (b *builder) enumFilters(fields []*ir.Field) {
	for _, f := range fields {
		if f.Type.Kind == ir.EnumType {
			b.enumFilter(f.Type.Name, plainList(f.Type))
		}
	}
}

func (b *builder) enumFilter(enum string, list bool) {
	name := enumFilterName(enum, list)
	if !b.doc.missing(name) {
		return
	}
	def := b.doc.add(&definition{kind: inputKind, name: name})
	if !list {
		def.add("eq", enum)
		def.add("ne", enum)
		return
	}
	def.add("eq", "["+enum+"]")
	def.add("ne", "["+enum+"]")
	def.add("contains", enum)
	def.add("notContains", enum)
}

func enumFilterName(enum string, list bool) string {
	if list {
		return "Model" + enum + "ListInput"
	}
	return "Model" + enum + "Input"
}

// asList decides whether a filter compares an enum field as a list. The
// transformer's phases differ in this.
type asList func(ir.Type) bool

// plainList takes optional lists only, as the phase of model operations does.
func plainList(t ir.Type) bool { return t.List && !t.ListRequired }

// anyList takes all lists, as the phase of indexes does.
func anyList(t ir.Type) bool { return t.List }

// noList compares lists like single values, as the phase of relationships does.
func noList(ir.Type) bool { return false }

// filter adds a filter input over the fields.
func (b *builder) filter(name string, fields []*ir.Field, list asList) {
	if !b.doc.missing(name) {
		return
	}
	def := b.doc.add((&definition{kind: inputKind, name: name}).room(len(fields) + 4))
	b.compareFields(def, fields, list)
	def.combine(true)
}

// compareFields adds a comparison for each field. The input of an enum is made
// where it is named: the transformer's phases disagree about lists and leave
// some named and not made, which AppSync would refuse.
func (b *builder) compareFields(def *definition, fields []*ir.Field, isList asList) {
	for _, f := range fields {
		switch {
		case !filterable(f):
		case f.Type.Kind == ir.EnumType:
			list := isList(f.Type)
			b.enumFilter(f.Type.Name, list)
			def.add(f.Name, enumFilterName(f.Type.Name, list))
		default:
			def.add(f.Name, scalarFilters[apiname.Stored(f.Type.Name)])
		}
	}
}

// combine adds and, or and, except for subscriptions, not.
func (d *definition) combine(not bool) {
	d.add("and", "["+d.name+"]")
	d.add("or", "["+d.name+"]")
	if not {
		d.add("not", d.name)
	}
}

// condition adds the condition of a model's mutations: like the filter, but
// over the declared fields without the id, and the timestamps last.
func (b *builder) condition(m *model) {
	if !b.doc.missing(m.names.Condition) {
		return
	}
	def := b.doc.add((&definition{kind: inputKind, name: m.names.Condition}).room(len(m.declared) + 6))
	b.compareFields(def, m.declared, plainList)
	def.combine(true)
	if id := def.field("id"); id != nil && id.typ == "ModelIDInput" {
		def.remove(func(name string) bool { return name == "id" })
	}
	if m.sql {
		return
	}
	for _, f := range implicitFields[1:] {
		if def.field(f.Name) == nil {
			def.add(f.Name, "ModelStringInput")
		}
	}
}

// subscriptionFilter adds the filter of a model's subscriptions. Enums are
// compared as strings there.
func (b *builder) subscriptionFilter(m *model, fields []*ir.Field) {
	if !b.doc.missing(m.names.SubscriptionFilter) {
		return
	}
	def := b.doc.add((&definition{kind: inputKind, name: m.names.SubscriptionFilter}).room(len(fields) + 3))
	for _, f := range fields {
		switch {
		case !filterable(f):
		case f.Type.Kind == ir.EnumType:
			def.add(f.Name, "ModelSubscriptionStringInput")
		default:
			def.add(f.Name, subscriptionFilters[apiname.Stored(f.Type.Name)])
		}
	}
	def.combine(false)
}
