// Package introspect answers __schema and __type from the loaded SDL.
package introspect

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/graphql/wire"
)

// Schema answers introspection of one schema.
type Schema struct {
	ast        *ast.Schema
	types      []any
	directives []any
}

// hidden are directives that the parser knows and AppSync does not execute.
var hidden = []string{"defer", "oneOf", "specifiedBy"}

// New prepares the answers.
func New(s *ast.Schema) *Schema {
	out := &Schema{ast: s}
	for _, t := range s.Types {
		out.types = append(out.types, &typeRef{def: t})
	}
	slices.SortFunc(out.types, func(a, b any) int { return strings.Compare(a.(*typeRef).def.Name, b.(*typeRef).def.Name) })
	for _, d := range s.Directives {
		if !slices.Contains(hidden, d.Name) {
			out.directives = append(out.directives, d)
		}
	}
	slices.SortFunc(out.directives, func(a, b any) int {
		return strings.Compare(a.(*ast.DirectiveDefinition).Name, b.(*ast.DirectiveDefinition).Name)
	})
	return out
}

// Argument gives the value of an argument or a directive's condition: a
// string, a bool, or nil.
type Argument func(v *ast.Value) any

// Append appends the value of __schema, or of __type for the type with a name.
// It reports false, leaving an unfinished text, where b would grow beyond limit
// bytes: types refer to one another in circles, so that a short document can
// ask for more than any memory holds.
func (s *Schema) Append(b []byte, f *ast.Field, arg Argument, limit int) ([]byte, bool) {
	w := writer{s: s, arg: arg, b: b, limit: limit, selections: map[*ast.Selection]*selection{}}
	if f.Name == "__schema" {
		w.value(f.SelectionSet, s)
		return w.b, !w.full
	}
	var t any
	if a := f.Arguments.ForName("name"); a != nil {
		if name, ok := arg(a.Value).(string); ok && s.ast.Types[name] != nil {
			t = &typeRef{def: s.ast.Types[name]}
		}
	}
	w.value(f.SelectionSet, t)
	return w.b, !w.full
}

// typeRef is a __Type: a named type, or a list or non-null around one.
type typeRef struct {
	def  *ast.Definition
	kind string // LIST or NON_NULL; empty for def
	of   *typeRef
}

func (s *Schema) ref(t *ast.Type) *typeRef {
	if t == nil {
		return nil
	}
	if t.NonNull {
		inner := *t
		inner.NonNull = false
		return &typeRef{kind: "NON_NULL", of: s.ref(&inner)}
	}
	if t.Elem != nil {
		return &typeRef{kind: "LIST", of: s.ref(t.Elem)}
	}
	return &typeRef{def: s.ast.Types[t.NamedType]}
}

// writer appends one answer.
type writer struct {
	s   *Schema
	arg Argument
	b   []byte
	// full is set when b has passed limit: nothing more is appended.
	limit int
	full  bool
	// selections are the merged selection sets, by their first element: one is
	// asked of many objects, and merging is not to cost each of them.
	selections map[*ast.Selection]*selection
}

// selection is a merged selection set.
type selection struct {
	order  []string
	fields map[string]*ast.Field
}

func (w *writer) value(set ast.SelectionSet, v any) {
	if w.full = w.full || len(w.b) > w.limit; w.full {
		return
	}
	switch v := v.(type) {
	case nil:
		w.b = append(w.b, "null"...)
	case string:
		w.b = wire.String(w.b, v)
	case bool:
		w.b = wire.Bool(w.b, v)
	case []any:
		w.b = append(w.b, '[')
		for i, item := range v {
			if i > 0 {
				w.b = append(w.b, ',')
			}
			w.value(set, item)
		}
		w.b = append(w.b, ']')
	default:
		w.object(set, v)
	}
}

func (w *writer) object(set ast.SelectionSet, v any) {
	s := w.selection(set)
	w.b = append(w.b, '{')
	for i, key := range s.order {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.b = append(wire.String(w.b, key), ':')
		f := s.fields[key]
		w.value(f.SelectionSet, w.field(v, f))
	}
	w.b = append(w.b, '}')
}

func (w *writer) selection(set ast.SelectionSet) *selection {
	if len(set) == 0 {
		return &selection{}
	}
	s := w.selections[&set[0]]
	if s == nil {
		s = &selection{fields: map[string]*ast.Field{}}
		w.collect(set, &s.order, s.fields)
		w.selections[&set[0]] = s
	}
	return s
}

// collect merges the fields of a selection set; introspection types are all
// concrete, so that every fragment that validates applies.
func (w *writer) collect(set ast.SelectionSet, order *[]string, merged map[string]*ast.Field) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if !w.included(s.Directives) {
				continue
			}
			if f := merged[s.Alias]; f != nil {
				both := *f
				both.SelectionSet = append(slices.Clone(f.SelectionSet), s.SelectionSet...)
				merged[s.Alias] = &both
				continue
			}
			*order, merged[s.Alias] = append(*order, s.Alias), s
		case *ast.InlineFragment:
			if w.included(s.Directives) {
				w.collect(s.SelectionSet, order, merged)
			}
		case *ast.FragmentSpread:
			if w.included(s.Directives) {
				w.collect(s.Definition.SelectionSet, order, merged)
			}
		}
	}
}

func (w *writer) included(ds ast.DirectiveList) bool {
	for _, d := range ds {
		if d.Name == "include" || d.Name == "skip" {
			on, _ := w.arg(d.Arguments.ForName("if").Value).(bool)
			if on != (d.Name == "include") {
				return false
			}
		}
	}
	return true
}

// deprecated reads the includeDeprecated argument.
func (w *writer) deprecated(f *ast.Field) bool {
	a := f.Arguments.ForName("includeDeprecated")
	if a == nil {
		return false
	}
	on, _ := w.arg(a.Value).(bool)
	return on
}
