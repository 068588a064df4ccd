package parser

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/parser/node"
)

// tree makes files in a new folder and gives its path.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLocate(t *testing.T) {
	t.Parallel()
	const ts = "amplify/data/resource.ts"
	cases := []struct {
		name        string
		files       string
		path        string
		entry, root string
	}{
		{"project", ts, ".", ts, "."},
		{"amplify folder", ts, "amplify", ts, "."},
		{"data folder", ts, "amplify/data", ts, "."},
		{"file", ts, ts, ts, "."},
		{"above", ts + " src/app/x.ts", "src/app", ts, "."},
		{"other extension", "amplify/data/resource.mjs", ".", "amplify/data/resource.mjs", "."},
		{"ts before js", ts + " amplify/data/resource.js", ".", ts, "."},
		{"one below", "web/" + ts + " other/x", ".", "web/" + ts, "web"},
		{"packages", "packages/api/" + ts, ".", "packages/api/" + ts, "packages/api"},
		{"plain file", "x/schema.ts", "x/schema.ts", "x/schema.ts", "x"},
		{"plain folder", "x/resource.ts", "x", "x/resource.ts", "x"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{}
			for _, f := range strings.Fields(c.files) {
				files[f] = ""
			}
			dir := tree(t, files)
			p, err := locate(Options{Path: filepath.Join(dir, c.path)})
			if err != nil {
				t.Fatal(err)
			}
			if p.entry != filepath.Join(dir, c.entry) || p.root != filepath.Join(dir, c.root) {
				t.Errorf("entry %s, root %s", p.entry, p.root)
			}
		})
	}
}

