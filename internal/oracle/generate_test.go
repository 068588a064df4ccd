package oracle_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/amplifygo/amplifygo/internal/oracle"
	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// A world is a random schema with the callers and rows to try on it. The same
// seed gives the same world, with new pointers.
type world struct {
	def        schema.Definition
	directives map[[2]string][]oracle.Directive // by type and field; the type's own have an empty field
	callers    []*auth.Identity
	rows       []oracle.Row
}

// dice are the random choices of a world.
type dice struct{ *rand.Rand }

func newDice(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, 0x5eed))} }

func (d dice) chance(p float64) bool { return d.Float64() < p }

func pick[T any](d dice, of ...T) T { return of[d.IntN(len(of))] }

// The texts are chosen to collide: usernames that are subs, groups that are
// parts of groups, owners that are groups.
var (
	subs       = []any{"s1", "s1", "s2", "u1", nil, "", 5.0, []any{"s1"}, map[string]any{"s1": "s1"}, true}
	usernames  = []any{"u1", "u1", "u2", "s1", "a::b", nil, "", 7.0, []any{"u1"}}
	groupSets  = []any{[]any{"g1"}, []any{"g1"}, []any{"g2"}, []any{"g1", "g2"}, []any{"g11"}, "g1", `["g1","g2"]`, "g11", "[g1]", nil, "", []any{}, 3.0, map[string]any{"g1": 1.0}, []any{[]any{"g1"}}, []any{nil, 1.0, "g2"}, "[]", []any{""}}
	ownerTexts = []any{"s1::u1", "s1::u1", "s1", "u1", "s2::u2", "s2", "u2", "s2::u1", "u1::u1", "x1", "s1::x1", "g1", "", nil, "a::b", "s1::a::b"}
	groupTexts = []any{"g1", "g1", "g2", "g11", "g", "", nil, "u1", "Admin"}
)

// generate makes the world of a seed.
func generate(seed uint64) *world {
	d := newDice(seed)
	w := &world{directives: map[[2]string][]oracle.Directive{}}
	w.def.Source = fmt.Sprintf("seed %d", seed)
	w.def.Modes = schema.Modes{Default: pick(d, schema.ModeUserPool, schema.ModeAPIKey, schema.ModeIAM), Additional: []schema.Mode{schema.ModeOIDC, schema.ModeLambda, schema.ModeUserPool}}
	if d.chance(0.8) {
		w.def.Modes.Additional = append(w.def.Modes.Additional, schema.ModeAPIKey)
	}
	parent, child := d.model("Parent"), d.model("Child")
	d.relate(parent, child)
	w.def.Models = []*schema.Model{parent, child}
	for _, m := range w.def.Models {
		if d.chance(0.25) { // the same rules on both ends: nothing to redact
			m.Rules = parent.Rules
		}
		addOwners(m)
	}
	w.def.Operations = []*schema.Operation{d.operation("Query"), d.operation("Mutation"), d.operation("Subscription")}
	w.def.Access = []schema.FunctionAccess{{Function: "fn", Query: d.chance(0.5), Mutate: d.chance(0.5), Listen: d.chance(0.5)}}
	w.sdl(d)
	for range 7 {
		w.callers = append(w.callers, d.caller())
	}
	for range 6 {
		w.rows = append(w.rows, d.row(parent))
	}
	return w
}

func (d dice) operations() schema.Operations {
	switch d.IntN(4) {
	case 0:
		return schema.All
	case 1:
		return schema.Read
	case 2:
		return schema.Operations(d.IntN(256))
	}
	return pick(d, schema.Create, schema.Update, schema.Delete, schema.Get, schema.ListOp, schema.Listen, schema.Create|schema.Update, schema.Update|schema.Delete, schema.Read|schema.Update)
}

