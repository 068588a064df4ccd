package jsresolver_test

import (
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/jsresolver"
)

// exported are the values that @aws-appsync/utils 2.1.1 declares, by where they
// are: a module with its objects behind it.
var exported = map[string]string{
	"utils#util": "escapeJavaScript urlEncode urlDecode base64Encode base64Decode autoId autoUlid autoKsuid unauthorized error appendError matches authType",
	"utils#util.time": "nowISO8601 nowEpochSeconds nowEpochMilliSeconds nowFormatted parseFormattedToEpochMilliSeconds parseISO8601ToEpochMilliSeconds " +
		"epochMilliSecondsToSeconds epochMilliSecondsToISO8601 epochMilliSecondsToFormatted",
	"utils#util.dynamodb":       "toDynamoDB toString toStringSet toNumber toNumberSet toBinary toBinarySet toBoolean toNull toList toMap toMapValues toS3Object fromS3ObjectJson",
	"utils#util.rds":            "toJsonObject",
	"utils#util.http":           "copyHeaders addResponseHeader addResponseHeaders",
	"utils#util.xml":            "toMap toJsonString",
	"utils#util.transform":      "toDynamoDBFilterExpression toDynamoDBConditionExpression toElasticsearchQueryDSL toSubscriptionFilter",
	"utils#util.math":           "roundNum minVal maxVal randomDouble randomWithinRange",
	"utils#util.str":            "normalize",
	"utils#extensions":          "evictFromApiCache setSubscriptionFilter setSubscriptionInvalidationFilter invalidateSubscriptions",
	"utils#runtime":             "earlyReturn",
	"utils/dynamodb#":           "query scan update remove put get sync batchGet batchPut batchDelete transactGet transactWrite toStringSet toNumberSet toBinarySet",
	"utils/dynamodb#operations": "add remove replace increment decrement append prepend updateListItem",
	"utils/rds#":                "select insert update remove createPgStatement createMySQLStatement sql toJsonObject",
	"utils/rds#typeHint":        "DECIMAL JSON TIMESTAMP TIME UUID DATE",
	"utils/rds#agg":             "max maxDistinct min minDistinct count countDistinct avg avgDistinct sum sumDistinct",
	"utils/ai#":                 "invokeModel converse",
}

// TestExports: all that the package declares is there, and can be called. What
// lacks arguments may refuse them, but nothing says that it is not supported.
func TestExports(t *testing.T) {
	t.Parallel()
	x := open(t)
	var paths []string
	for at, names := range exported {
		module, object, _ := strings.Cut(at, "#")
		for name := range strings.FieldsSeq(names) {
			path := "require('@aws-appsync/" + module + "')"
			if object != "" {
				path += "." + object
			}
			paths = append(paths, path+"."+name)
			if module == "utils" {
				paths = append(paths, object+"."+name) // they are globals, too
			}
		}
	}
	if len(paths) < 100 {
		t.Fatal(len(paths))
	}
	list := "[" + strings.Join(paths, ", ") + "]"
	script := "exports.request = () => ({ payload: " + list + ".map((f) => typeof f).filter((kind) => kind !== 'function') });\nexports.response = (ctx) => ctx.result;"
	if got := x.with(jsresolver.Config{}, script).value(`{ run }`); got != "[]" {
		t.Errorf("not all of the exports are functions: %s", got)
	}
	for _, path := range paths {
		for _, args := range []string{"()", "({})", "('a', 'b', {})"} {
			got := x.with(jsresolver.Config{}, "exports.request = () => { "+path+args+"; return {} };\nexports.response = () => 1;").ask(`{ run }`)
			if strings.Contains(got, "support") && !strings.Contains(got, "date format") || strings.Contains(got, "InternalFailure") || strings.Contains(got, "ReferenceError") || strings.Contains(got, "not a function") {
				t.Errorf("%s%s: %s", path, args, got)
			}
		}
	}
}

