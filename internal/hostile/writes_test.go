package hostile_test

import "testing"

// failed is DynamoDB's answer to a condition that does not hold.
func failed(field string) string {
	return `{"` + field + `":null}` + "\nDynamoDB:ConditionalCheckFailedException " + field + ": The conditional request failed (Service: DynamoDb, Status Code: 400, Request ID: *)"
}

// unwritable is the refusal of fields of an input.
func unwritable(field, fields string) string {
	return `{"` + field + `":null}` + "\nUnauthorized " + field + ": Unauthorized on [" + fields + "]"
}

func TestWritesToRowsOfOthers(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.seed()
	var list []attempt
	for _, m := range []struct{ name, key, set string }{
		{"Todo", `id: "a"`, `content: "pwned"`}, {"Declared", `id: "a"`, `owner: "mallory"`}, {"Kept", `id: "a"`, `x: "pwned"`},
		{"Shared", `id: "a"`, `editors: ["mallory"]`}, {"Item", `id: "a"`, `x: "pwned"`}, {"Box", `owner: "sub-alice::alice", k: "1"`, `x: "pwned"`},
		{"Claimed", `id: "a"`, `x: "pwned"`}, {"Grp", `id: "a"`, `x: "pwned"`}, {"Team", `id: "a"`, `team: "t2"`}, {"Squad", `id: "a"`, `teams: ["t2"]`},
		{"Post", `id: "p"`, `blogId: "mine"`}, {"Pin", `id: "a"`, `t: "pwned"`},
	} {
		list = append(list,
			attempt{name: "update " + m.name, as: mallory, query: "mutation { update" + m.name + "(input: {" + m.key + ", " + m.set + "}) { __typename } }", want: none("update"+m.name, "Mutation")},
			attempt{name: "delete " + m.name, as: mallory, query: "mutation { delete" + m.name + "(input: {" + m.key + "}) { __typename } }", want: none("delete"+m.name, "Mutation")})
	}
	x.try(t, append(list,
		attempt{name: "the owner of another", as: mallory, query: `mutation { createDeclared(input: {x: "1", owner: "alice"}) { id } }`, want: none("createDeclared", "Mutation")},
		attempt{name: "the whole owner of another", as: mallory, query: `mutation { createDeclared(input: {owner: "sub-alice::alice"}) { id } }`, want: none("createDeclared", "Mutation")},
		attempt{name: "half of the own owner", as: mallory, query: `mutation { createDeclared(input: {owner: "sub-mallory::alice"}) { id } }`, want: none("createDeclared", "Mutation")},
		attempt{name: "an empty owner", as: mallory, query: `mutation { createDeclared(input: {owner: ""}) { id } }`, want: none("createDeclared", "Mutation")},
		attempt{name: "a null owner", as: mallory, query: `mutation { createDeclared(input: {owner: null}) { id } }`, want: none("createDeclared", "Mutation")},
		attempt{name: "a null owner in a variable", as: mallory, query: `mutation($i: CreateDeclaredInput!) { createDeclared(input: $i) { id } }`, vars: `{"i": {"x": "1", "owner": null}}`, want: none("createDeclared", "Mutation")},
		attempt{name: "the last of two owners", as: mallory, query: `mutation($i: CreateDeclaredInput!) { createDeclared(input: $i) { id } }`, vars: `{"i": {"owner": "mallory", "owner": "alice"}}`, want: none("createDeclared", "Mutation")},
		attempt{name: "an owner in another case", as: user("Alice"), query: `mutation { updateTodo(input: {id: "a", n: 1}) { id } }`, want: none("updateTodo", "Mutation")},
		attempt{name: "an owner that is not in the input", as: mallory, query: `mutation { createTodo(input: {content: "x", owner: "alice"}) { id } }`,
			want: "null\n-: Validation error of type WrongType: argument 'input' with value 'ObjectValue{objectFields=[ObjectField{name='content', value=StringValue{value='x'}}, ObjectField{name='owner', value=StringValue{value='alice'}}]}' contains a field not in 'CreateTodoInput': 'owner' @ 'createTodo'"},
		attempt{name: "an owner in a variable that is not in the input", as: mallory, query: `mutation($i: CreateTodoInput!) { createTodo(input: $i) { id } }`, vars: `{"i": {"content": "x", "owner": "alice"}}`,
			want: "null\n-: The variables input contains a field that is not defined for input object type 'CreateTodoInput' "},
		attempt{name: "timestamps that are not in the input", as: mallory, query: `mutation($i: CreateTodoInput!) { createTodo(input: $i) { id } }`, vars: `{"i": {"createdAt": "2001-01-01T00:00:00Z"}}`,
			want: "null\n-: The variables input contains a field that is not defined for input object type 'CreateTodoInput' "},
		attempt{name: "a hidden type name", as: mallory, query: `mutation($i: CreateTodoInput!) { createTodo(input: $i) { id } }`, vars: `{"i": {"__typename": "Todo"}}`,
			want: "null\n-: The variables input contains a field that is not defined for input object type 'CreateTodoInput' "},
		attempt{name: "over the row of another", as: mallory, query: `mutation { createTodo(input: {id: "a", content: "pwned"}) { content } }`, want: failed("createTodo")},
		attempt{name: "over the row of another with a condition", as: mallory, query: `mutation { createTodo(input: {id: "a"}, condition: {content: {beginsWith: "SEC"}}) { id } }`, want: failed("createTodo")},
		attempt{name: "over the row of another with a condition that holds", as: mallory, query: `mutation { createTodo(input: {id: "a"}, condition: {content: {attributeExists: false}}) { id } }`, want: failed("createTodo")},
		attempt{name: "a list without me", as: mallory, query: `mutation { createShared(input: {editors: ["alice", "bob"]}) { id } }`, want: none("createShared", "Mutation")},
		attempt{name: "an empty list", as: mallory, query: `mutation { createShared(input: {editors: []}) { id } }`, want: none("createShared", "Mutation")},
		attempt{name: "a list of null", as: mallory, query: `mutation { createShared(input: {editors: [null]}) { id } }`, want: none("createShared", "Mutation")},
		attempt{name: "a null list", as: mallory, query: `mutation { createShared(input: {editors: null}) { id } }`, want: none("createShared", "Mutation")},
		attempt{name: "a list in a text", as: mallory, query: `mutation { createShared(input: {editors: "[\"mallory\"]"}) { id } }`, want: none("createShared", "Mutation")},
		attempt{name: "a claim that is missing", as: mallory, query: `mutation { createClaimed(input: {x: "1"}) { id } }`, want: none("createClaimed", "Mutation")},
		attempt{name: "a claim that is a number", as: claims("mallory", map[string]any{"custom:uid": 7}), query: `mutation { createClaimed(input: {x: "1"}) { id } }`, want: none("createClaimed", "Mutation")},
		attempt{name: "a claim that is empty", as: claims("mallory", map[string]any{"custom:uid": ""}), query: `mutation { createClaimed(input: {x: "1"}) { id } }`, want: none("createClaimed", "Mutation")},
		attempt{name: "a name that is null", as: claims("mallory", map[string]any{"username": nil}), query: `mutation { createTodo(input: {content: "x"}) { id } }`, want: none("createTodo", "Mutation")},
		attempt{name: "a team that is not mine", as: user("mallory", "t2"), query: `mutation { createTeam(input: {team: "t1"}) { id } }`, want: none("createTeam", "Mutation")},
		attempt{name: "a team of both names", as: user("mallory", "t1,t2"), query: `mutation { createTeam(input: {team: "t1"}) { id } }`, want: none("createTeam", "Mutation")},
		attempt{name: "no team", as: user("mallory", "t2"), query: `mutation { createTeam(input: {x: "1"}) { id } }`, want: none("createTeam", "Mutation")},
		attempt{name: "a null team", as: user("mallory", "t2"), query: `mutation { createTeam(input: {team: null}) { id } }`, want: none("createTeam", "Mutation")},
		attempt{name: "the team of another row", as: user("mallory", "t2"), query: `mutation { updateTeam(input: {id: "a", team: "t2"}) { x } }`, want: none("updateTeam", "Mutation")},
		attempt{name: "the key of a box", as: mallory, query: `mutation { createBox(input: {owner: "alice", k: "9"}) { k } }`, want: none("createBox", "Mutation")},
		attempt{name: "an owner that may be read and deleted only", as: alice, query: `mutation { createKept(input: {id: "k", owner: "alice"}) { id } }`, want: unwritable("createKept", "owner")},
		attempt{name: "giving away what must be kept", as: alice, query: `mutation { updateKept(input: {id: "a", owner: "mallory"}) { id } }`, want: unwritable("updateKept", "owner")},
		attempt{name: "a field of HR", as: alice, query: `mutation { updateEmp(input: {id: "e", salary: 1}) { id } }`, want: unwritable("updateEmp", "salary")},
		attempt{name: "removing a field of HR", as: alice, query: `mutation { updateEmp(input: {id: "e", salary: null}) { id } }`, want: unwritable("updateEmp", "salary")},
		attempt{name: "a field of the owner by HR", as: user("harry", "HR"), query: `mutation { updateEmp(input: {id: "e", ssn: "pwned", salary: 1}) { id } }`, want: unwritable("updateEmp", "ssn")},
		attempt{name: "several fields", as: alice, query: `mutation { updateEmp(input: {level: 3, id: "e", salary: 1, name: "x", bossId: "me"}) { id } }`, want: unwritable("updateEmp", "level, salary, bossId")},
		attempt{name: "a create with a field of HR", as: mallory, query: `mutation { createEmp(input: {id: "m", salary: 1000000}) { id } }`, want: unwritable("createEmp", "salary")},
		attempt{name: "a delete that a field's rule forbids", as: alice, query: `mutation { deleteEmp(input: {id: "e"}) { id } }`, want: none("deleteEmp", "Mutation")},
		attempt{name: "a reader's create", as: key, query: `mutation { createPub(input: {x: "1"}) { id } }`, want: none("createPub", "Mutation")},
		attempt{name: "a reader's update", as: key, query: `mutation { updatePub(input: {id: "a", x: "1"}) { id } }`, want: none("updatePub", "Mutation")},
		attempt{name: "a reader's delete", as: key, query: `mutation { deletePub(input: {id: "nothing"}) { id } }`, want: none("deletePub", "Mutation")},
		attempt{name: "a guest's create", as: guest, query: `mutation { createPool(input: {x: "1"}) { id } }`, want: none("createPool", "Mutation")},
		attempt{name: "a function that may query", as: function, query: `mutation { createTodo(input: {content: "1"}) { id } }`, want: none("createTodo", "Mutation")},
		attempt{name: "a function that may query deletes", as: function, query: `mutation { deleteTodo(input: {id: "a"}) { id } }`, want: none("deleteTodo", "Mutation")},
		attempt{name: "an owner who is not of the provider", as: oidcUser("alice", nil), query: `mutation { deleteTodo(input: {id: "a"}) { content } }`, want: none("deleteTodo", "Mutation")},
		attempt{name: "a reader of the provider writes", as: oidcUser("mallory", map[string]any{"cognito:groups": []any{"Admin"}}), query: `mutation { deleteOidc(input: {id: "a"}) { x } }`, want: none("deleteOidc", "Mutation")},
		attempt{name: "many at once", as: mallory, query: `mutation { a: deleteTodo(input: {id: "a"}) { id } b: updateTodo(input: {id: "a", n: 1}) { id } c: deleteTodo(input: {id: "unowned"}) { id } }`,
			want: `{"a":null,"b":null,"c":null}` + "\n" + denied("a", "deleteTodo", "Mutation") + "\n" + denied("b", "updateTodo", "Mutation") + "\n" + denied("c", "deleteTodo", "Mutation")},
		attempt{name: "a missing row of an owner", as: mallory, query: `mutation { updateTodo(input: {id: "nothing", n: 1}) { id } }`, want: none("updateTodo", "Mutation")},
		attempt{name: "deleting a missing row of an owner", as: mallory, query: `mutation { deleteTodo(input: {id: "nothing"}) { id } }`, want: none("deleteTodo", "Mutation")},
		attempt{name: "the joined key of another", as: mallory, query: `mutation { deleteBox(input: {owner: "sub-alice::alice#1", k: ""}) { x } }`, want: none("deleteBox", "Mutation")},
	))
}

