package document

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// walker checks fields and their arguments with the path of the field, which
// the service appends to its messages. The library has bound the definitions.
type walker struct {
	schema  *Schema
	doc     *ast.QueryDocument
	op      *ast.OperationDefinition
	path    []string
	visited map[string]bool
	errs    []*gqlerror.Error
}

func (w *walker) fail(typ, text string, at *ast.Position) {
	m := "Validation error of type " + typ + ": " + text
	if len(w.path) > 0 {
		m += " @ '" + strings.Join(w.path, "/") + "'"
	}
	w.errs = append(w.errs, &gqlerror.Error{Short: true, Message: m, Locations: locate(at)})
}

func (w *walker) operation(op *ast.OperationDefinition) {
	w.op, w.visited = op, map[string]bool{}
	for _, v := range op.VariableDefinitions {
		if v.DefaultValue == nil {
			continue
		}
		t := w.schema.Types.Of(v.Type)
		if t == nil {
			continue
		}
		if m := input.CheckLiteral(v.Variable, v.DefaultValue, t); m != "" {
			w.fail("BadValueForDefaultArg", "Bad default value "+v.DefaultValue.String()+" for type "+t.String(), v.Position)
		}
	}
	w.directives(op.Directives)
	w.selections(op.SelectionSet)
}

func (w *walker) selections(set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			w.path = append(w.path, s.Name)
			w.field(s)
			w.path = w.path[:len(w.path)-1]
		case *ast.InlineFragment:
			w.directives(s.Directives)
			w.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			w.directives(s.Directives)
			if def := w.doc.Fragments.ForName(s.Name); def != nil && !w.visited[s.Name] {
				w.visited[s.Name] = true
				w.selections(def.SelectionSet)
			}
		}
	}
}

func (w *walker) field(f *ast.Field) {
	if f.ObjectDefinition == nil {
		return
	}
	if f.Definition == nil || !w.schema.Introspection && (f.Name == "__schema" || f.Name == "__type") {
		w.fail("FieldUndefined", "Field '"+f.Name+"' in type '"+f.ObjectDefinition.Name+"' is undefined", f.Position)
		return
	}
	w.arguments(f.Arguments, f.Definition.Arguments, "field", f.Position)
	w.directives(f.Directives)
	def := w.schema.AST.Types[f.Definition.Type.Name()]
	switch {
	case def == nil:
		return
	case def.IsLeafType() && len(f.SelectionSet) > 0:
		w.fail("SubSelectionNotAllowed", "Sub selection not allowed on leaf type "+def.Name+" of field "+f.Name, f.Position)
		return
	case !def.IsLeafType() && len(f.SelectionSet) == 0:
		w.fail("SubSelectionRequired", "Sub selection required for type "+def.Name+" of field "+f.Name, f.Position)
	}
	w.selections(f.SelectionSet)
}

func (w *walker) directives(ds ast.DirectiveList) {
	for _, d := range ds {
		if d.Definition != nil {
			w.arguments(d.Arguments, d.Definition.Arguments, "directive", d.Position)
		}
	}
}

func (w *walker) arguments(args ast.ArgumentList, defs ast.ArgumentDefinitionList, owner string, at *ast.Position) {
	for _, a := range args {
		def := defs.ForName(a.Name)
		if def == nil {
			typ := "UnknownArgument"
			if owner == "directive" {
				typ = "UnknownDirective"
			}
			w.fail(typ, "Unknown "+owner+" argument "+a.Name, a.Position)
			continue
		}
		t := w.schema.Types.Of(def.Type)
		if t == nil {
			continue
		}
		if m := input.CheckLiteral(a.Name, a.Value, t); m != "" {
			w.fail("WrongType", m, a.Position)
			continue
		}
		w.variables(a.Value, def.Type, def.DefaultValue != nil)
	}
	for _, def := range defs {
		if def.Type.NonNull && def.DefaultValue == nil && args.ForName(def.Name) == nil {
			typ := "MissingFieldArgument"
			if owner == "directive" {
				typ = "MissingDirectiveArgument"
			}
			w.fail(typ, "Missing "+owner+" argument "+def.Name, at)
		}
	}
}

// variables checks that the variables inside a value are declared with types
// that fit where they stand.
func (w *walker) variables(v *ast.Value, t *ast.Type, hasDefault bool) {
	switch v.Kind {
	case ast.Variable:
		def := w.op.VariableDefinitions.ForName(v.Raw)
		if def == nil {
			return // UndefinedVariable
		}
		want := *t
		if hasDefault || def.DefaultValue != nil && def.DefaultValue.Kind != ast.NullValue {
			want.NonNull = false
		}
		if !def.Type.IsCompatible(&want) {
			w.fail("VariableTypeMismatch", "Variable type doesn't match", v.Position)
		}
	case ast.ListValue:
		for _, c := range v.Children {
			if t.Elem != nil {
				w.variables(c.Value, t.Elem, false)
			}
		}
	case ast.ObjectValue:
		def := w.schema.AST.Types[t.Name()]
		for _, c := range v.Children {
			if f := def.Fields.ForName(c.Name); f != nil {
				w.variables(c.Value, f.Type, f.DefaultValue != nil)
			}
		}
	}
}