// TestUtilities: what the functions of util give.
func TestUtilities(t *testing.T) {
	t.Parallel()
	x := open(t)
	for expression, want := range map[string]string{
		`util.escapeJavaScript('a"\'/\\\n\u0001é😀')`:      `"a\\\"\\'\\/\\\\\\n\\u0001\\u00E9\\uD83D\\uDE00"`,
		`util.urlEncode('a b*~-._%2A')`:                   `"a+b*%7E-._%252A"`,
		`util.urlDecode(util.urlEncode('a b*~-._%2A é'))`: `"a b*~-._%2A é"`,
		`util.matches('^(?!.*x)a', 'abc')`:                `true`,
		`util.matches('(a)\\1', 'aba')`:                   `false`,
		`util.str.normalize('e\u0301', 'nfc')`:            `"é"`,
		`util.str.normalize('ﬁ', 'nfkd')`:                 `"fi"`,
		`[util.math.roundNum(2.5), util.math.roundNum(-2.5), util.math.minVal(1, 2), util.math.maxVal(1, 2), util.math.randomWithinRange(3, 4)]`:                                                     `[3,-2,1,2,3]`,
		`[util.dynamodb.toString(null), util.dynamodb.toNumber(undefined), util.dynamodb.toList(null), util.dynamodb.toMap(null), util.dynamodb.toMapValues(null), util.dynamodb.toStringSet(null)]`: `[null,null,null,null,null,null]`,
		`util.dynamodb.toDynamoDB({ a: [null, 1.5, 'x', true] })`:                                 `{"M":{"a":{"L":[{"NULL":null},{"N":1.5},{"S":"x"},{"BOOL":true}]}}}`,
		`util.dynamodb.toDynamoDB({ SS: ['a'] })`:                                                 `{"M":{"SS":{"L":[{"S":"a"}]}}}`,
		`util.dynamodb.toNumberSet([1, 23, 4.56])`:                                                `{"NS":[1,23,4.56]}`,
		`util.dynamodb.toS3Object('foo', 'bar', 'baz')`:                                           `{"S":"{\"s3\":{\"key\":\"foo\",\"bucket\":\"bar\",\"region\":\"baz\"}}"}`,
		`util.dynamodb.fromS3ObjectJson(util.dynamodb.toS3Object('foo', 'bar', 'baz', 'beep').S)`: `{"key":"foo","bucket":"bar","region":"baz","version":"beep"}`,
		`[['YYYY-MM-dd HH:mm:ss', '+09:00'], ['yyyyMMddHHmm', '-0600'], ["yyyy-'W'ww", 'UTC'], ['EEEE, d MMMM uuuu h:mm a z', 'America/New_York'], ['D Q e k K SSS SSSSSS XXX xx ZZZZZ', 'GMT+01:00'], ["''h 'o''clock'''", 'Z'], ['yy-M-d', undefined]].map(([f, z]) => util.time.epochMilliSecondsToFormatted(1517464695615, f, z))`: `["2018-02-01 14:58:15","201801312358","2018-W05","Thursday, 1 February 2018 12:58 AM EST","32 1 5 6 6 615 615000 +01:00 +0100 +01:00","'5 o'clock'","18-2-1"]`,
		`[0, 1483228800000, 1514678400000, 1609372800000].map((t) => util.time.epochMilliSecondsToFormatted(t, 'YYYY ww'))`: `["1970 01","2017 01","2018 01","2021 01"]`,
		`util.time.parseFormattedToEpochMilliSeconds('2018-02-01 01:19:15', 'yyyy-MM-dd HH:mm:ss', '+08:00')`:               `1517419155000`,
		`util.xml.toMap(null)`:                                              `null`,
		`util.time.epochMilliSecondsToSeconds(1517464695615)`:               `1517464695`,
		`util.http.copyHeaders({ Host: 'a', 'X-B': 'c', connection: 'd' })`: `{"X-B":"c"}`,
		`extensions.evictFromApiCache('Query', 'run', {})`:                  `null`,
		`util.transform.toSubscriptionFilter({ n: { le: 50, ge: 20 }, and: [{ title: { ne: 'B' } }], or: [{ a: { eq: 'x' } }, { b: { eq: false } }] }).filterGroup.map((g) => g.filters.map((f) => f.fieldName + ' ' + f.operator))`: `[["n le","title ne","a eq"],["n le","title ne","b eq"],["n ge","title ne","a eq"],["n ge","title ne","b eq"]]`,
		`util.transform.toSubscriptionFilter({ a: { eq: 1 }, b: { eq: 2 } }, ['b'], { c: { gt: 3 }, d: { eq: 4 } }).filterGroup.map((g) => g.filters.map((f) => f.fieldName))`:                                                       `[["a","c"],["a","d"]]`,
		`util.transform.toSubscriptionFilter({ n: { le: 5 }, and: [{ title: { ne: 'B' } }], or: [{ a: { eq: 'x' } }, { b: { eq: false } }] }, ['n', 'a']).filterGroup.map((g) => g.filters.map((f) => f.fieldName))`:                 `[["title","b"]]`,
		`[util.rds.toJsonObject('{}'), util.rds.toJsonObject('x'), util.rds.toJsonObject(null)]`:                                                                                                                                     `[null,null,null]`,
		`util.transform.toSubscriptionFilter({})`:                       `{"filterGroup":[]}`,
		`util.transform.toSubscriptionFilter({}, [], { r: { eq: 1 } })`: `{"filterGroup":[{"filters":[{"fieldName":"r","operator":"eq","value":1}]}]}`,
		`util.rds.toJsonObject({ sqlStatementResults: [{ records: [[{ isNull: false, stringValue: 'x' }, { arrayValue: { longValues: [1, 2] } }, { arrayValues: [{ intValue: 3 }, { isNull: true }] }, { structValue: { attributes: [{ bitValue: true }] } }]], columnMetadata: [{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }] }] })`: `[[{"a":"x","b":[1,2],"c":[3,null],"d":[true]}]]`,
	} {
		if got := x.with(jsresolver.Config{}, echo("["+expression+"]")).value(`{ run }`); got != "["+want+"]" {
			t.Errorf("%s\n got %s\nwant [%s]", expression, got, want)
		}
	}
	for expression, want := range map[string]string{
		`util.str.normalize('a', 'nfx')`:                                             "is no normal form",
		`util.str.normalize('x'.repeat(1 << 22), 'nfkd')`:                            "too large",
		`util.urlEncode('x'.repeat(1 << 24) + 'x')`:                                  "too large",
		`util.matches('(', 'a')`:                                                     "Runtime Error",
		`util.matches('^(a|aa)+(?!x)\\1$', 'a'.repeat(80) + 'b')`:                    "match timeout",
		`util.time.nowFormatted('[yyyy]')`:                                           "is not supported: [",
		`util.time.nowFormatted("'open")`:                                            "a quote does not end",
		`util.time.nowFormatted('y'.repeat(2000))`:                                   "the date format",
		`util.time.nowFormatted('SSSSSSSSSS')`:                                       "is not supported: S",
		`util.time.nowFormatted('HH', '+99:00')`:                                     "Runtime Error",
		`util.time.nowFormatted('HH', '../../etc/passwd')`:                           "Runtime Error",
		`util.dynamodb.toString(5)`:                                                  "DynamoDB's type S",
		`util.dynamodb.fromS3ObjectJson('{}')`:                                       "expected the text of an object of S3",
		`util.dynamodb.toDynamoDB(Array(8).fill("x".repeat((1 << 21) - 8)))`:         "too large",
		`util.http.addResponseHeader('a b', 'c')`:                                    "no name of a header",
		`util.http.addResponseHeader('x-amzn-a', 'c')`:                               "not for resolvers",
		`util.http.addResponseHeader('Content-Type', 'c')`:                           "not for resolvers",
		`util.http.addResponseHeader('Access-Control-Allow-Credentials', 'c')`:       "not for resolvers",
		`util.http.addResponseHeader('a', 'b\r\nc: d')`:                              "control characters",
		`util.http.addResponseHeaders({ a: 'x'.repeat(3000), b: 'x'.repeat(3000) })`: "4096 bytes",
		`util.http.addResponseHeaders('a')`:                                          "takes an object",
	} {
		if got := x.with(jsresolver.Config{Timeout: 4 * time.Second, Memory: 1 << 30}, echo(expression)).ask(`{ run }`); !strings.Contains(got, want) {
			t.Errorf("%s\n got %s\nwant %s", expression, clip(got), want)
		}
	}
}

// TestInfo: the selection as text, with aliases, arguments and fragments.
func TestInfo(t *testing.T) {
	t.Parallel()
	x := openSchema(t, strings.Replace(source, "run: a.query()", `thing: a.query().arguments({ x: a.json() }).returns(a.ref('Place')).handler(a.handler.custom({ entry: './run.js' })).authorization(everyone),
  run: a.query()`, 1))
	y := x.with(jsresolver.Config{}, "exports.request = (ctx) => ({ payload: { city: JSON.stringify([ctx.info.selectionSetGraphQL, ctx.info.selectionSetList]) } });\nexports.response = (ctx) => ctx.result;")
	got := y.ask(`{ thing { town: city ...rest @include(if: true) ... on Place { floor } lines @skip(if: true) } } fragment rest on Place { __typename }`)
	if want := `"town":"[\"{\\n  town: city\\n  __typename\\n  floor\\n}\",[\"town\",\"__typename\",\"floor\"]]"`; !strings.Contains(got, want) {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
