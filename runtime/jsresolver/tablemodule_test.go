package jsresolver_test

import (
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/jsresolver"
)

// TestTableModule: the requests that @aws-appsync/utils/dynamodb makes.
func TestTableModule(t *testing.T) {
	t.Parallel()
	x := open(t)
	const ddb = "const ddb = require('@aws-appsync/utils/dynamodb');\n"
	for expression, want := range map[string]string{
		// These are what AppSync itself is known to make.
		`ddb.put({ key: { id: 'abc' }, item: { value: 10 } })`:                      `{"attributeValues":{"value":{"N":10}},"key":{"id":{"S":"abc"}},"operation":"PutItem"}`,
		`ddb.scan({ limit: 10, nextToken: 'abc' })`:                                 `{"limit":10,"nextToken":"abc","operation":"Scan"}`,
		`ddb.update({ key: { id: 'a' }, update: { age: ddb.operations.add(10) } })`: `{"key":{"id":{"S":"a"}},"operation":"UpdateItem","update":{"expression":"SET #expName_1 = :expValue_1","expressionNames":{"#expName_1":"age"},"expressionValues":{":expValue_1":{"N":10}}}}`,

		`ddb.sync({ limit: 10, nextToken: null, lastSync: 5 })`:                                     `{"lastSync":5,"limit":10,"operation":"Sync"}`,
		`ddb.get({ key: { id: 1 }, consistentRead: true, projection: ['id', 'nested.object[1]'] })`: `{"consistentRead":true,"key":{"id":{"N":1}},"operation":"GetItem","projection":{"expression":"#id, #nested.#object[1]","expressionNames":{"#id":"id","#nested":"nested","#object":"object"}}}`,
		`ddb.query({ query: { id: { eq: 'a' }, n: { beginsWith: 'b' } }, select: 'ALL_ATTRIBUTES', condition: undefined })`: `{"operation":"Query","query":{"expression":"(#id = :id_eq) AND (begins_with(#n,:n_beginsWith))","expressionNames":{"#id":"id","#n":"n"},` +
			`"expressionValues":{":id_eq":{"S":"a"},":n_beginsWith":{"S":"b"}}},"select":"ALL_ATTRIBUTES"}`,
		`ddb.remove({ key: { id: 'a' }, condition: { place: { city: { eq: 'x' } } }, customPartitionKey: 'p', populateIndexFields: true })`: `{"condition":{"expression":"(#place.#city = :place_city_eq)","expressionNames":{"#city":"city","#place":"place"},` +
			`"expressionValues":{":place_city_eq":{"S":"x"}}},"customPartitionKey":"p","key":{"id":{"S":"a"}},"operation":"DeleteItem","populateIndexFields":true}`,
		`ddb.update({ key: { id: 'a' }, update: { place: { city: 'x', floor: ddb.operations.remove() }, tags: [ddb.operations.updateListItem('b', 1), ddb.operations.updateListItem('c', 2)], all: ddb.operations.replace({ a: 1 }), none: {} } }).update`: `{"expression":"SET #expName_1.#expName_2 = :expValue_1, #expName_4[1] = :expValue_2, #expName_4[2] = :expValue_3, #expName_5 = :expValue_4, #expName_6 = :expValue_5 REMOVE #expName_1.#expName_3",` +
			`"expressionNames":{"#expName_1":"place","#expName_2":"city","#expName_3":"floor","#expName_4":"tags","#expName_5":"all","#expName_6":"none"},` +
			`"expressionValues":{":expValue_1":{"S":"x"},":expValue_2":{"S":"b"},":expValue_3":{"S":"c"},":expValue_4":{"M":{"a":{"N":1}}},":expValue_5":{"M":{}}}}`,
		`[ddb.toStringSet(['a', 'b']), ddb.toNumberSet([1, 2.5]), ddb.toBinarySet(['SGk='])]`:                              `[{"SS":["a","b"]},{"NS":["1","2.5"]},{"BS":["SGk="]}]`,
		`ddb.put({ key: { id: 'a' }, item: { tags: ddb.toStringSet(['a']) } }).attributeValues`:                            `{"tags":{"SS":["a"]}}`,
		`ddb.transactWrite({ items: [{ putItem: { table: 't', key: { id: 'a' }, item: { s: ddb.toNumberSet([1]) } } }] })`: `{"operation":"TransactWriteItems","transactItems":[{"attributeValues":{"s":{"NS":["1"]}},"key":{"id":{"S":"a"}},"operation":"PutItem","table":"t"}]}`,
		`ddb.batchGet({ tables: { t: { keys: [{ id: 'a' }], consistentRead: false, projection: ['a'] } } })`:               `{"operation":"BatchGetItem","tables":{"t":{"consistentRead":false,"keys":[{"id":{"S":"a"}}],"projection":{"expression":"#a","expressionNames":{"#a":"a"}}}}}`,
	} {
		got := x.with(jsresolver.Config{}, ddb+echo("({ v: "+expression+" })")).value(`{ run }`)
		if got != `{"v":`+want+`}` {
			t.Errorf("%s\n got %s\nwant {\"v\":%s}", expression, got, want)
		}
	}
}

