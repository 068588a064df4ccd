package cli

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/amplifygo/amplifygo/codegen/introspection"
	"github.com/amplifygo/amplifygo/codegen/server"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/output"
	"github.com/amplifygo/amplifygo/parser/function"
	"github.com/amplifygo/amplifygo/runtime/config"
)

// handlerFunctions lists the functions that handlers of the schema, its
// conversations and its Lambda mode name, in its order.
func handlerFunctions(s *ir.Schema) []*ir.Function {
	used := map[string]bool{}
	for _, o := range s.Operations {
		for _, h := range o.Handlers {
			if h.Kind == ir.FunctionHandler {
				used[h.Function] = true
			}
		}
		if o.AI != nil && o.AI.Handler != "" {
			used[o.AI.Handler] = true
		}
	}
	if m := s.AuthModes.Lambda; m != nil {
		used[m.Function] = true
	}
	var out []*ir.Function
	for _, f := range s.Functions {
		if used[f.Name] {
			out = append(out, f)
		}
	}
	return out
}

// boundFunctions are the functions that the settings bind to endpoints or to
// Node. Settings of functions that the schema does not have are errors.
func boundFunctions(s *ir.Schema, settings *config.File) (map[string]bool, error) {
	known := map[string]bool{config.AllFunctions: true}
	for _, f := range s.Functions {
		known[f.Name], known[f.Resource] = true, true
	}
	for _, name := range slices.Sorted(maps.Keys(settings.Functions)) {
		if !known[name] {
			return nil, unknownFunction(name, known)
		}
	}
	bound := map[string]bool{}
	for _, f := range handlerFunctions(s) {
		run := settings.Function(f.Name, f.Resource).Run
		bound[f.Name] = run == config.RunEndpoint || run == config.RunNode
	}
	return bound, nil
}

func unknownFunction(name string, known map[string]bool) error {
	best, distance := "", len(name)/3+2
	for k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(k)); k != "" && (d < distance || d == distance && k < best) {
			best, distance = k, d
		}
	}
	if best != "" && best != config.AllFunctions {
		return fmt.Errorf("%s: functions.%s: the schema has no such function, did you mean %q?", config.FileName, name, best)
	}
	return fmt.Errorf("%s: functions.%s: the schema has no such function", config.FileName, name)
}

// bundled are functions for Node and the files that they are made of.
type bundled struct {
	functions []server.NodeFunction
	inputs    []string
}

// bundle makes the modules of the functions that chosen names. Handlers of one
// resource share it. The error tells of every function that does not bundle;
// the others are there.
func (e *env) bundle(s *ir.Schema, chosen func(*ir.Function) bool) (bundled, error) {
	var out bundled
	var failures []error
	seen := map[string]int{}
	models := introspection.Build(s)
	for _, f := range handlerFunctions(s) {
		if !chosen(f) {
			continue
		}
		name := f.Resource
		if name == "" {
			name = f.Name
		}
		if f.Entry == "" {
			failures = append(failures, fmt.Errorf("%s: the source of the function %s is not known: pass what defineFunction({entry}) returns to the handler, or to defineData as functions", f.Span.Line(), name))
			continue
		}
		key := name + "\x00" + f.Entry
		if i, ok := seen[key]; ok {
			out.functions[i].Handlers = append(out.functions[i].Handlers, f.Name)
			continue
		}
		b, err := function.Build(function.Options{
			Root: e.root, Entry: f.Entry, Introspection: models,
			Banner: "// " + output.Header + "\n// Source: " + f.Entry,
		})
		if err != nil {
			failures = append(failures, err)
			continue
		}
		seen[key] = len(out.functions)
		out.functions = append(out.functions, server.NodeFunction{Function: f, Name: name, Handlers: []string{f.Name}, Text: b.Text})
		out.inputs = append(out.inputs, b.Inputs...)
	}
	return out, errors.Join(failures...)
}
