package bundle

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"
)

// Namespaces of modules that are no files.
const (
	virtualSpace = "amplify"
	inertSpace   = "inert"
)

// loader is the state of one build. esbuild calls it from several goroutines.
type loader struct {
	root, entry string
	source      []byte
	texts       *Texts

	mu   sync.Mutex
	left int
}

// resolving marks our own call back into esbuild's resolver.
type resolving struct{}

func (p *loader) setup(b api.PluginBuild) {
	b.OnResolve(api.OnResolveOptions{Filter: `.*`}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
		if _, ours := a.PluginData.(resolving); ours || a.Kind == api.ResolveEntryPoint {
			return p.resolveEntry(a)
		}
		return p.resolve(b, a), nil
	})
	b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: virtualSpace}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
		text := virtualModule(a.Path)
		return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
	})
	b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: inertSpace}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
		text := fmt.Sprintf("module.exports = %s.inert(%s);", HostName, quote(a.Path))
		return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
	})
	b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: placeSpace}, p.loadPlace)
	b.OnLoad(api.OnLoadOptions{Filter: `\.([cm]?[jt]sx?|json)$`, Namespace: "file"}, p.load)
}

// resolveEntry keeps esbuild from looking for an entry that is given as text.
func (p *loader) resolveEntry(a api.OnResolveArgs) (api.OnResolveResult, error) {
	if a.Kind == api.ResolveEntryPoint && p.source != nil {
		return api.OnResolveResult{Path: p.entry, Namespace: "file"}, nil
	}
	return api.OnResolveResult{}, nil
}

// resolve decides what an import stands for: a module of the language, an
// inert value, or a file. Names in tsconfig's paths are those of the nearest
// tsconfig.json, which type checks go by, and then those of the root's, which
// alone count where Amplify runs the files.
func (p *loader) resolve(b api.PluginBuild, a api.OnResolveArgs) api.OnResolveResult {
	if file, ok := strings.CutPrefix(a.Path, placePrefix); ok {
		return api.OnResolveResult{Path: file, Namespace: placeSpace}
	}
	if exportsOf(a.Path) != nil {
		return api.OnResolveResult{Path: a.Path, Namespace: virtualSpace}
	}
	if hostPackage(a.Path) {
		return api.OnResolveResult{Path: a.Path, Namespace: inertSpace}
	}
	relative := strings.HasPrefix(a.Path, ".") || strings.HasPrefix(a.Path, "/")
	for _, dir := range []string{a.ResolveDir, p.root} {
		if relative && dir != a.ResolveDir {
			continue
		}
		r := b.Resolve(a.Path, api.ResolveOptions{
			Importer: a.Importer, Namespace: a.Namespace, ResolveDir: dir, Kind: a.Kind, PluginData: resolving{}, With: a.With,
		})
		if len(r.Errors) == 0 && r.Path != "" && !r.External && readable(r.Path) {
			return api.OnResolveResult{Path: r.Path, Namespace: r.Namespace, Suffix: r.Suffix}
		}
	}
	result := api.OnResolveResult{Path: a.Path, Namespace: inertSpace}
	if relative {
		// esbuild adds the place of the import.
		result.Warnings = []api.Message{{Detail: idMissing, Text: fmt.Sprintf("cannot find %q", a.Path)}}
	}
	return result
}

// readable reports whether the file is of a kind that can be part of a schema.
// What Node would not load either, such as texts and images, stays inert.
func readable(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json":
		return true
	}
	return false
}

// load reads a file, so that its text is at hand for positions and bounded in
// size and depth before esbuild's recursive parser sees it.
func (p *loader) load(a api.OnLoadArgs) (api.OnLoadResult, error) {
	data, err := p.read(a.Path)
	if err != nil {
		return api.OnLoadResult{}, err
	}
	// As in TypeScript: no byte order mark, and U+FFFD for what is no UTF-8.
	text := strings.ToValidUTF8(strings.TrimPrefix(string(data), "\ufeff"), "\ufffd")
	p.texts.Add(a.Path, text)
	if m, bad := p.refuse(a.Path, text); bad {
		return api.OnLoadResult{Errors: []api.Message{m}}, nil
	}
	loader := loaderOf(a.Path)
	if loader != api.LoaderJSON {
		text = placed(a.Path, text)
	}
	return api.OnLoadResult{Contents: &text, ResolveDir: filepath.Dir(a.Path), Loader: loader}, nil
}

func (p *loader) read(path string) ([]byte, error) {
	if path == p.entry && p.source != nil {
		return p.source, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > int64(p.budget(0)) {
		return make([]byte, 0), errTooLarge
	}
	return os.ReadFile(path)
}

// budget takes n bytes and gives what is left.
func (p *loader) budget(n int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left -= n
	return p.left
}

func (p *loader) refuse(path, text string) (api.Message, bool) {
	if p.budget(len(text)) < 0 {
		return api.Message{Detail: idTooLarge, Text: errTooLarge.Error(), Location: &api.Location{File: path, Line: 1}}, true
	}
	if line, deep := tooDeep(text); deep {
		return api.Message{Detail: idTooDeep, Text: "expressions are nested too deep", Location: &api.Location{File: path, Line: line}}, true
	}
	return api.Message{}, false
}

func loaderOf(path string) api.Loader {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".ts", ".mts", ".cts":
		return api.LoaderTS
	case ".tsx":
		return api.LoaderTSX
	case ".jsx":
		return api.LoaderJSX
	case ".json":
		return api.LoaderJSON
	}
	return api.LoaderJS
}
