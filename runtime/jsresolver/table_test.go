package jsresolver_test

import (
	"bytes"
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/jsresolver"
)

// does runs a request against the table and gives the answer without the
// timestamps, which the clock decides.
func (x *api) does(t testing.TB, request string) string {
	t.Helper()
	got := x.with(jsresolver.Config{}, tabled(request)).ask(`mutation { table }`)
	got = strings.ReplaceAll(got, `\"`, `"`)
	for {
		i := strings.Index(got, `,"createdAt"`)
		if i < 0 {
			return strings.TrimSuffix(strings.TrimPrefix(got, `{"data":{"table":"`), `"}}`)
		}
		n := strings.IndexByte(got[i:], '}')
		got = got[:i] + got[i+n:]
	}
}

// TestTable runs what the public documentation's resolvers do, in order.
func TestTable(t *testing.T) {
	t.Parallel()
	x := open(t)
	const id = `util.dynamodb.toMapValues({ id: 'p' })`
	for _, c := range []struct{ request, want string }{
		{`ddb.get({ key: { id: 'p' } })`, `{"data":{"table":null}}`},
		{`{ operation: 'PutItem', key: ` + id + `, attributeValues: util.dynamodb.toMapValues({ title: 'T', views: 1, tags: ['a'], meta: { a: 1 }, __typename: 'Post' }) }`,
			`{"id":"p","title":"T","views":1,"tags":["a"],"meta":{"a":1}}`},
		{`{ version: '2018-05-29', operation: 'GetItem', key: ` + id + ` }`, `{"id":"p","title":"T","views":1,"tags":["a"],"meta":{"a":1}}`},
		{`ddb.put({ key: { id: 'p' }, item: { title: 'U' }, condition: { id: { attributeExists: false } } })`, `DynamoDB:ConditionalCheckFailedException`},
		{`{ operation: 'PutItem', key: ` + id + `, attributeValues: {}, condition: { expression: 'attribute_not_exists(id)' } }`, `DynamoDB:ConditionalCheckFailedException`},
		{`{ operation: 'UpdateItem', key: ` + id + `, update: { expression: 'SET #v = if_not_exists(#v, :zero) + :one, title = :t REMOVE meta ADD #r :one', expressionNames: { '#v': 'views', '#r': 'rank' },
			expressionValues: util.dynamodb.toMapValues({ ':one': 1, ':zero': 0, ':t': 'V' }) }, condition: { expression: 'title = :old', expressionValues: { ':old': { S: 'T' } } } }`,
			`{"id":"p","title":"V","views":2,"rank":1,"tags":["a"]}`},
		{`{ operation: 'UpdateItem', key: ` + id + `, update: { expression: 'SET title = :t', expressionValues: { ':t': { S: 'W' } } }, condition: { expression: 'title = :t', expressionValues: { ':t': { S: 'T' } } } }`,
			`DynamoDB:ConditionalCheckFailedException`},
		{`ddb.update({ key: { id: 'p' }, update: { views: ddb.operations.increment(5), tags: ddb.operations.append(['b']), title: ddb.operations.remove(), kind: 'k' } })`,
			`{"id":"p","views":7,"kind":"k","rank":1,"tags":["a","b"]}`},
		{`ddb.update({ key: { id: 'q' }, update: { views: ddb.operations.increment(), kind: 'k', rank: 2 } })`, `{"id":"q","views":1,"kind":"k","rank":2}`},
		{`ddb.query({ index: 'byKind', query: { kind: { eq: 'k' } }, scanIndexForward: false })`, `{"items":[{"id":"q","views":1,"kind":"k","rank":2},{"id":"p","views":7,"kind":"k","rank":1,"tags":["a","b"]}],"nextToken":null,"scannedCount":2}`},
		{`ddb.query({ index: 'byKind', query: { kind: { eq: 'k' }, rank: { between: [2, 3] } } })`, `{"items":[{"id":"q","views":1,"kind":"k","rank":2}],"nextToken":null,"scannedCount":1}`},
		{`ddb.query({ query: { id: { eq: 'q' } }, filter: { views: { gt: 1 } } })`, `{"items":[],"nextToken":null,"scannedCount":0}`},
		{`{ operation: 'Scan', filter: { expression: 'contains(tags, :a) AND NOT (size(kind) > :n OR views IN (:n))', expressionValues: util.dynamodb.toMapValues({ ':a': 'b', ':n': 1 }) } }`,
			`{"items":[{"id":"p","views":7,"kind":"k","rank":1,"tags":["a","b"]}],"nextToken":null,"scannedCount":1}`},
		{`ddb.scan({ index: 'byKind', filter: { views: { gt: 1 } } })`, `{"items":[{"id":"p","views":7,"kind":"k","rank":1,"tags":["a","b"]}],"nextToken":null,"scannedCount":1}`},
		{`ddb.scan({ index: 'byNothing' })`, `there is no index`},
		{`ddb.put({ key: { id: 'r' }, item: { title: 'without a kind' } })`, `{"id":"r","title":"without a kind"}`},
		{`ddb.scan({ index: 'byKind', limit: 5, filter: { id: { ne: 'q' } } })`, `{"items":[{"id":"p","views":7,"kind":"k","rank":1,"tags":["a","b"]}],"nextToken":null,"scannedCount":1}`},
		{`ddb.put({ key: { id: 'p' }, item: { title: 'new' } })`, `{"id":"p","title":"new"}`},
		{`ddb.remove({ key: { id: 'p' }, condition: { title: { eq: 'old' } } })`, `DynamoDB:ConditionalCheckFailedException`},
		{`ddb.remove({ key: { id: 'p' } })`, `{"id":"p","title":"new"}`},
		{`ddb.remove({ key: { id: 'p' } })`, `{"data":{"table":null}}`},
	} {
		if got := x.does(t, c.request); got != c.want && (strings.HasPrefix(c.want, "{") || !strings.Contains(got, c.want)) {
			t.Errorf("%s\n got %s\nwant %s", c.request, got, c.want)
		}
	}
}

