package node_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/need"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/functions/node"
)

// log collects what is logged.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func start(t testing.TB, dir string) (*node.Runtime, *log) {
	t.Helper()
	l := &log{}
	r, err := node.New(context.Background(), node.Options{Node: need.Program(t, "node"), Dir: dir, Logger: slog.New(slog.NewTextHandler(l, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return r, l
}

func none(string) string { return "" }

// open runs the text of a module, one process at a time.
func open(t testing.TB, text string) (*node.Pool, *log) {
	t.Helper()
	r, l := start(t, "")
	return r.Open(node.Function{Name: "fn", Text: text}, node.Settings{Concurrency: 1, Timeout: 30 * time.Second}, nil, none), l
}

// ask calls a function and gives its result or "type: message".
func ask(t testing.TB, p *node.Pool, event string) string {
	t.Helper()
	result, err := p.Invoke(context.Background(), []byte(event))
	var e *functions.Error
	switch {
	case errors.As(err, &e):
		return e.Type + ": " + e.Message
	case err != nil:
		t.Fatal(err)
	}
	return string(result)
}

// TestHandlers: every way of answering and failing that Lambda knows.
func TestHandlers(t *testing.T) {
	t.Parallel()
	p, l := open(t, `
let calls = 0;
const does = {
  result: async (e) => ({ n: e.n + 1, calls: ++calls }),
  nothing: async () => undefined,
  sync: () => 5,
  callback: (e, c, done) => setTimeout(() => done(null, 'called'), 5),
  twice: (e, c, done) => { done(null, 1); done(null, 2); },
  callbackError: (e, c, done) => done(new TypeError('bad')),
  context: async (e, c) => [c.functionName, typeof c.awsRequestId, c.getRemainingTimeInMillis() > 29000, c.invokedFunctionArn, c.memoryLimitInMB],
  succeed: (e, c) => c.succeed('old'),
  error: async () => { throw new RangeError('out of range'); },
  syncError: () => { throw new Error('at once'); },
  text: async () => { throw 'a text'; },
  nul: async () => { throw null; },
  odd: async () => { throw { toString() { throw 1; } }; },
  bigint: async () => 1n,
  circular: async () => { const o = {}; o.o = o; return o; },
  never: () => new Promise(() => {}),
  huge: async () => 'x'.repeat(7 << 20),
  log: async () => { console.log('first\nsecond'); console.error('third'); },
};
export const handler = (event, context, callback) => does[event.do](event, context, callback);`)
	for _, c := range [][2]string{
		{`{"do":"result","n":1}`, `{"n":2,"calls":1}`},
		{`{"do":"result","n":2}`, `{"n":3,"calls":2}`},
		{`{"do":"nothing"}`, `null`},
		{`{"do":"sync"}`, `null`},
		{`{"do":"callback"}`, `"called"`},
		{`{"do":"twice"}`, `1`},
		{`{"do":"callbackError"}`, `Lambda:Unhandled: bad`},
		{`{"do":"context"}`, `["fn","string",true,"arn:aws:lambda:us-east-1:000000000000:function:fn","512"]`},
		{`{"do":"succeed"}`, `"old"`},
		{`{"do":"error"}`, `Lambda:Unhandled: out of range`},
		{`{"do":"syncError"}`, `Lambda:Unhandled: at once`},
		{`{"do":"text"}`, `Lambda:Unhandled: a text`},
		{`{"do":"nul"}`, `Lambda:Unhandled: null`},
		{`{"do":"odd"}`, `Lambda:Unhandled: callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack`},
		{`{"do":"bigint"}`, `Lambda:Unhandled: Unable to stringify response body: Do not know how to serialize a BigInt`},
		{`{"do":"never"}`, `Lambda:Unhandled: The promise that the handler returned never settles: nothing is left that could settle it.`},
		{`{"do":"huge"}`, `Lambda:Unhandled: Response payload size exceeded maximum allowed payload size (6291456 bytes).`},
		{`{"do":"log"}`, `null`},
		{`{"do":"result","n":3}`, `{"n":4,"calls":3}`}, // still the same process
	} {
		if got := ask(t, p, c[0]); got != c[1] {
			t.Errorf("%s\n got %.300s\nwant %s", c[0], got, c[1])
		}
	}
	if got := ask(t, p, `{"do":"circular"}`); !strings.HasPrefix(got, "Lambda:Unhandled: Unable to stringify response body: Converting circular structure") {
		t.Error(got)
	}
	for _, want := range []string{"level=INFO msg=first function=fn request=", "msg=second", "level=WARN msg=third", "errorType=RangeError"} {
		if !strings.Contains(l.String(), want) {
			t.Errorf("%s is not in the log:\n%s", want, l)
		}
	}
}

// TestHostile: each of them is an error of its own request; the next one is
// answered by a new process.
func TestHostile(t *testing.T) {
	t.Parallel()
	r, l := start(t, "")
	f := node.Function{Name: "fn", TimeoutSeconds: 1, Text: `
import fs from 'node:fs';
let calls = 0;
const does = {
  loop: () => { for (;;); },
  wait: () => new Promise((done) => setTimeout(done, 60000)),
  exit: () => process.exit(0),
  code: () => process.exit(3),
  die: () => process.kill(process.pid, 'SIGKILL'),
  flood: () => { for (;;) console.log('x'.repeat(100000)); },
  uncaught: () => new Promise(() => setTimeout(() => { throw new Error('later'); }, 1)),
  rejected: () => { Promise.reject(new Error('nobody listens')); return new Promise((d) => setTimeout(d, 500)); },
  frame: () => { fs.writeSync(4, Buffer.from([0x52, 0xff, 0xff, 0xff, 0xff])); for (;;); },
  garbage: () => { fs.writeSync(4, Buffer.from([0x52, 0, 0, 0, 1, 0x7d])); for (;;); },
  pollute: async () => { Object.prototype.isAdmin = true; return calls; },
  patch: async () => { Array.prototype.map = () => 'patched'; return calls; },
  parse: async () => { JSON.parse = () => ({ isAdmin: true }); return calls; },
  count: async () => [++calls, ({}).isAdmin ?? null].map((x) => x).concat(JSON.parse('[]')),
  late: (e, c, done) => { setTimeout(() => done(null, 'late'), 20); done(null, 'now'); },
};
export const handler = (event, context, callback) => does[event.do](event, context, callback);`}
	p := r.Open(f, node.Settings{Concurrency: 1}, nil, none)
	patient := r.Open(f, node.Settings{Concurrency: 1, Timeout: 30 * time.Second}, nil, none)
	if got := ask(t, patient, `{"do":"flood"}`); !strings.Contains(got, "wrote more than 8388608 bytes") {
		t.Error(got)
	}
	ask(t, p, `{"do":"count"}`)
	for _, c := range [][2]string{
		{`{"do":"loop"}`, `Task timed out after 1.00 seconds`},
		{`{"do":"wait"}`, `Task timed out after 1.00 seconds`},
		{`{"do":"exit"}`, `Error: Runtime exited without providing a reason`},
		{`{"do":"code"}`, `Error: Runtime exited with exit status 3`},
		{`{"do":"die"}`, `Error: Runtime exited with signal: killed`},
		{`{"do":"uncaught"}`, `Runtime exited with an error: later`},
		{`{"do":"rejected"}`, `Runtime exited with an error: nobody listens`},
		{`{"do":"frame"}`, `Response payload size exceeded`},
		{`{"do":"garbage"}`, `The answer of the function fn is not JSON.`},
		{`{"do":"pollute"}`, `1`},
		{`{"do":"patch"}`, `1`},
		{`{"do":"parse"}`, `1`},
		{`{"do":"late"}`, `"now"`},
	} {
		if got := ask(t, p, c[0]); !strings.Contains(got, c[1]) {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
		want := `[1,null]`
		if c[1] == `"now"` {
			want = `[2,null]` // the process is the same
		}
		if got := ask(t, p, `{"do":"count"}`); got != want {
			t.Errorf("after %s: %s", c[0], got)
		}
	}
	for _, want := range []string{"lines of a function's log were dropped", "changed the prototypes"} {
		if !strings.Contains(l.String(), want) {
			t.Errorf("%q is not in the log", want)
		}
	}
}

// TestEnvironment: a function has the variables of the schema, the settings
// and its secrets, and nothing of the server's.
func TestEnvironment(t *testing.T) {
	t.Setenv("AMPLIFYGO_SECRET", "0123456789abcdef0123456789abcdef")
	r, _ := start(t, "")
	f := node.Function{
		Name: "fn", Text: `export const handler = async (names) => names.map((n) => process.env[n] ?? null);`,
		Environment: map[string]string{"A": "schema", "B": "schema"}, Secrets: map[string]string{"S": "STRIPE", "T": "", "U": "UNSET"},
	}
	getenv := func(name string) string { return map[string]string{"STRIPE": "sk"}[name] }
	s := node.Settings{Environment: map[string]string{"B": "settings"}}
	if got := node.Missing(f, s, getenv); strings.Join(got, " ") != "T U" {
		t.Error(got)
	}
	p := r.Open(f, s, map[string]string{"A": "server", "AWS_REGION": "eu-west-1"}, getenv)
	want := `["schema","settings","sk",null,"eu-west-1","fn",null]`
	if got := ask(t, p, `["A","B","S","T","AWS_REGION","AWS_LAMBDA_FUNCTION_NAME","AMPLIFYGO_SECRET"]`); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`throw new TypeError('no way');`:         `Lambda:Unhandled: The function fn does not start: TypeError: no way`,
		`export const other = 1;`:                `Lambda:Unhandled: The function fn does not start: Runtime.HandlerNotFound: handler is undefined or not exported`,
		`export const handler = (`:               `Lambda:Unhandled: The function fn does not start: SyntaxError`,
		`process.exit(7); export const a = 1;`:   `Lambda:Unhandled: The function fn does not start: its process ended with exit status 7`,
		`import 'gone'; export const handler=1;`: `Lambda:Unhandled: The function fn does not start: Error: Cannot find package 'gone'`,
	} {
		p, l := open(t, text)
		const calls = 20 // the first starts a process, most others find the pause
		for range calls {
			if got := ask(t, p, `{}`); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s", text, got)
			}
		}
		if n := strings.Count(l.String(), "a function does not start"); n < 1 || n > calls/2 {
			t.Errorf("%d starts for %d calls", n, calls)
		}
	}
}

func TestCommonJS(t *testing.T) {
	t.Parallel()
	p, _ := open(t, `export default { handler: async () => [typeof require('node:fs').readFileSync, typeof __dirname] };`)
	if got := ask(t, p, `{}`); got != `["function","string"]` {
		t.Error(got)
	}
}

// TestPool: calls run side by side up to the bound, and a caller who goes away
// does not take the process along.
func TestPool(t *testing.T) {
	t.Parallel()
	r, _ := start(t, "")
	p := r.Open(node.Function{Name: "fn", Text: `
let done;
export const handler = async (e) => { await new Promise((d) => setTimeout(d, e.wait)); return process.pid; };`},
		node.Settings{Concurrency: 3, Timeout: 30 * time.Second}, nil, none)
	var mu sync.Mutex
	pids := map[string]bool{}
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			pid := ask(t, p, `{"wait":50}`)
			mu.Lock()
			defer mu.Unlock()
			pids[pid] = true
		})
	}
	all.Wait()
	if len(pids) < 2 || len(pids) > 3 {
		t.Errorf("%d processes", len(pids))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := p.Invoke(ctx, []byte(`{"wait":300}`)); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if pid := ask(t, p, `{"wait":0}`); !pids[pid] {
		t.Error("a process was lost")
	}
}

