package descriptor

import (
	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

func (b *builder) model(m *ir.Model) *schema.Model {
	names := apiname.Of(b.ir, m)
	out := &schema.Model{
		Name: m.Name, APIName: apiname.Upper(m.Name), Table: table(m),
		Fields: b.fields(m.Name, m.Fields),
		Key:    m.Key.Fields, CustomKey: m.Key.Custom,
		Rules: b.rules(m.Rules),
		Get:   names.Get, List: names.List,
		Create: names.Create, Update: names.Update, Delete: names.Delete,
		OnCreate: names.OnCreate, OnUpdate: names.OnUpdate, OnDelete: names.OnDelete,
	}
	if names.Key.Sort != nil {
		out.SortArgument = names.Key.Sort.Argument
	}
	for i, x := range m.Indexes {
		out.Indexes = append(out.Indexes, index(x, names.Indexes[i]))
	}
	for i, f := range m.Fields {
		if f.Relation != nil {
			out.Fields[i].Relation = b.relation(m, f)
		}
	}
	return out
}

// table names the model's table: what a renamed SQL model was called before,
// and the model's own name otherwise.
func table(m *ir.Model) string {
	if m.OriginalName != "" {
		return m.OriginalName
	}
	return m.Name
}

func index(x *ir.Index, names apiname.Index) *schema.Index {
	out := &schema.Index{Name: x.Name, Query: names.Query, Fields: x.Fields, Projection: x.Projection}
	if names.Sort != nil {
		out.SortArgument = names.Sort.Argument
	}
	if x.Projection != "ALL" {
		out.Projected = x.NonKey
	}
	return out
}

var relationKinds = map[ir.RelationKind]schema.RelationKind{
	ir.HasMany: schema.HasMany, ir.HasOne: schema.HasOne, ir.BelongsTo: schema.BelongsTo,
}

func (b *builder) relation(m *ir.Model, f *ir.Field) *schema.Relation {
	r := f.Relation
	parent, field := m.Name, f.Name
	if r.Kind == ir.BelongsTo {
		parent, field = r.Model, r.Inverse
	}
	return &schema.Relation{
		Kind: relationKinds[r.Kind], Model: r.Model, References: r.References,
		IndexName: apiname.RelationIndex(parent, field), Order: r.Index,
	}
}
