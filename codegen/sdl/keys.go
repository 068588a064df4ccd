package sdl

import (
	"strings"

	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// primaryKey gives the operations of a model with a key of its own making that
// key's arguments.
func (b *builder) primaryKey(m *model) {
	if !m.keyed() {
		return
	}
	if m.get != nil {
		m.get.arguments = keyArguments(m)
	}
	if key := m.names.ListKey; m.list != nil && key != nil {
		args := []argument{{key.Partition, key.PartitionType}}
		if key.Sort != nil {
			args = append(args, argument{key.Sort.Argument, key.Sort.Type})
		}
		m.list.arguments = append(append(args, m.list.arguments...), argument{"sortDirection", "ModelSortDirection"})
	}
	b.keyConditions(m, m.names.Key.Sort)
	b.dropFromCondition(m, append([]string{"id"}, m.Key.Fields...))
}

// secondaryIndexes adds the queries of a model's indexes. Their arguments come
// in another order than those of the list query.
func (b *builder) secondaryIndexes(m *model) {
	for _, x := range m.names.Indexes {
		if x.Query != "" {
			m.indexes = append(m.indexes, b.indexQuery(m, x))
		}
		b.keyConditions(m, x.Sort)
		b.dropFromCondition(m, []string{"id"})
	}
}

func (b *builder) indexQuery(m *model, x apiname.Index) *field {
	f := &field{name: x.Query, typ: m.names.NestedConnection}
	f.arguments = append(f.arguments, argument{x.Partition, x.PartitionType + "!"})
	if x.Sort != nil {
		f.arguments = append(f.arguments, argument{x.Sort.Argument, x.Sort.Type})
	}
	f.arguments = append(f.arguments,
		argument{"sortDirection", "ModelSortDirection"},
		argument{"filter", m.names.NestedFilter},
		argument{"limit", "Int"},
		argument{"nextToken", "String"},
	)
	if len(m.Rules) == 0 {
		f.extend(b.openDirectives())
	}
	b.enumFilters(m.declared)
	b.filter(m.names.NestedFilter, m.declared, anyList)
	b.connection(m.names.NestedConnection, m)
	return f
}

// keyArguments are all key fields as required arguments.
func keyArguments(m *model) []argument {
	args := make([]argument, 0, len(m.Key.Fields))
	for _, name := range m.Key.Fields {
		typ := "ID"
		if f := m.field(name); f != nil {
			typ = f.Type.Name
		}
		args = append(args, argument{name, typ + "!"})
	}
	return args
}

// keyConditions adds the input types that a sort argument needs.
func (b *builder) keyConditions(m *model, sort *apiname.Sort) {
	if sort == nil {
		return
	}
	if sort.Parts == "" {
		if b.doc.missing(sort.Type) {
			scalar := strings.TrimSuffix(strings.TrimPrefix(sort.Type, "Model"), "KeyConditionInput")
			b.doc.add(comparison(sort.Type, scalar, keyConditions[scalar]))
		}
		return
	}
	if b.doc.missing(sort.Type) {
		b.doc.add(comparison(sort.Type, sort.Parts, keyConditions["String"]))
	}
	if b.doc.missing(sort.Parts) {
		def := b.doc.add(&definition{kind: inputKind, name: sort.Parts})
		for i, name := range sort.Fields {
			f := m.field(name)
			if f == nil {
				continue
			}
			typ := f.Type.Name
			if i == len(sort.Fields)-1 && f.Type.Kind == ir.Scalar {
				typ = apiname.Stored(typ) // the last part only, as deployed
			}
			def.add(name, typ)
		}
	}
}

// dropFromCondition takes key fields out of the condition input. The
// transformer looks for it under the model's name as written, so that of a
// model with a small first letter keeps them.
func (b *builder) dropFromCondition(m *model, names []string) {
	def := b.doc.get("Model" + m.Name + "ConditionInput")
	if def == nil {
		return
	}
	def.remove(func(name string) bool {
		for _, n := range names {
			if n == name {
				return true
			}
		}
		return false
	})
}
