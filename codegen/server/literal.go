package server

import (
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/dave/jennifer/jen"
)

func of(name string) *jen.Statement { return jen.Qual(schemaPackage, name) }

// slice is []*schema.T.
func slice(name string) *jen.Statement { return jen.Index().Op("*").Add(of(name)) }

// literal collects the elements of a composite literal, leaving out zero values.
type literal []jenx.KV

func (l *literal) str(key, v string) {
	if v != "" {
		*l = append(*l, jenx.KV{Key: key, Value: jen.Lit(v)})
	}
}

func (l *literal) flag(key string, v bool) {
	if v {
		*l = append(*l, jenx.KV{Key: key, Value: jen.True()})
	}
}

func (l *literal) num(key string, v int) {
	if v != 0 {
		*l = append(*l, jenx.KV{Key: key, Value: jen.Lit(v)})
	}
}

func (l *literal) strs(key string, v []string) {
	if len(v) > 0 {
		*l = append(*l, jenx.KV{Key: key, Value: jenx.Strings(v)})
	}
}

func (l *literal) code(key string, v jen.Code) {
	*l = append(*l, jenx.KV{Key: key, Value: v})
}

// list adds a slice of pointers to schema.T, each element {…} on a line.
func (l *literal) list(key, typ string, elements []jen.Code) {
	if len(elements) > 0 {
		l.code(key, jenx.List(slice(typ), elements...))
	}
}

// elided is {…} on one line, the type left to the slice it stands in.
func (l literal) elided() jen.Code { return jenx.Inline(jen.Empty(), l...) }

// elidedBlock is {…} over several lines.
func (l literal) elidedBlock() jen.Code { return jenx.Struct(jen.Empty(), l...) }

// names of constants, by value.
var (
	kinds = map[schema.Kind]string{
		schema.ID: "ID", schema.String: "String", schema.Int: "Int", schema.Float: "Float", schema.Boolean: "Boolean",
		schema.AWSDate: "AWSDate", schema.AWSTime: "AWSTime", schema.AWSDateTime: "AWSDateTime", schema.AWSTimestamp: "AWSTimestamp",
		schema.AWSEmail: "AWSEmail", schema.AWSJSON: "AWSJSON", schema.AWSPhone: "AWSPhone", schema.AWSURL: "AWSURL",
		schema.AWSIPAddress: "AWSIPAddress", schema.EnumKind: "EnumKind", schema.CustomKind: "CustomKind", schema.ModelKind: "ModelKind",
	}
	strategies = map[schema.Strategy]string{
		schema.Public: "Public", schema.Private: "Private", schema.Owner: "Owner",
		schema.Groups: "Groups", schema.Custom: "Custom", schema.Resource: "Resource",
	}
	providers = map[schema.Provider]string{
		schema.APIKey: "APIKey", schema.IdentityPool: "IdentityPool", schema.UserPools: "UserPools",
		schema.OIDCProvider: "OIDCProvider", schema.Function: "Function",
	}
	origins   = map[schema.Origin]string{schema.ImplicitID: "ImplicitID", schema.Timestamp: "Timestamp", schema.OwnerRule: "OwnerRule"}
	relations = map[schema.RelationKind]string{schema.HasMany: "HasMany", schema.HasOne: "HasOne", schema.BelongsTo: "BelongsTo"}
	modeNames = map[schema.Mode]string{
		schema.ModeAPIKey: "ModeAPIKey", schema.ModeIAM: "ModeIAM", schema.ModeUserPool: "ModeUserPool",
		schema.ModeOIDC: "ModeOIDC", schema.ModeLambda: "ModeLambda",
	}
	operationSets = []struct {
		set  schema.Operations
		name string
	}{
		{schema.All, "All"}, {schema.Create, "Create"}, {schema.Update, "Update"}, {schema.Delete, "Delete"}, {schema.Read, "Read"},
		{schema.Get, "Get"}, {schema.ListOp, "ListOp"}, {schema.Sync, "Sync"}, {schema.Search, "Search"}, {schema.Listen, "Listen"},
	}
)

// operationSet is schema.Create | schema.Read.
func operationSet(s schema.Operations) *jen.Statement {
	out := jen.Empty()
	first := true
	for _, o := range operationSets {
		if s == 0 || !s.Has(o.set) {
			continue
		}
		if !first {
			out.Op("|")
		}
		out.Add(of(o.name))
		first = false
		s &^= o.set
	}
	if first {
		return jen.Lit(0)
	}
	return out
}

func rules(list []*schema.Rule) []jen.Code {
	out := make([]jen.Code, 0, len(list))
	for _, r := range list {
		out = append(out, rule(r))
	}
	return out
}

// rule is one rule on one line:
//
//	{Strategy: schema.Owner, Provider: schema.UserPools, Operations: schema.All, OwnerField: "owner", Source: "amplify/data/resource.ts:9"}
func rule(r *schema.Rule) jen.Code {
	var l literal
	l.code("Strategy", of(strategies[r.Strategy]))
	if r.Provider != 0 {
		l.code("Provider", of(providers[r.Provider]))
	}
	l.code("Operations", operationSet(r.Operations))
	l.str("OwnerField", r.OwnerField)
	l.strs("Groups", r.Groups)
	l.str("GroupsField", r.GroupsField)
	l.flag("Plural", r.Plural)
	l.str("IdentityClaim", r.IdentityClaim)
	l.str("GroupClaim", r.GroupClaim)
	l.str("Function", r.Function)
	l.str("Source", r.Source)
	return l.elided()
}

// ruleList adds Rules; an empty list of a field is not the same as none, since
// it admits nobody.
func (l *literal) ruleList(list []*schema.Rule) {
	if list != nil {
		l.code("Rules", jenx.List(slice("Rule"), rules(list)...))
	}
}