func TestConditionsTellNothing(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.seed()
	x.try(t, []attempt{
		{name: "a condition on the row of another", as: mallory, query: `mutation { updateTodo(input: {id: "a", n: 1}, condition: {content: {beginsWith: "SEC"}}) { id } }`, want: none("updateTodo", "Mutation")},
		{name: "a condition that would not hold", as: mallory, query: `mutation { updateTodo(input: {id: "a", n: 1}, condition: {content: {beginsWith: "zzz"}}) { id } }`, want: none("updateTodo", "Mutation")},
		{name: "a delete's condition", as: mallory, query: `mutation { deleteTodo(input: {id: "a"}, condition: {not: {content: {eq: "x"}}}) { content } }`, want: none("deleteTodo", "Mutation")},
		{name: "a condition on a hidden field", as: user("harry", "HR"), query: `mutation { updateEmp(input: {id: "e", salary: 1}, condition: {ssn: {beginsWith: "SEC"}}) { id } }`, want: failed("updateEmp")},
		{name: "a condition on another value of it", as: user("harry", "HR"), query: `mutation { updateEmp(input: {id: "e", salary: 1}, condition: {ssn: {beginsWith: "zzz"}}) { id } }`, want: failed("updateEmp")},
		{name: "whether a hidden field is there", as: user("harry", "HR"), query: `mutation { updateEmp(input: {id: "e", salary: 1}, condition: {ssn: {attributeExists: true}}) { id } }`, want: failed("updateEmp")},
		{name: "the type of a hidden field", as: user("harry", "HR"), query: `mutation { updateEmp(input: {id: "e", salary: 1}, condition: {ssn: {attributeType: string}}) { id } }`, want: failed("updateEmp")},
		{name: "the size of a hidden field", as: user("harry", "HR"), query: `mutation { updateEmp(input: {id: "e", salary: 1}, condition: {ssn: {size: {gt: 0}}}) { id } }`, want: failed("updateEmp")},
		{name: "a hidden field within not and or", as: user("harry", "HR"), query: `mutation { updateEmp(input: {id: "e", salary: 1}, condition: {not: {or: [{not: {ssn: {contains: "SEC"}}}, {name: {eq: "nobody"}}]}}) { id } }`, want: failed("updateEmp")},
		{name: "an owner and a field of HR", as: alice, query: `mutation { updateEmp(input: {id: "e", name: "A"}, condition: {salary: {gt: 1}}) { id } }`, want: failed("updateEmp")},
		{name: "an owner and the range of a field of HR", as: alice, query: `mutation { updateEmp(input: {id: "e", name: "A"}, condition: {salary: {between: [0, 100000]}}) { id } }`, want: failed("updateEmp")},
	})
}
