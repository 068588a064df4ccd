package plan

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// collected is one response key with all fields of the document that share it.
type collected struct {
	key    string
	fields []*ast.Field
}

// collect merges the selection sets of fields that share a response key, as
// the specification's CollectFields does for an object of the given type.
func (c *compiler) collect(typeName string, sets []ast.SelectionSet) []*collected {
	g := gatherer{c: c, typeName: typeName, index: map[string]*collected{}, spread: map[string]bool{}}
	for _, set := range sets {
		g.set(set)
	}
	return g.out
}

type gatherer struct {
	c        *compiler
	typeName string
	out      []*collected
	index    map[string]*collected
	spread   map[string]bool
}

func (g *gatherer) set(set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if !g.c.included(s.Directives) {
				continue
			}
			e := g.index[s.Alias]
			if e == nil {
				e = &collected{key: s.Alias}
				g.index[s.Alias] = e
				g.out = append(g.out, e)
			}
			e.fields = append(e.fields, s)
		case *ast.InlineFragment:
			if g.c.included(s.Directives) && g.c.applies(s.TypeCondition, g.typeName) {
				g.set(s.SelectionSet)
			}
		case *ast.FragmentSpread:
			if g.spread[s.Name] || !g.c.included(s.Directives) {
				continue
			}
			g.spread[s.Name] = true
			if g.c.applies(s.Definition.TypeCondition, g.typeName) {
				g.set(s.Definition.SelectionSet)
			}
		}
	}
}

// applies reports whether a fragment on cond selects from objects of a type.
func (c *compiler) applies(cond, typeName string) bool {
	if cond == "" || cond == typeName {
		return true
	}
	for _, t := range c.schema.AST.PossibleTypes[cond] {
		if t.Name == typeName {
			return true
		}
	}
	return false
}

// included decides @include and @skip.
func (c *compiler) included(ds ast.DirectiveList) bool {
	for _, d := range ds {
		if d.Name != "include" && d.Name != "skip" {
			continue
		}
		arg := d.Arguments.ForName("if")
		on := arg.Value.Raw == "true"
		if arg.Value.Kind == ast.Variable {
			on = c.flags[arg.Value.Raw]
		}
		if on != (d.Name == "include") {
			return false
		}
	}
	return true
}

// Flags are the variables of @include and @skip in a document, in order.
func Flags(doc *ast.QueryDocument, op *ast.OperationDefinition) []string {
	f := flagFinder{seen: map[string]bool{}}
	f.set(op.SelectionSet)
	for _, def := range doc.Fragments {
		f.set(def.SelectionSet)
	}
	return f.names
}

type flagFinder struct {
	names []string
	seen  map[string]bool
}

func (f *flagFinder) set(set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			f.directives(s.Directives)
			f.set(s.SelectionSet)
		case *ast.InlineFragment:
			f.directives(s.Directives)
			f.set(s.SelectionSet)
		case *ast.FragmentSpread:
			f.directives(s.Directives)
		}
	}
}

func (f *flagFinder) directives(ds ast.DirectiveList) {
	for _, d := range ds {
		if d.Name != "include" && d.Name != "skip" {
			continue
		}
		if v := d.Arguments.ForName("if").Value; v.Kind == ast.Variable && !f.seen[v.Raw] {
			f.seen[v.Raw] = true
			f.names = append(f.names, v.Raw)
		}
	}
}