// rule is a random rule of any strategy with any provider it admits.
func (d dice) rule(m *schema.Model) *schema.Rule {
	r := &schema.Rule{Operations: d.operations(), Source: fmt.Sprintf("resource.ts:%d", d.IntN(99))}
	token := pick(d, schema.UserPools, schema.UserPools, schema.OIDCProvider)
	switch d.IntN(9) {
	case 0:
		r.Strategy, r.Provider = schema.Public, pick(d, schema.APIKey, schema.IdentityPool)
	case 1:
		r.Strategy, r.Provider = schema.Private, pick(d, schema.UserPools, schema.OIDCProvider, schema.IdentityPool)
	case 2:
		r.Strategy, r.Provider = schema.Custom, schema.Function
	case 3, 4, 5:
		r.Strategy, r.Provider = schema.Owner, token
		r.OwnerField = pick(d, "owner", "owner", "author", "editors", "b")
		r.IdentityClaim = pick(d, "", "", "", "uid", "sub::uid", "username", "sub::username::uid")
	case 6, 7:
		r.Strategy, r.Provider = schema.Groups, token
		r.GroupClaim = pick(d, "", "", "roles")
		r.Groups = pick(d, []string{"g1"}, []string{"g1", "g2"}, []string{"g2"}, []string{"Admin"})
	case 8:
		r.Strategy, r.Provider = schema.Groups, token
		r.GroupClaim = pick(d, "", "", "roles")
		r.GroupsField = pick(d, "team", "teams", "undeclared", "a")
	}
	return r
}

func (d dice) rules(m *schema.Model, most int) []*schema.Rule {
	rules := make([]*schema.Rule, 1+d.IntN(most))
	for i := range rules {
		rules[i] = d.rule(m)
	}
	return rules
}

func (d dice) model(name string) *schema.Model {
	m := &schema.Model{Name: name, APIName: name, Table: name, Key: []string{"id"}, Get: "get" + name, List: "list" + name}
	if d.chance(0.8) {
		m.OnCreate = "onCreate" + name
	}
	text := func(n string) *schema.Field { return &schema.Field{Name: n, Kind: schema.String, TypeName: "String"} }
	declare := func(n string, p float64, list bool) {
		if d.chance(p) {
			f := text(n)
			f.List = list
			m.Fields = append(m.Fields, f)
		}
	}
	declare("a", 1, false)
	declare("b", 1, false)
	declare("team", 0.9, false)
	declare("teams", 0.9, true)
	declare("ref", 1, false)
	declare("owner", 0.3, d.chance(0.3))
	declare("editors", 0.5, true)
	id := text("id")
	id.Origin = schema.ImplicitID
	if d.chance(0.25) { // keys may have rules, too
		id.Origin = schema.Declared
	}
	m.Fields = append(m.Fields, id, &schema.Field{Name: "createdAt", Kind: schema.AWSDateTime, TypeName: "AWSDateTime", Origin: schema.Timestamp})
	m.Rules = d.rules(m, 4)
	if d.chance(0.6) {
		for _, f := range m.Fields {
			if f.Origin == schema.Declared && d.chance(0.3) {
				f.Rules = d.fieldRules(m)
			}
		}
	}
	for i, fields := range [][]string{{"team", "a"}, {"a", "b"}, {"b"}, {"a", "team"}, {"ref", "owner"}, {"owner"}, {"a", "b", "ref"}} {
		m.Indexes = append(m.Indexes, &schema.Index{Name: fmt.Sprint("x", i), Query: fmt.Sprint("x", i), Fields: fields})
	}
	return m
}

func (d dice) fieldRules(m *schema.Model) []*schema.Rule {
	if d.chance(0.1) {
		return []*schema.Rule{}
	}
	rules := d.rules(m, 3)
	for _, r := range rules {
		if r.Operations.Any(schema.Read) {
			r.Operations |= schema.Read
		}
	}
	return rules
}

// relate joins two models by a relationship, seen from both ends.
func (d dice) relate(parent, child *schema.Model) {
	kind := pick(d, schema.HasMany, schema.HasOne)
	down := &schema.Field{Name: "down", Kind: schema.ModelKind, TypeName: child.Name, Relation: &schema.Relation{Kind: kind, Model: child.Name, References: []string{"ref"}}}
	up := &schema.Field{Name: "up", Kind: schema.ModelKind, TypeName: parent.Name, Relation: &schema.Relation{Kind: schema.BelongsTo, Model: parent.Name, References: []string{"ref"}}}
	if d.chance(0.2) {
		down.Rules = d.fieldRules(parent)
	}
	parent.Fields = append(parent.Fields, down)
	child.Fields = append(child.Fields, up)
}

// addOwners adds the owner fields that rules name and the model does not
// declare, as Amplify does, and drops indexes on fields that are not there.
func addOwners(m *schema.Model) {
	have := map[string]bool{}
	lists := map[string]bool{}
	for _, f := range m.Fields {
		have[f.Name], lists[f.Name] = true, f.List
	}
	all := append([]*schema.Rule{}, m.Rules...)
	for _, f := range m.Fields {
		all = append(all, f.Rules...)
	}
	for _, r := range all {
		if r.Strategy == schema.Owner && !have[r.OwnerField] {
			m.Fields = append(m.Fields, &schema.Field{Name: r.OwnerField, Kind: schema.String, TypeName: "String", Origin: schema.OwnerRule})
			have[r.OwnerField] = true
		}
	}
	var kept []*schema.Index
	for _, x := range m.Indexes {
		ok := true
		for _, f := range x.Fields {
			ok = ok && have[f] && !lists[f]
		}
		if ok {
			kept = append(kept, x)
		}
	}
	m.Indexes = kept
}

