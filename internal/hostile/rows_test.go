package hostile_test

import "testing"

// denied is AppSync's refusal of a field at the root.
func denied(key, field, parent string) string {
	return "Unauthorized " + key + ": Not Authorized to access " + field + " on type " + parent
}

// none is an answer with nothing but one refused root field.
func none(field, parent string) string {
	return `{"` + field + `":null}` + "\n" + denied(field, field, parent)
}

// seed are rows of other people in every model, each with a secret.
func (x *target) seed() {
	x.setUp(alice,
		`mutation { createTodo(input: {id: "a", content: "SECRET-todo", n: 42, level: HIGH, money: {amount: 7, memo: "SECRET-memo"}}) { id } }`,
		`mutation { createDeclared(input: {id: "a", x: "SECRET-declared"}) { id } }`,
		`mutation { createKept(input: {id: "a", x: "SECRET-kept"}) { id } }`,
		`mutation { createShared(input: {id: "a", x: "SECRET-shared"}) { id } }`,
		`mutation { createItem(input: {id: "a", x: "SECRET-item"}) { id } }`,
		`mutation { createBlog(input: {id: "b", t: "public"}) { id } }`,
		`mutation { createPost(input: {id: "p", t: "SECRET-post", blogId: "b"}) { id } }`,
		`mutation { createBox(input: {owner: "sub-alice::alice", k: "1", cat: "c", x: "SECRET-box"}) { k } }`,
		`mutation { createBox(input: {owner: "alice", k: "2", cat: "c", x: "SECRET-bare"}) { k } }`,
		`mutation { createDoc(input: {id: "a", x: "open"}) { id } }`,
		`mutation { createEmp(input: {id: "e", name: "Alice", ssn: "SECRET-ssn"}) { id } }`,
	)
	x.setUp(user("harry", "HR"), `mutation { updateEmp(input: {id: "e", salary: 9000, bossId: "boss"}) { id } }`)
	x.setUp(claims("claire", map[string]any{"custom:uid": "u-claire"}), `mutation { createClaimed(input: {id: "a", x: "SECRET-claimed"}) { id } }`)
	x.setUp(user("adm", "Admin"), `mutation { createGrp(input: {id: "a", x: "SECRET-grp"}) { id } }`, `mutation { createPin(input: {id: "a", t: "SECRET-pin", blogId: "b"}) { id } }`)
	x.setUp(user("tom", "t1", "Admin,HR"), `mutation { createTeam(input: {id: "a", x: "SECRET-team", team: "t1"}) { id } }`,
		`mutation { createSquad(input: {id: "a", x: "SECRET-teams", teams: ["t1", "t2"]}) { id } }`)
	x.setUp(oidcUser("olga", nil), `mutation { createOidc(input: {id: "a", x: "SECRET-oidc"}) { id } }`)
	x.setUp(signedIn, `mutation { createPool(input: {id: "a", x: "SECRET-pool"}) { id } }`)
	x.setUp(authorized("open"), `mutation { createCard(input: {id: "a", name: "card", pin: "SECRET-pin"}) { id } }`)
	x.setUp(admin, `mutation { createTodo(input: {id: "unowned", content: "SECRET-unowned"}) { id } }`, `mutation { createPub(input: {id: "a", x: "public"}) { id } }`,
		`mutation { createBoss(input: {id: "boss", t: "boss"}) { id } }`, `mutation { createTeam(input: {id: "free", x: "SECRET-free"}) { id } }`)
}

