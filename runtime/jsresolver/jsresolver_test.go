package jsresolver_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/jsresolver"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

func TestContextAndUtils(t *testing.T) {
	t.Parallel()
	x := open(t)
	for expression, want := range map[string]string{
		"ctx.args":                   `{"x":{"a":[1,null]}}`,
		"ctx.arguments.x.a[0] + 1":   `2`,
		"ctx.identity.username":      `"alice"`,
		"ctx.source":                 `null`,
		"ctx.request.headers['x-a']": `"b"`,
		"ctx.prev.result":            `{}`,
		"[ctx.info.fieldName, ctx.info.parentTypeName, ctx.info.selectionSetList, ctx.info.variables]": `["run","Query",[],{}]`,
		"util.authType()":      `"User Pool Authorization"`,
		"util.autoId().length": `36`,
		"[util.autoUlid().length, util.autoKsuid().length]":                          `[26,27]`,
		"util.matches('a*b', 'xaabx')":                                               `true`,
		"util.base64Decode(util.base64Encode('é'))":                                  `"é"`,
		"util.urlEncode('a b&c')":                                                    `"a+b%26c"`,
		"util.time.epochMilliSecondsToISO8601(0)":                                    `"1970-01-01T00:00:00.000Z"`,
		"util.time.parseISO8601ToEpochMilliSeconds('2018-02-01T17:21:05.180+08:00')": `1517476865180`,
		"util.time.parseFormattedToEpochMilliSeconds('2018-02-01 01:19:15', 'yyyy-MM-dd HH:mm:ss', 'Asia/Tokyo')": `1517415555000`,
		"util.time.epochMilliSecondsToFormatted(1517464695615, 'yyyy-MM-dd HH:mm:ssZ', 'UTC')":                    `"2018-02-01 05:58:15+0000"`,
		"util.dynamodb.toMapValues({ a: 'x', n: 1, l: [true, null], m: { f: 1.5 } })":                             `{"a":{"S":"x"},"n":{"N":1},"l":{"L":[{"BOOL":true},{"NULL":null}]},"m":{"M":{"f":{"N":1.5}}}}`,
		"JSON.parse(util.transform.toDynamoDBFilterExpression({ a: { contains: 'x' } }))":                         `{"expression":"(contains(#a,:a_contains))","expressionNames":{"#a":"a"},"expressionValues":{":a_contains":{"S":"x"}}}`,
		"util.transform.toSubscriptionFilter({ a: { eq: 1 }, or: [{ b: { in: ['x'] } }, { c: { gt: 2 } }] })": `{"filterGroup":[{"filters":[{"fieldName":"a","operator":"eq","value":1},{"fieldName":"b","operator":"in","value":["x"]}]},` +
			`{"filters":[{"fieldName":"a","operator":"eq","value":1},{"fieldName":"c","operator":"gt","value":2}]}]}`,
		"new Date(0)": `"1970-01-01T00:00:00.000Z"`,
		"({ a: undefined, f() {}, b: NaN, c: [undefined] })":              `{"b":null,"c":[null]}`,
		"runtime.earlyReturn({ early: 1 })":                               `{"early":1}`,
		"undefined":                                                       `null`,
		"'a-b-c'.replaceAll('-', '+').replace(/b/g, '[$&]')":              `"a+[b]+c"`,
		"'x'.repeat(1 << 20).replace(/y/g, 'z'.repeat(999)).length":       `1048576`,
		"[['a', [1, null]], 'b'].join(';') + 'a-b'.split('-') + [1, [2]]": `"a,1,;ba,b1,2"`,
		"JSON.stringify({ a: [1] }, null, 1)":                             `"{\n \"a\": [\n  1\n ]\n}"`,
		"String.raw`\\n${1}`.concat('a', 'b')":                            `"\\n1ab"`,
		"Array.from(new Set([1, 1, 2])).concat([3], 4)":                   `[1,2,3,4]`,
	} {
		if !strings.Contains(expression, "earlyReturn") {
			expression, want = "["+expression+"]", "["+want+"]"
		}
		if got := x.with(jsresolver.Config{}, echo(expression)).value(`{ run(x: "{\"a\":[1,null]}") }`); got != want {
			t.Errorf("%s\n got %s\nwant %s", expression, got, want)
		}
	}
}

