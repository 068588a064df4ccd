// Command compile measures what compiling generated code costs: amplifygo's
// client and backend, and genqlient's client for the same API of a hundred
// models, with an operation of each kind for every model. Each package is
// compiled again after a comment was added to one of its files, as after an edit
// of one model.
//
//	go run ./compile
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "compile:", err)
		os.Exit(1)
	}
}

const models = "internal/testkit/conformance/testdata/099-hundred-models/resource.ts"

func run() error {
	bench, err := os.Getwd()
	if err != nil {
		return err
	}
	root := filepath.Dir(bench)
	dir, err := os.MkdirTemp(bench, "compile-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	project := filepath.Join(dir, "amplify", "data")
	if err := os.MkdirAll(project, 0o777); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(root, models))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(project, "resource.ts"), text, 0o666); err != nil {
		return err
	}
	if _, err := command(root, "go", "run", "./cmd/amplifygo", "gen", "-q", "-C", dir); err != nil {
		return err
	}
	peer := filepath.Join(bench, "genqlient")
	if err := operations(root, dir, filepath.Join(peer, "generated")); err != nil {
		return err
	}
	if _, err := command(peer, "go", "tool", "genqlient"); err != nil {
		return err
	}
	fmt.Println("| Package | lines | CPU | wall | nothing changed | empty cache, CPU | empty cache, wall |\n| --- | --- | --- | --- | --- | --- | --- |")
	client, backend := filepath.Join(dir, "gen", "client"), filepath.Join(dir, "gen", "backend")
	for _, p := range []struct {
		name string
		dirs []string
	}{
		{"amplifygo client", []string{client}},
		{"amplifygo backend", []string{backend}},
		{"amplifygo client and backend", []string{client, backend}},
		{"genqlient client", []string{filepath.Join(peer, "generated")}},
	} {
		if err := measure(p.name, p.dirs); err != nil {
			return err
		}
	}
	return nil
}

// scalars declares what AppSync has and GraphQL has not.
const scalars = `scalar AWSDate scalar AWSTime scalar AWSDateTime scalar AWSTimestamp scalar AWSEmail scalar AWSJSON scalar AWSURL scalar AWSPhone scalar AWSIPAddress
directive @aws_api_key on OBJECT | FIELD_DEFINITION
directive @aws_iam on OBJECT | FIELD_DEFINITION
directive @aws_oidc on OBJECT | FIELD_DEFINITION
directive @aws_lambda on OBJECT | FIELD_DEFINITION
directive @aws_cognito_user_pools(cognito_groups: [String!]) on OBJECT | FIELD_DEFINITION
directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
`

// operations writes the schema, and for genqlient the documents of the
// operations that amplifygo's client has: create, get, list, update, delete.
func operations(root, project, to string) error {
	if err := os.MkdirAll(to, 0o777); err != nil {
		return err
	}
	sdl, err := command(root, "go", "run", "./cmd/amplifygo", "schema", "--sdl", "-C", project)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(to, "schema.graphql"), append([]byte(scalars), sdl...), 0o666); err != nil {
		return err
	}
	text, err := command(root, "go", "run", "./cmd/amplifygo", "schema", "--introspection", "-C", project)
	if err != nil {
		return err
	}
	var api struct {
		Models map[string]struct {
			Name, PluralName string
			PrimaryKeyInfo   struct {
				PrimaryKeyFieldName string
				SortKeyFieldNames   []string
			}
			Fields map[string]struct {
				Type any
			}
		}
	}
	if err := json.Unmarshal(text, &api); err != nil {
		return err
	}
	has := func(declaration string) bool { return bytes.Contains(sdl, []byte("  "+declaration+"(")) }
	var out strings.Builder
	for _, name := range sorted(api.Models) {
		m := api.Models[name]
		var fields []string
		for f, t := range m.Fields {
			if _, scalar := t.Type.(string); scalar {
				fields = append(fields, f)
			}
		}
		slices.Sort(fields)
		selection := strings.Join(fields, " ")
		for _, kind := range []string{"create", "update", "delete"} {
			if has(kind + name) {
				fmt.Fprintf(&out, "mutation %[1]s%[2]s($input: %[3]s%[2]sInput!) { %[1]s%[2]s(input: $input) { %[4]s } }\n", kind, name, strings.ToUpper(kind[:1])+kind[1:], selection)
			}
		}
		key := m.PrimaryKeyInfo
		if len(key.SortKeyFieldNames) == 0 && has("get"+name) {
			fmt.Fprintf(&out, "query get%[1]s($key: %[2]s!) { get%[1]s(%[3]s: $key) { %[4]s } }\n", name, m.Fields[key.PrimaryKeyFieldName].Type, key.PrimaryKeyFieldName, selection)
		}
		if list := "list" + m.PluralName; has(list) {
			fmt.Fprintf(&out, "query %[1]s($limit: Int, $nextToken: String) { %[1]s(limit: $limit, nextToken: $nextToken) { items { %[2]s } nextToken } }\n", list, selection)
		}
	}
	return os.WriteFile(filepath.Join(to, "operations.graphql"), []byte(out.String()), 0o666)
}

func sorted[T any](m map[string]T) []string {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// measure compiles packages again, five times, and prints the middle one; and
// what a build takes when nothing has changed, and with an empty cache, the
// standard library included.
func measure(name string, dirs []string) error {
	lines := 0
	var edited []string
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			return fmt.Errorf("%s has no files: %v", dir, err)
		}
		edited = append(edited, files[len(files)/2])
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				return err
			}
			lines += bytes.Count(text, []byte("\n"))
		}
	}
	build := append([]string{"build"}, dirs...)
	if _, err := command(dirs[0], "go", build...); err != nil { // what they import
		return err
	}
	var costs []cost
	for range 5 {
		for _, f := range edited {
			if err := edit(f); err != nil {
				return err
			}
		}
		c, err := timed(dirs[0], "", build)
		if err != nil {
			return err
		}
		costs = append(costs, c)
	}
	slices.SortFunc(costs, func(a, b cost) int { return int(a.cpu - b.cpu) })
	middle := costs[len(costs)/2]
	warm, err := timed(dirs[0], "", build)
	if err != nil {
		return err
	}
	cache, err := os.MkdirTemp("", "compile-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(cache)
	cold, err := timed(dirs[0], "GOCACHE="+cache, build)
	if err != nil {
		return err
	}
	fmt.Printf("| %s | %d | %.1f s | %.1f s | %.1f s | %.0f s | %.0f s |\n", name, lines, middle.cpu.Seconds(), middle.wall.Seconds(), warm.wall.Seconds(), cold.cpu.Seconds(), cold.wall.Seconds())
	return nil
}

// cost is what a run of go build takes.
type cost struct{ cpu, wall time.Duration }

// timed runs go in a folder, with a variable in its environment.
func timed(dir, variable string, args []string) (cost, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), variable)
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return cost{}, fmt.Errorf("%w\n%s", err, out)
	}
	return cost{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), time.Since(start)}, nil
}

// edit puts a comment at the top of a file that it never had before: the lines
// below it move, so that packages that import the file's are compiled again.
func edit(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	comment := fmt.Sprintf("// Edited at %s.\n\n", time.Now())
	return os.WriteFile(path, append([]byte(comment), text...), 0o666)
}

// command runs a program and gives its output.
func command(dir, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s%s", name, strings.Join(args, " "), err, stderr.String(), out)
	}
	return out, nil
}