// Something in the way of the schema is not the same as no schema.
func TestLocateTellsWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, path, want string
		make             func(amplify string) error
	}{
		{"file for the folder", ".", "amplify/data is a file, not a folder", func(a string) error { return os.WriteFile(a+"/data", nil, 0o600) }},
		{"file for the folder of a path", "amplify/data/resource.ts", "amplify/data is a file, not a folder", func(a string) error { return os.WriteFile(a+"/data", nil, 0o600) }},
		{"folder for the file", ".", "amplify/data/resource.ts is a folder, not a file", func(a string) error { return os.MkdirAll(a+"/data/resource.ts", 0o700) }},
		{"dangling folder", ".", "amplify/data is a symbolic link that leads nowhere", func(a string) error { return os.Symlink("nowhere", a+"/data") }},
		{"loop of folders", ".", "amplify/data cannot be read: too many levels of symbolic links", func(a string) error { return os.Symlink("data", a+"/data") }},
		{"dangling file", ".", "amplify/data/resource.mts is a symbolic link that leads nowhere", func(a string) error {
			return errors.Join(os.Mkdir(a+"/data", 0o700), os.Symlink("nowhere", a+"/data/resource.mts"))
		}},
		{"dangling path", "amplify/link.ts", "amplify/link.ts is a symbolic link that leads nowhere", func(a string) error { return os.Symlink("nowhere", a+"/link.ts") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := tree(t, map[string]string{"amplify/backend.ts": ""})
			if err := c.make(filepath.Join(dir, "amplify")); err != nil {
				t.Fatal(err)
			}
			_, err := locate(Options{Path: filepath.Join(dir, c.path)})
			if !errors.Is(err, ErrNoSchema) || !strings.Contains(err.Error(), filepath.Join(dir, c.want)) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestLocateFails(t *testing.T) {
	t.Parallel()
	several := tree(t, map[string]string{"a/amplify/data/resource.ts": "", "b/amplify/data/resource.ts": ""})
	for path, want := range map[string]string{several: "there are several", filepath.Join(several, "none"): "does not exist", t.TempDir(): "give the path of the schema file"} {
		_, _, err := Evaluate(context.Background(), Options{Path: path})
		if !errors.Is(err, ErrNoSchema) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestRootOfSpans: a root that is given wins, and files outside of it are
// named by their absolute path.
func TestRootOfSpans(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{
		"app/schema.ts": "import { a } from '@aws-amplify/backend'; import { x } from '../lib/x'; export const schema = a.schema({ T: a.model({ x: x() }) });",
		"lib/x.ts":      "import { a } from '@aws-amplify/backend'; export const x = () => a.string();",
	})
	cases := []struct{ root, model, lib string }{
		{dir, "app/schema.ts", "lib/x.ts"},
		{filepath.Join(dir, "app"), "schema.ts", filepath.ToSlash(filepath.Join(dir, "lib/x.ts"))},
	}
	for _, c := range cases {
		r, list, err := Evaluate(context.Background(), Options{Path: filepath.Join(dir, "app/schema.ts"), Root: c.root})
		if err != nil || len(list) > 0 {
			t.Fatal(err, list)
		}
		model := r.Program.Schema.Members[0].Types[0].Value.(*node.Model)
		if got := model.Span.File; got != c.model {
			t.Errorf("the model is in %s, want %s", got, c.model)
		}
		if got := model.Fields[0].Span.File; got != c.lib {
			t.Errorf("the field is in %s, want %s", got, c.lib)
		}
		if _, ok := r.Source(c.lib); !ok {
			t.Errorf("no text of %s", c.lib)
		}
	}
}

func TestNamesAuth(t *testing.T) {
	t.Parallel()
	cases := map[string]bool{
		"import { defineBackend } from '@aws-amplify/backend'; import { auth } from './auth/resource'; import { data } from './data/resource'; defineBackend({ auth, data });": true,
		"import { auth as login } from './auth/resource.js'; defineBackend({ login });":                                                                                        true,
		"import { auth } from './auth/resource'; import { data } from './data/resource'; defineBackend({ data });":                                                             false,
		"import { data } from './data/resource'; defineBackend({ data });":                                                                                                     false,
		"// auth\nimport { data } from './data/resource'; defineBackend({ data /* auth */ });":                                                                                 false,
		"import { data } from './data/resource'; const b = defineBackend({ 'auth': make(), data }); b.data.resources.cfnResources;":                                            true,
		"import { data } from './data/resource'; const auth = defineAuth({}); defineBackend({ ...{ auth }, data });":                                                           true,
		"import { parts } from './parts'; defineBackend(parts);":                                                                                                               true,
		"import { author } from './author/resource'; defineBackend({ author });":                                                                                               false,
		"defineBackend({ data, authors });": false,
		"syntax error (":                    true,
	}
	for backend, want := range cases {
		dir := tree(t, map[string]string{"amplify/backend.ts": backend, "amplify/data/resource.ts": ""})
		if got := hasAuth(project{root: dir, entry: filepath.Join(dir, "amplify/data/resource.ts")}); got != want {
			t.Errorf("%v for %s", got, backend)
		}
	}
	if !hasAuth(project{entry: "/x/schema.ts"}) {
		t.Error("a schema without a project")
	}
}

// TestEnvironment: the program sees the variables that are given and no other.
func TestEnvironment(t *testing.T) {
	t.Setenv("AMPLIFYGO_TEST_SECRET", "hidden")
	src := "import { a } from '@aws-amplify/backend'; export const schema = a.schema({ T: a.model({ x: a.string().default(`${process.env.AMPLIFYGO_TEST_SECRET} ${process.env.STAGE}`) }) });"
	r, list, err := Evaluate(context.Background(), Options{Path: "/resource.ts", Source: []byte(src), Env: map[string]string{"STAGE": "dev"}})
	if err != nil || len(list) > 0 {
		t.Fatal(err, list)
	}
	if got := dump(r.Program.Schema); !strings.Contains(got, `Text="undefined dev"`) {
		t.Error(got)
	}
}

// TestCanceled: a canceled context ends the run.
func TestCanceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, list, err := Evaluate(ctx, Options{Path: "/resource.ts", Source: []byte("for (;;) {}")})
	if err == nil && !list.HasErrors() {
		t.Error("it came to an end")
	}
}