// TestReload: development takes the code anew when its file changes.
func TestReload(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "fn.mjs")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r, _ := start(t, dir)
	p := r.Open(node.Function{Name: "fn", File: "fn.mjs", Text: `export const handler = async () => 'embedded';`}, node.Settings{}, nil, none)
	becomes := func(want string) {
		t.Helper()
		got := ""
		for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
			if got = ask(t, p, `{}`); got == want {
				return
			}
		}
		t.Errorf("got %s, want %s", got, want)
	}
	becomes(`"embedded"`)
	write(`export const handler = async () => 'one';`)
	becomes(`"one"`)
	write(`throw new Error('broken')`)
	becomes(`Lambda:Unhandled: The function fn does not start: Error: broken`)
	write(`export const handler = async () => 'mended';`)
	becomes(`"mended"`)
}

// TestClose waits for what runs and leaves no process.
func TestClose(t *testing.T) {
	t.Parallel()
	r, _ := start(t, "")
	p := r.Open(node.Function{Name: "fn", Text: `export const handler = async (e) => { await new Promise((d) => setTimeout(d, 200)); return process.pid; };`}, node.Settings{}, nil, none)
	began := make(chan struct{})
	ended := make(chan string, 1)
	go func() {
		close(began)
		result, err := p.Invoke(context.Background(), []byte(`{}`))
		if err != nil {
			ended <- err.Error()
			return
		}
		ended <- string(result)
	}()
	<-began
	for !p.Busy() {
		time.Sleep(time.Millisecond)
	}
	if err := r.Close(context.Background()); err != nil {
		t.Error(err)
	}
	pid, err := strconv.Atoi(<-ended)
	if err != nil {
		t.Fatal(err)
	}
	if process, err := os.FindProcess(pid); err == nil && process.Signal(syscall.Signal(0)) == nil {
		t.Errorf("the process %d is still there", pid)
	}
	if got := ask(t, p, `{}`); got != "Lambda:ServiceException: The server is stopping." {
		t.Error(got)
	}
}