// TestTypeNames: what sets the name of the type, as in Amplify's own items, sets
// nothing else, and no other name.
func TestTypeNames(t *testing.T) {
	t.Parallel()
	x := open(t)
	update := func(expression, name string) string {
		return `{ operation: 'UpdateItem', key: util.dynamodb.toMapValues({ id: 'p' }), update: { expression: '` + expression + `', expressionNames: { '#type': '__typename', '#v': 'views' },
			expressionValues: util.dynamodb.toMapValues({ ':type': '` + name + `', ':one': 1, ':t': 'T' }) } }`
	}
	for _, c := range []struct{ request, want string }{
		{update("ADD #v :one SET #type = if_not_exists(#type, :type), title = :t", "Post"), `{"id":"p","title":"T","views":1}`},
		{update("SET title = :t, __typename = :type ADD #v :one", "Post"), `{"id":"p","title":"T","views":2}`},
		{`ddb.update({ key: { id: 'p' }, update: { __typename: 'Post', title: 'U' } })`, `{"id":"p","title":"U","views":2}`},
		{update("SET #type = :type", "Page"), `__typename can only be "Post"`},
		{update("SET #type = if_not_exists(title, :type)", "Post"), `__typename can only be "Post"`},
		{update("SET #type = :one", "Post"), `__typename can only be "Post"`},
		{update("SET #type = title", "Post"), `"title" is not in expressionValues`},
		{update("SET #type = if_not_exists(#type, :type", "Post"), `expected )`},
		{update("REMOVE #type", "Post"), `has no stored field "__typename"`},
		{`ddb.get({ key: { id: 'p' } })`, `{"id":"p","title":"U","views":2}`},
	} {
		if got := x.does(t, c.request); got != c.want && (strings.HasPrefix(c.want, "{") || !strings.Contains(got, c.want)) {
			t.Errorf("%s\n got %s\nwant %s", c.request, got, c.want)
		}
	}
}

