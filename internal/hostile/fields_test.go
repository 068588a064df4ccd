package hostile_test

import (
	"strings"
	"testing"
)

// unreadable is the refusal of a field of a row.
func unreadable(path, field, parent string) string {
	return "\nUnauthorized " + path + ": Not Authorized to access " + field + " on type " + parent
}

func TestHiddenFields(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.seed()
	x.try(t, []attempt{
		{name: "get", as: mallory, query: `{ getEmp(id: "e") { name ssn salary } }`, want: `{"getEmp":{"name":"Alice","ssn":null,"salary":null}}` + unreadable("getEmp.ssn", "ssn", "Emp") + unreadable("getEmp.salary", "salary", "Emp")},
		{name: "alias", as: mallory, query: `{ getEmp(id: "e") { name: ssn id: salary } }`, want: `{"getEmp":{"name":null,"id":null}}` + unreadable("getEmp.name", "ssn", "Emp") + unreadable("getEmp.id", "salary", "Emp")},
		{name: "list", as: mallory, query: `{ listEmps { items { ssn } } }`, want: `{"listEmps":{"items":[{"ssn":null}]}}` + unreadable("listEmps.items.0.ssn", "ssn", "Emp")},
		{name: "two selections of the items", as: mallory, query: `{ listEmps { items { name } more: items { ssn } } }`, want: `{"listEmps":{"items":[{"name":"Alice"}],"more":[{"ssn":null}]}}` + unreadable("listEmps.more.0.ssn", "ssn", "Emp")},
		{name: "fragments", as: mallory, query: `{ getEmp(id: "e") { ...A ... on Emp { ssn } } } fragment A on Emp { ssn @include(if: true) }`, want: `{"getEmp":{"ssn":null}}` + unreadable("getEmp.ssn", "ssn", "Emp")},
		{name: "a relationship over a hidden reference", as: mallory, query: `{ getEmp(id: "e") { boss { id t } } }`, want: `{"getEmp":{"boss":null}}` + unreadable("getEmp.boss", "boss", "Emp")},
		{name: "the other way", as: mallory, query: `{ getBoss(id: "boss") { emps { items { name ssn } } } }`, want: `{"getBoss":{"emps":null}}` + unreadable("getBoss.emps", "emps", "Boss")},
		{name: "an index by a hidden field", as: mallory, query: `{ empBySsn(ssn: "SEC") { items { id } } }`, want: `{"empBySsn":{"items":[]}}`},
		{name: "an index sorted by a hidden field", as: mallory, query: `{ empByName(name: "Alice", sortDirection: DESC) { items { id } } }`, want: none("empByName", "Query")},
		{name: "a range of a hidden sort key", as: mallory, query: `{ empByName(name: "Alice", salary: {gt: 0}) { items { id } } }`, want: none("empByName", "Query")},
		{name: "the result of a handler", as: mallory, query: `mutation { anyEmp { id ssn salary boss { id } } }`,
			want: `{"anyEmp":{"id":"h","ssn":null,"salary":null,"boss":null}}` + unreadable("anyEmp.ssn", "ssn", "Emp") + unreadable("anyEmp.salary", "salary", "Emp") + unreadable("anyEmp.boss", "boss", "Emp")},
		{name: "the result of an update", as: alice, may: true, query: `mutation { updateEmp(input: {id: "e", name: "Alice"}) { name ssn salary } }`, want: `{"updateEmp":{"name":"Alice","ssn":null,"salary":null}}` + unreadable("updateEmp.salary", "salary", "Emp")},
		{name: "the result of HR's update", as: user("harry", "HR"), may: true, query: `mutation { updateEmp(input: {id: "e", salary: 9000}) { ssn salary } }`, want: `{"updateEmp":{"ssn":null,"salary":null}}` + unreadable("updateEmp.ssn", "ssn", "Emp")},
		{name: "an owner that editors may not read", as: user("eve", "Editors"), query: `{ getDoc(id: "a") { x owner } }`, want: `{"getDoc":{"x":"open","owner":null}}` + unreadable("getDoc.owner", "owner", "Doc")},
		{name: "a field that the authorizer denied", as: authorized("no-pin"), query: `{ getCard(id: "a") { name pin } }`, want: `{"getCard":{"name":"card","pin":null}}` + unreadable("getCard.pin", "pin", "Card")},
		{name: "a denied field in a list", as: authorized("no-pin"), query: `{ listCards { items { p: pin } } }`, want: `{"listCards":{"items":[{"p":null}]}}` + unreadable("listCards.items.0.p", "pin", "Card")},
		{name: "a denied field of a mutation", as: authorized("no-pin"), may: true, query: `mutation { updateCard(input: {id: "a", name: "card"}) { pin } }`, want: `{"updateCard":{"pin":null}}` + unreadable("updateCard.pin", "pin", "Card")},
		{name: "a denied field in a filter", as: authorized("no-pin"), query: `{ listCards(filter: {pin: {beginsWith: "SEC"}}) { items { id } } }`, want: `{"listCards":{"items":[]}}`},
		{name: "a denied field in a condition", as: authorized("no-pin"), query: `mutation { updateCard(input: {id: "a", name: "x"}, condition: {pin: {beginsWith: "SEC"}}) { id } }`, want: failed("updateCard")},
		{name: "a denied field as a key", as: authorized("no-pin"), query: `{ cardByPin(pin: "SEC") { items { id } } }`, want: none("cardByPin", "Query")},
		{name: "a denied root field", as: authorized("no-list"), query: `{ listCards { items { id } } }`, want: none("listCards", "Query")},
		{name: "a denied root field by its ARN", as: authorized("no-list"), query: `{ x: getCard(id: "a") { id } }`, want: `{"x":null}` + "\n" + denied("x", "getCard", "Query")},
	})
}

