package storetest

import (
	"testing"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Schema is the schema that the suite runs on: every type of field, keys of
// one, two and three fields, indexes with none, one and two sort fields,
// relationships, and names that databases do not take as they are.
func Schema(t testing.TB) *schema.Schema {
	t.Helper()
	s, err := schema.New(Definition())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Definition is what Schema links; tests of migrations change it.
func Definition() schema.Definition {
	return schema.Definition{
		Source: "storetest",
		Models: []*schema.Model{item(), order(), author(), book(), odd()},
		Enums:  []*schema.Enum{{Name: "Status", Values: []string{"OPEN", "DONE"}}},
		CustomTypes: []*schema.CustomType{{Name: "Place", Fields: []*schema.Field{
			{Name: "lat", Kind: schema.Float, TypeName: "Float"},
		}}},
		Modes: schema.Modes{Default: schema.ModeAPIKey},
	}
}

func field(name string, kind schema.Kind) *schema.Field {
	return &schema.Field{Name: name, Kind: kind, TypeName: typeNames[kind]}
}

func list(name string, kind schema.Kind) *schema.Field {
	f := field(name, kind)
	f.List = true
	return f
}

var typeNames = map[schema.Kind]string{
	schema.ID: "ID", schema.String: "String", schema.Int: "Int", schema.Float: "Float", schema.Boolean: "Boolean",
	schema.AWSDateTime: "AWSDateTime", schema.AWSTimestamp: "AWSTimestamp", schema.AWSJSON: "AWSJSON",
	schema.EnumKind: "Status", schema.CustomKind: "Place",
}

func item() *schema.Model {
	return &schema.Model{
		Name: "Item", APIName: "Item", Table: "Item", Key: []string{"id"},
		Fields: []*schema.Field{
			field("id", schema.ID), field("s", schema.String), field("n", schema.Int), field("f", schema.Float),
			field("b", schema.Boolean), field("ts", schema.AWSTimestamp), field("at", schema.AWSDateTime),
			field("j", schema.AWSJSON), field("e", schema.EnumKind), field("place", schema.CustomKind),
			list("tags", schema.String), list("nums", schema.Int), list("floats", schema.Float),
			list("flags", schema.Boolean), list("places", schema.CustomKind),
			field("owner", schema.String), list("editors", schema.String),
		},
		Rules: []*schema.Rule{
			{Strategy: schema.Owner, Provider: schema.UserPools, Operations: schema.All, OwnerField: "owner"},
			{Strategy: schema.Owner, Provider: schema.UserPools, Operations: schema.All, OwnerField: "editors", Plural: true},
		},
		Indexes: []*schema.Index{
			{Name: "byS", Fields: []string{"s"}},
			{Name: "bySN", Fields: []string{"s", "n"}},
			{Name: "byOwnerF", Fields: []string{"owner", "f"}},
			{Name: "bySEN", Fields: []string{"s", "e", "n"}},
		},
	}
}

// order has a key of three fields: a partition and two sort fields.
func order() *schema.Model {
	return &schema.Model{
		Name: "Order", APIName: "Order", Table: "Order", Key: []string{"tenant", "code", "num"}, CustomKey: true,
		Fields: []*schema.Field{
			field("tenant", schema.ID), field("code", schema.String), field("num", schema.Int), field("note", schema.String),
		},
	}
}

func author() *schema.Model {
	return &schema.Model{
		Name: "Author", APIName: "Author", Table: "Author", Key: []string{"country", "number"}, CustomKey: true,
		Fields: []*schema.Field{
			field("country", schema.String), field("number", schema.Int), field("name", schema.String),
			{Name: "books", Kind: schema.ModelKind, TypeName: "Book", List: true, Relation: &schema.Relation{
				Kind: schema.HasMany, Model: "Book", References: []string{"authorCountry", "authorNumber"},
			}},
		},
	}
}

func book() *schema.Model {
	return &schema.Model{
		Name: "Book", APIName: "Book", Table: "Book", Key: []string{"id"},
		Fields: []*schema.Field{
			field("id", schema.ID), field("title", schema.String),
			field("authorCountry", schema.String), field("authorNumber", schema.Int),
			{Name: "author", Kind: schema.ModelKind, TypeName: "Author", Relation: &schema.Relation{
				Kind: schema.BelongsTo, Model: "Author", References: []string{"authorCountry", "authorNumber"},
			}},
		},
	}
}

const longName = "aFieldWhoseNameIsLongerThanTheSixtyThreeBytesThatPostgreSQLAllows"

// odd has names that mean something to a database.
func odd() *schema.Model {
	m := &schema.Model{Name: "select", APIName: "Select", Table: "select", Key: []string{"key"}, CustomKey: true}
	for _, n := range []string{
		"key", "value", "order", "where", "rowid", "ctid", "oid", "group", "Name", "name", "NAME", "k", "t", "u",
		longName, longName + "2", "_nulls", "xmin",
	} {
		m.Fields = append(m.Fields, field(n, schema.String))
	}
	return m
}
