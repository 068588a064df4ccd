// Package codegen makes all files of a project from the IR: values in, bytes
// in memory out. Comparing with the disk and writing is package output's.
package codegen

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/codegen/client"
	"github.com/amplifygo/amplifygo/codegen/descriptor"
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/outputs"
	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/codegen/server"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/output"
	"github.com/amplifygo/amplifygo/templates"
)

// Options say where the files go.
type Options struct {
	// ImportPath is the import path of the project's root.
	ImportPath string
	// Out is the folder of generated code, relative to the project's root.
	Out string
	// OutputsPath is the path of amplify_outputs.json; empty writes none.
	OutputsPath string
	// Outputs are the settings that the outputs file tells clients, and
	// ExistingOutputs the file as it is on the disk, nil where it is not.
	Outputs         outputs.Settings
	ExistingOutputs []byte
	// Bound are the functions, by their logical names, that the settings bind
	// to endpoints or to Node; Go need not answer them.
	Bound map[string]bool
	// Node are the bundled functions that run in Node.
	Node []server.NodeFunction
	// Scripts are the bundled JavaScript resolvers by their entries.
	Scripts map[string]string
	// First marks a project's first generation: main.go and the package of
	// handlers are scaffolded then and never again, even where they are gone.
	First bool
	// Handlers are the methods that the user's type Handlers has already; the
	// others get a stub.
	Handlers map[string]bool
}

// HandlersDir is the folder of the user's handlers and hooks.
const HandlersDir = "internal/handlers"

// Generate makes the files of a project, sorted by path. An error is a bug or
// a name that Go cannot express, never something half made.
func Generate(s *ir.Schema, o Options) (output.Files, error) {
	text := sdl.Print(s)
	def, err := descriptor.Build(s, text)
	if err != nil {
		return nil, err
	}
	backend, clientDir := path.Join(o.Out, "backend"), path.Join(o.Out, "client")
	serverOptions := server.Options{
		Dir: backend, Package: "backend", ImportPath: path.Join(o.ImportPath, backend),
		Bound: o.Bound, Scripts: o.Scripts, Node: o.Node,
	}
	files, err := server.Emit(gomodel.New(s), def, serverOptions)
	if err != nil {
		return nil, err
	}
	clientFiles, err := client.Emit(s, client.Options{
		Dir: clientDir, Package: "client", ImportPath: path.Join(o.ImportPath, clientDir),
	})
	if err != nil {
		return nil, err
	}
	files = append(files, clientFiles...)
	manifest, err := manifestOf(s, files, path.Join(o.Out, "manifest.json"))
	if err != nil {
		return nil, err
	}
	files = append(files, manifest)
	stubs, err := scaffolds(s, o, serverOptions)
	if err != nil {
		return nil, err
	}
	files = append(files, stubs...)
	if o.OutputsPath != "" {
		content, err := outputs.Build(s, o.Outputs, o.ExistingOutputs)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o.OutputsPath, err)
		}
		files = append(files, output.File{Path: o.OutputsPath, Content: content, Kind: output.Merged})
	}
	files.Sort()
	return files, nil
}

// HandlerMethods are the methods that the user's type Handlers has to have.
func HandlerMethods(s *ir.Schema, o Options) []string {
	var out []string
	for _, h := range server.Scaffolds(gomodel.New(s), server.Options{Package: "backend", Bound: o.Bound}) {
		out = append(out, h.Method)
	}
	return out
}

// scaffolds are the files that are written once.
func scaffolds(s *ir.Schema, o Options, of server.Options) (output.Files, error) {
	project := templates.Project{
		Source: s.Source, Backend: of.ImportPath, Package: of.Package, Handlers: path.Join(o.ImportPath, HandlersDir),
		AI: slices.ContainsFunc(s.Operations, func(op *ir.Operation) bool { return op.AI != nil }),
	}
	main, err := templates.Main(project)
	if err != nil {
		return nil, err
	}
	handlers, err := templates.Handlers(project)
	if err != nil {
		return nil, err
	}
	var files output.Files
	if o.First {
		files = output.Files{
			{Path: "cmd/server/main.go", Content: main, Kind: output.Scaffold},
			{Path: HandlersDir + "/handlers.go", Content: handlers, Kind: output.Scaffold},
		}
	}
	taken := map[string]bool{"handlers": true}
	for _, h := range server.Scaffolds(gomodel.New(s), of) {
		base := stubFile(h.Method, taken)
		if o.Handlers[h.Method] {
			continue
		}
		stub, err := templates.HandlerStub(templates.Handler{
			Project: project, Operation: h.Operation, Kind: h.Kind, Method: h.Method, Args: h.Args, Result: h.Result,
		})
		if err != nil {
			return nil, err
		}
		files = append(files, output.File{Path: HandlersDir + "/" + base + ".go", Content: stub, Kind: output.Scaffold})
	}
	return files, nil
}

// stubFile takes the base of the file of a method's stub. Files whose names
// differ in capitals only are one on some systems.
func stubFile(method string, taken map[string]bool) string {
	base := strings.ToLower(method)
	for n, free := 2, base; taken[base]; n++ {
		base = free + strconv.Itoa(n)
	}
	taken[base] = true
	return base
}

// manifestOf lists the generated files with their hashes, so that a tool can
// tell what was changed by hand. It names no version of amplifygo: output that
// depends on how the tool was built could not be checked in.
func manifestOf(s *ir.Schema, files output.Files, name string) (output.File, error) {
	files.Sort()
	type entry struct {
		Path   string `json:"path"`
		SHA256 string `json:"sha256"`
	}
	m := struct {
		Generator string  `json:"generator"`
		Form      int     `json:"form"`
		Source    string  `json:"source"`
		Files     []entry `json:"files"`
	}{Generator: "amplifygo", Form: 1, Source: s.Source}
	for _, f := range files {
		sum := sha256.Sum256(f.Content)
		m.Files = append(m.Files, entry{f.Path, hex.EncodeToString(sum[:])})
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	err := enc.Encode(m)
	return output.File{Path: name, Content: b.Bytes()}, err
}
