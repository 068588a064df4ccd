// Package conformance gives tests the conformance cases: schemas with what
// Amplify's own compiler makes of each. testdata/README.md says how the cases
// are laid out and how they are to be compared.
package conformance

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Case is one schema with its goldens.
type Case struct {
	// Name is the folder's name: "034-auth-public".
	Name string
	// Root is the absolute path of the case's folder, which is the project's
	// root as far as the case is concerned.
	Root string
	// Source is the path of the schema file below Root, with slashes:
	// "resource.ts" or "amplify/data/resource.ts".
	Source string
	// Project marks a case that is a whole project. All others stand for a
	// project that has an auth resource.
	Project bool
	// Error is Amplify's message in a rejected case, empty in an accepted one.
	Error string
}

// Rejected reports whether Amplify refuses the schema.
func (c Case) Rejected() bool { return c.Error != "" }

// Number is the case's number as it is written: "034".
func (c Case) Number() string { return c.Name[:3] }

// Golden reads one of the case's files: "model.graphql", "schema.graphql",
// "introspection.json", "outputs.json", "equivalent.ts".
func (c Case) Golden(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(c.Root, name))
}

// Loose lists the numbers of rejected cases in which Amplify's text is an
// accident of a later stage: only the rejection is to be matched.
var Loose = map[string]bool{
	"107": true, "116": true, "128": true, "146": true, "148": true, "149": true, "155": true, "161": true,
	"162": true, "165": true, "167": true, "168": true, "169": true, "178": true, "190": true,
}

// Dir is the absolute path of the folder that holds the cases.
func Dir() (string, error) {
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		return "", errors.New("conformance: the place of this package's source is unknown")
	}
	return filepath.Join(filepath.Dir(file), "testdata"), nil
}

// Cases lists all cases by number.
func Cases() ([]Case, error) {
	dir, err := Dir()
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var cases []Case
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		c, err := load(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("conformance: no cases in %s", dir)
	}
	return cases, nil
}

func load(root string) (Case, error) {
	c := Case{Name: filepath.Base(root), Root: root, Source: "resource.ts"}
	if _, err := os.Stat(filepath.Join(root, "amplify")); err == nil {
		c.Project, c.Source = true, "amplify/data/resource.ts"
	}
	if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(c.Source))); err != nil {
		return c, fmt.Errorf("conformance: case %s has no %s", c.Name, c.Source)
	}
	text, err := os.ReadFile(filepath.Join(root, "error.txt"))
	switch {
	case err == nil:
		c.Error = strings.TrimSpace(string(text))
	case !errors.Is(err, fs.ErrNotExist):
		return c, err
	}
	return c, nil
}