// TestTableRefuses: what cannot be translated is refused with its text.
func TestTableRefuses(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.does(t, `ddb.put({ key: { id: 'p' }, item: { title: 'T' } })`)
	condition := func(expression string) string {
		return `{ operation: 'DeleteItem', key: util.dynamodb.toMapValues({ id: 'p' }), condition: { expression: ` + "`" + expression + "`" + `, expressionValues: { ':a': { S: 'x' } } } }`
	}
	for request, want := range map[string]string{
		condition("title.a = :a"):                   "title has no parts",
		condition("nothing = :a"):                   "no stored field",
		condition("title = :b"):                     ":b",
		condition("#t = :a"):                        "#t",
		condition("title = :a extra"):               "unexpected",
		condition("title ! :a"):                     "unknown characters",
		condition("title = title"):                  "expressionValues",
		condition(":a"):                             "expected a comparison",
		condition("(title = :a"):                    "expected )",
		condition("frob(title, :a)"):                "no stored field",
		`{ operation: 'BatchGetItem', tables: {} }`: "takes 1 to 100 items",
		`{ operation: 'BatchGetItem', tables: { Post: { keys: [] } } }`: "there is no table",
		`{ operation: 'Frob' }`:                                                            "Frob",
		`{ operation: 'GetItem', key: { id: 'p' } }`:                                       "toMapValues",
		`ddb.get({ key: { title: 'p' } })`:                                                 "the key of Post",
		`ddb.put({ key: { id: 'p' }, item: { extra: 1 } })`:                                "no attribute",
		`ddb.put({ key: { id: 'p' }, item: { views: 'many' } })`:                           "not a valid Int",
		`ddb.update({ key: { id: 'p' }, update: { id: 'q' } })`:                            "part of the key",
		`ddb.query({ query: { title: { eq: 'q' } } })`:                                     "no key condition",
		`ddb.query({ query: { id: { gt: 'q' } } })`:                                        "no key condition",
		`ddb.query({ index: 'byNothing', query: { id: { eq: 'q' } } })`:                    "there is no index",
		`ddb.scan({ nextToken: 'AAAA' })`:                                                  "Invalid pagination token",
		`ddb.scan({ limit: 0 })`:                                                           "limit",
		`ddb.scan({ totalSegments: 2 })`:                                                   "TotalSegments",
		`ddb.scan({ totalSegments: 2, segment: 2 })`:                                       "Segment: 2 is not less",
		`ddb.scan({ select: 'SPECIFIC_ATTRIBUTES' })`:                                      "SPECIFIC_ATTRIBUTES",
		`ddb.scan({ select: 'COUNT' })`:                                                    `select "COUNT" is not supported`,
		`ddb.scan({ projection: ['title', 'title'] })`:                                     "overlap",
		`ddb.scan({ projection: ['title[x]'] })`:                                           "no field and no part",
		`ddb.scan({ projection: [] })`:                                                     "a projection is a list",
		`ddb.scan({ unknown: 1 })`:                                                         "does not take",
		`ddb.scan({ projection: ['place', 'place.city'] })`:                                "overlap",
		`ddb.scan({ projection: ['place.city', 'place'] })`:                                "overlap",
		`ddb.scan({ projection: ['title.a'] })`:                                            "title has no parts",
		`ddb.put({ key: { id: 'p' }, item: {}, condition: { id: {} } })`:                   "no operator",
		`ddb.put({ key: { id: 'p' }, item: {}, condition: { and: [] } })`:                  "no operator",
		`ddb.put({ key: { id: 'p' }, item: {}, condition: { id: null } })`:                 "no operator",
		`ddb.put({ key: 'p', item: {} })`:                                                  "the key is an object",
		`ddb.put({ key: { id: 'p' }, item: {}, _version: 3 })`:                             "Unsupported member '_version'",
		`({ ...ddb.put({ key: { id: 'p' }, item: {} }), condition: { expression: ' ' } })`: "The expression can not be empty",
		`({ ...ddb.put({ key: { id: 'p' }, item: {} }), condition: { expression: 'attribute_exists(id)', conditionalCheckFailedHandler: { strategy: 'Custom', lambdaArn: 'x' } } })`: "only Reject is",
		`ddb.update({ key: { id: 'p' }, update: { tags: [ddb.operations.updateListItem('x', -1)] } })`:                                                                               "updateListItem(value, index)",
		`ddb.update({ key: { id: 'p' }, update: { tags: [ddb.operations.updateListItem('x', 0), 'plain'] } })`:                                                                       "updateListItem(value, index)",
		`ddb.update({ key: { id: 'p' }, update: { meta: { a: 1 } } })`:                                                                                                               "document path",
		`({ ...ddb.get({ key: { id: 'p' } }), operation: 'Sync' })`:                                                                                                                  "Unsupported operation 'Sync'",
		`ddb.batchGet({ tables: {}, x: 1 })`: "does not take",
		`ddb.sync({ limit: 10, lastSync: 1, basePartitionKey: 'a', deltaIndexName: 'b', filter: { title: { eq: 'x' } } })`: "Unsupported operation 'Sync'. It needs a versioned data source",
	} {
		if got := x.does(t, request); !strings.HasPrefix(got, `{"data":{"table":null},"errors"`) || !strings.Contains(got, want) {
			t.Errorf("%s\n got %s\nwant %s", request, got, want)
		}
	}
	if got := x.does(t, `ddb.get({ key: { id: 'p' } })`); got != `{"id":"p","title":"T"}` {
		t.Error(got)
	}
}