func TestOldNode(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old := filepath.Join(dir, "node")
	if err := os.WriteFile(old, []byte("#!/bin/sh\necho v12.1.0\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for program, want := range map[string]string{old: "need version 18", filepath.Join(dir, "none"): "install Node.js"} {
		if _, err := node.New(context.Background(), node.Options{Node: program}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", program, err)
		}
	}
}

// BenchmarkWarm is a call of a function whose process is there.
func BenchmarkWarm(b *testing.B) {
	p, _ := open(b, `export const handler = async (e) => e.arguments.text;`)
	event, err := json.Marshal(map[string]any{"typeName": "Query", "fieldName": "echo", "arguments": map[string]string{"text": "hello"}, "identity": nil, "source": nil,
		"request": map[string]any{"headers": map[string]string{"x-api-key": "da2-x"}, "domainName": nil}, "prev": map[string]any{"result": map[string]any{}}})
	if err != nil {
		b.Fatal(err)
	}
	ask(b, p, string(event))
	for b.Loop() {
		if _, err := p.Invoke(b.Context(), event); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStart is a call that starts a process.
func BenchmarkStart(b *testing.B) {
	p, _ := open(b, `export const handler = async (e) => { Object.prototype.x = 1; return 1; };`)
	for b.Loop() {
		ask(b, p, `{}`)
	}
}
