// Package bundle turns a schema file and what it imports into one script with
// a source map, by esbuild and in memory.
//
// TypeScript goes away, imports are resolved as TypeScript resolves them
// (tsconfig paths included), Amplify's own packages become virtual modules
// that hand out the members of a host object, and everything that cannot be
// resolved or that belongs to the host machine becomes an inert value. Nothing
// of the user's is run here.
package bundle

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/amplifygo/amplifygo/internal/diag"
)

// Names that the script and the virtual machine agree on.
const (
	// HostName is the global object that virtual modules take their exports
	// from: a member for each DSL export, and inert(specifier).
	HostName = "__amplifygo"
	// ExportsName is the global variable that holds the entry file's exports.
	ExportsName = "__schema"
	// ScriptName is the file name of the script inside the machine.
	ScriptName = "schema.js"
)

// Options say what to bundle.
type Options struct {
	// Root is the absolute path of the project's root. Spans are relative to it.
	Root string
	// Entry is the absolute path of the schema file.
	Entry string
	// Source is the text of the entry where it shall not be read from disk.
	Source []byte
	// MaxBytes bounds the source text of all files together.
	MaxBytes int
	// Timeout is the wall-clock limit.
	Timeout time.Duration
}

// DefaultTimeout is a hundred times what bundling a thousand models takes.
const DefaultTimeout = 10 * time.Second

// DefaultMaxBytes is far above the largest schema seen in public (150 KB).
const DefaultMaxBytes = 32 << 20

// Bundle is the script and what is known of the files behind it.
type Bundle struct {
	// Code is the script. It is ASCII, so its columns are bytes.
	Code string
	// Map leads from the script back to the sources.
	Map *SourceMap
	// Texts are the sources.
	Texts *Texts
	// Entry is the entry's path relative to the root, as spans name it.
	Entry string
}

// Build bundles. The Bundle is nil where the list has an error; the error is
// for files that cannot be read. esbuild cannot be interrupted: where it does
// not end in time, Build leaves it behind.
func Build(ctx context.Context, o Options) (*Bundle, diag.List, error) {
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Source == nil {
		if _, err := os.Stat(o.Entry); err != nil {
			return nil, nil, err
		}
	}
	texts := NewTexts(o.Root)
	p := &loader{root: o.Root, texts: texts, left: o.MaxBytes, entry: o.Entry, source: o.Source}
	done := make(chan api.BuildResult, 1)
	go func() { done <- api.Build(p.settings()) }()
	limit := time.NewTimer(o.Timeout)
	defer limit.Stop()
	var result api.BuildResult
	select {
	case result = <-done:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	case <-limit.C:
		return nil, diag.List{p.tooSlow(o.Timeout)}, nil
	}
	list := p.findings(result)
	if list.HasErrors() {
		return nil, list, nil
	}
	b := &Bundle{Texts: texts, Entry: texts.Relative(o.Entry)}
	for _, f := range result.OutputFiles {
		if strings.HasSuffix(f.Path, ".map") {
			m, err := parseMap(f.Contents, texts)
			if err != nil {
				return nil, list, err
			}
			b.Map = m
		} else {
			b.Code = string(f.Contents)
		}
	}
	return b, list, nil
}

// settings are esbuild's options. The target is what the machine runs without
// losing speed; IgnoreAnnotations keeps calls that a comment calls pure.
func (p *loader) settings() api.BuildOptions {
	return api.BuildOptions{
		EntryPoints:       []string{p.entry},
		AbsWorkingDir:     p.root,
		Outfile:           filepath.Join(p.root, ScriptName),
		Bundle:            true,
		Write:             false,
		Format:            api.FormatIIFE,
		GlobalName:        ExportsName,
		Platform:          api.PlatformNeutral,
		MainFields:        []string{"module", "main"},
		Conditions:        []string{"node", "import"},
		Target:            api.ES2020,
		Supported:         map[string]bool{"for-await": false, "async-generator": false, "bigint": false},
		Sourcemap:         api.SourceMapExternal,
		SourcesContent:    api.SourcesContentExclude,
		IgnoreAnnotations: true,
		LegalComments:     api.LegalCommentsNone,
		Charset:           api.CharsetASCII,
		LogLevel:          api.LogLevelSilent,
		LogLimit:          maxMessages,
		JSX:               api.JSXTransform,
		Define:            PlaceNames,
		ResolveExtensions: []string{".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"},
		Plugins:           []api.Plugin{{Name: "amplify", Setup: p.setup}},
		LogOverride: map[string]api.LogLevel{
			"empty-import-meta": api.LogLevelSilent,
			"tsconfig.json":     api.LogLevelSilent,
			"package.json":      api.LogLevelSilent,
		},
	}
}
