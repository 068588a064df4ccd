// Package resolver bundles AppSync JavaScript resolvers, the files that
// a.handler.custom({entry}) names: one script each, with what it imports but
// for AppSync's own modules, which the runtime provides.
package resolver

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Bundle gives the text of a resolver as a CommonJS module with an inline
// source map. entry is relative to the project's root, or absolute. The error
// names the place in the user's file.
func Bundle(root, entry string) (string, error) {
	path := filepath.FromSlash(entry)
	if !filepath.IsAbs(path) {
		path = filepath.Join(root, path)
	}
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{path}, AbsWorkingDir: root, Bundle: true, Write: false, LogLevel: api.LogLevelSilent,
		Format: api.FormatCommonJS, Target: api.ES2017, Charset: api.CharsetASCII,
		Sourcemap: api.SourceMapInline, SourcesContent: api.SourcesContentExclude,
		External: []string{"@aws-appsync/utils", "@aws-appsync/utils/*"},
	})
	if len(result.Errors) > 0 {
		m := result.Errors[0]
		if m.Location != nil {
			return "", fmt.Errorf("%s:%d:%d: %s", m.Location.File, m.Location.Line, m.Location.Column+1, m.Text)
		}
		return "", fmt.Errorf("%s: %s", entry, m.Text)
	}
	var text strings.Builder
	for _, f := range result.OutputFiles {
		text.Write(f.Contents)
	}
	return text.String(), nil
}
