package authz_test

import (
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

func want(t *testing.T, what, got, wanted string) {
	t.Helper()
	if got != wanted {
		t.Errorf("%s: got %s, want %s", what, got, wanted)
	}
}

// The numbers are those of the conformance cases in the project's notes on
// AppSync (7.5 Authorization).

func TestOwner(t *testing.T) { // 70, 72
	t.Parallel()
	f := compileModels(t, model("Todo", []rule{owner()}, text("content")))
	m := f.model("Todo")
	mine := row(m, "id=1", "owner=sub-alice::alice")
	for _, op := range []schema.Operations{schema.Get, schema.ListOp} {
		want(t, "alice reads hers", readRow(f.Read(alice, m, op), mine), "row")
		want(t, "bob reads hers", readRow(f.Read(bob, m, op), mine), "none")
		want(t, "iam reads hers", readRow(f.Read(iam, m, op), mine), "row")
		want(t, "key reads", readRow(f.Read(key, m, op), mine), "refused")
		want(t, "oidc alice reads", readRow(f.Read(identity.OIDC("alice"), m, op), mine), "refused")
		want(t, "nobody reads", readRow(f.Read(nil, m, op), mine), "refused")
	}
	want(t, "bob updates", f.update(bob, "Todo", mine, "id=1", "content=x"), "no")
	want(t, "alice updates", f.update(alice, "Todo", mine, "id=1", "content=x"), "ok")
	want(t, "alice updates a missing row", f.update(alice, "Todo", nil, "id=1", "content=x"), "no")
	want(t, "bob deletes", f.delete(bob, "Todo", mine), "no")
	want(t, "alice deletes", f.delete(alice, "Todo", mine), "ok")
	v, in := f.create(iam, "Todo", "content=x")
	want(t, "iam creates", v, "ok")
	if _, filled := in.Get(m.Field("owner")); filled {
		t.Error("iam's create has an owner")
	}
	want(t, "alice reads a row without owner", readRow(f.Read(alice, m, schema.Get), row(m, "id=2")), "none")
	want(t, "alice reads a null owner", readRow(f.Read(alice, m, schema.Get), row(m, "id=2", "owner=null")), "none")
}

func TestOwnerForms(t *testing.T) { // 73
	t.Parallel()
	f := compileModels(t, model("OwnIn", []rule{ownerIn("author")}, text("author"), text("x")))
	m := f.model("OwnIn")
	for form, ok := range map[string]string{"bob": "no", "alice": "ok", "sub-alice": "ok", "sub-alice::alice": "ok", "alice::alice": "no", "null": "no", "": "no"} {
		v, in := f.create(alice, "OwnIn", "author="+form)
		want(t, "create author "+form, v, ok)
		if len(in.Fields) != 1 {
			t.Errorf("author %s: fields were added", form)
		}
		stored := row(m, "author="+form)
		readable := map[string]string{"ok": "row", "no": "none"}[ok]
		want(t, "read author "+form, readRow(f.Read(alice, m, schema.ListOp), stored), readable)
		want(t, "update author "+form, f.update(alice, "OwnIn", stored, "x=1"), ok)
	}
	v, in := f.create(alice, "OwnIn", "x=1")
	got, _ := in.Get(m.Field("author"))
	want(t, "create", v, "ok")
	want(t, "filled author", got.Text(), "sub-alice::alice")
	for stored, shown := range map[string]string{"alice": "alice", "sub-alice": "sub-alice", "sub-alice::alice": "alice", "s::a::b": "b", "s::": ""} {
		want(t, "presented", f.Present(m.Field("author"), value.OfString(stored)).Text(), shown)
	}
}

func TestOwnerFieldWithRule(t *testing.T) { // 74, 75
	t.Parallel()
	f := compileModels(t,
		model("OwnF", []rule{owner()}, text("x"), text("owner", to(owner(), schema.Read|schema.Delete))),
		model("Free", []rule{owner()}, text("x"), text("owner")))
	v, _ := f.create(alice, "OwnF", "owner=null")
	want(t, "owner null", v, "no")
	v, _ = f.create(alice, "OwnF", "owner=alice")
	want(t, "owner alice", v, "[owner]")
	v, in := f.create(alice, "OwnF", "x=1")
	want(t, "no owner", v, "ok")
	if len(in.Fields) != 2 {
		t.Error("owner was not filled in")
	}
	m := f.model("OwnF")
	want(t, "reassign", f.update(alice, "OwnF", row(m, "owner=sub-alice::alice"), "id=1", "owner=bob"), "[owner]")
	if g := f.Guarded(m); len(g) != 0 {
		t.Errorf("guarded: %v", g)
	}
	free := f.model("Free")
	want(t, "reassign a free owner", f.update(alice, "Free", row(free, "owner=sub-alice::alice"), "id=1", "owner=bob"), "ok")
	want(t, "afterwards", f.update(alice, "Free", row(free, "owner=bob"), "id=1", "x=1"), "no")
}

func TestIdentityClaim(t *testing.T) { // 76
	t.Parallel()
	r := with(owner(), func(r rule) { r.IdentityClaim = "custom:uid" })
	f := compileModels(t, model("OwnClaim", []rule{r}, text("x")))
	m := f.model("OwnClaim")
	who := func(uid any) *auth.Identity {
		return identity.WithClaims(schema.ModeUserPool, schema.UserPools, map[string]any{"sub": "s", "username": "u", "custom:uid": uid})
	}
	stored := row(m, "owner=u1")
	want(t, "u1", readRow(f.Read(who("u1"), m, schema.Get), stored), "row")
	want(t, "u2", readRow(f.Read(who("u2"), m, schema.Get), stored), "none")
	for _, wrong := range []any{nil, 1.0, []any{"u1"}, map[string]any{"u1": "u1"}, true, ""} {
		want(t, "wrong claim reads", readRow(f.Read(who(wrong), m, schema.Get), stored), "refused")
		v, _ := f.create(who(wrong), "OwnClaim", "x=1")
		want(t, "wrong claim creates", v, "no")
	}
	if f.Presents(m.Field("owner")) {
		t.Error("a single claim is presented whole")
	}
	want(t, "presented", f.Present(m.Field("owner"), value.OfString("a::b")).Text(), "a::b")
}

func TestListOfOwners(t *testing.T) { // 77
	t.Parallel()
	r := with(ownerIn("editors"), func(r rule) { r.Plural = true })
	f := compileModels(t, model("ListOwn", []rule{r}, list("editors"), text("x")))
	m := f.model("ListOwn")
	v, in := f.create(alice, "ListOwn", "x=1")
	got, _ := in.Get(m.Field("editors"))
	want(t, "create", v, "ok")
	want(t, "filled", got.Text(), `["sub-alice::alice"]`)
	want(t, "presented", f.Present(m.Field("editors"), got).Text(), `["alice"]`)
	for cells, ok := range map[string]string{`["bob"]`: "no", `[]`: "no", `["bob","alice"]`: "ok", `["alices"]`: "no", `[null]`: "no", `[["alice"]]`: "no"} {
		v, _ := f.create(alice, "ListOwn", "editors="+cells)
		want(t, "create "+cells, v, ok)
	}
	shared := row(m, `editors=["bob","alice"]`)
	for _, id := range []*auth.Identity{alice, bob} {
		want(t, "shared", readRow(f.Read(id, m, schema.ListOp), shared), "row")
	}
	want(t, "harry", readRow(f.Read(harry, m, schema.ListOp), shared), "none")
	if len(f.SubscriptionArguments(m)) != 0 {
		t.Error("a list of owners is no argument")
	}
}

func TestStaticGroups(t *testing.T) { // 78
	t.Parallel()
	f := compileModels(t, model("Grp", []rule{groups("Admin")}, text("x")))
	m := f.model("Grp")
	with := func(claim any) *auth.Identity {
		return identity.WithClaims(schema.ModeUserPool, schema.UserPools, map[string]any{"sub": "s", "username": "u", "cognito:groups": claim})
	}
	for _, c := range []struct {
		claim any
		in    bool
	}{
		{[]any{"Admin"}, true}, {[]any{"x", "Admin"}, true}, {"Admin", true}, {`["Admin"]`, true}, {[]any{"SuperAdmin"}, false},
		{"SuperAdmin", false}, {"Admin,x", false}, {"[Admin]", false}, {[]any{[]any{"Admin"}}, false}, {[]any{1.0, nil}, false},
		{nil, false}, {map[string]any{"Admin": true}, false}, {"admin", false}, {[]any{"Admin "}, false}, {"", false}, {`"Admin"`, false},
	} {
		d := f.Read(with(c.claim), m, schema.ListOp)
		if got := d.Outcome == authz.Allow; got != c.in {
			t.Errorf("claim %v: got %v", c.claim, d.Outcome)
		}
		if !c.in && d.Outcome != authz.Deny {
			t.Errorf("claim %v: an empty list instead of a refusal", c.claim)
		}
	}
	oidc := identity.OIDC("adm", "Admin")
	want(t, "oidc groups", readRow(f.Read(oidc, m, schema.ListOp), row(m)), "refused")
}

func TestDynamicGroups(t *testing.T) { // 79
	t.Parallel()
	f := compileModels(t,
		model("GrpDyn", []rule{groupIn("team")}, text("team"), text("x")),
		model("ListDyn", []rule{groupIn("teams")}, list("teams")),
		model("Undeclared", []rule{groupIn("nowhere")}, text("x")))
	member := identity.User("mem", "t1")
	m := f.model("GrpDyn")
	v, _ := f.create(member, "GrpDyn", "team=t1")
	want(t, "t1", v, "ok")
	v, _ = f.create(member, "GrpDyn", "team=t2")
	want(t, "t2", v, "no")
	v, _ = f.create(member, "GrpDyn", "x=1")
	want(t, "no team", v, "no")
	want(t, "mine", readRow(f.Read(member, m, schema.ListOp), row(m, "team=t1")), "row")
	want(t, "theirs", readRow(f.Read(member, m, schema.ListOp), row(m, "team=t11")), "none")
	want(t, "no groups", readRow(f.Read(alice, m, schema.ListOp), row(m, "team=t1")), "refused")
	if d := f.Subscribe(alice, m, schema.Create, nil); d.Outcome != authz.Deny {
		t.Error("a subscription without groups was accepted")
	}
	lm := f.model("ListDyn")
	want(t, "list", readRow(f.Read(member, lm, schema.Get), row(lm, `teams=["a","t1"]`)), "row")
	want(t, "list of others", readRow(f.Read(member, lm, schema.Get), row(lm, `teams=["t11"]`)), "none")
	u := f.model("Undeclared")
	want(t, "undeclared", readRow(f.Read(member, u, schema.Get), row(u)), "refused")
	want(t, "undeclared for iam", readRow(f.Read(iam, u, schema.Get), row(u)), "row")
}

func TestIdentityPool(t *testing.T) { // 81
	t.Parallel()
	f := compileModels(t,
		model("Guest", []rule{to(guest(), schema.Read)}, text("x")),
		model("AuthIdp", []rule{authenticatedInPool()}, text("x")))
	m := f.model("Guest")
	want(t, "guest get", readRow(f.Read(guestID, m, schema.Get), row(m)), "row")
	v, _ := f.create(guestID, "Guest", "x=1")
	want(t, "guest create", v, "no")
	want(t, "idp get", readRow(f.Read(idp, m, schema.Get), row(m)), "refused")
	a := f.model("AuthIdp")
	want(t, "idp get", readRow(f.Read(idp, a, schema.Get), row(a)), "row")
	want(t, "guest get", readRow(f.Read(guestID, a, schema.Get), row(a)), "refused")
	want(t, "user get", readRow(f.Read(alice, a, schema.Get), row(a)), "refused")
	broken := identity.Guest()
	broken.Principal = auth.NotIAM
	want(t, "no principal", readRow(f.Read(broken, m, schema.Get), row(m)), "refused")
}

func TestFieldRules(t *testing.T) { // 84 to 87
	t.Parallel()
	emp := model("Emp", []rule{to(authenticated(), schema.Read), owner()},
		text("name"), text("ssn", owner()), text("salary", groups("HR")),
		text("note", to(owner(), schema.Read|schema.Create), to(groups("HR"), schema.Update)))
	f := compileModels(t, emp)
	m := f.model("Emp")
	mine := row(m, "id=1", "owner=sub-alice::alice", "name=n", "ssn=1")
	visible := func(id *auth.Identity) string {
		out := ""
		for _, g := range f.Guarded(m) {
			if f.Field(id, m, g).Admits(mine) {
				out += g.Name + " "
			}
		}
		return out
	}
	want(t, "bob sees", visible(bob), "")
	want(t, "alice sees", visible(alice), "ssn note ")
	want(t, "harry sees", visible(harry), "salary ")
	want(t, "iam sees", visible(iam), "ssn salary note ")
	if len(f.Guarded(m)) != 3 || len(f.Nulled(m)) != 3 {
		t.Errorf("guarded %d, nulled %d", len(f.Guarded(m)), len(f.Nulled(m)))
	}
	v, _ := f.create(alice, "Emp", "name=n", "salary=1")
	want(t, "create with salary", v, "[salary]")
	v, _ = f.create(alice, "Emp", "name=n", "ssn=1", "note=x")
	want(t, "create", v, "ok")
	want(t, "owner updates note", f.update(alice, "Emp", mine, "id=1", "note=x"), "[note]")
	want(t, "harry updates note", f.update(harry, "Emp", mine, "id=1", "note=x"), "ok")
	want(t, "harry removes note", f.update(harry, "Emp", mine, "id=1", "note=null"), "[note]")
	want(t, "owner removes ssn", f.update(alice, "Emp", mine, "id=1", "ssn=null"), "ok")
	want(t, "owner deletes", f.delete(alice, "Emp", mine), "no")
	want(t, "iam deletes", f.delete(iam, "Emp", mine), "ok")
	want(t, "refusals in input order", f.update(alice, "Emp", mine, "salary=1", "id=1", "note=x", "name=y"), "[salary, note]")
}

func TestFieldOnly(t *testing.T) { // 89
	t.Parallel()
	f := compileModels(t, model("FieldOnly", []rule{owner()}, text("x"), text("y", to(publicAPIKey(), schema.Read))))
	m := f.model("FieldOnly")
	stored := row(m, "owner=sub-alice::alice", "x=1", "y=2")
	want(t, "key get", readRow(f.Read(key, m, schema.Get), stored), "row")
	for name, seen := range map[string]bool{"x": false, "y": true, "id": true, "owner": true, "createdAt": true} {
		if got := f.Field(key, m, m.Field(name)).Admits(stored); got != seen {
			t.Errorf("key sees %s: %v", name, got)
		}
	}
	if f.Field(alice, m, m.Field("y")).Admits(stored) {
		t.Error("the owner reads y, whose rule replaces the model's")
	}
	v, _ := f.create(alice, "FieldOnly", "y=1")
	want(t, "owner creates y", v, "[y]")
	v, _ = f.create(key, "FieldOnly", "y=1")
	want(t, "key creates", v, "no")
}

func TestStaticRuleFillsOwner(t *testing.T) { // 90
	t.Parallel()
	f := compileModels(t,
		model("PrivOwn", []rule{authenticated(), owner()}, text("x")),
		model("KeyOwn", []rule{publicAPIKey(), owner()}, text("x")),
		model("NoCreate", []rule{authenticated(), to(owner(), schema.Read)}, text("x")))
	v, in := f.create(bob, "PrivOwn", "x=1")
	got, _ := in.Get(f.model("PrivOwn").Field("owner"))
	want(t, "create", v, "ok")
	want(t, "owner", got.Text(), "sub-bob::bob")
	_, in = f.create(key, "KeyOwn", "x=1")
	if len(in.Fields) != 1 {
		t.Error("an API key became an owner")
	}
	_, in = f.create(bob, "NoCreate", "x=1")
	if len(in.Fields) != 1 {
		t.Error("an owner rule without create filled the owner")
	}
}

func TestListOnlyRoleDoesNotSeeHiddenFields(t *testing.T) { // 91, the strict reading
	t.Parallel()
	f := compileModels(t,
		model("Hole", []rule{to(publicAPIKey(), schema.ListOp), owner()}, text("x"), text("secret", owner())),
		model("Writer", []rule{to(publicAPIKey(), schema.Update), owner()}, text("secret", owner()), text("x")))
	m := f.model("Hole")
	stored := row(m, "owner=sub-alice::alice", "secret=s")
	want(t, "key lists", readRow(f.Read(key, m, schema.ListOp), stored), "row")
	if f.Field(key, m, m.Field("secret")).Admits(stored) {
		t.Error("list reveals the secret")
	}
	w := f.model("Writer")
	if f.Field(key, w, w.Field("secret")).Admits(row(w, "secret=s")) {
		t.Error("the result of an update reveals the secret")
	}
	if len(f.Nulled(w)) != 0 {
		t.Error("the owner's own result is nulled without need")
	}
}

func TestDefaultsNeedPermission(t *testing.T) { // 92
	t.Parallel()
	f := compileModels(t, model("DefF", []rule{authenticated()}, text("x"), text("lvl", groups("HR"))))
	v, _ := f.create(alice, "DefF", "x=1", "lvl=3")
	want(t, "plain user", v, "[lvl]")
	v, _ = f.create(harry, "DefF", "x=1", "lvl=3")
	want(t, "harry", v, "ok")
}

func TestFunctionRoles(t *testing.T) { // 96
	t.Parallel()
	f := compile(t, schema.Definition{
		SDL:    "type Query { getTodo: Todo @aws_iam } type Mutation { createTodo: Todo @aws_iam } type Subscription { onCreateTodo: Todo @aws_iam } type Todo @aws_iam { id: ID }",
		Models: []*schema.Model{model("Todo", []rule{owner()}, text("x"))},
		Access: []schema.FunctionAccess{{Function: "fn", Query: true}, {Function: "writer", Mutate: true}},
	})
	m := f.model("Todo")
	fn, writer, other := identity.FunctionRole("fn"), identity.FunctionRole("writer"), identity.FunctionRole("other")
	want(t, "fn reads", readRow(f.Read(fn, m, schema.ListOp), row(m)), "row")
	want(t, "fn writes", verdict(f.Delete(fn, m).Refusal), "no")
	want(t, "writer reads", readRow(f.Read(writer, m, schema.Get), row(m)), "refused")
	want(t, "writer writes", verdict(f.Delete(writer, m).Refusal), "ok")
	want(t, "other reads", readRow(f.Read(other, m, schema.Get), row(m)), "refused")
	want(t, "nameless reads", readRow(f.Read(identity.FunctionRole(""), m, schema.Get), row(m)), "refused")
	for _, c := range []struct {
		id     *auth.Identity
		parent string
		field  string
		ok     bool
	}{{fn, "Query", "getTodo", true}, {fn, "Mutation", "createTodo", false}, {writer, "Mutation", "createTodo", true}, {writer, "Query", "getTodo", false}, {fn, "Subscription", "onCreateTodo", false}, {writer, "Todo", "id", true}, {other, "Todo", "id", false}} {
		if got := f.Directive(c.id, c.parent, c.field); got != c.ok {
			t.Errorf("%s %s.%s: %v", c.id.Function, c.parent, c.field, got)
		}
	}
}