func (d dice) operation(parent string) *schema.Operation {
	return &schema.Operation{Parent: parent, Name: "op" + parent, Rules: d.rules(nil, 3), Returns: schema.Field{Kind: schema.String, TypeName: "String"}}
}

// sdl writes types with random directives.
func (w *world) sdl(d dice) {
	var b strings.Builder
	for _, t := range []string{"Query", "Mutation", "Subscription", "T"} {
		of := w.directive(d, t, "", 0.6)
		fmt.Fprintf(&b, "type %s%s {\n", t, of)
		for _, f := range []string{"one", "two", "three"} {
			fmt.Fprintf(&b, "  %s: String%s\n", f, w.directive(d, t, f, 0.6))
		}
		b.WriteString("}\n")
	}
	w.def.SDL = b.String()
}

func (w *world) directive(d dice, parent, field string, p float64) string {
	text := ""
	for d.chance(p) {
		x := oracle.Directive{Name: pick(d, "aws_iam", "aws_api_key", "aws_oidc", "aws_lambda", "aws_cognito_user_pools", "aws_cognito_user_pools")}
		text += " @" + x.Name
		if x.Name == "aws_cognito_user_pools" && d.chance(0.6) {
			x.Groups = pick(d, []string{"g1"}, []string{"g2", "Admin"})
			text += fmt.Sprintf("(cognito_groups: [%q])", strings.Join(x.Groups, `", "`))
			text = strings.ReplaceAll(text, `\"`, `"`)
		}
		w.directives[[2]string{parent, field}] = append(w.directives[[2]string{parent, field}], x)
	}
	return text
}

func (d dice) caller() *auth.Identity {
	switch d.IntN(12) {
	case 0:
		return pick(d, identity.IAM(), nil, identity.IAM())
	case 1:
		return identity.Guest()
	case 2:
		return identity.IDP()
	case 3:
		return identity.Key()
	case 4:
		return identity.Lambda(pick(d, [][]string{nil, {"T.one"}, {"Query.two", "Tone", "T."}}...)...)
	case 5:
		return identity.FunctionRole(pick(d, "fn", "fn", "other", ""))
	case 6, 7:
		return d.token(schema.ModeOIDC, schema.OIDCProvider)
	}
	return d.token(schema.ModeUserPool, schema.UserPools)
}

func (d dice) token(mode schema.Mode, p schema.Provider) *auth.Identity {
	claims := map[string]any{}
	set := func(name string, chance float64, from []any) {
		if d.chance(chance) {
			claims[name] = pick(d, from...)
		}
	}
	if d.chance(0.5) { // a token as issuers make them
		subs, usernames := subs[:3], usernames[:3]
		set("sub", 1, subs)
		set("username", 1, usernames)
	} else {
		set("sub", 0.9, subs)
		set("username", 0.8, usernames)
		set("cognito:username", 0.3, usernames)
	}
	set("cognito:groups", 0.7, groupSets)
	set("roles", 0.4, groupSets)
	set("uid", 0.5, []any{"x1", "x1", "x2", nil, 1.0, "", []any{"x1"}})
	return identity.WithClaims(mode, p, claims)
}

func (d dice) row(m *schema.Model) oracle.Row {
	row := oracle.Row{"id": pick[any](d, "1", "2")}
	texts := func(name string, from []any) {
		if d.chance(0.85) {
			row[name] = pick(d, from...)
		}
	}
	lists := func(name string, from []any) {
		if d.chance(0.85) {
			list := []any{}
			for d.chance(0.6) {
				list = append(list, pick(d, from...))
			}
			if d.chance(0.1) {
				list = append(list, []any{"g1", "u1"}, 1.0, true)
			}
			row[name] = list
		}
	}
	texts("a", groupTexts)
	texts("b", ownerTexts)
	texts("ref", []any{"1", "2", nil})
	texts("team", groupTexts)
	lists("teams", groupTexts)
	texts("owner", ownerTexts)
	texts("author", ownerTexts)
	lists("editors", ownerTexts)
	return row
}
