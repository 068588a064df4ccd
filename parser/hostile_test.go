package parser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/diag"
)

// hostile are schemas that try to take the tool down. Each ends in seconds
// with one of the codes, or with a result where want is "ok".
var hostile = []struct{ name, body, want string }{
	{"loop", `while (true) {}`, "AG0102"},
	{"recursion", `const f = () => f() + 1; f()`, "AG0103"},
	{"loop in callback", `a.model({}).authorization(() => { for (;;) {} })`, "AG0102"},
	{"recursion in callback", `const m = a.model({}); const cb = () => m.authorization(cb); cb()`, "AG0103"},
	{"loop in getter", `a.schema({ get A() { for (;;) {} } }); export const schema = a.schema({ get A() { for (;;) {} } })`, "AG0102"},
	{"loop in toString", "a.string().default({ toString() { for (;;) {} } })", "AG0102"},
	{"loop in toPrimitive", "a.string().default({ [Symbol.toPrimitive]() { for (;;) {} } })", "AG0102"},
	{"recursion in toString", "const o = { toString() { return `${o}` } }; a.string().default(o)", "AG0103"},
	{"loop in proxy get", "export const schema = a.schema(new Proxy({ A: 1 }, { get() { for (;;) {} } }))", "AG0102"},
	{"loop in proxy keys", "export const schema = a.schema(new Proxy({}, { ownKeys() { for (;;) {} } }))", "AG0102"},
	{"loop in spread", "[...{ [Symbol.iterator]() { return { next() { return { done: false } } } } }]", "AG0102|AG0104"},
	{"endless generator", "function* g() { for (;;) yield 1 } ; a.enum([...g()])", "AG0102|AG0104"},
	{"loop in sort", "[2, 1].sort(() => { for (;;) {} })", "AG0102"},
	{"loop in replace", `"a".replace(/a/, () => { for (;;) {} })`, "AG0102"},
	{"loop in reviver", `JSON.parse("[1]", () => { for (;;) {} })`, "AG0102"},
	{"loop in toJSON", `JSON.stringify({ toJSON() { for (;;) {} } })`, "AG0102"},
	{"loop in finally", `try { for (;;) {} } finally { for (;;) {} }`, "AG0102"},
	{"loop in catch", `for (;;) { try { throw 1 } catch { } }`, "AG0102"},
	{"loop in promise", `Promise.resolve().then(() => { for (;;) {} })`, "AG0102"},
	{"promise chain", `const f = (): any => Promise.resolve().then(f); f()`, "AG0102|AG0104"},
	{"recursion caught", `const f = (): any => { try { return f() } catch { return f() } }; f()`, "AG0103"},
	{"loop in exported data", `export const data = (x: any) => { for (;;) {} }`, "AG0102"},
	{"exception getter", `throw { get message() { for (;;) {} } }`, "AG0101"},
	{"error with endless name", `const e = new Error("x"); Object.defineProperty(e, "name", { get() { for (;;) {} } }); throw e`, "AG0101"},

	{"doubling text", `let s = "x"; for (;;) s += s`, "AG0104"},
	{"growing list", `const l: any[] = []; for (;;) l.push("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" + l.length)`, "AG0104"},
	{"repeat", `"x".repeat(2 ** 40)`, "AG0106"},
	{"repeat overflow", `"xxxxxxxxxx".repeat(2 ** 62)`, "AG0106"},
	{"pad", `"x".padEnd(2 ** 33, "y")`, "AG0106"},
	{"array fill", `new Array(2 ** 31).fill(0)`, "AG0106"},
	{"array join", `new Array(2 ** 31).join("xxxxxxxx")`, "AG0106"},
	{"array join text", `new Array(1_000_000).join("x".repeat(1_000_000))`, "AG0106"},
	{"array from", `Array.from({ length: 2 ** 31 })`, "AG0106"},
	{"array spread", `[...new Array(2 ** 31)]`, "AG0106"},
	{"array apply", `Math.max.apply(null, new Array(2 ** 31) as any)`, "AG0106"},
	{"apply arraylike", `Math.max.apply(null, { length: 2 ** 31 } as any)`, "AG0106"},
	{"fill arraylike", `Array.prototype.fill.call({ length: 2 ** 50 }, 0)`, "AG0106"},
	{"typed array", `new Uint8Array(2 ** 40)`, "AG0110"},
	{"array buffer", `new ArrayBuffer(2 ** 33)`, "AG0110"},
	{"bigint", `let n = 3n; for (;;) n = n * n`, "AG0105"},
	{"bigint power", `2n ** 100000000000n`, "AG0105"},
	{"bigint shift", `1n << 100000000000n`, "AG0105"},
	{"regexp", `/^(a+)+$(?=x)/.test("a".repeat(40) + "b")`, "AG0101"},
	{"path growth", `import { join } from 'path'; let s: any = "x"; for (let i = 0; i < 100; i++) s = join(s, s); throw new Error(typeof s)`, "AG0101"},
	{"replace growth", `let s = "x".repeat(1000000); s.replace(/x/g, s)`, "AG0106"},
	{"replaceAll growth", `let s = "x".repeat(1000000); (s as any).replaceAll("x", s)`, "AG0106"},
	{"split growth", `const s = "x".repeat(10_000_000); for (;;) s.split("")`, "AG0106"},
	{"concat growth", `const s = "x".repeat(10_000_000); s.concat(s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s)`, "AG0106"},
	{"template growth", "let s = 'x'.repeat(30_000_000); for (;;) s = `${s}${s}${s}${s}`", "AG0104|AG0106"},
	{"JSON growth", `const s = "x".repeat(1000000); JSON.stringify(new Array(100000).fill(s))`, "AG0104|AG0106"},
	{"JSON indent", `let o: any = 1; for (let i = 0; i < 100000; i++) o = [o]; JSON.stringify(o, null, 10)`, "AG0101|AG0103|AG0104|AG0106|AG0102|AG0110"},
	{"JSON nesting", `JSON.parse("[".repeat(50_000_000))`, "AG0106"},
	{"nested toString", `let o: any = []; for (let i = 0; i < 5_000_000; i++) o = [o]; String(o)`, "AG0101|AG0103|AG0104|AG0106"},
	{"nested flat", `let o: any = []; for (let i = 0; i < 5_000_000; i++) o = [o]; o.flat(Infinity)`, "AG0101|AG0103|AG0104|AG0106"},
	{"proxy chain", `let o: any = {}; for (let i = 0; i < 5_000_000; i++) o = new Proxy(o, {}); o.x`, "AG0106"},
	{"prototype chain", `let o: any = {}; for (let i = 0; i < 5_000_000; i++) o = Object.create(o); o.x`, "AG0101|AG0103|AG0104|AG0110"},
	{"bind chain", `let f: any = () => 1; for (let i = 0; i < 5_000_000; i++) f = f.bind(null); f()`, "AG0101|AG0103|AG0104"},
	{"getter chain", `let o: any = { get x() { return 1 } }; for (let i = 0; i < 100000; i++) { const p = o; o = { get x() { return p.x } } } o.x`, "AG0103"},
	{"million toString", `let o: any = []; for (let i = 0; i < 1_000_000; i++) o = [o]; String(o)`, "AG0101|AG0103|AG0104|AG0106"},
	{"million flat", `let o: any = []; for (let i = 0; i < 1_000_000; i++) o = [o]; o.flat(Infinity)`, "AG0101|AG0103|AG0104|AG0106|AG0102|AG0110"},
	{"million stringify", `let o: any = []; for (let i = 0; i < 1_000_000; i++) o = [o]; JSON.stringify(o)`, "AG0101|AG0103|AG0104|AG0106"},
	{"million prototypes", `let o: any = {}; for (let i = 0; i < 1_000_000; i++) o = Object.create(o); o.x; o.x = 1; for (const k in o) {}`, "AG0101|AG0103|AG0104|AG0102|AG0110"},
	{"more prototypes", `let o: any = {}; for (let i = 0; i < 1_400_000; i++) o = Object.create(o); o.x`, "AG0101|AG0103|AG0104|AG0102|AG0110"},
	{"more literals", `let o: any = {}; for (let i = 0; i < 2_500_000; i++) o = { __proto__: o }; o.x`, "AG0101|AG0103|AG0104|AG0102|AG0110"},
	{"million instanceof", `let o: any = {}; for (let i = 0; i < 1_000_000; i++) o = Object.create(o); o instanceof RegExp; Object.prototype.isPrototypeOf.call([], o); o.toString(); Object.keys(o)`, "AG0101|AG0103|AG0104|AG0102|AG0110"},
	{"many binds", `let f: any = () => 1; for (let i = 0; i < 300_000; i++) f = f.bind(null); f()`, "AG0101|AG0103|AG0104"},
	{"nested thrown", `let e: any = new Error("x"); for (let i = 0; i < 100_000; i++) e = new Error("x", { cause: e }); throw e`, "AG0101"},
	{"accessor chain", `let o: any = { v: 1 }; for (let i = 0; i < 100_000; i++) { const p = o; o = {}; Object.defineProperty(o, "v", { get: () => p.v }) } o.v`, "AG0103"},
	{"rope", `let s = "x"; for (let i = 0; i < 10_000_000; i++) s += "y"; s.length`, "AG0102|AG0104|AG0110"},
	{"eval nesting", `eval("(".repeat(10_000_000))`, "AG0106|AG0105"},
	{"function nesting", `new Function("return " + "!".repeat(10_000_000) + "1")`, "AG0106|AG0105"},
	{"regexp nesting", `new RegExp("(".repeat(5_000_000) + ")".repeat(5_000_000))`, "AG0106"},
	{"new code", `new Function("return 1")()`, "AG0105"},
	{"code by constructor", `(function () {} as any).constructor("return 1")()`, "AG0105"},
	{"code by generator", `(function* () {} as any).constructor("yield 1")()`, "AG0105"},
	{"code by async", `(async function () {} as any).constructor("return 1")()`, "AG0105"},
	{"bigint function", `(globalThis as any).BigInt(2) ** (globalThis as any).BigInt(10 ** 12)`, "AG0105"},
	{"proxy keys", `Object.keys(new Proxy({}, { ownKeys: () => ({ length: 2 ** 40 }) as any }))`, "AG0106"},
	{"huge length", `const l: any[] = []; l.length = 2 ** 32 - 1; Object.keys(l); l.push(1)`, "AG0101|AG0106|AG0110"},
	{"huge arguments", `const f = (...l: any[]) => l.length; f(...new Array(2 ** 31))`, "AG0106"},
	{"shared text", `const s = "x".repeat(10_000_000), l: any[] = []; for (let i = 0; i < 60; i++) l.push(s); l.join("")`, "AG0106|AG0104|AG0110"},
	{"huge enum", `a.enum(Array.from({ length: 300_000 }, (_, i) => "v" + i))`, "AG0113"},
	{"symbol description", `Symbol("x".repeat(10_000_000)).toString()`, "ok|AG0110"},
	{"cyclic type", `const t: any = { x: a.string() }; t.self = a.customType(t); export const schema = a.schema({ T: t.self })`, "AG0112"},
	{"cyclic types", `const f: any = {}, g: any = {}; const F = a.customType(f), G = a.customType(g); f.g = G; g.f = F; export const schema = a.schema({ F })`, "AG0112"},
	{"model in itself", `const f: any = { x: a.string() }; const M = a.model(f); f.m = M; export const schema = a.schema({ M })`, "AG0112"},
	{"cyclic returns", `const q: any = a.query(); q.returns(q); export const schema = a.schema({ q })`, "AG0112"},
	{"shared types", `let t: any = a.customType({ x: a.string() }); for (let i = 0; i < 60; i++) t = a.customType({ a: t, b: t }); export const schema = a.schema({ T: t })`, "AG0113"},
	{"deep types", `let t: any = a.customType({ x: a.string() }); for (let i = 0; i < 100_000; i++) t = a.customType({ a: t }); export const schema = a.schema({ T: t })`, "AG0112"},
	{"cyclic argument", `const g: any = {}; const q = a.query().arguments(g); g.q = q; export const schema = a.schema({ q })`, "AG0112"},

	{"polluted object", `(Object.prototype as any).required = () => { throw 1 }; (Object.prototype as any).x = a.string(); export const schema = a.schema({ A: a.model({ y: a.string().required() }).authorization(allow => [allow.owner()]) })`, "ok"},
	{"polluted array", `(Array.prototype as any)[Symbol.iterator] = () => { throw 1 }; Array.prototype.push = null as any; Array.prototype.map = null as any; export const schema = a.schema({ A: a.model({ y: a.enum(["a"]) }).authorization(allow => [allow.owner()]) })`, "ok|AG0101"},
	{"polluted function", `Function.prototype.call = null as any; Function.prototype.apply = null as any; export const schema = a.schema({ A: a.model({}) })`, "ok|AG0101"},
	{"polluted string", `String.prototype.toString = () => { throw 1 }; (String.prototype as any).valueOf = () => "evil"; export const schema = a.schema({ A: a.model({ x: a.ref("B") }) })`, "ok"},
	{"polluted host", `(globalThis as any).__amplifygo = 1; (globalThis as any).__schema = 1; export const schema = a.schema({ A: a.model({}) })`, "AG0101|ok"},
	{"polluted builder", `(a as any).string = () => 1; export const schema = a.schema({ A: a.model({ x: a.string() }) })`, "ok"},
	{"frozen", `Object.freeze(Object.prototype); Object.freeze(globalThis); export const schema = a.schema({ A: a.model({}) })`, "ok|AG0101|AG0110"},
	{"detached method", `const { required } = a.string(); (required as any)(); `, "AG0101|AG0212"},
	{"builder as prototype", `const o = Object.create(a.string()); o.required(); export const schema = a.schema({ A: a.model({ o }) })`, "AG0212|AG0101|ok"},
	{"foreign this", `a.model({}).authorization.call(a.string(), (allow: any) => allow.owner())`, "AG0212"},

	{"random", `Math.random()`, "AG0105"},
	{"random caught", `try { Math.random() } catch {} `, "AG0105"},
	{"exit", `process.exit(0)`, "AG0105"},
	{"thousand nested types", `let t: any = a.customType({ x: a.string() }); for (let i = 0; i < 1000; i++) t = a.customType({ a: t }); export const schema = a.schema({ M: a.model({ t }) })`, "ok"},
	{"ten thousand models", `const all: any = {}; for (let i = 0; i < 10_000; i++) all["M" + i] = a.model({ id: a.id().required(), name: a.string().required(), n: a.integer(), at: a.datetime() }).authorization(allow => [allow.owner(), allow.authenticated().to(["read"])]); export const schema = a.schema(all)`, "ok"},
	{"hundred megabytes", `export const schema = a.schema({ A: a.model({ x: a.string().default("x".repeat(50_000_000) + "y".repeat(50_000_000)) }) })`, "AG0106"},
}