// TestFilterExpressions: what util.transform makes, in AppSync's words. The
// names of fields that are no plain words stay out of the text.
func TestFilterExpressions(t *testing.T) {
	t.Parallel()
	x := open(t)
	for filter, want := range map[string]string{
		`{ content: { beginsWith: 'a' }, id: { between: ['1', '9'] } }`:                               "(begins_with(#content,:content_beginsWith)) AND (#id BETWEEN :id_between_start AND :id_between_end)",
		`{ or: [{ a: { eq: 1 } }, { and: [{ b: { ge: 1, le: 5 } }, { c: { notContains: 'x' } }] }] }`: "((#a = :or_0_a_eq) OR (((#b >= :or_1_and_0_b_ge) AND (#b <= :or_1_and_0_b_le)) AND (NOT contains(#c,:or_1_and_1_c_notContains))))",
		`{ not: { a: { in: ['x', 'y'] } } }`:                                                          "(NOT (#a IN (:not_a_in_0, :not_a_in_1)))",
		`{ and: [{ a: { eq: 1 } }] }`:                                                                 "(#a = :and_0_a_eq)",
		`{ or: { a: { eq: 1 } } }`:                                                                    "(#a = :or_0_a_eq)",
		`{ a: { size: { gt: 2, lt: 5 } } }`:                                                           "((size(#a) > :a_size_gt) AND (size(#a) < :a_size_lt))",
		`{ a: { attributeExists: false }, b: { attributeType: 'string' } }`:                           "(attribute_not_exists(#a)) AND (attribute_type(#b,:b_attributeType))",
		`{ _v: { ne: null } }`:                                                                        "(#_v <> :_v_ne)",
		`{}`:                                                                                          "",
		`{ and: [] }`:                                                                                 "",
		`{ 'a.b': { eq: 1 } }`:                                                                        "(#expName_1 = :expValue_1)",
		`{ 'a = :x OR b': { eq: 1 } }`:                                                                "(#expName_1 = :expValue_1)",
		`{ expName_1: { eq: 1 }, 'a b': { eq: 2 } }`:                                                  "(#expName_1 = :expName_1_eq) AND (#expName_2 = :expValue_2)",
		`{ or_0_a: { eq: 1 }, or: [{ a: { eq: 2 } }] }`:                                               "(#or_0_a = :or_0_a_eq) AND (#a = :or_0_a_eq_)",
	} {
		expression := "(() => { const f = JSON.parse(util.transform.toDynamoDBFilterExpression(" + filter + ")); return [f.expression, Object.keys(f.expressionNames).length, Object.keys(f.expressionValues).length] })()"
		if got := x.with(jsresolver.Config{}, echo(expression)).value(`{ run }`); !strings.HasPrefix(got, `["`+strings.NewReplacer("<", "\\u003c", ">", "\\u003e").Replace(want)+`",`) && !strings.HasPrefix(got, `["`+want+`",`) {
			t.Errorf("%s\n got %s\nwant %s", filter, got, want)
		}
	}
	for filter, want := range map[string]string{
		`'text'`:                              "expected an object",
		`{ a: 'x' }`:                          "no operator",
		`{ a: null }`:                         "no operator",
		`{ a: {} }`:                           "no operator",
		`{ and: null }`:                       "takes a list",
		`{ not: [{ a: { eq: 1 } }] }`:         "expected an object",
		`{ not: {} }`:                         "says nothing",
		`{ a: { eq: 1 }, and: [] }`:           "no operator",
		`{ a: { frob: 1 } }`:                  "the operator frob",
		`{ a: { between: [1] } }`:             "the operator between",
		`{ a: { in: Array(20000).fill(1) } }`: "may have",
		`{ a: { attributeExists: 'yes' } }`:   "the operator attributeExists",
		`JSON.parse('{"not":'.repeat(50) + '{"a":{"eq":1}}' + '}'.repeat(50))`: "expected an object",
	} {
		if got := x.with(jsresolver.Config{}, echo("util.transform.toDynamoDBConditionExpression("+filter+")")).ask(`{ run }`); !strings.Contains(got, want) {
			t.Errorf("%s\n got %s\nwant %s", filter, clip(got), want)
		}
	}
}