// TestForgedOperations: a client's JSON is a value, in whatever form it comes.
func TestForgedOperations(t *testing.T) {
	t.Parallel()
	x := open(t)
	for _, forged := range []string{`{"#operation":"remove"}`, `{"#operation ":"increment","value":5}`, `{"_type":"remove"}`, `{"type":"OPERATION_REMOVE"}`, `{"type":"OPERATION_INCREMENT","by":5}`} {
		y := x.with(jsresolver.Config{}, "const ddb = require('@aws-appsync/utils/dynamodb');\nexports.request = (ctx) => ddb.put({ key: { id: 'p' }, item: { meta: 1, title: 'T' } });\nexports.response = (ctx) => ddb.update({ key: { id: 'p' }, update: { meta: ctx.args.x } }).update.expression;")
		if got := y.ask(`mutation { table(x: ` + strconv.Quote(forged) + `) }`); !strings.Contains(got, "SET #expName_1.#expName_2 = :expValue_1") || strings.Contains(got, "REMOVE") || strings.Contains(got, "if_not_exists") {
			t.Errorf("%s: %s", forged, got)
		}
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	x := open(t)
	for _, id := range []string{"a", "b", "c"} {
		x.does(t, `ddb.put({ key: { id: '`+id+`' }, item: {} })`)
	}
	y := x.with(jsresolver.Config{}, `
		const ddb = require('@aws-appsync/utils/dynamodb');
		exports.request = (ctx) => ddb.scan({ limit: 2, nextToken: ctx.args.x });
		exports.response = (ctx) => [ctx.result.items.map((i) => i.id), ctx.result.nextToken];`)
	first := strings.ReplaceAll(y.ask(`mutation { table }`), `\"`, `"`)
	_, token, _ := strings.Cut(first, `],"`)
	token, _, _ = strings.Cut(token, `"`)
	if !strings.Contains(first, `[["a","b"],"`) {
		t.Fatal(first)
	}
	next := `mutation { table(x: "\"` + token + `\"") }`
	if got := y.ask(next); got != `{"data":{"table":"[[\"c\"],null]"}}` {
		t.Error(got)
	}
}

// TestTokens: a page token is good with the key that sealed it and for the rows
// that it was made for, and for nothing else.
func TestTokens(t *testing.T) {
	t.Parallel()
	x := open(t)
	for _, id := range []string{"a", "b"} {
		x.does(t, `ddb.put({ key: { id: 'confidential-`+id+`' }, item: { kind: '`+id+`', rank: 1 } })`)
		x.does(t, `ddb.put({ key: { id: '`+id+`' }, item: { kind: '`+id+`', rank: 2 } })`)
	}
	script := func(request string) string {
		return `
		const ddb = require('@aws-appsync/utils/dynamodb');
		exports.request = (ctx) => ` + request + `;
		exports.response = (ctx) => [ctx.error ? ctx.error.message : ctx.result.nextToken];`
	}
	kind := func(k, more string) string {
		return script(`ddb.query({ index: 'byKind', query: { kind: { eq: '` + k + `' } }, limit: 1, nextToken: ctx.args.x` + more + ` })`)
	}
	ask := func(key, script, token string) string {
		got := x.with(jsresolver.Config{TokenKey: []byte(key)}, script).ask(`mutation { table(x: ` + token + `) }`)
		return strings.TrimSuffix(strings.TrimPrefix(got, `{"data":{"table":"[`), `]"}}`)
	}
	token := ask("one", kind("a", ""), "null")
	plain, err := base64.RawURLEncoding.DecodeString(strings.Trim(token, `\"`))
	if err != nil || len(plain) < 40 || bytes.Contains(plain, []byte("confidential")) {
		t.Fatalf("the token %s, of the bytes %q, is none or shows where the page ended", token, plain)
	}
	if got := ask("one", kind("a", ""), `"`+token+`"`); got != "null" {
		t.Errorf("the second page has the token %s", got)
	}
	for name, got := range map[string]string{
		"another key":       ask("two", kind("a", ""), `"`+token+`"`),
		"another partition": ask("one", kind("b", ""), `"`+token+`"`),
		"another direction": ask("one", kind("a", ", scanIndexForward: false"), `"`+token+`"`),
		"a scan":            ask("one", script(`ddb.scan({ limit: 1, nextToken: ctx.args.x })`), `"`+token+`"`),
		"made up":           ask("one", script(`ddb.scan({ limit: 1, nextToken: ctx.args.x })`), `"\"W1sicyIsImEiXV0\""`),
	} {
		if !strings.Contains(got, "Invalid pagination token") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestCounter: increments by many requests at once are all counted.
func TestCounter(t *testing.T) {
	t.Parallel()
	x := open(t)
	y := x.with(jsresolver.Config{}, tabled(`ddb.update({ key: { id: 'c' }, update: { views: ddb.operations.increment(1) } })`))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if got := y.ask(`mutation { table }`, identity.Bob()); strings.Contains(got, "errors") {
				t.Error(got)
			}
		})
	}
	wg.Wait()
	if got := x.does(t, `ddb.get({ key: { id: 'c' } })`); got != `{"id":"c","views":20}` {
		t.Error(got)
	}
}