func TestRowsOfOthers(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.seed()
	var list []attempt
	for _, m := range []struct{ name, key string }{{"Todo", `id: "a"`}, {"Declared", `id: "a"`}, {"Kept", `id: "a"`}, {"Shared", `id: "a"`}, {"Item", `id: "a"`},
		{"Box", `owner: "sub-alice::alice", k: "1"`}, {"Claimed", `id: "a"`}, {"Grp", `id: "a"`}, {"Team", `id: "a"`}, {"Squad", `id: "a"`}} {
		column := "x"
		if m.name == "Todo" {
			column = "content"
		}
		get := "get" + m.name
		list = append(list, attempt{name: "get " + m.name, as: mallory, query: "{ " + get + "(" + m.key + ") { " + column + " } }", want: none(get, "Query")})
	}
	empty := func(field string) string { return `{"` + field + `":{"items":[],"nextToken":null}}` }
	for _, field := range []string{"listTodos", "listDeclareds", "listKepts", "listShareds", "listItems", "listBoxes"} {
		list = append(list, attempt{name: field, as: mallory, query: "{ " + field + " { items { __typename } nextToken } }", want: empty(field)})
	}
	for _, field := range []string{"listClaimeds", "listGrps", "listTeams"} {
		list = append(list, attempt{name: field + " without claims", as: mallory, query: "{ " + field + " { items { __typename } nextToken } }", want: none(field, "Query")})
	}
	x.try(t, append(list,
		attempt{name: "aliases hide nothing", as: mallory, query: `{ mine: getTodo(id: "a") { content } }`, want: `{"mine":null}` + "\n" + denied("mine", "getTodo", "Query")},
		attempt{name: "a fragment", as: mallory, query: `{ ...Q } fragment Q on Query { getTodo(id: "a") { ...T } } fragment T on Todo { content }`, want: none("getTodo", "Query")},
		attempt{name: "an unowned row", as: mallory, query: `{ getTodo(id: "unowned") { content } }`, want: none("getTodo", "Query")},
		attempt{name: "an unowned row without claims of a name", as: claims("mallory", map[string]any{"username": nil}), query: `{ getTodo(id: "unowned") { content } }`, want: none("getTodo", "Query")},
		attempt{name: "a group field that is null", as: user("mallory", ""), query: `{ getTeam(id: "free") { x } }`, want: none("getTeam", "Query")},
		attempt{name: "a missing row is no error", as: mallory, query: `{ getTodo(id: "nothing") { content } }`, want: `{"getTodo":null}`},
		attempt{name: "by the key of another", as: mallory, query: `{ listBoxes(owner: "sub-alice::alice") { items { x } } }`, want: none("listBoxes", "Query")},
		attempt{name: "by the bare key of another", as: mallory, query: `{ listBoxes(owner: "alice") { items { x } } }`, want: none("listBoxes", "Query")},
		attempt{name: "an index without the owner", as: mallory, query: `{ boxByCat(cat: "c") { items { x } nextToken } }`, want: empty("boxByCat")},
		attempt{name: "an index with another owner", as: mallory, query: `{ boxByCat(cat: "c", owner: {eq: "sub-alice::alice"}) { items { x } } }`, want: none("boxByCat", "Query")},
		attempt{name: "an index with a prefix", as: mallory, query: `{ boxByCat(cat: "c", owner: {beginsWith: "sub-"}) { items { x } } }`, want: none("boxByCat", "Query")},
		attempt{name: "an index with a range", as: mallory, query: `{ boxByCat(cat: "c", owner: {ge: ""}) { items { x } } }`, want: none("boxByCat", "Query")},
		attempt{name: "an index between", as: mallory, query: `{ boxByCat(cat: "c", owner: {between: ["a", "z"]}) { items { x } } }`, want: none("boxByCat", "Query")},
		attempt{name: "an index with an empty sort", as: mallory, query: `{ boxByCat(cat: "c", owner: {}) { items { x } nextToken } }`, want: empty("boxByCat")},
		attempt{name: "hasMany", as: mallory, query: `{ getBlog(id: "b") { posts { items { t } nextToken } } }`, want: `{"getBlog":{"posts":{"items":[],"nextToken":null}}}`},
		attempt{name: "hasMany with a filter", as: mallory, query: `{ getBlog(id: "b") { posts(filter: {or: [{t: {beginsWith: "SEC"}}, {not: {t: {eq: "x"}}}]}) { items { t } } } }`, want: `{"getBlog":{"posts":{"items":[]}}}`},
		attempt{name: "hasOne", as: mallory, query: `{ getBlog(id: "b") { pin { t } } }`, want: `{"getBlog":{"pin":null}}` + "\nUnauthorized getBlog.pin: Not Authorized to access pin on type Blog"},
		attempt{name: "a relationship after a mutation", as: mallory, may: true, query: `mutation { updateBlog(input: {id: "b", t: "public"}) { posts { items { t } } pin { t } } }`, want: `{"updateBlog":{"posts":{"items":[]},"pin":null}}` + "\n" + denied("updateBlog.pin", "pin", "Blog")},
		attempt{name: "groups with a separator", as: user("mallory", "Admin,HR"), query: `{ getGrp(id: "a") { x } }`, want: none("getGrp", "Query")},
		attempt{name: "a group that holds the group", as: user("mallory", "SuperAdmin"), query: `{ getGrp(id: "a") { x } }`, want: none("getGrp", "Query")},
		attempt{name: "a group in another case", as: user("mallory", "admin"), query: `{ getGrp(id: "a") { x } }`, want: none("getGrp", "Query")},
		attempt{name: "a group with blanks", as: user("mallory", " Admin "), query: `{ getGrp(id: "a") { x } }`, want: none("getGrp", "Query")},
		attempt{name: "groups as a text", as: claims("mallory", map[string]any{"cognito:groups": "SuperAdmin"}), query: `{ getGrp(id: "a") { x } }`, want: none("getGrp", "Query")},
		attempt{name: "groups as an object", as: claims("mallory", map[string]any{"cognito:groups": map[string]any{"Admin": true}}), query: `{ getGrp(id: "a") { x } }`, want: none("getGrp", "Query")},
		attempt{name: "groups as a number", as: claims("mallory", map[string]any{"cognito:groups": 1}), query: `{ getGrp(id: "a") { x } }`, want: none("getGrp", "Query")},
		attempt{name: "groups within a list", as: claims("mallory", map[string]any{"cognito:groups": []any{[]any{"Admin"}}}), query: `{ getGrp(id: "a") { x } }`, want: none("getGrp", "Query")},
		attempt{name: "groups in another claim", as: claims("mallory", map[string]any{"groups": []any{"Admin"}, "scope": "Admin"}), query: `{ getGrp(id: "a") { x } }`, want: none("getGrp", "Query")},
		attempt{name: "groups of another provider", as: oidcUser("mallory", map[string]any{"cognito:groups": []any{"Admin"}}), query: `{ getGrp(id: "a") { x } }`, want: none("getGrp", "Query")},
		attempt{name: "a sub of another provider", as: oidcUser("alice", nil), query: `{ getTodo(id: "a") { content } }`, want: none("getTodo", "Query")},
		attempt{name: "an owner of another provider", as: user("olga"), query: `{ getOidc(id: "a") { x } }`, want: none("getOidc", "Query")},
		attempt{name: "a username as a list", as: claims("mallory", map[string]any{"username": []any{"alice"}}), query: `{ getTodo(id: "a") { content } }`, want: none("getTodo", "Query")},
		attempt{name: "a claim as a list", as: claims("mallory", map[string]any{"custom:uid": []any{"u-claire"}}), query: `{ getClaimed(id: "a") { x } }`, want: none("getClaimed", "Query")},
		attempt{name: "a claim that holds the claim", as: claims("mallory", map[string]any{"custom:uid": "u-claire2"}), query: `{ getClaimed(id: "a") { x } }`, want: none("getClaimed", "Query")},
		attempt{name: "the separator before a name", as: claims("mallory", map[string]any{"username": "::alice"}), query: `{ getTodo(id: "a") { content } }`, want: none("getTodo", "Query")},
		attempt{name: "the presented name of another", as: claims("mallory", map[string]any{"username": "x::alice"}), query: `{ getTodo(id: "a") { content } }`, want: none("getTodo", "Query")},
		attempt{name: "only the name of another", as: user("alice2"), query: `{ getTodo(id: "a") { content } }`, want: none("getTodo", "Query")},
		attempt{name: "a part of a list owner", as: claims("mallory", map[string]any{"username": "sub-alice"}), query: `{ getShared(id: "a") { x } }`, want: none("getShared", "Query")},
		attempt{name: "the key for the rows of users", as: key, query: `{ listTodos { items { content } } }`, want: none("listTodos", "Query")},
		attempt{name: "the key through the type", as: key, query: `{ anyTodo { id content owner } }`, want: `{"anyTodo":null}` + "\nUnauthorized anyTodo.id: Not Authorized to access id on type Todo\nUnauthorized anyTodo.content: Not Authorized to access content on type Todo\nUnauthorized anyTodo.owner: Not Authorized to access owner on type Todo"},
		attempt{name: "a guest lists what it may get", as: guest, query: `{ listPubs { items { x } } }`, want: none("listPubs", "Query")},
		attempt{name: "a guest for signed-in identities", as: guest, query: `{ listPools { items { x } } }`, want: none("listPools", "Query")},
		attempt{name: "a signed-in identity for users' rows", as: signedIn, query: `{ listTodos { items { content } } }`, want: none("listTodos", "Query")},
		attempt{name: "a function without access", as: signed(otherKey, otherSecret), query: `{ listTodos { items { content } } }`, want: none("listTodos", "Query")},
		attempt{name: "a user for the authorizer's rows", as: mallory, query: `{ listCards { items { pin } } }`, want: none("listCards", "Query")},
		attempt{name: "an operation of a group", as: mallory, query: `{ adminOnly }`, want: none("adminOnly", "Query")},
		attempt{name: "an operation of a group by key", as: key, query: `{ adminOnly }`, want: none("adminOnly", "Query")},
	))
}