func TestPipeline(t *testing.T) {
	t.Parallel()
	x := open(t)
	y := x.with(jsresolver.Config{}, echo("[ctx.prev.result, ctx.stash]"), echo("(ctx.stash.a = 1, 'first')"))
	if got, want := y.value(`{ chain }`), `["first",{"awsAppsyncApiId":"amplifygo","amplifyApiEnvironmentName":"NONE","a":1}]`; got != want {
		t.Error(got)
	}
	y = x.with(jsresolver.Config{}, echo("['second']"), echo("runtime.earlyReturn(['first'], { skipTo: 'END' })"))
	if got := y.value(`{ chain }`); got != `["first"]` {
		t.Error(got)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	x := open(t)
	for expression, want := range map[string]string{
		"util.error('m', 'T', { d: 1 }, { i: 2 })":                `{"data":{"run":null},"errors":[{"path":["run"],"data":{"d":1},"errorType":"T","errorInfo":{"i":2},"locations":[{"line":1,"column":3,"sourceName":null}],"message":"m"}]}`,
		"util.unauthorized()":                                     `"errorType":"Unauthorized"`,
		"(() => { try { util.error('m', 'T') } catch (e) {} })()": `"errorType":"T"`,
		"(util.appendError('m', 'T'), 5)":                         `{"data":{"run":"5"},"errors":[{"path":["run"],"data":null,"errorType":"T",`,
		"ctx.nothing.more":                                        `(amplify/data/run.js:2:`,
		"util.unknown()":                                          `"errorType":"Code"`,
		"extensions.invalidateSubscriptions()":                    `is for mutations`,
		"util.time.nowFormatted('QQQ')":                           `QQQ`,
	} {
		if got := x.with(jsresolver.Config{}, echo(expression)).ask(`{ run }`); !strings.Contains(got, want) {
			t.Errorf("%s\n got %s\nwant %s", expression, got, want)
		}
	}
}

// TestPlaces: a source map says where a script failed, by its file's path.
func TestPlaces(t *testing.T) {
	t.Parallel()
	x := open(t)
	text := "exports.request = () => ({}); exports.response = (ctx) => ctx.nothing.more;\n//# sourceMappingURL=data:application/json;base64," +
		base64.StdEncoding.EncodeToString([]byte(`{"version":3,"sources":["amplify/data/steps/run.ts"],"names":[],"mappings":"AAAA"}`))
	if got := x.with(jsresolver.Config{}, text).ask(`{ run }`); !strings.Contains(got, `(amplify/data/steps/run.ts:1:`) {
		t.Error(got)
	}
}

// TestSignalAtTheEnd: a refusal counts where it is the last that a script does.
func TestSignalAtTheEnd(t *testing.T) {
	t.Parallel()
	x := open(t)
	for _, text := range []string{
		"exports.request = () => ({}); exports.response = util.unauthorized;",
		"exports.request = () => ({}); exports.response = () => util.unauthorized();",
		"exports.request = util.unauthorized; exports.response = () => 1;",
		"exports.request = () => ({ payload: { toJSON: util.unauthorized } }); exports.response = () => 1;",
		"exports.request = () => ({ get payload() { return util.unauthorized() } }); exports.response = () => 1;",
	} {
		got := x.with(jsresolver.Config{}, "const { util } = require('@aws-appsync/utils');\n"+text).ask(`{ run }`)
		if !strings.Contains(got, `"errorType":"Unauthorized"`) || !strings.HasPrefix(got, `{"data":{"run":null}`) {
			t.Errorf("%s\n%s", text, got)
		}
	}
}

// TestHostile: a script that does its worst harms its own request only.
func TestHostile(t *testing.T) {
	t.Parallel()
	x := open(t)
	for name, c := range map[string]struct{ expression, want string }{
		"endless loop":      {"(() => { for (;;) {} })()", "Code timeout"},
		"endless recursion": {"(function f() { return f() + 1 })()", "Runtime Error"},
		"thrown text":       {"(() => { throw 'text' })()", "Runtime Error: text"},
		"thrown object":     {"(() => { throw { toString() { for (;;) {} } } })()", "is no Error"},
		"promise":           {"Promise.resolve(1)", "cannot be asynchronous"},
		"async":             {"(async () => 1)()", "cannot be asynchronous"},
		"huge result":       {"'x'.repeat(2 << 20)", "Transformation too large"},
		"huge text":         {"'x'.repeat(1 << 30)", "too large"},
		"growing text":      {"(() => { let s = 'x'; for (;;) s += s })()", "Code memory exceeded"},
		"growing list":      {"(() => { const l = []; for (;;) l.push([1, 2, 3]) })()", "Code "},
		"huge list":         {"new Array(4e9).fill(0)", "Runtime Error"},
		"cycle":             {"(() => { const o = {}; o.o = o; return o })()", "nested too deep"},
		"deep JSON":         {"JSON.parse('['.repeat(1e6))", "nested too deep"},
		"deep object":       {"(() => { let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; return JSON.stringify(o) })()", "nested too deep"},
		"getter":            {"({ get a() { for (;;) {} } })", "Code timeout"},
		"eval":              {"eval('1')", "ReferenceError"},
		"require":           {"require('fs')", "there is no module"},
		"process":           {"process.exit(1)", "ReferenceError"},
		"toJSON":            {"({ toJSON() { return this } })", "nested too deep"},
		"code of a text":    {"(() => {}).constructor('return 7')()", "Not a function"},
		"buffer":            {"new ArrayBuffer(1e12).byteLength", "ReferenceError"},
		"typed list":        {"new Float64Array(1e11).length", "ReferenceError"},
		"huge replacement":  {"util.str.toReplace('x'.repeat(1 << 20), 'x', 'y'.repeat(1 << 20))", "too large"},
		"replaced matches":  {"'x'.repeat(1 << 16).replace(/x/g, 'y'.repeat(1 << 20))", "too large"},
		"replaced by rests": {"'x'.repeat(1 << 17).replaceAll('x', '$`')", "too large"},
		"separators":        {"'x'.repeat(1 << 15).split('x').join('y'.repeat(1 << 20))", "too large"},
		"shared texts":      {"Array(1e5).fill('x'.repeat(1 << 20)).join('')", "too large"},
		"shared lists":      {"(() => { const a = Array(1e3).fill('x'.repeat(1 << 20)); return '' + Array(1e3).fill(a) })()", "too large"},
		"shared JSON":       {"JSON.stringify(Array(1e5).fill('x'.repeat(1 << 20)))", "too large"},
		"joined texts":      {"''.concat(...Array(1e4).fill('x'.repeat(1 << 20)))", "too large"},
		"raw texts":         {"String.raw({ raw: Array(1e5).fill('x'.repeat(1 << 20)) })", "too large"},
		"computed name":     {"'x'['rep' + 'eat'](1 << 30)", "too large"},
		"name in brackets":  {"'x' [ 'repeat' ](1 << 30)", "too large"},
		"optional name":     {"'x'?.[['repeat'][0]](1 << 30)", "too large"},
		"escaped name":      {"'x'.\\u0072epeat(1 << 30)", "too large"},
		"destructured name": {"(() => { const { ['rep' + 'eat']: f } = 'x'; return f.call('x', 1 << 30) })()", "too large"},
		"reflected name":    {"Reflect.get(String.prototype, ctx.info.fieldName.replace('run', 'repeat')).call('x', 1 << 30)", "too large"},
		"global by this":    {"(function () { return this ? new (this['Array' + 'Buffer'])(1e12) : util.error('strict') })()", "Runtime Error"},
		"holes":             {"(() => { const a = []; a.length = 4e9; return a.toSorted() })()", "too large"},
		"holes within":      {"(() => { const a = []; a.length = 4e9; return [].concat(a) })()", "too large"},
		"holes of a list":   {"Array.from({ length: 4e9 })", "too large"},
	} {
		t.Run(name, func(t *testing.T) {
			limits := jsresolver.Config{Timeout: 30 * time.Second, Memory: 1 << 30}
			switch {
			case c.want == "Code timeout":
				limits.Timeout = 700 * time.Millisecond
			case strings.HasPrefix(name, "growing"):
				limits.Memory = 64 << 20
			}
			y := x.with(limits, echo(c.expression))
			if got := y.ask(`{ run }`); !strings.Contains(got, c.want) || !strings.HasPrefix(got, `{"data":{"run":null}`) {
				t.Errorf("got %s\nwant %s", clip(got), c.want)
			}
			if got := y.ask(`{ __typename }`); got != `{"data":{"__typename":"Query"}}` {
				t.Error(got)
			}
		})
	}
}

func clip(s string) string { return s[:min(len(s), 400)] }

// TestCleanWorld: what one request changes no other one sees.
func TestCleanWorld(t *testing.T) {
	t.Parallel()
	y := open(t).with(jsresolver.Config{}, "let n = 0;\n"+echo(`(() => {
		const was = [n, globalThis.seen, ({}).polluted, [].polluted, util.polluted, ctx.stash.polluted, JSON.parse('{"__proto__":{"a":1}}').a];
		n++; globalThis.seen = 1; Object.prototype.polluted = 1; Array.prototype.polluted = 1; util.polluted = 1; ctx.stash.polluted = 1;
		JSON.stringify = null; Array.prototype.map = null;
		return was.map ? 'clean' : was })()`))
	for range 5 {
		if got := y.value(`{ run(x: "{\"__proto__\":{\"b\":1}}") }`); got != `[0,null,null,null,null,null,null]` {
			t.Fatal(got)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	x := open(t)
	for text, want := range map[string]string{
		"export function request(ctx) {}":                 "expected CommonJS",
		"exports.request = (":                             "not valid JavaScript",
		"exports.request = () => 1":                       "no function response",
		"for (;;) {}":                                     "timeout",
		"module.exports = null":                           "exports nothing",
		"throw new Error('top')":                          "top",
		echo("1"):                                         `the data source "Web"`,
		"require('@aws-appsync/utils').util.error('x'); ": "x",
	} {
		err := x.with(jsresolver.Config{Timeout: 50 * time.Millisecond}, text).router.Check()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestSubscriptionFilter(t *testing.T) {
	t.Parallel()
	x := open(t)
	o := x.schema.Operation("Subscription", "onAlert")
	for expression, want := range map[string]string{
		"extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ a: { eq: 1 } }))":                                `{"or":[{"and":[{"a":{"eq":1}}]}]}`,
		"extensions.setSubscriptionFilter({ filterGroup: [{ filters: [{ fieldName: 'a.b', operator: 'in', value: ['x'] }] }] })": `{"or":[{"and":[{"a.b":{"in":["x"]}}]}]}`,
		// Each alternative of the filter with one of the rules.
		"extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ or: [{ a: { eq: 1 } }, { b: { eq: 2 } }], no: { eq: 3 } }, ['no'], { or: [{ no: { gt: 4 } }, { c: { lt: 5 } }] }))": `{"or":[` +
			`{"and":[{"a":{"eq":1}},{"no":{"gt":4}}]},{"and":[{"a":{"eq":1}},{"c":{"lt":5}}]},{"and":[{"b":{"eq":2}},{"no":{"gt":4}}]},{"and":[{"b":{"eq":2}},{"c":{"lt":5}}]}]}`,
		"null": ``,
	} {
		got, err := x.with(jsresolver.Config{}, echo(expression)).router.ResolveSubscription(t.Context(), &graphql.Call{Operation: o, Arguments: []byte("{}")})
		if err != nil || string(got.Filter) != want || got.Invalidation != nil {
			t.Error(got, err)
		}
	}
	for _, expression := range []string{"extensions.setSubscriptionFilter({})", "extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({}))", "util.unauthorized()", "util.appendError('x')"} {
		if _, err := x.with(jsresolver.Config{}, echo(expression)).router.ResolveSubscription(t.Context(), &graphql.Call{Operation: o, Arguments: []byte("{}")}); err == nil {
			t.Error(expression)
		}
	}
}

// TestSubscriptionFilterOfPipeline: each function of a pipeline may set the
// filter, and the last one that was set counts.
func TestSubscriptionFilterOfPipeline(t *testing.T) {
	t.Parallel()
	x := open(t)
	set := func(n string) string {
		return echo("extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ a: { eq: " + n + " } }))")
	}
	for want, texts := range map[string][2]string{"1": {set("1"), echo("'x'")}, "2": {echo("1"), set("2")}, "4": {set("3"), set("4")}} {
		call := &graphql.Call{Operation: x.schema.Operation("Subscription", "onChain"), Arguments: []byte("{}")}
		got, err := x.with(jsresolver.Config{}, texts[1], texts[0]).router.ResolveSubscription(t.Context(), call)
		if err != nil || string(got.Filter) != `{"or":[{"and":[{"a":{"eq":`+want+`}}]}]}` {
			t.Errorf("%s: %s, %v", want, got.Filter, err)
		}
	}
}

// TestInvalidation: a subscription says by which payloads it ends, a mutation
// gives them.
func TestInvalidation(t *testing.T) {
	t.Parallel()
	x := open(t)
	listen, alert := x.schema.Operation("Subscription", "onAlert"), x.schema.Operation("Mutation", "alert")
	resolve := func(o *schema.Operation, expression string) (any, error) {
		y := x.with(jsresolver.Config{}, echo(expression))
		call := &graphql.Call{Operation: o, Arguments: []byte("{}"), Identity: identity.Alice()}
		if o == listen {
			return y.router.ResolveSubscription(t.Context(), call)
		}
		return y.router.Resolve(t.Context(), call)
	}
	filter, err := resolve(listen, "extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter({ group: { eq: 'a' } }))")
	if err != nil || string(filter.(*graphql.SubscriptionFilters).Invalidation) != `{"or":[{"and":[{"group":{"eq":"a"}}]}]}` || filter.(*graphql.SubscriptionFilters).Filter != nil {
		t.Errorf("%+v, %v", filter, err)
	}
	const once = "extensions.invalidateSubscriptions({ subscriptionField: 'onAlert', payload: { group: 'a' } })"
	got, err := resolve(alert, "["+once+", "+once+"]")
	if p, ok := got.(*graphql.Partial); err != nil || !ok || len(p.Invalidations) != 2 || p.Invalidations[0].Field != "onAlert" || string(p.Invalidations[0].Payload) != `{"group":"a"}` {
		t.Errorf("%+v, %v", got, err)
	}
	for expression, o := range map[string]*schema.Operation{
		once: listen,
		"extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter({ a: { eq: 1 } }))": alert,
		"extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ a: { eq: 1 } }))":             alert,
		"[" + strings.Repeat(once+", ", 6) + "]":                                                              alert,
		"extensions.invalidateSubscriptions({ subscriptionField: 'onNothing', payload: {} })":                 alert,
		"extensions.invalidateSubscriptions({ subscriptionField: 'onAlert' })":                                alert,
		"extensions.invalidateSubscriptions()":                                                                alert,
		"extensions.setSubscriptionInvalidationFilter({ filterGroup: [] })":                                   listen,
		"extensions.setSubscriptionInvalidationFilter({ filterGroup: [{ filters: [{ fieldName: 'a' }] }] })":  listen,
	} {
		if got, err := resolve(o, expression); err == nil {
			t.Errorf("%s: %v", expression, got)
		}
	}
}

func BenchmarkRun(b *testing.B) {
	y := open(b).with(jsresolver.Config{}, echo("ctx.args.x"))
	for b.Loop() {
		y.ask(`{ run(x: "1") }`)
	}
}

// TestBacktracking: expressions that would match for years hold the processor
// for some seconds, not until eight of them have ended all scripts. It is not
// parallel, so that no other test has to share the processor.
func TestBacktracking(t *testing.T) {
	x := open(t).with(jsresolver.Config{Timeout: 100 * time.Millisecond}, echo("/^(a|aa)+\\1$/.test('a'.repeat(ctx.args.x.n) + 'b')"))
	ask := func(n int) string { return x.ask(fmt.Sprintf(`{ run(x: "{\"n\":%d}") }`, n)) }
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() { ask(80) })
	}
	all.Wait()
	if got := ask(1); !strings.Contains(got, "stuck") {
		t.Error(got)
	}
	for deadline := time.Now().Add(time.Minute); !strings.Contains(ask(1), `"run":"false"`); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(ask(1))
		}
	}
}