func TestHTTP(t *testing.T) {
	t.Parallel()
	x := open(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusTeapot)
		_, _ = w.Write([]byte(r.Method + " " + r.URL.String() + " " + r.Header.Get("X-Key")))
	}))
	defer server.Close()
	run := func(request string) string {
		return x.with(jsresolver.Config{HTTP: map[string]string{"Web": server.URL + "/base"}}, `const { util } = require('@aws-appsync/utils');
			exports.request = (ctx) => (`+request+`);
			exports.response = (ctx) => ctx.error ? util.error(ctx.error.message, ctx.error.type) : [ctx.result.statusCode, ctx.result.headers['content-type'], ctx.result.body];`).ask(`{ web }`)
	}
	if got, want := run(`{ method: 'POST', resourcePath: '/a', params: { query: { q: 'x y' }, headers: { 'X-Key': 'k' }, body: { a: 1 } } }`), `{"data":{"web":"[418,\"text/plain\",\"POST /base/a?q=x+y k\"]"}}`; got != want {
		t.Error(got)
	}
	for _, bad := range []string{`{ method: 'GET', resourcePath: '/../admin' }`, `{ method: 'GET', resourcePath: '/%2e%2e/admin' }`, `{ method: 'GET', resourcePath: '//evil/?x' }`, `{ method: 'TRACE', resourcePath: '/' }`, `{ method: 'GET' }`} {
		if got := run(bad); !strings.Contains(got, "IllegalArgument") {
			t.Error(bad, got)
		}
	}
	if _, err := jsresolver.New(jsresolver.Config{Schema: x.schema, HTTP: map[string]string{"Web": "nowhere"}}); err == nil {
		t.Error("no error")
	}
}

// TestDatabaseErrorsStayInside: what the database says of itself is for the
// log, not for callers of a resolver.
func TestDatabaseErrorsStayInside(t *testing.T) {
	t.Parallel()
	x := open(t)
	var log bytes.Buffer
	y := x.with(jsresolver.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))}, tabled(`ddb.get({ key: { id: 'p' } })`))
	if err := x.store.Close(); err != nil {
		t.Fatal(err)
	}
	got := y.ask(`mutation { table }`)
	if !strings.Contains(got, `"errorType":"InternalFailure"`) || !strings.Contains(got, `"message":"An internal failure occurred."`) {
		t.Error(got)
	}
	if !strings.Contains(log.String(), "closed") {
		t.Errorf("the log does not tell it: %s", &log)
	}
}

// TestUntoldErrors: an error of the table that a resolver does not pass on is
// in the log; what it passes on, and what a condition decides, is not.
func TestUntoldErrors(t *testing.T) {
	t.Parallel()
	x := open(t)
	const request = `exports.request = (ctx) => (%); exports.response = (ctx) => `
	count, held := strings.Replace(request, "%", `{ operation: 'Scan', select: 'COUNT' }`, 1), strings.Replace(request, "%", `ddb.remove({ key: { id: 'p' }, condition: { title: { eq: 'T' } } })`, 1)
	x.does(t, `ddb.put({ key: { id: 'p' }, item: { title: 'U' } })`)
	for script, told := range map[string]bool{
		count + `ctx.result`:                                    true,
		count + `ctx.result.items.length`:                       true,
		count + `util.error(ctx.error.message, ctx.error.type)`: false,
		count + `util.appendError(ctx.error.message) || null`:   false,
		held + `ctx.result`:                                     false,
		`exports.request = () => ddb.get({ key: { id: 'p' } }); exports.response = (ctx) => null`: false,
	} {
		var log bytes.Buffer
		got := x.with(jsresolver.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))}, "const { util } = require('@aws-appsync/utils'), ddb = require('@aws-appsync/utils/dynamodb');\n"+script).ask(`mutation { table }`)
		if strings.Contains(log.String(), "does not look at the error") != told || told != strings.Contains(log.String(), "is not supported") {
			t.Errorf("%s: %s\n%s", script, got, &log)
		}
	}
}