// hostileEnv names the case that a child process of TestHostile runs.
const hostileEnv = "AMPLIFYGO_TEST_HOSTILE"

// TestHostile runs each case in a process of its own, as the command line
// does, and looks at how the process ends.
func TestHostile(t *testing.T) {
	if name := os.Getenv(hostileEnv); name != "" {
		runHostile(name)
		return
	}
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0], "-test.run=^TestHostile$", "-test.timeout=100s")
			cmd.Env = append(os.Environ(), hostileEnv+"="+c.name)
			start := time.Now()
			out, err := cmd.CombinedOutput()
			took := time.Since(start)
			rss := peakMB(cmd)
			got, _, _ := strings.Cut(string(out), "\n")
			t.Logf("%v, %d MB: %.200s", took.Round(time.Millisecond), rss, got)
			code, _, _ := strings.Cut(got, " ")
			// On a busy machine any case may run out of time first.
			late := (code == "AG0102" || code == "AG0008") && c.want != "ok"
			if err != nil || !late && !slices.Contains(strings.Split(c.want, "|"), code) {
				t.Errorf("got %.300s, want %s (%v)", got, c.want, err)
			}
			// The watch is from outside, and late on a busy machine; a text that
			// doubles grows on meanwhile.
			if took > 60*time.Second || rss > 6000 {
				t.Errorf("took %s and %d MB", took, rss)
			}
		})
	}
}

