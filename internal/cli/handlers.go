package cli

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/codegen"
)

// handler is a method of the user's type Handlers.
type handler struct {
	// file is its file's name, below the folder of the package.
	file string
	line int
	// operation: it has the form of the handler of an operation.
	operation bool
}

// handlerMethods lists the methods that the type Handlers of a package has
// already, wherever in the package they stand, so that no stub is written a
// second time. A folder that is not there has none.
func handlerMethods(dir string) (map[string]handler, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	methods := map[string]handler{}
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("the handlers cannot be read: %w", err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && receiver(f) == "Handlers" {
				methods[f.Name.Name] = handler{file: name, line: set.Position(f.Pos()).Line, operation: takesCall(f)}
			}
		}
	}
	return methods, nil
}

// takesCall reports whether a method has a parameter of the type *functions.Call,
// as the handlers of operations have.
func takesCall(f *ast.FuncDecl) bool {
	for _, p := range f.Type.Params.List {
		star, ok := p.Type.(*ast.StarExpr)
		if !ok {
			continue
		}
		if s, ok := star.X.(*ast.SelectorExpr); ok && s.Sel.Name == "Call" {
			return true
		}
	}
	return false
}

// leftHandlers says which handlers answer no operation of the schema any more:
// most do not compile, since the type of their arguments is gone.
func leftHandlers(have map[string]handler, needed []string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(have)) {
		if h := have[name]; h.operation && !slices.Contains(needed, name) {
			out = append(out, fmt.Sprintf("%s/%s:%d: %s answers no operation in Go any more: remove it", codegen.HandlersDir, h.file, h.line, name))
		}
	}
	return out
}

// receiver is the name of the type that a function is a method of.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) != 1 {
		return ""
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}
