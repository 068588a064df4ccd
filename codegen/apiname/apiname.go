// Package apiname decides the names of the GraphQL API: of queries, mutations
// and subscriptions, of the types made for a model, of key arguments, and of
// the indexes and messages that clients see in errors.
//
// The names are those of Amplify's GraphQL transformer, quirks included,
// because deployed clients spell them. Everything that emits or serves the API
// asks here, so that the schema, the introspection and the running server
// cannot disagree.
package apiname

import (
	"crypto/md5" // #nosec G501: a name shortener of Amplify's, not a security measure
	"encoding/hex"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/plural"
)

// Model holds the names of one model's part of the API. The name of an
// operation that the model does not have is empty.
type Model struct {
	Get, List                    string // fields of Query
	Create, Update, Delete       string // fields of Mutation
	OnCreate, OnUpdate, OnDelete string // fields of Subscription

	// The types made for the model; whether the API has them depends on its operations.
	Connection, Filter, Condition, SubscriptionFilter string
	CreateInput, UpdateInput, DeleteInput             string
	// NestedConnection and NestedFilter are the types of hasMany fields and of
	// index queries. They differ from Connection and Filter for a model whose
	// name starts with a small letter, which Amplify does not raise here.
	NestedConnection, NestedFilter string

	// ListKey are the key arguments of the list query; nil where it takes none,
	// because the model has the default identifier and does not declare its id,
	// or has a name of one small letter.
	ListKey *Key
	// Key is the primary key, whatever the list query takes.
	Key Key
	// Indexes are the names of the secondary indexes, in the order of ir.Model.Indexes.
	Indexes []Index
}

// Index holds the names of a secondary index.
type Index struct {
	// Name is the index's name: "productsByTitleAndPrice".
	Name string
	// Query is the field of Query; empty where queryField(null) removed it.
	Query string
	Key
}

// Of gives the names of a model of the schema.
func Of(s *ir.Schema, m *ir.Model) Model {
	upper := Upper(m.Name)
	names := Model{
		Connection:         "Model" + upper + "Connection",
		Filter:             "Model" + upper + "FilterInput",
		Condition:          "Model" + upper + "ConditionInput",
		SubscriptionFilter: "ModelSubscription" + upper + "FilterInput",
		CreateInput:        "Create" + upper + "Input",
		UpdateInput:        "Update" + upper + "Input",
		DeleteInput:        "Delete" + upper + "Input",
		NestedConnection:   "Model" + m.Name + "Connection",
		NestedFilter:       "Model" + m.Name + "FilterInput",
		Key:                keyOf(m, m.Key.Fields, "Primary"),
	}
	names.operations(m, upper)
	if (m.Key.Explicit || m.Key.Custom) && names.listFound(m) {
		key := names.Key
		if SQL(s, m.Member) {
			key.Sort = nil
		}
		names.ListKey = &key
	}
	for _, x := range m.Indexes {
		names.Indexes = append(names.Indexes, Index{
			Name:  x.Name,
			Query: x.QueryField,
			Key:   keyOf(m, x.Fields, Upper(x.Name)),
		})
	}
	return names
}

// listFound reports whether Amplify finds the list query again when it adds the
// key's arguments: it then makes the plural of the name in upper case, which
// differs for a single letter ("listXes" of x is looked for as "listXES").
func (n *Model) listFound(m *ir.Model) bool {
	return n.List == "" || n.List == "list"+plural.Pluralize(Upper(m.Name))
}

// operations fills in the names of the operations that the model has. A
// subscription goes with its mutation.
func (n *Model) operations(m *ir.Model, upper string) {
	off := m.Disabled
	name := func(op ir.OperationSet, name string) string {
		if off.Any(op) {
			return ""
		}
		return name
	}
	n.Get = name(ir.Get, "get"+upper)
	n.List = name(ir.List, "list"+Upper(plural.Pluralize(m.Name)))
	n.Create = name(ir.Create, "create"+upper)
	n.Update = name(ir.Update, "update"+upper)
	n.Delete = name(ir.Delete, "delete"+upper)
	n.OnCreate = name(ir.Create|ir.OnCreate, subscription("onCreate"+upper))
	n.OnUpdate = name(ir.Update|ir.OnUpdate, subscription("onUpdate"+upper))
	n.OnDelete = name(ir.Delete|ir.OnDelete, subscription("onDelete"+upper))
}

// SQL reports whether a member of the schema is backed by an SQL data source
// of the user's own; some rules of the API differ there.
func SQL(s *ir.Schema, member int) bool {
	return member < len(s.Members) && (s.Members[member].Engine == "mysql" || s.Members[member].Engine == "postgresql")
}

// Upper gives a name with its first letter in upper case, as every name that
// embeds another one does.
func Upper(name string) string {
	if name == "" || name[0] < 'a' || name[0] > 'z' {
		return name
	}
	return string(name[0]-'a'+'A') + name[1:]
}

// Lower gives a name with its first letter in lower case.
func Lower(name string) string {
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		return name
	}
	return string(name[0]-'A'+'a') + name[1:]
}

// Plural is the pluralName of a model in amplify_outputs.json.
func Plural(model string) string { return plural.Pluralize(model) }

// maxSubscription is the length above which AppSync cuts a subscription's
// field name; queries and mutations are not cut.
const maxSubscription = 50

// subscription shortens a subscription's name that is too long to its first 45
// characters and five hex digits of its MD5.
func subscription(name string) string {
	if len(name) <= maxSubscription {
		return name
	}
	sum := md5.Sum([]byte(name))
	return name[:45] + hex.EncodeToString(sum[:])[:5]
}

// RelationIndex is the name of the index behind a hasMany or hasOne field,
// which error messages mention: "gsi-Store.products".
func RelationIndex(parent, field string) string { return "gsi-" + parent + "." + field }

// validation gives the end of the default message of each kind of validator.
var validation = map[string]string{
	"gt":         "be greater than",
	"lt":         "be less than",
	"gte":        "be greater than or equal to",
	"lte":        "be less than or equal to",
	"minLength":  "have a minimum length of",
	"maxLength":  "have a maximum length of",
	"startsWith": "start with",
	"endsWith":   "end with",
	"matches":    "match",
}

// ValidationMessage is the message of a failed validator: the author's own, or
// Amplify's default, "Field s of type Val must have a minimum length of 2",
// which names the model, not the field's type.
func ValidationMessage(model, field string, v *ir.Validator) string {
	if v.Message != "" {
		return v.Message
	}
	return "Field " + field + " of type " + model + " must " + validation[v.Type] + " " + v.Value
}