// peakMB gives the most memory that a process had, in megabytes.
func peakMB(cmd *exec.Cmd) int64 {
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss >> 10
}

// runHostile prints the code of the first error, or "ok".
func runHostile(name string) {
	for _, c := range hostile {
		if c.name != name {
			continue
		}
		src := "import { a, defineData } from '@aws-amplify/backend';\n" + c.body + "\n"
		r, list, err := Evaluate(context.Background(), Options{Path: "/resource.ts", Source: []byte(src), Timeout: hostileTimeout(c.want)})
		switch {
		case err != nil:
			fmt.Println("error", err)
		case list.HasErrors():
			for _, d := range list {
				if d.Severity == diag.Error {
					if !d.Span.Valid() {
						fmt.Println("positionless", d.Error())
					}
					fmt.Println(d.Code, d.Error())
					break
				}
			}
		case r.Program == nil:
			fmt.Println("nothing")
		default:
			fmt.Println("ok")
		}
		os.Exit(0)
	}
}

// hostileTimeout is half a second where nothing good is expected;
// AMPLIFYGO_TEST_TIMEOUT names another to see what a case comes to.
func hostileTimeout(want string) time.Duration {
	if d, err := time.ParseDuration(os.Getenv("AMPLIFYGO_TEST_TIMEOUT")); err == nil {
		return d
	}
	if want == "ok" {
		return 20 * time.Second
	}
	return 500 * time.Millisecond
}
