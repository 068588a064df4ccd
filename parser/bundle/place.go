package bundle

import (
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// ProjectDir is where the project's root seems to be for programs that ask for
// the place of a file: the same on every machine.
const ProjectDir = "/project"

// placeSpace is the namespace of modules that tell a file its place: the file
// is their path.
const placeSpace = "place"

const placePrefix = "amplifygo:place:"

// Where a module asks for its place, and what makes a text a module.
var (
	asksPlace = regexp.MustCompile(`\bimport\.meta\.(?:url|dirname|filename)\b|\b__(?:dirname|filename)\b`)
	isModule  = regexp.MustCompile(`(?m)^\s*(?:import|export)\b`)
)

// PlaceNames are the variables that a module finds its place in, by what it
// asks for. Where nothing tells a file its place, they are global.
var PlaceNames = map[string]string{
	"import.meta.url": "__amplifygo_url", "import.meta.filename": "__amplifygo_filename", "import.meta.dirname": "__amplifygo_dirname",
	"__filename": "__amplifygo_filename", "__dirname": "__amplifygo_dirname",
}

// placed adds the import of a file's place behind its text, where the file
// asks for it: imports come first wherever they stand, and positions stay.
func placed(file, text string) string {
	if !strings.Contains(text, "import.meta") && !strings.Contains(text, "__") || !asksPlace.MatchString(text) || !isModule.MatchString(text) {
		return text
	}
	return text + "\nimport { url as __amplifygo_url, filename as __amplifygo_filename, dirname as __amplifygo_dirname } from " +
		quote(placePrefix+filepath.ToSlash(file)) + ";"
}

// Place is where a file seems to be, given where it is.
func Place(root, file string) string {
	relative, err := filepath.Rel(root, file)
	if err != nil || strings.HasPrefix(relative, "..") {
		return path.Join(ProjectDir, path.Base(filepath.ToSlash(file)))
	}
	return path.Join(ProjectDir, filepath.ToSlash(relative))
}

// loadPlace makes the module that tells a file its place.
func (p *loader) loadPlace(a api.OnLoadArgs) (api.OnLoadResult, error) {
	name := Place(p.root, filepath.FromSlash(a.Path))
	text := "export const url = " + quote("file://"+name) + ", filename = " + quote(name) + ", dirname = " + quote(path.Dir(name)) + ";"
	return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
}
