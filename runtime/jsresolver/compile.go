package jsresolver

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"

	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

const sourceMapMark = "//# sourceMappingURL="

var module = regexp.MustCompile(`(?m)^\s*(import\s*["'{*\w]|export\s)`)

// compile wraps a text in a function, as CommonJS wants it, on the same lines.
// An inline source map stays in effect; others are not looked for.
func compile(entry, text string) (*goja.Program, error) {
	sourceMap := ""
	if i := strings.LastIndex(text, sourceMapMark); i >= 0 {
		text, sourceMap = text[:i], "\n"+strings.TrimSpace(text[i:])
	}
	name := entry
	if sourceMap != "" { // whose sources goja takes as beside the text, and which are below the project's root
		name = entry[strings.LastIndexByte(entry, '/')+1:]
	}
	wrapped := "(function(exports, require, module) {" + text + "\n})" + sourceMap
	tree, err := goja.Parse(name, wrapped, parser.WithSourceMapLoader(func(string) ([]byte, error) { return nil, nil }))
	if err != nil {
		if module.MatchString(text) {
			return nil, errors.New("expected CommonJS, found an ES module; bundle it with the format cjs")
		}
		return nil, fmt.Errorf("it is not valid JavaScript: %w", err)
	}
	return goja.CompileAST(tree, false)
}

// try runs a resolver's top level once, to see that it exports what it has to.
func (r *Runtime) try(s *script) error {
	call := functions.NewCall(nil, &schema.Operation{Parent: "Query", Name: "check"}, nil, []byte("{}"))
	w := r.take(call)
	_, err := r.guarded(context.Background(), w, func() (any, error) { return w.load(s) })
	if err == nil {
		return nil
	}
	return err
}

// handlers are the functions that a resolver exports.
type handlers struct{ request, response goja.Callable }

// load runs a resolver's top level in a world.
func (w *world) load(s *script) (*handlers, error) {
	w.bind(s.reached)
	v, err := w.vm.RunProgram(s.program)
	if err != nil {
		return nil, err
	}
	wrapper, ok := goja.AssertFunction(v)
	if !ok {
		return nil, errors.New("it closes the function around it")
	}
	mod, exports := w.vm.NewObject(), w.vm.NewObject()
	if err := mod.Set("exports", exports); err != nil {
		return nil, err
	}
	if _, err := wrapper(goja.Undefined(), exports, w.vm.ToValue(w.require), mod); err != nil {
		return nil, err
	}
	out, ok := mod.Get("exports").(*goja.Object)
	if !ok {
		return nil, errors.New("it exports nothing")
	}
	var h handlers
	if h.request, ok = goja.AssertFunction(out.Get("request")); !ok {
		return nil, errors.New("it exports no function request")
	}
	if h.response, ok = goja.AssertFunction(out.Get("response")); !ok {
		return nil, errors.New("it exports no function response")
	}
	return &h, nil
}
