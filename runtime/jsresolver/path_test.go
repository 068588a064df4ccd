package jsresolver_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/jsresolver"
)

// updateOf is an update of the item "p" by an expression.
func updateOf(expression, values string) string {
	return `{ operation: 'UpdateItem', key: util.dynamodb.toMapValues({ id: 'p' }), update: { expression: '` + expression + `', expressionNames: { '#p': 'place', '#c': 'city' }, expressionValues: ` + values + ` } }`
}

// TestPaths changes and looks at parts of fields, with DynamoDB's results.
func TestPaths(t *testing.T) {
	t.Parallel()
	x := open(t)
	const noValues = `{}`
	x.does(t, `ddb.put({ key: { id: 'p' }, item: { place: { city: 'Rome', lines: ['a', 'b', 'c'] }, meta: { a: { b: 1 } } } })`)
	x.does(t, `ddb.put({ key: { id: 'q' }, item: { place: { city: 'Oslo', floor: 3 } } })`)
	for _, c := range []struct{ request, want string }{
		{updateOf(`SET #p.#c = :c, place.floor = :n`, `util.dynamodb.toMapValues({ ':c': 'Bari', ':n': 2 })`),
			`{"id":"p","meta":{"a":{"b":1}},"place":{"city":"Bari","lines":["a","b","c"],"floor":2}}`},
		{updateOf(`SET place.floor = place.floor + :n, place.lines[0] = :c, place.lines[9] = :d`, `util.dynamodb.toMapValues({ ':n': 1, ':c': 'A', ':d': 'end' })`),
			`"place":{"city":"Bari","lines":["A","b","c","end"],"floor":3}`},
		// The indexes are those of before.
		{updateOf(`REMOVE place.lines[0], place.lines[2], #p.#c`, noValues), `"place":{"lines":["b","end"],"floor":3}`},
		{updateOf(`SET meta.a.b = :n, meta.x = :m`, `util.dynamodb.toMapValues({ ':n': 5, ':m': [1] })`), `"meta":{"a":{"b":5},"x":[1]}`},
		{updateOf(`SET meta.x = list_append(meta.x, :m), place.lines = :m`, `util.dynamodb.toMapValues({ ':m': ['z'] })`), `"meta":{"a":{"b":5},"x":[1,"z"]},"place":{"lines":["z"],"floor":3}`},
		{updateOf(`SET place.city = if_not_exists(place.city, :c)`, `util.dynamodb.toMapValues({ ':c': 'Pisa' })`), `"city":"Pisa"`},
		// What is not there has no parts, and paths must not overlap.
		{updateOf(`SET meta.no.b = :n`, `util.dynamodb.toMapValues({ ':n': 5 })`), `The document path provided in the update expression is invalid for update`},
		{updateOf(`SET place.lines.x = :n`, `util.dynamodb.toMapValues({ ':n': 5 })`), `The document path provided in the update expression is invalid for update`},
		{updateOf(`SET place.city = :n, place = :m`, `util.dynamodb.toMapValues({ ':n': 'x', ':m': {} })`), `two of its paths overlap`},
		{updateOf(`SET place.lines[0] = :n REMOVE place.lines`, `util.dynamodb.toMapValues({ ':n': 'x' })`), `two of its paths overlap`},
		{updateOf(`SET title.x = :n`, `util.dynamodb.toMapValues({ ':n': 'x' })`), `title has no parts`},
		{updateOf(`SET place.lines[x] = :n`, `util.dynamodb.toMapValues({ ':n': 'x' })`), `the index of a list is no number`},
		// Sets are lists here.
		{updateOf(`ADD tags :s, counts :n`, `{ ':s': util.dynamodb.toStringSet(['a', 'b']), ':n': util.dynamodb.toNumberSet([1, 2]) }`), `"tags":["a","b"]`},
		{updateOf(`ADD tags :s, counts :n`, `{ ':s': util.dynamodb.toStringSet(['b', 'c']), ':n': { NS: ['2', '3'] } }`), `"tags":["a","b","c"]`},
		{`ddb.get({ key: { id: 'p' } })`, `"counts":[1,2,3]`},
		{updateOf(`DELETE tags :s, counts :n`, `{ ':s': util.dynamodb.toStringSet(['a', 'x']), ':n': util.dynamodb.toNumberSet([1, 2, 3]) }`), `"tags":["b","c"]`},
		{updateOf(`DELETE place.lines :s`, `{ ':s': util.dynamodb.toStringSet(['z']) }`), `"place":{"floor":3,"city":"Pisa"}`},
		{updateOf(`DELETE title :s`, `{ ':s': util.dynamodb.toStringSet(['z']) }`), `{"id":"p"`},
		{updateOf(`DELETE tags :s`, `{ ':s': { S: 'b' } }`), `DELETE takes a set`},
		// Conditions.
		{`{ operation: 'UpdateItem', key: util.dynamodb.toMapValues({ id: 'q' }), update: { expression: 'SET title = :t', expressionValues: { ':t': { S: 'seen' } } },
			condition: { expression: 'place.floor BETWEEN :a AND :b AND NOT attribute_exists(place.lines)', expressionValues: util.dynamodb.toMapValues({ ':a': 2, ':b': 4 }) } }`, `"title":"seen"`},
		{`{ operation: 'DeleteItem', key: util.dynamodb.toMapValues({ id: 'q' }), condition: { expression: 'place.city = :c', expressionValues: { ':c': { S: 'Rome' } } } }`, `DynamoDB:ConditionalCheckFailedException`},
		{`{ operation: 'PutItem', key: util.dynamodb.toMapValues({ id: 'q' }), attributeValues: {}, condition: { expression: 'place.floor < :n', expressionValues: { ':n': { N: 3 } } } }`, `DynamoDB:ConditionalCheckFailedException`},
		{`{ operation: 'Scan', filter: { expression: 'place.city = :c OR size(place.city) = :n', expressionValues: util.dynamodb.toMapValues({ ':c': 'Oslo', ':n': 99 }) } }`, `{"items":[{"id":"q"`},
		{`{ operation: 'Scan', filter: { expression: 'attribute_type(place.floor, :t) AND contains(place.city, :c)', expressionValues: util.dynamodb.toMapValues({ ':t': 'N', ':c': 'isa' }) } }`, `{"items":[{"id":"p"`},
		{`{ operation: 'DeleteItem', key: util.dynamodb.toMapValues({ id: 'q' }), condition: { expression: 'place.city = :c', expressionValues: { ':c': { S: 'Oslo' } } } }`, `{"id":"q"`},
		{`{ operation: 'DeleteItem', key: util.dynamodb.toMapValues({ id: 'q' }), condition: { expression: 'attribute_not_exists(place.city)' } }`, `{"data":{"table":null}}`},
	} {
		if got := x.does(t, c.request); !strings.Contains(got, c.want) {
			t.Errorf("%s\n got %s\nwant %s", c.request, got, c.want)
		}
	}
	if got := x.does(t, `ddb.get({ key: { id: 'p' } })`); strings.Contains(got, "counts") || strings.Contains(got, "lines") {
		t.Errorf("an empty set is left: %s", got)
	}
}