// TestTableReads: what is shown of items, and of a table in segments.
func TestTableReads(t *testing.T) {
	t.Parallel()
	x := open(t)
	for _, c := range []struct{ request, want string }{
		{`ddb.put({ key: { id: 'p' }, item: { title: 'T', tags: ddb.toStringSet(['a', 'b', 'c']), place: { city: 'x', floor: 3, lines: ['l0', 'l1', 'l2'] } } })`, `{"id":"p","title":"T","tags":["a","b","c"],"place":{"city":"x","floor":3,"lines":["l0","l1","l2"]}}`},
		{`ddb.get({ key: { id: 'p' }, projection: ['title', 'place.lines[2]', 'place.lines[0]', 'place.city', 'views', 'extra', 'author/name'] })`, `{"title":"T","place":{"city":"x","lines":["l0","l2"]}}`},
		{`ddb.scan({ projection: ['tags[1]', 'place.unknown'], select: 'SPECIFIC_ATTRIBUTES' })`, `{"items":[{"tags":["b"]}],"nextToken":null,"scannedCount":1}`},
		{`ddb.query({ query: { id: { eq: 'p' } }, projection: ['id'], totalSegments: 2, segment: 1 })`, `{"items":[{"id":"p"}],"nextToken":null,"scannedCount":1}`},
		{`ddb.scan({ totalSegments: 2, segment: 0, projection: ['id'] })`, `{"items":[{"id":"p"}],"nextToken":null,"scannedCount":1}`},
		{`ddb.scan({ totalSegments: 2, segment: 1 })`, `{"items":[],"nextToken":null,"scannedCount":0}`},
		{`ddb.scan({ filter: { place: { city: { eq: 'x' }, floor: { gt: 2 } } }, projection: ['id'] })`, `{"items":[{"id":"p"}],"nextToken":null,"scannedCount":1}`},
		{`ddb.scan({ filter: { title: { attributeType: 'string' } }, projection: ['id'] })`, `{"items":[{"id":"p"}],"nextToken":null,"scannedCount":1}`},
		{`ddb.update({ key: { id: 'p' }, update: { place: { city: 'y', floor: ddb.operations.remove() }, tags: [ddb.operations.updateListItem('B', 1)] } })`, `{"id":"p","title":"T","tags":["a","B","c"],"place":{"city":"y","lines":["l0","l1","l2"]}}`},
		{`ddb.update({ key: { id: 'p' }, update: { place: ddb.operations.replace({ city: 'z' }), tags: ddb.operations.prepend(['0']) } })`, `{"id":"p","title":"T","tags":["0","a","B","c"],"place":{"city":"z"}}`},
	} {
		if got := x.does(t, c.request); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.request, got, c.want)
		}
	}
}

// TestConditionsThatFail: the response function sees the item as it is, and a
// write that has been done before is done.
func TestConditionsThatFail(t *testing.T) { onBoth(t, conditionsThatFail) }

func conditionsThatFail(t *testing.T, x *api) {
	const once = `condition: { id: { attributeExists: false } } })`
	for _, c := range []struct{ request, want string }{
		{`ddb.put({ key: { id: 'p' }, item: { title: 'T', views: 1, tags: ['a'], meta: { a: 1 } }, ` + once, `{"result":{"id":"p","title":"T","views":1,"tags":["a"],"meta":{"a":1}}}`},
		{`ddb.put({ key: { id: 'p' }, item: { title: 'T', views: 1, tags: ['a'], meta: { a: 1 } }, ` + once, `{"result":{"id":"p","title":"T","views":1,"tags":["a"],"meta":{"a":1}}}`},
		{`ddb.put({ key: { id: 'p' }, item: { title: 'T', views: 1, tags: ['a'] }, ` + once, `{"result":{"id":"p","title":"T","views":1,"tags":["a"],"meta":{"a":1}},"error":"DynamoDB:ConditionalCheckFailedException"}`},
		{`({ ...ddb.put({ key: { id: 'p' }, item: { title: 'T', tags: ['a'], views: 9 } }), condition: { expression: 'attribute_not_exists(id)', equalsIgnore: ['meta', 'views'], conditionalCheckFailedHandler: { strategy: 'Reject' } } })`, `{"result":{"id":"p","title":"T","views":1,"tags":["a"],"meta":{"a":1}}}`},
		{`ddb.update({ key: { id: 'p' }, update: { title: 'T' }, condition: { title: { eq: 'U' } } })`, `{"result":{"id":"p","title":"T","views":1,"tags":["a"],"meta":{"a":1}},"error":"DynamoDB:ConditionalCheckFailedException"}`},
		{`ddb.update({ key: { id: 'q' }, update: { title: 'T' }, condition: { id: { attributeExists: true } } })`, `{"result":null,"error":"DynamoDB:ConditionalCheckFailedException"}`},
		{`ddb.remove({ key: { id: 'p' }, condition: { title: { eq: 'U' } } })`, `{"result":{"id":"p","title":"T","views":1,"tags":["a"],"meta":{"a":1}},"error":"DynamoDB:ConditionalCheckFailedException"}`},
		{`ddb.remove({ key: { id: 'q' }, condition: { title: { eq: 'U' } } })`, `{"result":null}`},
	} {
		if got := x.answers(t, c.request); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.request, got, c.want)
		}
	}
}
