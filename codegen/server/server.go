// Package server emits the Go backend: a file for each model with its Go type
// and its description, and one each for enums, custom types, operations and
// the whole.
//
// What the runtime works from is data (package runtime/schema), printed as
// literals with the source line of every rule beside it; the logic stays in
// the runtime, so that a fix of it reaches users without regeneration.
package server

import (
	"fmt"

	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/output"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/dave/jennifer/jen"
)

// The packages that generated code imports.
const (
	module        = "github.com/amplifygo/amplifygo/"
	schemaPackage = module + "runtime/schema"
	abiPackage    = module + "runtime/abi"
)

// Options say where the package goes.
type Options struct {
	// Dir is the package's folder, relative to the project's root.
	Dir string
	// Package is its name and ImportPath its import path.
	Package, ImportPath string
	// Bound are the functions, by their logical names, that the settings bind
	// to endpoints or to Node.
	Bound map[string]bool
	// Node are the bundled functions that run in Node.
	Node []NodeFunction
	// Scripts are the bundled JavaScript resolvers by their entries.
	Scripts map[string]string
}

// Emit makes the files of the package. view and def are of the same schema.
func Emit(view *gomodel.View, def schema.Definition, o Options) (output.Files, error) {
	e := emitter{view: view, def: def, Options: o}
	e.claim()
	e.modelFiles()
	e.enumsAndTypes()
	e.operations()
	e.stores()
	e.hooks()
	e.handlers()
	e.scripts()
	e.node()
	e.whole()
	e.files = append(e.files, output.File{
		Path:    o.Dir + "/schema.graphql",
		Content: append([]byte("# "+output.Header+"\n# Source: "+def.Source+"\n\n"), def.SDL...),
	})
	if e.err != nil {
		return nil, e.err
	}
	return e.files, nil
}

// emitter carries the files made so far and the first error.
type emitter struct {
	Options
	view   *gomodel.View
	def    schema.Definition
	names  packageNames
	models []*model
	files  output.Files
	err    error
}

func (e *emitter) newFile() *jen.File {
	return jenx.NewFile(e.ImportPath, e.Package, e.def.Source, schemaPackage, abiPackage,
		genPackage, dataPackage, functionsPackage, nodePackage, jsPackage, serverPackage, valuePackage, authPackage, amplifyPackage)
}

// add renders a file; base is its name without folder and ending.
func (e *emitter) add(base string, f *jen.File) {
	if e.err != nil {
		return
	}
	file, err := jenx.Render(e.Dir+"/"+base+".gen.go", f)
	if err != nil {
		e.err = fmt.Errorf("emitting %s: %w", base, err)
		return
	}
	e.files = append(e.files, file)
}

func (e *emitter) modelFiles() {
	for i, m := range e.models {
		f := e.newFile()
		f.Add(modelVar(m.describe, e.def.Models[i])).Line()
		e.typed(f, m)
		e.add(m.File, f)
	}
	e.conversationModels()
}
