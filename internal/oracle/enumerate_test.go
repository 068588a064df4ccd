package oracle_test

import (
	"fmt"
	"testing"

	"github.com/amplifygo/amplifygo/internal/oracle"
	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// everyRule lists each strategy with each provider that it admits, and each
// form of its field and claim.
func everyRule() []schema.Rule {
	rules := []schema.Rule{
		{Strategy: schema.Public, Provider: schema.APIKey}, {Strategy: schema.Public, Provider: schema.IdentityPool},
		{Strategy: schema.Private, Provider: schema.IdentityPool}, {Strategy: schema.Custom, Provider: schema.Function},
	}
	for _, p := range []schema.Provider{schema.UserPools, schema.OIDCProvider} {
		rules = append(rules, schema.Rule{Strategy: schema.Private, Provider: p})
		for _, field := range []string{"owner", "author", "editors"} {
			for _, claim := range []string{"", "uid", "sub::uid"} {
				rules = append(rules, schema.Rule{Strategy: schema.Owner, Provider: p, OwnerField: field, IdentityClaim: claim})
			}
		}
		for _, claim := range []string{"", "roles"} {
			rules = append(rules,
				schema.Rule{Strategy: schema.Groups, Provider: p, GroupClaim: claim, Groups: []string{"g1"}},
				schema.Rule{Strategy: schema.Groups, Provider: p, GroupClaim: claim, Groups: []string{"g1", "g2"}},
				schema.Rule{Strategy: schema.Groups, Provider: p, GroupClaim: claim, GroupsField: "team"},
				schema.Rule{Strategy: schema.Groups, Provider: p, GroupClaim: claim, GroupsField: "teams"},
				schema.Rule{Strategy: schema.Groups, Provider: p, GroupClaim: claim, GroupsField: "undeclared"})
		}
	}
	return rules
}

// everyOperations are the single operations and the sets that have names.
var everyOperations = []schema.Operations{
	0, schema.Create, schema.Update, schema.Delete, schema.Get, schema.ListOp, schema.Sync, schema.Search, schema.Listen,
	schema.Read, schema.All, schema.Update | schema.Delete, schema.Create | schema.Read,
}

func everyCaller() []*auth.Identity {
	callers := []*auth.Identity{nil, identity.IAM(), identity.Guest(), identity.IDP(), identity.Key(), identity.Lambda(), identity.FunctionRole("fn"), identity.FunctionRole("x")}
	for _, claims := range []map[string]any{
		{}, {"sub": "s1", "username": "u1"}, {"sub": "s1"}, {"username": "u1"}, {"sub": "s1", "cognito:username": "u1"}, {"sub": "s1", "username": "u1", "uid": "x1"},
		{"sub": nil, "username": []any{"u1"}, "uid": 1.0}, {"sub": "s2", "username": "s1", "cognito:groups": []any{"g1"}}, {"sub": "s1", "username": "u1", "cognito:groups": "g11"},
		{"sub": "s1", "username": "u1", "cognito:groups": `["g2"]`, "roles": []any{"g1"}}, {"sub": "s1", "username": "u1", "cognito:groups": nil, "roles": "g1"},
	} {
		callers = append(callers, identity.WithClaims(schema.ModeUserPool, schema.UserPools, claims), identity.WithClaims(schema.ModeOIDC, schema.OIDCProvider, claims))
	}
	return callers
}

func everyRow() []oracle.Row {
	var rows []oracle.Row
	for _, owner := range []any{"s1::u1", "s1", "u1", "s2::u1", "x1", "s1::x1", "", nil} {
		rows = append(rows, oracle.Row{"id": "1", "owner": owner, "author": owner, "editors": []any{"u9", owner}, "team": "g1", "teams": []any{"g1"}})
	}
	return append(rows, oracle.Row{"id": "1"}, oracle.Row{"id": "1", "editors": []any{}, "teams": []any{}, "team": nil}, oracle.Row{"id": "1", "team": "g11", "teams": []any{"g11", "g2"}})
}

// tiny makes a world of one model with one rule, at the model's level or at
// that of its field "f", beside a model rule of another kind of caller.
func tiny(r schema.Rule, ops schema.Operations, atField bool, with *schema.Rule) *world {
	r.Operations, r.Source = ops, "resource.ts:1"
	text := func(n string) *schema.Field { return &schema.Field{Name: n, Kind: schema.String, TypeName: "String"} }
	f, team, teams, editors := text("f"), text("team"), text("teams"), text("editors")
	teams.List, editors.List = true, true
	id := text("id")
	id.Origin = schema.ImplicitID
	m := &schema.Model{Name: "M", APIName: "M", Table: "M", Key: []string{"id"}, OnCreate: "onCreateM", Fields: []*schema.Field{f, team, teams, editors, id}}
	m.Rules = []*schema.Rule{&r}
	if atField {
		f.Rules, m.Rules = []*schema.Rule{&r}, []*schema.Rule{with}
	}
	addOwners(m)
	op := func(parent string) *schema.Operation {
		return &schema.Operation{Parent: parent, Name: "op" + parent, Rules: []*schema.Rule{&r}, Returns: schema.Field{Kind: schema.String, TypeName: "String"}}
	}
	return &world{
		directives: map[[2]string][]oracle.Directive{},
		callers:    everyCaller(), rows: everyRow(),
		def: schema.Definition{
			Source: fmt.Sprintf("rule %+v at field %v", r, atField), SDL: "type Query { one: String two: String three: String } type Mutation { one: String two: String three: String } type Subscription { one: String two: String three: String } type T { one: String two: String three: String }",
			Models: []*schema.Model{m}, Operations: []*schema.Operation{op("Query"), op("Mutation"), op("Subscription")},
			Modes:  schema.Modes{Default: schema.ModeUserPool, Additional: []schema.Mode{schema.ModeAPIKey, schema.ModeOIDC, schema.ModeLambda}},
			Access: []schema.FunctionAccess{{Function: "fn", Query: true, Listen: true}},
		},
	}
}

// TestEveryCombination asks about every strategy, provider, level, operation,
// caller and row with AMPLIFYGO_ORACLE_FULL=1 (8 million questions, a minute).
// Otherwise each combination of a rule is tried with every eleventh pair of a
// caller and a row, another eleventh each time.
func TestEveryCombination(t *testing.T) {
	t.Parallel()
	stride := 11
	if environment(t, "AMPLIFYGO_ORACLE_FULL", 0) != 0 {
		stride = 0
	}
	asked, combination := 0, 0
	for _, r := range everyRule() {
		for _, ops := range everyOperations {
			for _, level := range []int{0, 1, 2} {
				if level > 0 && ops&schema.Read != 0 && ops&schema.Read != schema.Read {
					continue // field rules grant read as a whole
				}
				with := []*schema.Rule{nil, {Strategy: schema.Private, Provider: schema.UserPools, Operations: schema.All}, {Strategy: schema.Owner, Provider: schema.UserPools, OwnerField: "author", Operations: schema.All}}[level]
				trial := tinyTrial(t, r, ops, level > 0, with)
				combination++
				trial.stride, trial.first = stride, combination
				trial.run()
				asked += trial.asked
				for i, d := range trial.found {
					if i < 3 {
						t.Error(d)
					}
				}
			}
		}
	}
	t.Logf("%d questions", asked)
}

func tinyTrial(t *testing.T, r schema.Rule, ops schema.Operations, atField bool, with *schema.Rule) *trial {
	w := tiny(r, ops, atField, with)
	theirs := link(t, tiny(r, ops, atField, with).def)
	return &trial{subject: compile(t, theirs), theirs: theirs, oracle: &oracle.Oracle{Schema: link(t, w.def)}, world: w, dice: newDice(uint64(ops))}
}
