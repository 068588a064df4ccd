package e2e

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
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
