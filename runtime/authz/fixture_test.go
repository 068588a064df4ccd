package authz_test

import (
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// The rules of the schema language, with all operations unless to is called.

type rule = *schema.Rule

func of(s schema.Strategy, p schema.Provider) rule {
	return &schema.Rule{Strategy: s, Provider: p, Operations: schema.All, Source: "amplify/data/resource.ts:1"}
}
func publicAPIKey() rule        { return of(schema.Public, schema.APIKey) }
func guest() rule               { return of(schema.Public, schema.IdentityPool) }
func authenticated() rule       { return of(schema.Private, schema.UserPools) }
func authenticatedInPool() rule { return of(schema.Private, schema.IdentityPool) }
func custom() rule              { return of(schema.Custom, schema.Function) }
func owner() rule               { return ownerIn("owner") }

func ownerIn(field string) rule {
	r := of(schema.Owner, schema.UserPools)
	r.OwnerField = field
	return r
}

func groups(names ...string) rule {
	r := of(schema.Groups, schema.UserPools)
	r.Groups = names
	return r
}

func groupIn(field string) rule {
	r := of(schema.Groups, schema.UserPools)
	r.GroupsField = field
	return r
}

func to(r rule, ops schema.Operations) rule {
	r.Operations = ops
	return r
}

func with(r rule, change func(rule)) rule {
	change(r)
	return r
}

// text is a declared field, implicit one that Amplify added.
func text(name string, rules ...rule) *schema.Field {
	return &schema.Field{Name: name, Kind: schema.String, TypeName: "String", Rules: rules}
}

func list(name string, rules ...rule) *schema.Field {
	f := text(name, rules...)
	f.List = true
	return f
}

func implicit(name string, o schema.Origin) *schema.Field {
	return &schema.Field{Name: name, Kind: schema.String, TypeName: "String", Origin: o}
}

// model is a model with the default identifier and subscriptions, and an
// implicit owner field unless "owner" is declared.
func model(name string, rules []rule, fields ...*schema.Field) *schema.Model {
	m := &schema.Model{
		Name: name, APIName: name, Table: name, Key: []string{"id"}, Rules: rules,
		Get: "get" + name, List: "list" + name + "s",
		Create: "create" + name, Update: "update" + name, Delete: "delete" + name,
		OnCreate: "onCreate" + name, OnUpdate: "onUpdate" + name, OnDelete: "onDelete" + name,
	}
	declaresOwner := false
	for _, f := range fields {
		declaresOwner = declaresOwner || f.Name == "owner"
	}
	m.Fields = append(fields, implicit("id", schema.ImplicitID), implicit("createdAt", schema.Timestamp))
	if !declaresOwner {
		m.Fields = append(m.Fields, implicit("owner", schema.OwnerRule))
	}
	return m
}

type fixture struct {
	*authz.Policy
	schema *schema.Schema
}

// compile links and compiles; every mode is enabled, the user pool is the default.
func compile(t testing.TB, d schema.Definition) *fixture {
	t.Helper()
	d.Source = "amplify/data/resource.ts"
	d.Modes = schema.Modes{Default: schema.ModeUserPool, Additional: []schema.Mode{schema.ModeAPIKey, schema.ModeIAM, schema.ModeOIDC, schema.ModeLambda}}
	if d.SDL == "" {
		d.SDL = "type Query { none: String }"
	}
	s, err := schema.New(d)
	if err != nil {
		t.Fatal(err)
	}
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{p, s}
}

func compileModels(t testing.TB, models ...*schema.Model) *fixture {
	t.Helper()
	return compile(t, schema.Definition{Models: models})
}

func (f *fixture) model(name string) *schema.Model { return f.schema.Model(name) }

// row makes a record of "field=value" texts; a value that begins with "[" is a
// list, "null" an explicit null.
func row(m *schema.Model, cells ...string) value.Record {
	r := make(value.Record, len(m.Fields))
	for _, c := range cells {
		name, v, _ := strings.Cut(c, "=")
		r[m.Field(name).Ordinal] = cell(v)
	}
	return r
}

func cell(v string) value.Value {
	switch {
	case v == "null":
		return value.NullValue()
	case strings.HasPrefix(v, "["):
		return value.OfJSON(v)
	}
	return value.OfString(v)
}

func input(m *schema.Model, cells ...string) *authz.Input {
	in := &authz.Input{}
	for _, c := range cells {
		name, v, _ := strings.Cut(c, "=")
		in.Fields = append(in.Fields, authz.Assignment{Field: m.Field(name), Value: cell(v)})
	}
	return in
}

// verdict says a refusal as the tests write it: "ok", "no", or the fields.
func verdict(r *authz.Refusal) string {
	switch {
	case r == nil:
		return "ok"
	case len(r.Fields) == 0:
		return "no"
	}
	return "[" + strings.Join(r.Fields, ", ") + "]"
}

// readRow says what a read of one row gives: "refused", "row" or "none".
func readRow(d authz.Decision, r value.Record) string {
	switch {
	case d.Outcome == authz.Deny:
		return "refused"
	case d.Admits(r):
		return "row"
	}
	return "none"
}

func (f *fixture) create(id *auth.Identity, model string, cells ...string) (string, *authz.Input) {
	m := f.model(model)
	in := input(m, cells...)
	return verdict(f.Create(id, m, in).Refusal), in
}

func (f *fixture) update(id *auth.Identity, model string, stored value.Record, cells ...string) string {
	m := f.model(model)
	c := f.Update(id, m, input(m, cells...))
	return verdict((&c).Admit(stored))
}

func (f *fixture) delete(id *auth.Identity, model string, stored value.Record) string {
	c := f.Delete(id, f.model(model))
	return verdict((&c).Admit(stored))
}

var (
	alice, bob, harry, adm = identity.Alice(), identity.Bob(), identity.Harry(), identity.Adm()
	iam, guestID, idp, key = identity.IAM(), identity.Guest(), identity.IDP(), identity.Key()
)