// TestPartsInTurns: changes of parts by many requests at once are all there.
func TestPartsInTurns(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.does(t, `ddb.put({ key: { id: 'p' }, item: { place: { floor: 0 } } })`)
	y := x.with(jsresolver.Config{}, tabled(`{ operation: 'UpdateItem', key: util.dynamodb.toMapValues({ id: 'p' }),
		update: { expression: 'SET place.floor = place.floor + :one', expressionValues: { ':one': { N: 1 } } }, condition: { expression: 'place.floor < :max', expressionValues: { ':max': { N: 12 } } } }`))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { y.ask(`mutation { table }`) })
	}
	wg.Wait()
	if got := x.does(t, `ddb.get({ key: { id: 'p' } })`); got != `{"id":"p","place":{"floor":12}}` {
		t.Error(got)
	}
}

// TestTypesOfAttributes: conditions name types as DynamoDB does, filters as
// AppSync does.
func TestTypesOfAttributes(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.does(t, `ddb.put({ key: { id: 'p' }, item: { title: 'T', views: 1, tags: ['a'], place: { floor: 3 }, meta: { s: 'x', b: true, n: null, l: [1], m: { a: 1 } } } })`)
	for path, want := range map[string]string{
		"title": "S", "views": "N", "tags": "L", "place": "M", "kind": "", "place.floor": "N", "meta.s": "S", "meta.b": "BOOL", "meta.n": "NULL", "meta.l": "L", "meta.m": "M", "meta.none": "",
	} {
		for _, typ := range []string{"S", "N", "BOOL", "NULL", "L", "M"} {
			got := x.does(t, `{ operation: 'Scan', filter: { expression: 'attribute_type(`+path+`, :t)', expressionValues: { ':t': { S: '`+typ+`' } } } }`)
			if strings.HasPrefix(got, `{"items":[{"id":"p"`) != (typ == want) || strings.Contains(got, "errors") {
				t.Errorf("attribute_type(%s, %s): %s", path, typ, got)
			}
		}
	}
	if got := x.does(t, `ddb.scan({ filter: { title: { attributeType: 'string' } } })`); !strings.HasPrefix(got, `{"items":[{"id":"p"`) {
		t.Error(got)
	}
}

// TestSizesOfParts: the size of a text, a list or a map in a field.
func TestSizesOfParts(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.does(t, `ddb.put({ key: { id: 'p' }, item: { place: { city: 'Rome', lines: ['a', 'b', 'c'] }, meta: { m: { a: { b: 1 }, c: 2 }, l: [], n: 7 } } })`)
	for path, want := range map[string]int{"place.city": 4, "place.lines": 3, "meta.m": 2, "meta.m.a": 1, "meta.l": 0, "meta.n": -1, "meta.none": -1} {
		for size := range 5 {
			got := x.does(t, fmt.Sprintf(`{ operation: 'Scan', filter: { expression: 'size(%s) = :n AND NOT %s = :s', expressionValues: { ':n': { N: %d }, ':s': { S: 'x' } } } }`, path, path, size))
			if strings.HasPrefix(got, `{"items":[{"id":"p"`) != (size == want) || strings.Contains(got, "errors") {
				t.Errorf("size(%s) = %d: %s", path, size, got)
			}
		}
	}
}
