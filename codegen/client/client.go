// Package client emits the typed Go client of a schema: a file for each model,
// files for enums, custom types and custom operations, and client.gen.go with
// the entry point. The emitted code is thin and typed; what it does is in the
// amplify package, so that a fix ships without generating again.
package client

import (
	"path"

	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/gotypes"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/output"
	"github.com/dave/jennifer/jen"
)

// amplify is the import path of the runtime, conversation that of its package
// for conversation routes.
const (
	amplify      = "github.com/amplifygo/amplifygo/amplify"
	conversation = amplify + "/conversation"
)

// Options says where the package goes.
type Options struct {
	// Dir is its directory relative to the project's root, with slashes: "gen/client".
	Dir string
	// ImportPath is its import path, Package its name.
	ImportPath, Package string
}

// Emit writes the client of a schema. The files are sorted by path.
func Emit(s *ir.Schema, o Options) (output.Files, error) {
	e := &emitter{view: gomodel.New(s), options: o}
	e.file("client", e.root)
	for _, m := range e.view.Models {
		e.file(m.File, func(f *jen.File) { e.model(f, m) })
	}
	if len(e.view.Enums) > 0 {
		e.file("enums", declare(gotypes.Enums(e.view)))
	}
	if len(e.view.Types)+len(e.view.Inputs) > 0 {
		e.file("types", declare(gotypes.Customs(e.view)))
	}
	if len(e.view.Queries)+len(e.view.Mutations)+len(e.view.Subscriptions) > 0 {
		e.file("operations", e.operations)
	}
	if len(e.view.Conversations) > 0 {
		e.file("conversations", e.conversations)
	}
	e.files.Sort()
	return e.files, e.err
}

// emitter collects the files and the first error.
type emitter struct {
	view    *gomodel.View
	options Options
	files   output.Files
	err     error
}

// file emits one file.
func (e *emitter) file(base string, emit func(*jen.File)) {
	if e.err != nil {
		return
	}
	f := jenx.NewFile(e.options.ImportPath, e.options.Package, e.view.Schema.Source, amplify, conversation)
	emit(f)
	rendered, err := jenx.Render(path.Join(e.options.Dir, base+".gen.go"), f)
	if err != nil {
		e.err = err
		return
	}
	e.files = append(e.files, rendered)
}

// declare emits declarations.
func declare(list []jen.Code) func(*jen.File) {
	return func(f *jen.File) {
		for _, d := range list {
			f.Add(d).Line()
		}
	}
}
