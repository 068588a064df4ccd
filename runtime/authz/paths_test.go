package authz_test

import (
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

func TestOwnerAsKey(t *testing.T) { // 93
	t.Parallel()
	m := model("OwnKey", []rule{owner()}, text("owner"), text("cat"))
	m.Indexes = []*schema.Index{{Name: "byOwner", Query: "byOwner", Fields: []string{"owner"}}, {Name: "byCat", Query: "byCat", Fields: []string{"cat", "owner"}}}
	f := compileModels(t, m)
	stored := row(m, "owner=sub-alice::alice", "cat=c")
	byOwner := func(owner string) authz.KeyDecision {
		return f.ReadKey(alice, m, schema.ListOp, authz.KeyArguments{Index: m.Indexes[0], Partition: value.OfString(owner)})
	}
	for form, ok := range map[string]bool{"alice": true, "sub-alice": true, "sub-alice::alice": true, "bob": false, "": false} {
		if d := byOwner(form); (d.Outcome == authz.Allow) != ok || !ok && d.Outcome != authz.Deny {
			t.Errorf("byOwner(%q): %v", form, d.Outcome)
		}
	}
	byCat := func(s *authz.SortArgument) authz.KeyDecision {
		return f.ReadKey(alice, m, schema.ListOp, authz.KeyArguments{Index: m.Indexes[1], Partition: value.OfString("c"), Sort: s})
	}
	d := byCat(nil)
	if d.Outcome != authz.Filter || d.Sort == nil || d.Sort.Operands[0][0].Text() != "sub-alice::alice" || !d.Admits(stored) || d.Admits(row(m, "owner=alice")) {
		t.Errorf("byCat without owner: %+v", d)
	}
	operand := func(s string) [][]value.Value { return [][]value.Value{{value.OfString(s)}} }
	if d := byCat(&authz.SortArgument{Op: predicate.BeginsWith, Operands: operand("sub-alice")}); d.Outcome != authz.Deny {
		t.Error("beginsWith on the owner was accepted")
	}
	if d := byCat(&authz.SortArgument{Op: predicate.Eq, Operands: operand("bob")}); d.Outcome != authz.Deny {
		t.Error("another owner was accepted")
	}
	if d := byCat(&authz.SortArgument{Op: predicate.Eq, Operands: operand("alice")}); d.Outcome != authz.Allow {
		t.Error("the own name was refused")
	}
	if d := f.ReadKey(iam, m, schema.ListOp, authz.KeyArguments{Index: m.Indexes[0], Partition: value.OfString("bob")}); d.Outcome != authz.Allow {
		t.Error("iam was refused")
	}
}

func TestHiddenKeyIsNoWayIn(t *testing.T) {
	t.Parallel()
	m := model("Emp", []rule{authenticated()}, text("ssn", groups("HR")), text("note", owner()), text("x"))
	m.Indexes = []*schema.Index{{Name: "bySSN", Query: "bySSN", Fields: []string{"ssn"}}, {Name: "byNote", Query: "byNote", Fields: []string{"note"}}}
	f := compileModels(t, m)
	by := func(id *auth.Identity, x int) authz.KeyDecision {
		return f.ReadKey(id, m, schema.ListOp, authz.KeyArguments{Index: m.Indexes[x], Partition: value.OfString("1")})
	}
	if by(alice, 0).Outcome != authz.Deny || by(harry, 0).Outcome != authz.Allow {
		t.Error("bySSN")
	}
	d := by(alice, 1)
	if d.Outcome != authz.Filter || !d.Admits(row(m, "owner=alice")) || d.Admits(row(m, "owner=bob")) {
		t.Errorf("byNote: %+v", d)
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	m := model("Emp", []rule{authenticated(), owner()}, text("ssn", owner()), text("salary", groups("HR")), text("x"))
	f := compileModels(t, m)
	ssnIs := predicate.Compare{Field: m.Field("ssn"), Op: predicate.Eq, Args: []value.Value{value.OfString("1")}}
	ssnIsNot := predicate.Compare{Field: m.Field("ssn"), Op: predicate.Ne, Args: ssnIs.Args}
	mine, theirs := row(m, "owner=alice", "ssn=1"), row(m, "owner=bob", "ssn=1")
	for _, c := range []struct {
		name   string
		expr   predicate.Expr
		row    value.Record
		wanted bool
	}{
		{"mine is", ssnIs, mine, true}, {"theirs is", ssnIs, theirs, false},
		{"mine is not", ssnIsNot, mine, false}, {"theirs is not", ssnIsNot, theirs, true},
		{"not of theirs", predicate.Not{Expr: ssnIs}, theirs, true},
		{"or of theirs", predicate.Or{ssnIs, predicate.False}, theirs, false},
		{"exists", predicate.Compare{Field: m.Field("ssn"), Op: predicate.AttributeExists, Args: []value.Value{value.OfBool(true)}}, theirs, false},
		{"salary", predicate.Compare{Field: m.Field("salary"), Op: predicate.Eq, Args: ssnIs.Args}, row(m, "owner=alice", "salary=1"), false},
		{"x", predicate.Compare{Field: m.Field("x"), Op: predicate.Eq, Args: ssnIs.Args}, row(m, "x=1"), true},
	} {
		if got := predicate.Eval(f.Guard(alice, m, c.expr), c.row); got != c.wanted {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if f.Guard(alice, m, nil) != nil {
		t.Error("nil became a condition")
	}
	if predicate.Eval(f.Guard(nil, m, predicate.True), mine) {
		t.Error("nobody's filter admits")
	}
}

func blog() []*schema.Model {
	post := model("Post", []rule{owner()}, text("blogId"), text("t"))
	post.Fields = append(post.Fields, &schema.Field{Name: "blog", Kind: schema.ModelKind, TypeName: "Blog", Relation: &schema.Relation{Kind: schema.BelongsTo, Model: "Blog", References: []string{"blogId"}}})
	cover := model("Cover", []rule{owner(), groups("Admin")}, text("blogId"))
	hasMany := &schema.Field{Name: "posts", Kind: schema.ModelKind, TypeName: "Post", List: true, Relation: &schema.Relation{Kind: schema.HasMany, Model: "Post", References: []string{"blogId"}}}
	hasOne := &schema.Field{Name: "cover", Kind: schema.ModelKind, TypeName: "Cover", Relation: &schema.Relation{Kind: schema.HasOne, Model: "Cover", References: []string{"blogId"}}}
	return []*schema.Model{model("Blog", []rule{authenticated()}, text("t"), hasMany, hasOne), post, cover}
}

func TestRelations(t *testing.T) { // 88
	t.Parallel()
	f := compileModels(t, blog()...)
	b, p, c := f.model("Blog"), f.model("Post"), f.model("Cover")
	post, cover := row(p, "owner=sub-alice::alice"), row(c, "owner=sub-alice::alice")
	want(t, "alice's posts", readRow(f.Relation(alice, b.Field("posts")), post), "row")
	want(t, "bob's posts", readRow(f.Relation(bob, b.Field("posts")), post), "none")
	want(t, "bob's cover", readRow(f.Relation(bob, b.Field("cover")), cover), "none")
	want(t, "adm's cover", readRow(f.Relation(adm, b.Field("cover")), cover), "row")
	want(t, "key's posts", readRow(f.Relation(key, b.Field("posts")), post), "refused")
	want(t, "the blog of a post", readRow(f.Relation(alice, p.Field("blog")), row(b)), "row")
	for _, rel := range []*schema.Field{b.Field("posts"), b.Field("cover"), p.Field("blog")} {
		if !f.RedactRelation(alice, rel) {
			t.Errorf("%s is not redacted", rel.Name)
		}
	}
	if !f.RedactRelation(alice, b.Field("t")) {
		t.Error("what is no relationship is not redacted")
	}
}

func TestSubscriptions(t *testing.T) { // 104, 105
	t.Parallel()
	f := compileModels(t,
		model("Todo", []rule{owner()}, text("x")),
		model("Both", []rule{authenticated(), owner()}, text("x")),
		model("NoListen", []rule{to(owner(), schema.Get|schema.ListOp)}, text("x")))
	m := f.model("Todo")
	mine, theirs := row(m, "owner=sub-alice::alice"), row(m, "owner=sub-old::alice")
	subscribe := func(id *auth.Identity, m *schema.Model, arg ...string) authz.Decision {
		args := map[string]value.Value{}
		if len(arg) == 1 {
			args["owner"] = cell(arg[0])
		}
		return f.Subscribe(id, m, schema.Create, args)
	}
	for _, arg := range [][]string{nil, {"alice"}, {"sub-alice"}, {"sub-alice::alice"}, {"null"}, {""}} {
		d := subscribe(alice, m, arg...)
		if !f.Delivers(d, mine) || f.Delivers(d, theirs) || f.Delivers(d, row(m)) || f.Delivers(d, row(m, "owner=null")) {
			t.Errorf("alice with %v: %+v", arg, d)
		}
	}
	if subscribe(bob, m, "alice").Outcome != authz.Deny || subscribe(key, m).Outcome != authz.Deny {
		t.Error("a foreign owner or an API key was accepted")
	}
	both := f.model("Both")
	if d := subscribe(bob, both, "alice"); !f.Delivers(d, row(both, "owner=sub-alice::alice")) || f.Delivers(d, row(both, "owner=sub-bob::bob")) {
		t.Errorf("a static rule with an argument: %+v", d)
	}
	if d := subscribe(bob, both, "alice"); f.Delivers(d, nil) || f.Delivers(d, make(value.Record, both.Field("owner").Ordinal)) {
		t.Error("a record that ends before the owner agrees with an argument")
	}
	if d := subscribe(bob, both, "null"); !f.Delivers(d, row(both)) || f.Delivers(d, mine) {
		t.Errorf("a static rule with a null argument: %+v", d)
	}
	if subscribe(alice, f.model("NoListen")).Outcome != authz.Deny {
		t.Error("listen was not asked for")
	}
	if f.Subscribe(alice, m, schema.Get, nil).Outcome != authz.Deny {
		t.Error("get is no subscription")
	}
}

func TestOperations(t *testing.T) { // 94
	t.Parallel()
	op := func(parent, name string, rules ...rule) *schema.Operation {
		return &schema.Operation{Parent: parent, Name: name, Rules: rules, Returns: schema.Field{Kind: schema.String, TypeName: "String"}}
	}
	f := compile(t, schema.Definition{Operations: []*schema.Operation{
		op("Query", "echo", groups("Admin"), publicAPIKey()), op("Query", "owned", owner()), op("Query", "bare"),
		op("Mutation", "write", to(authenticated(), schema.Read)), op("Query", "look", to(authenticated(), schema.Read)),
		op("Query", "dyn", groupIn("team")), op("Mutation", "fn", custom()),
	}})
	for _, c := range []struct {
		parent, name string
		id           *auth.Identity
		ok           bool
	}{
		{"Query", "echo", alice, false}, {"Query", "echo", adm, true}, {"Query", "echo", key, true}, {"Query", "echo", iam, true}, {"Query", "echo", identity.OIDC("adm", "Admin"), false},
		{"Query", "owned", alice, false}, {"Query", "owned", iam, true}, {"Query", "bare", alice, false}, {"Query", "bare", iam, true},
		{"Mutation", "write", alice, false}, {"Query", "look", alice, true}, {"Query", "dyn", adm, false},
		{"Mutation", "fn", identity.Lambda(), true}, {"Mutation", "fn", alice, false}, {"Query", "echo", nil, false},
	} {
		o := f.schema.Operation(c.parent, c.name)
		if got := f.Operation(c.id, o).Outcome == authz.Allow; got != c.ok {
			t.Errorf("%s.%s: %v", c.parent, c.name, got)
		}
	}
	if f.Operation(iam, nil).Outcome != authz.Deny || f.Operation(iam, op("Query", "other")).Outcome != authz.Deny {
		t.Error("an operation of no schema was admitted")
	}
}

func TestDirectives(t *testing.T) { // 80, 95
	t.Parallel()
	f := compile(t, schema.Definition{SDL: `
type Query @aws_iam {
  plain: T
  keyed: T @aws_api_key @aws_iam
  grouped: T @aws_cognito_user_pools(cognito_groups: ["Admin", "Ed"]) @aws_oidc
  both: T @aws_cognito_user_pools(cognito_groups: ["Admin"]) @aws_cognito_user_pools
  lambda: T @aws_lambda
}
type T { a: String b: String @aws_api_key }
extend type T { c: String }
`})
	for _, c := range []struct {
		id            *auth.Identity
		parent, field string
		ok            bool
	}{
		{iam, "Query", "plain", true}, {guestID, "Query", "plain", true}, {alice, "Query", "plain", false}, {key, "Query", "plain", false},
		{key, "Query", "keyed", true}, {alice, "Query", "keyed", false},
		{adm, "Query", "grouped", true}, {alice, "Query", "grouped", false}, {identity.OIDC("o"), "Query", "grouped", true}, {identity.User("x", "SuperAdmin"), "Query", "grouped", false},
		{alice, "Query", "both", true}, {alice, "T", "a", true}, {alice, "T", "c", true}, {key, "T", "a", false}, {key, "T", "b", true}, {alice, "T", "b", false},
		{identity.Lambda(), "Query", "lambda", true}, {identity.Lambda("Query.lambda"), "Query", "lambda", false}, {identity.Lambda("Query.lambdas", "Query", "lambda", "Query."), "Query", "lambda", true},
		{alice, "Query", "__typename", true}, {nil, "Query", "__typename", false}, {iam, "Query", "absent", false}, {iam, "Absent", "a", false},
	} {
		if got := f.Directive(c.id, c.parent, c.field); got != c.ok {
			t.Errorf("%s.%s: %v", c.parent, c.field, got)
		}
	}
}

func TestContradictoryIdentitiesAreNobody(t *testing.T) {
	t.Parallel()
	f := compileModels(t, model("All", []rule{publicAPIKey(), guest(), authenticatedInPool(), authenticated(), custom()}, text("x")))
	m := f.model("All")
	for _, id := range []*auth.Identity{
		nil, {}, {Mode: schema.ModeAPIKey}, {Mode: schema.ModeAPIKey, Provider: schema.UserPools}, {Mode: schema.ModeUserPool, Provider: schema.OIDCProvider},
		{Mode: schema.ModeUserPool, Provider: schema.UserPools, Principal: auth.Admin}, {Mode: schema.ModeIAM}, {Mode: schema.ModeIAM, Principal: auth.Admin, Provider: schema.APIKey},
		{Mode: "", Provider: schema.UserPools}, {Principal: auth.Admin}, {Mode: schema.ModeIAM, Principal: 99},
	} {
		if d := f.Read(id, m, schema.Get); d.Outcome != authz.Deny {
			t.Errorf("%+v was admitted", id)
		}
		if v := verdict(f.Delete(id, m).Refusal); v != "no" {
			t.Errorf("%+v may delete", id)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]schema.Definition{
		"guest of user pools":              {Models: []*schema.Model{model("M", []rule{of(schema.Public, schema.UserPools)}, text("x"))}},
		"owner of the API key":             {Models: []*schema.Model{model("M", []rule{with(owner(), func(r rule) { r.Provider = schema.APIKey })}, text("x"))}},
		"resource on a model":              {Models: []*schema.Model{model("M", []rule{of(schema.Resource, schema.IdentityPool)}, text("x"))}},
		"custom of the user pool":          {Models: []*schema.Model{model("M", []rule{of(schema.Custom, schema.UserPools)}, text("x"))}},
		"unknown operations":               {Models: []*schema.Model{model("M", []rule{authenticated()}, text("x", to(authenticated(), schema.Get)))}},
		"owner that is a number":           {Models: []*schema.Model{model("M", []rule{ownerIn("n")}, &schema.Field{Name: "n", Kind: schema.Int})}},
		"unknown directive":                {SDL: "type Query { a: Int @aws_everybody }"},
		"no groups":                        {SDL: "type Query { a: Int @aws_cognito_user_pools(cognito_groups: []) }"},
		"groups of another mode":           {SDL: `type Query { a: Int @aws_oidc(cognito_groups: ["a"]) }`},
		"a nameless group":                 {Models: []*schema.Model{model("M", []rule{groups("")}, text("x"))}},
		"a nameless group of a field":      {Models: []*schema.Model{model("M", []rule{owner()}, text("x", groups("a", "")))}},
		"a nameless group of an operation": {Operations: []*schema.Operation{{Parent: "Query", Name: "q", Rules: []rule{groups("")}}}},
		"a nameless group of a directive":  {SDL: `type Query { a: Int @aws_cognito_user_pools(cognito_groups: [""]) }`},
		"unparsable SDL":                   {SDL: "type Query {"},
		"nameless function":                {Access: []schema.FunctionAccess{{Query: true}}},
		"rule in a custom type":            {CustomTypes: []*schema.CustomType{{Name: "T", Fields: []*schema.Field{text("x", owner())}}}},
		"bad rule on an operation":         {Operations: []*schema.Operation{{Parent: "Query", Name: "q", Rules: []rule{of(schema.Custom, schema.APIKey)}}}},
		"extension of unknown type":        {SDL: "extend type T { a: Int }"},
	} {
		if d.SDL == "" {
			d.SDL = "type Query { a: Int }"
		}
		d.Modes = schema.Modes{Default: schema.ModeUserPool}
		s, err := schema.New(d)
		if err != nil {
			continue // refused earlier
		}
		if _, err := authz.Compile(s); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestDisabledModesAreNobody(t *testing.T) {
	t.Parallel()
	s, err := schema.New(schema.Definition{SDL: "type Query { a: Int }", Modes: schema.Modes{Default: schema.ModeUserPool}, Models: []*schema.Model{model("M", []rule{publicAPIKey()}, text("x"))}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	if p.Read(key, s.Models[0], schema.Get).Outcome != authz.Deny {
		t.Error("an API key was admitted to an API without")
	}
	if p.Read(iam, s.Models[0], schema.Get).Outcome != authz.Allow {
		t.Error("IAM is always there")
	}
}

func TestSubscriptionArgumentsAreNamedOnce(t *testing.T) { // 17
	t.Parallel()
	oidc := with(owner(), func(r rule) { r.Provider = schema.OIDCProvider })
	f := compileModels(t,
		model("Todo", []rule{owner(), oidc, ownerIn("author"), ownerIn("editors")}, text("author"), list("editors")),
		model("Deaf", []rule{to(owner(), schema.Get)}, text("x")))
	names := ""
	for _, a := range f.SubscriptionArguments(f.model("Todo")) {
		names += a.Name + " "
	}
	want(t, "arguments", names, "owner author ")
	if n := len(f.SubscriptionArguments(f.model("Deaf"))); n != 0 {
		t.Errorf("%d arguments without listen", n)
	}
}
