package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/amplifygo/amplifygo/internal/compile"
	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/bundle"
	"github.com/amplifygo/amplifygo/runtime/config"
)

// missingEntries finds handlers whose code is to be bundled and is not there:
// JavaScript resolvers, and functions that the settings run in Node.
func missingEntries(r *compile.Result, settings *config.File) diag.List {
	var list diag.List
	if r.Schema == nil {
		return nil
	}
	look := func(entry string, call source.Span) {
		if entry == "" || sourceExists(r.Root, entry) {
			return
		}
		d := list.Errorf(bundle.CodeMissingEntry, r.Key(call, "entry"), "there is no file %s", entry)
		d.Hint = "create it, or correct the path"
		if !filepath.IsAbs(entry) {
			d.Hint += ", which begins at the folder of " + call.File
		}
	}
	for _, o := range r.Schema.Operations {
		for _, h := range o.Handlers {
			if h.Kind == ir.CustomHandler {
				look(h.Entry, h.Span)
			}
		}
	}
	for _, f := range handlerFunctions(r.Schema) {
		if settings.Function(f.Name, f.Resource).Run == config.RunNode {
			look(f.Entry, f.Span)
		}
	}
	return list
}

// sourceExtensions are those that the bundler adds to a path without one.
var sourceExtensions = []string{"", ".tsx", ".ts", ".jsx", ".js"}

// sourceExists reports whether the bundler finds a file by its path.
func sourceExists(root, entry string) bool {
	path := filepath.FromSlash(entry)
	if !filepath.IsAbs(path) {
		path = filepath.Join(root, path)
	}
	for _, extension := range sourceExtensions {
		if _, err := os.Stat(path + extension); !errors.Is(err, fs.ErrNotExist) {
			return true
		}
	}
	return false
}
