package function_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/parser/function"
)

// write makes a project of files, given as name and text in turn.
func write(t *testing.T, files ...string) string {
	t.Helper()
	root := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(root, files[i])
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestBundle(t *testing.T) {
	t.Parallel()
	root := write(t,
		"amplify/fn/handler.ts", `import { env } from '$amplify/env/fn';
import { getAmplifyDataClientConfig } from '@aws-amplify/backend/function/runtime';
import type { Handler } from 'aws-lambda';
import { createHash } from 'node:crypto';
import { twice } from './twice';
import four from 'four';
export const handler: Handler = async (event: { n: number }) => ({ n: twice(event.n) + four, key: env.KEY, hash: createHash('md5'), config: await getAmplifyDataClientConfig(env) });`,
		"amplify/fn/twice.ts", "export const twice = (n: number) => 2 * n;",
		"node_modules/four/package.json", `{"name":"four","main":"index.js"}`,
		"node_modules/four/index.js", "module.exports = 4;",
	)
	b, err := function.Build(function.Options{Root: root, Entry: "amplify/fn/handler.ts", Introspection: json.RawMessage(`{"version":1,"models":{"Marker":{}}}`)})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Join(root, "amplify/fn/handler.ts"), filepath.Join(root, "amplify/fn/twice.ts")}
	if d := cmp.Diff(want, b.Inputs); d != "" {
		t.Error(d)
	}
	for _, part := range []string{"process.env", "module.exports = 4", "Marker", `from "node:crypto"`, "sourceMappingURL=data:"} {
		if !strings.Contains(b.Text, part) {
			t.Errorf("%s is not in the bundle", part)
		}
	}
	if strings.Contains(b.Text, root) {
		t.Error("the bundle names a folder of this machine")
	}
	again, err := function.Build(function.Options{Root: root, Entry: filepath.Join(root, "amplify/fn/handler.ts"), Introspection: json.RawMessage(`{"version":1,"models":{"Marker":{}}}`)})
	if err != nil || again.Text != b.Text {
		t.Errorf("a second bundle differs: %v", err)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"export const handler = (": {"h.ts:1:"},
		"import Stripe from 'stripe/lib';\nexport const handler = async () => new Stripe();":     {"h.ts:1:20:", `"stripe/lib" is not installed`, "npm install stripe"},
		"import { S3 } from '@aws-sdk/client-s3';\nexport const handler = async () => new S3();": {"on Lambda the runtime provides it", "npm install @aws-sdk/client-s3"},
		"import { x } from './nowhere';\nexport const handler = async () => x;":                  {`h.ts:1:19: Could not resolve "./nowhere"`},
		"export const other = 1;": {"h.ts exports no handler"},
		"import x from './x.node';\nexport const handler = async () => x;": {"native modules are not bundled"},
	} {
		root := write(t, "h.ts", text, "x.node", "")
		_, err := function.Build(function.Options{Root: root, Entry: "h.ts"})
		if err == nil {
			t.Errorf("%s: no error", text)
			continue
		}
		for _, part := range want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %v lacks %s", text, err, part)
			}
		}
	}
	if _, err := function.Build(function.Options{Root: t.TempDir(), Entry: "gone.ts"}); err == nil || !strings.Contains(err.Error(), "gone.ts") {
		t.Error(err)
	}
}