// TestFiltersTellNothing probes hidden values in every way that a filter has:
// the answer must not depend on the value.
func TestFiltersTellNothing(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.seed()
	var list []attempt
	for _, f := range []string{
		`{ssn: {beginsWith: "SEC"}}`, `{ssn: {contains: "ssn"}}`, `{ssn: {gt: "A"}}`, `{ssn: {le: "zzz"}}`, `{ssn: {between: ["A", "Z"]}}`,
		`{ssn: {attributeExists: true}}`, `{ssn: {attributeType: string}}`, `{ssn: {size: {ge: 1}}}`, `{ssn: {size: {between: [1, 100]}}}`,
		`{not: {ssn: {attributeExists: false}}}`, `{not: {ssn: {ne: "x"}}}`, `{not: {not: {ssn: {beginsWith: "S"}}}}`,
		`{and: [{ssn: {beginsWith: "S"}}, {name: {eq: "Alice"}}]}`, `{or: [{ssn: {beginsWith: "S"}}, {name: {eq: "nobody"}}]}`,
		`{or: [{and: [{not: {or: [{ssn: {notContains: "S"}}]}}]}]}`, `{salary: {gt: 0}}`, `{salary: {between: [8999, 9001]}}`, `{not: {salary: {ne: 9000}}}`,
		`{salary: {attributeType: number}}`, `{bossId: {eq: "boss"}}`, `{bossId: {beginsWith: "b"}}`, `{name: {eq: "Alice"}, ssn: {contains: "S"}}`,
	} {
		list = append(list, attempt{name: strings.ReplaceAll(f, "/", ""), as: mallory, query: "{ listEmps(filter: " + f + ") { items { id } nextToken } }", want: `{"listEmps":{"items":[],"nextToken":null}}`})
	}
	x.try(t, append(list,
		attempt{name: "escaping one's own rows", as: mallory, query: `{ listTodos(filter: {or: [{content: {beginsWith: "SEC"}}, {not: {id: {eq: "x"}}}]}) { items { content } } }`, want: `{"listTodos":{"items":[]}}`},
		attempt{name: "the owner of another", as: mallory, query: `{ listTodos(filter: {owner: {eq: "sub-alice::alice"}}) { items { content } } }`, want: `{"listTodos":{"items":[]}}`},
		attempt{name: "no owner", as: mallory, query: `{ listTodos(filter: {owner: {attributeExists: false}}) { items { content } } }`, want: `{"listTodos":{"items":[]}}`},
		attempt{name: "a hidden owner", as: user("eve", "Editors"), query: `{ listDocs(filter: {owner: {contains: "alice"}}) { items { id } } }`, want: `{"listDocs":{"items":[]}}`},
		attempt{name: "SQL", as: mallory, query: `{ listTodos(filter: {content: {eq: "' OR '1'='1"}}) { items { content } } }`, want: `{"listTodos":{"items":[]}}`},
		attempt{name: "SQL in a name", as: claims("mallory", map[string]any{"username": "x' OR '1'='1"}), query: `{ listTodos { items { content } } }`, want: `{"listTodos":{"items":[]}}`},
		attempt{name: "SQL in a key", as: mallory, query: `{ listBoxes(owner: "mallory' OR owner > '") { items { x } } }`, want: none("listBoxes", "Query")},
		attempt{name: "SQL in an input", as: mallory, query: `mutation { deleteTodo(input: {id: "a' OR '1'='1"}) { content } }`, want: none("deleteTodo", "Mutation")},
		attempt{name: "wildcards", as: mallory, query: `{ listTodos(filter: {content: {contains: "%"}}) { items { content } } }`, want: `{"listTodos":{"items":[]}}`},
		attempt{name: "a page size", as: mallory, query: `{ listTodos(limit: 1) { items { id } nextToken } }`, want: `{"listTodos":{"items":[],"nextToken":null}}`},
	))
}
