package e2e

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestDevWaits: a schema with errors does not end amplifygo dev, which serves it
// once it is good.
func TestDevWaits(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "amplify/data/resource.ts")
	schema := func(scalar string) {
		write(t, file, "import { a, defineData } from '@aws-amplify/backend';\nconst schema = a.schema({\n  Todo: a.model({ content: a."+scalar+"() }).authorization((allow) => [allow.publicApiKey()]),\n});\n"+
			"export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey', apiKeyAuthorizationMode: {} } });\n")
	}
	schema("strin")
	cmd := exec.Command(compiled(t, "cmd/amplifygo"), "dev")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan string, 1)
	go func() {
		log := ""
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			if log += lines.Text() + "\n"; lines.Text() == "waiting for the schema to be without errors" {
				schema("string")
				told <- log
			}
		}
	}()
	s := launch(t, dir, cmd)
	if log := <-told; !strings.Contains(log, "resource.ts:3:") || !strings.Contains(log, "strin") {
		t.Errorf("the error is not told:\n%s", log)
	}
	if _, body := s.post(t, `{"query":"{ listTodos { items { id } } }"}`, "x-api-key", "da2-amplifygodevelopment000000"); body != `{"data":{"listTodos":{"items":[]}}}` {
		t.Error(body)
	}
}

// TestDevGoesOn: what cannot be served leaves what was before in service, and a
// change of the settings is followed.
func TestDevGoesOn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	schema := func(fields string) {
		write(t, filepath.Join(dir, "amplify/data/resource.ts"), "import { a, defineData } from '@aws-amplify/backend';\nconst schema = a.schema({\n  Todo: a.model({ "+fields+" }).authorization((allow) => [allow.publicApiKey()]),\n});\n"+
			"export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey', apiKeyAuthorizationMode: {} } });\n")
	}
	schema("content: a.string(), extra: a.integer()")
	s := &served{dir: dir, cmd: exec.Command(compiled(t, "cmd/amplifygo"), "dev")}
	expect := s.tells(t)
	serving := func() { s.url = expect("Serving amplify/data/resource.ts on ") }
	ask := func(query, want string) {
		t.Helper()
		if _, body := s.post(t, `{"query":"`+query+`"}`, "x-api-key", "da2-amplifygodevelopment000000"); body != want {
			t.Errorf("%s: %s", query, body)
		}
	}
	serving()
	ask(`mutation { createTodo(input: {content: \"c\", extra: 1}) { extra } }`, `{"data":{"createTodo":{"extra":1}}}`)
	schema("content: a.string()")
	expect("the schema has changed")
	expect("the migration would lose data")
	expect("serving what was before")
	serving()
	ask(`{ listTodos { items { content extra } } }`, `{"data":{"listTodos":{"items":[{"content":"c","extra":1}]}}}`)
	// It goes on when what stood in its way is gone, though the schema is the same.
	amplifygo(t, dir, filepath.Join(dir, ".amplifygo"), "migrate", "apply", "--allow-loss")
	schema("content: a.string()")
	expect("the schema has changed")
	serving()
	ask(`{ listTodos { items { content } } }`, `{"data":{"listTodos":{"items":[{"content":"c"}]}}}`)
	write(t, filepath.Join(dir, "amplifygo.yaml"), "server: {nothing: true}\n")
	expect("amplifygo.yaml")
	write(t, filepath.Join(dir, "amplifygo.yaml"), "server: {introspection: false}\n")
	expect("amplifygo.yaml has changed")
	serving()
	ask(`{ listTodos { items { content } } }`, `{"data":{"listTodos":{"items":[{"content":"c"}]}}}`)
	if _, body := s.post(t, `{"query":"{ __schema { queryType { name } } }"}`, "x-api-key", "da2-amplifygodevelopment000000"); !strings.Contains(body, "errors") {
		t.Errorf("the setting is not followed: %s", body)
	}
}

// TestDevFollowsTheSchemaElsewhere: the settings may name another schema file,
// whose folder counts from then on.
func TestDevFollowsTheSchemaElsewhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	schema := func(file, field string) {
		write(t, filepath.Join(dir, file), "import { a, defineData } from '@aws-amplify/backend';\nconst schema = a.schema({\n  Todo: a.model({ content: a.string(), "+field+" }).authorization((allow) => [allow.publicApiKey()]),\n});\n"+
			"export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey', apiKeyAuthorizationMode: {} } });\n")
	}
	schema("amplify/data/resource.ts", "a: a.string()")
	s := &served{dir: dir, cmd: exec.Command(compiled(t, "cmd/amplifygo"), "dev")}
	expect := s.tells(t)
	expect("Serving amplify/data/resource.ts on ")
	// A file that is not there is waited for where its folder is.
	if err := os.Mkdir(filepath.Join(dir, "other"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "amplifygo.yaml"), "schema: other/schema.ts\n")
	expect("other/schema.ts does not exist")
	schema("other/schema.ts", "a: a.string(), b: a.string()")
	expect("Serving other/schema.ts on ")
	schema("other/schema.ts", "a: a.string(), b: a.string(), c: a.string()")
	expect("the schema has changed")
	s.url = expect("Serving other/schema.ts on ")
	if _, body := s.post(t, `{"query":"{ listTodos { items { c } } }"}`, "x-api-key", "da2-amplifygodevelopment000000"); body != `{"data":{"listTodos":{"items":[]}}}` {
		t.Error(body)
	}
}

// tells starts the command and gives what waits for a line of its output with a
// text in it, and gives the rest of that line.
func (s *served) tells(t *testing.T) func(text string) string {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = s.dir, in, in
	s.cmd.Env = append(os.Environ(), "AMPLIFYGO_LISTEN=127.0.0.1:0")
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = in.Close()
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		for sc := bufio.NewScanner(out); sc.Scan(); {
			lines <- sc.Text()
		}
	}()
	t.Cleanup(func() {
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
		_ = s.cmd.Wait()
		_ = out.Close()
	})
	log := ""
	return func(text string) string {
		t.Helper()
		for end := time.After(time.Minute); ; {
			select {
			case line, ok := <-lines:
				log += line + "\n"
				if _, rest, found := strings.Cut(line, text); found {
					return rest
				} else if !ok {
					t.Fatalf("the command has ended without %q:\n%s", text, log)
				}
			case <-end:
				t.Fatalf("no %q:\n%s", text, log)
			}
		}
	}
}
