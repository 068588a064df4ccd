package parser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// project is where a schema file stands.
type project struct{ root, entry string }

// schemaNames are the file names that Amplify reads, in the order of preference.
var schemaNames = []string{"resource.ts", "resource.mts", "resource.cts", "resource.js", "resource.mjs", "resource.cjs", "resource.tsx"}

// locate finds the schema file and the project's root.
func locate(o Options) (project, error) {
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return project{}, err
	}
	entry := path
	if o.Source == nil {
		if entry, err = schemaFile(path); err != nil {
			return project{}, err
		}
	}
	root := o.Root
	if root == "" {
		root = rootOf(entry)
	}
	if root, err = filepath.Abs(root); err != nil {
		return project{}, err
	}
	return project{root: root, entry: entry}, nil
}

// schemaFile gives the schema file that a path stands for.
func schemaFile(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		if err := obstacle(path); err != nil {
			return "", fmt.Errorf("%w: %s", ErrNoSchema, err.Error())
		}
		return "", fmt.Errorf("%w: %s does not exist", ErrNoSchema, path)
	}
	if !info.IsDir() {
		return path, nil
	}
	for _, below := range []string{"amplify/data", "data", "."} {
		if f := schemaIn(filepath.Join(path, filepath.FromSlash(below))); f != "" {
			return f, nil
		}
	}
	if f, err := oneLevelDown(path); f != "" || err != nil {
		return f, err
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if f := schemaIn(filepath.Join(dir, "amplify", "data")); f != "" {
			return f, nil
		}
		if dir == filepath.Dir(dir) {
			for _, name := range schemaNames {
				if err := obstacle(filepath.Join(path, "amplify", "data", name)); err != nil {
					return "", fmt.Errorf("%w: %s", ErrNoSchema, err.Error())
				}
			}
			return "", fmt.Errorf("%w: there is no amplify/data/resource.ts in %s, above it or one folder below it; give the path of the schema file", ErrNoSchema, path)
		}
	}
}

func schemaIn(dir string) string {
	for _, name := range schemaNames {
		f := filepath.Join(dir, name)
		if info, err := os.Stat(f); err == nil && info.Mode().IsRegular() {
			return f
		}
	}
	return ""
}

// oneLevelDown finds the schema of a repository with the app in a folder, and
// of one with packages/app. Several are an error that names them.
func oneLevelDown(path string) (string, error) {
	for _, pattern := range []string{"*/amplify/data", "packages/*/amplify/data", "apps/*/amplify/data"} {
		dirs, err := filepath.Glob(filepath.Join(path, filepath.FromSlash(pattern)))
		if err != nil {
			return "", err
		}
		var found []string
		for _, dir := range dirs {
			if f := schemaIn(dir); f != "" && !strings.Contains(dir, "node_modules") {
				found = append(found, f)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return "", fmt.Errorf("%w: there are several below %s: give the path of one of %s", ErrNoSchema, path, strings.Join(found, ", "))
		}
	}
	return "", nil
}

// ProjectDir gives the folder that a command started in dir works in. It is dir
// itself where a schema is in it or below it; elsewhere the nearest folder
// above that has an amplifygo.yaml, a go.mod or an amplify folder with a schema,
// and dir again where there is none.
func ProjectDir(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if f, err := oneLevelDown(start); f != "" || err != nil {
		// Several are an error for the one who asks for the schema.
		return dir, nil
	}
	for at := start; ; at = filepath.Dir(at) {
		if isProject(at) {
			if at == start {
				return dir, nil
			}
			return at, nil
		}
		if at == filepath.Dir(at) {
			return dir, nil
		}
		if at == start && !insideAmplify(at) && (schemaIn(at) != "" || schemaIn(filepath.Join(at, "data")) != "") {
			return dir, nil
		}
	}
}

func isProject(dir string) bool {
	for _, name := range []string{"amplifygo.yaml", "go.mod"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && !info.IsDir() {
			return true
		}
	}
	return schemaIn(filepath.Join(dir, "amplify", "data")) != ""
}

// insideAmplify reports whether dir is a project's amplify folder or its data folder.
func insideAmplify(dir string) bool {
	return filepath.Base(dir) == "amplify" || filepath.Base(dir) == "data" && filepath.Base(filepath.Dir(dir)) == "amplify"
}

// rootOf gives the folder that has the amplify folder, or the file's own.
func rootOf(entry string) string {
	dir := filepath.Dir(entry)
	if filepath.Base(dir) == "data" && filepath.Base(filepath.Dir(dir)) == "amplify" {
		return filepath.Dir(filepath.Dir(dir))
	}
	return dir
}
