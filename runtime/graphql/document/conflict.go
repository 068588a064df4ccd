package document

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
)

// conflicts checks that the fields which share a response key can be merged.
// The library's rule compares every field with every other, so that a small
// document of equal fields costs seconds; here each is compared with the first
// of its key, which is as good, since to be equal is transitive.
type conflicts struct {
	schema *Schema
	path   []string
	errs   []*gqlerror.Error
}

// occurrence is a field with the type that it is selected on.
type occurrence struct {
	field  *ast.Field
	parent *ast.Definition
}

// group is the fields of one response key.
type group struct {
	key    string
	fields []occurrence
}

// check looks at the merged selections of one object.
func (c *conflicts) check(sets []ast.SelectionSet) {
	g := grouping{index: map[string]int{}, spread: map[string]bool{}}
	for _, set := range sets {
		g.add(set)
	}
	for i := range g.groups {
		c.path = append(c.path, g.groups[i].key)
		c.group(&g.groups[i])
		c.path = c.path[:len(c.path)-1]
	}
}

func (c *conflicts) group(g *group) {
	first := g.fields[0]
	sets := make([]ast.SelectionSet, 0, len(g.fields))
	arguments := argumentText(first.field)
	for _, o := range g.fields {
		if reason := c.reason(first, o, arguments); reason != "" {
			c.errs = append(c.errs, &gqlerror.Error{Short: true,
				Message:   "Validation error of type FieldsConflict: " + strings.Join(c.path, "/") + ": " + reason,
				Locations: append(locate(first.field.Position), locate(o.field.Position)...)})
			return
		}
		if len(o.field.SelectionSet) > 0 {
			sets = append(sets, o.field.SelectionSet)
		}
	}
	if len(sets) > 0 {
		c.check(sets)
	}
}

// reason says why two fields cannot be merged; empty where they can. Fields of
// different object types are never selected of one object, and need only give
// the same type.
func (c *conflicts) reason(a, b occurrence, arguments string) string {
	if a.field == b.field || a.field.Definition == nil || b.field.Definition == nil {
		return ""
	}
	exclusive := a.parent != b.parent && a.parent != nil && b.parent != nil && a.parent.Kind == ast.Object && b.parent.Kind == ast.Object
	switch {
	case !exclusive && a.field.Name != b.field.Name:
		return a.field.Name + " and " + b.field.Name + " are different fields"
	case !exclusive && argumentText(b.field) != arguments:
		return "they have differing arguments"
	}
	ta, tb := a.field.Definition.Type, b.field.Definition.Type
	if ta.String() != tb.String() && (c.leaf(ta) || c.leaf(tb) || shape(ta) != shape(tb)) {
		return "they return differing types " + ta.String() + " and " + tb.String()
	}
	return ""
}

func (c *conflicts) leaf(t *ast.Type) bool {
	d := c.schema.AST.Types[t.Name()]
	return d == nil || d.IsLeafType()
}

// shape is a type without its name.
func shape(t *ast.Type) string {
	return strings.Replace(t.String(), t.Name(), "", 1)
}

func argumentText(f *ast.Field) string {
	if len(f.Arguments) == 0 {
		return ""
	}
	args := make([]string, len(f.Arguments))
	for i, a := range f.Arguments {
		args[i] = a.Name + ":" + a.Value.String()
	}
	slices.Sort(args)
	return strings.Join(args, ",")
}

// grouping collects the fields of selection sets by response key.
type grouping struct {
	groups []group
	index  map[string]int
	spread map[string]bool
}

func (g *grouping) add(set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			i, known := g.index[s.Alias]
			if !known {
				i = len(g.groups)
				g.index[s.Alias] = i
				g.groups = append(g.groups, group{key: s.Alias})
			}
			g.groups[i].fields = append(g.groups[i].fields, occurrence{s, s.ObjectDefinition})
		case *ast.InlineFragment:
			g.add(s.SelectionSet)
		case *ast.FragmentSpread:
			if !g.spread[s.Name] && s.Definition != nil {
				g.spread[s.Name] = true
				g.add(s.Definition.SelectionSet)
			}
		}
	}
}
