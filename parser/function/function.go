// Package function bundles the code of functions, the files that
// defineFunction({entry}) names, for Node: one ES module each, with everything
// that it imports but Node's own modules.
//
// It does what Amplify's deployment does with them, and gives three modules of
// Amplify's a meaning outside of AWS: $amplify/env/<name> is process.env,
// @aws-amplify/backend/function/runtime configures the data client for the
// server that runs the function.
package function

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Options say what to bundle.
type Options struct {
	// Root is the absolute path of the project's root.
	Root string
	// Entry is the file of the function, relative to the root or absolute.
	Entry string
	// Introspection is the model introspection of amplify_outputs.json, for
	// functions that make a data client.
	Introspection json.RawMessage
	// Banner is what the module begins with, a comment.
	Banner string
}

// Bundle is the code of a function.
type Bundle struct {
	// Text is an ES module that exports handler, or whose default export has
	// it, with an inline source map.
	Text string
	// Inputs are the absolute paths of the files behind it that are not in
	// node_modules, sorted.
	Inputs []string
}

// maxErrors is how many errors of one bundle are told.
const maxErrors = 5

// Build bundles. The error names the place in the user's file and what to do.
func Build(o Options) (*Bundle, error) {
	path := filepath.FromSlash(o.Entry)
	if !filepath.IsAbs(path) {
		path = filepath.Join(o.Root, path)
	}
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{path}, AbsWorkingDir: o.Root, Outfile: filepath.Join(o.Root, "index.mjs"),
		Bundle: true, Write: false, Metafile: true, LogLevel: api.LogLevelSilent,
		Format: api.FormatESModule, Platform: api.PlatformNode, Engines: []api.Engine{{Name: api.EngineNode, Version: "18"}},
		MainFields: []string{"module", "main"}, Charset: api.CharsetASCII, LegalComments: api.LegalCommentsNone,
		Sourcemap: api.SourceMapInline, SourcesContent: api.SourcesContentExclude,
		Banner:  map[string]string{"js": o.Banner},
		Plugins: []api.Plugin{{Name: "amplify", Setup: modules(o.Introspection)}},
	})
	if len(result.Errors) > 0 {
		return nil, explain(o.Entry, result.Errors)
	}
	b := &Bundle{}
	for _, f := range result.OutputFiles {
		b.Text += string(f.Contents)
	}
	return b, b.read(o, result.Metafile)
}

// read takes from esbuild's metafile what the bundle exports and is made of.
func (b *Bundle) read(o Options, metafile string) error {
	var meta struct {
		Inputs  map[string]json.RawMessage
		Outputs map[string]struct {
			EntryPoint string
			Exports    []string
		}
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return err
	}
	for name := range meta.Inputs {
		if strings.Contains(name, "node_modules/") || strings.Contains(name, ":") {
			continue
		}
		b.Inputs = append(b.Inputs, filepath.Join(o.Root, filepath.FromSlash(name)))
	}
	slices.Sort(b.Inputs)
	for _, out := range meta.Outputs {
		if out.EntryPoint != "" && !slices.Contains(out.Exports, "handler") && !slices.Contains(out.Exports, "default") {
			return fmt.Errorf("%s exports no handler: write export const handler = async (event) => …", o.Entry)
		}
	}
	return nil
}

// explain puts esbuild's errors into one, each with its place and a remedy.
func explain(entry string, list []api.Message) error {
	var all []error
	for i, m := range list {
		if i == maxErrors {
			all = append(all, fmt.Errorf("%d more errors", len(list)-i))
			break
		}
		place := entry
		if m.Location != nil {
			place = fmt.Sprintf("%s:%d:%d", m.Location.File, m.Location.Line, m.Location.Column+1)
		}
		all = append(all, fmt.Errorf("%s: %s", place, remedy(m.Text)))
	}
	return errors.Join(all...)
}

// remedy says what to do about an import that leads nowhere.
func remedy(text string) string {
	if strings.HasPrefix(text, "No loader is configured for \".node\"") {
		return "native modules are not bundled; leave the function on Lambda or in a container and give its address as functions.<name>.url"
	}
	name, ok := strings.CutPrefix(text, "Could not resolve ")
	name = strings.Trim(name, `"`)
	switch {
	case !ok || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "/"):
		return text
	case strings.HasPrefix(name, "@aws-sdk/"):
		return fmt.Sprintf("the package %q is not installed: on Lambda the runtime provides it, here it is bundled; run npm install %s", name, packageOf(name))
	}
	return fmt.Sprintf("the package %q is not installed: run npm install %s", name, packageOf(name))
}

// packageOf is the package that a module specifier belongs to.
func packageOf(specifier string) string {
	parts := strings.SplitN(specifier, "/", 3)
	if strings.HasPrefix(specifier, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}
