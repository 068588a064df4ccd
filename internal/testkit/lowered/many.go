package lowered

import (
	"strconv"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// Many makes a schema of count models for benchmarks: scalars, an enum, a
// custom type, a parent, an index, owners and groups on each.
func Many(count int) *ir.Schema {
	s := &ir.Schema{
		Members:   []*ir.Member{{Engine: "dynamodb"}},
		AuthModes: ir.AuthModes{Default: ir.ModeUserPool, Additional: []ir.Mode{ir.ModeAPIKey, ir.ModeIAM}, HasAuth: true, APIKeyDays: 7},
		Enums:     []*ir.Enum{{Name: "Status", Values: []string{"DRAFT", "ACTIVE", "ARCHIVED"}}},
		CustomTypes: []*ir.CustomType{{Name: "Place", Fields: []*ir.Field{
			field("lat", ir.Scalar, "Float", true), field("long", ir.Scalar, "Float", true),
		}}},
	}
	for i := range count {
		s.Models = append(s.Models, one(i, count))
		s.TypeOrder = append(s.TypeOrder, s.Models[i].Name)
	}
	s.TypeOrder = append(s.TypeOrder, "Status", "Place")
	return s
}

func one(i, count int) *ir.Model {
	name := func(i int) string { return "Entity" + strconv.Itoa((i+count)%count) }
	m := &ir.Model{
		Name: name(i),
		Fields: []*ir.Field{
			field("title", ir.Scalar, "String", true),
			field("amount", ir.Scalar, "Float", false),
			field("count", ir.Scalar, "Int", false),
			field("done", ir.Scalar, "Boolean", false),
			field("due", ir.Scalar, "AWSDateTime", false),
			field("status", ir.EnumType, "Status", false),
			field("place", ir.CustomKind, "Place", false),
			field("parentId", ir.Scalar, "ID", false),
			relation("parent", ir.BelongsTo, name(i-1), "children"),
			relation("children", ir.HasMany, name(i+1), "parent"),
		},
		Key: ir.Key{Fields: []string{"id"}},
		Indexes: []*ir.Index{{
			Name: "by" + name(i), QueryField: "list" + name(i) + "ByStatusAndDue",
			Fields: []string{"status", "due"}, Projection: "ALL",
		}},
		Rules: []*ir.Rule{
			{Strategy: ir.Owner, Provider: ir.UserPools, Operations: ir.All, OwnerField: "owner"},
			{Strategy: ir.Groups, Provider: ir.UserPools, Operations: ir.All, Groups: []string{"Admin", "Editor"}},
			{Strategy: ir.Public, Provider: ir.APIKey, ProviderGiven: true, Operations: ir.Read, OperationsGiven: []string{"read"}},
		},
	}
	for _, f := range []*ir.Field{
		field("id", ir.Scalar, "ID", true), field("createdAt", ir.Scalar, "AWSDateTime", true),
		field("updatedAt", ir.Scalar, "AWSDateTime", true), field("owner", ir.Scalar, "String", false),
	} {
		f.Origin = map[string]ir.Origin{"id": ir.ImplicitID, "owner": ir.OwnerRule}[f.Name]
		if f.Origin == "" {
			f.Origin = ir.Timestamp
		}
		m.Fields = append(m.Fields, f)
	}
	return m
}

func field(name string, kind ir.TypeKind, typ string, required bool) *ir.Field {
	return &ir.Field{Name: name, Origin: ir.Declared, Type: ir.Type{Kind: kind, Name: typ, Required: required}}
}

func relation(name string, kind ir.RelationKind, model, inverse string) *ir.Field {
	f := field(name, ir.ModelType, model, false)
	f.Type.List = kind == ir.HasMany
	f.Relation = &ir.Relation{Kind: kind, Model: model, References: []string{"parentId"}, Inverse: inverse}
	return f
}
