package plan

import (
	"errors"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/graphql/document"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/wire"
	"github.com/amplifygo/amplifygo/runtime/scalar"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Planner plans documents of one schema.
type Planner struct {
	Document *document.Schema
	Models   *schema.Schema
	Roots    Roots
	// connections maps ModelTodoConnection to Todo.
	connections map[string]*schema.Model
}

// NewPlanner prepares to plan for a schema.
func NewPlanner(d *document.Schema, s *schema.Schema) (*Planner, error) {
	roots, err := MapRoots(s, d)
	if err != nil {
		return nil, err
	}
	p := &Planner{Document: d, Models: s, Roots: roots, connections: map[string]*schema.Model{}}
	for _, m := range s.Models {
		p.connections["Model"+m.APIName+"Connection"] = m
	}
	return p, nil
}

// maxFields bounds a plan: merged fragments cannot select more than this.
const maxFields = 20_000

// ErrTooLarge is returned for operations that select more fields than a plan holds.
var ErrTooLarge = errors.New("the operation selects too many fields")

// Compile plans an operation of a validated document. flags are the values of
// the variables that Flags names.
func (p *Planner) Compile(op *ast.OperationDefinition, flags map[string]bool) (*Plan, error) {
	c := &compiler{Planner: p, schema: p.Document, types: p.Document.Types, flags: flags, plan: &Plan{Kind: op.Operation, index: make(map[string]int, len(op.VariableDefinitions))}}
	for _, v := range op.VariableDefinitions {
		d := &Variable{Name: v.Variable, Type: c.types.Of(v.Type)}
		if v.DefaultValue != nil {
			value := input.FromLiteral(v.DefaultValue, d.Type, nil)
			d.Default = &value
		}
		c.plan.index[v.Variable] = len(c.plan.Variables)
		c.plan.Variables = append(c.plan.Variables, d)
	}
	root := map[ast.Operation]string{ast.Query: "Query", ast.Mutation: "Mutation", ast.Subscription: "Subscription"}[op.Operation]
	var err error
	if c.plan.Root, err = c.selection(root, []ast.SelectionSet{op.SelectionSet}); err != nil {
		return nil, err
	}
	c.plan.Count = len(c.plan.Fields)
	return c.plan, nil
}

type compiler struct {
	*Planner
	schema *document.Schema
	types  *input.Types
	flags  map[string]bool
	plan   *Plan
}

// selection plans the selection of an object type.
func (c *compiler) selection(typeName string, sets []ast.SelectionSet) (*Selection, error) {
	s := &Selection{Type: typeName, Model: c.Models.Model(typeName)}
	for _, e := range c.collect(typeName, sets) {
		f, err := c.field(typeName, e)
		if err != nil {
			return nil, err
		}
		if f.Kind == Relation {
			f.Slot = len(s.Relations)
			s.Relations = append(s.Relations, f)
		}
		s.Fields = append(s.Fields, f)
	}
	if s.Model != nil {
		s.Columns = columns(s)
	}
	return s, nil
}

// columns are what has to be read for a selection of a model.
func columns(s *Selection) []*schema.Field {
	var out []*schema.Field
	add := func(fs ...*schema.Field) {
		for _, f := range fs {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	for _, f := range s.Fields {
		switch f.Kind {
		case Column:
			add(f.Field)
		case Relation:
			if r := f.Field.Relation; r.Kind == schema.BelongsTo {
				add(r.ReferenceFields...)
			} else {
				add(s.Model.KeyFields...)
			}
		}
	}
	slices.SortFunc(out, func(a, b *schema.Field) int { return a.Ordinal - b.Ordinal })
	return out
}

func (c *compiler) field(parent string, e *collected) (*Field, error) {
	if len(c.plan.Fields) >= maxFields {
		return nil, ErrTooLarge
	}
	first := e.fields[0]
	f := &Field{
		Index: len(c.plan.Fields), Name: first.Name, Parent: parent, Key: e.key,
		Prefix: append(wire.String(nil, e.key), ':'),
		At:     []gqlerror.Location{{Line: first.Position.Line, Column: first.Position.Column}},
	}
	c.plan.Fields = append(c.plan.Fields, f)
	if first.Name == "__typename" {
		f.Kind = Typename
		f.Type = &Type{NonNull: true, Name: "String", Scalar: schema.String}
		return f, nil
	}
	if first.Name == "__schema" || first.Name == "__type" {
		f.Kind = Introspection
		f.Schema = merged(e)
		f.Args = c.args(first)
		f.Type = c.output(first.Definition.Type)
		return f, nil
	}
	c.groups(first)
	f.Type, f.Args = c.output(first.Definition.Type), c.args(first)
	if err := c.bind(f, parent); err != nil {
		return nil, err
	}
	return f, c.sub(f, e)
}

// merged is the first of the fields with the selections of all.
func merged(e *collected) *ast.Field {
	if len(e.fields) == 1 {
		return e.fields[0]
	}
	out := *e.fields[0]
	out.SelectionSet = nil
	for _, f := range e.fields {
		out.SelectionSet = append(out.SelectionSet, f.SelectionSet...)
	}
	return &out
}

func (c *compiler) groups(f *ast.Field) {
	for _, ds := range []ast.DirectiveList{f.Definition.Directives, f.ObjectDefinition.Directives} {
		for _, d := range ds {
			if d.Arguments.ForName("cognito_groups") != nil {
				c.plan.GroupDirectives = true
			}
		}
	}
}

func (c *compiler) bind(f *Field, parent string) error {
	switch m := c.Models.Model(parent); {
	case parent == "Query" || parent == "Mutation" || parent == "Subscription":
		if f.Root = c.Roots[parent+"."+f.Name]; f.Root == nil {
			return fmt.Errorf("%s.%s has no resolver", parent, f.Name)
		}
		f.Kind = f.Root.Kind
	case m != nil:
		if f.Field = m.Field(f.Name); f.Field == nil {
			return fmt.Errorf("model %s has no field %s", parent, f.Name)
		}
		f.Kind = Column
		if f.Field.Relation != nil {
			f.Kind = Relation
		}
	case c.connections[parent] != nil && f.Name == "items":
		f.Kind = Items
	case c.connections[parent] != nil && f.Name == "nextToken":
		f.Kind = NextToken
	default:
		f.Kind = Property
		if t := c.Models.CustomType(parent); t != nil {
			f.Field = t.Field(f.Name)
		}
	}
	return nil
}

func (c *compiler) sub(f *Field, e *collected) error {
	named := f.Type.Named()
	if named.Scalar != schema.CustomKind {
		return nil
	}
	sets := make([]ast.SelectionSet, len(e.fields))
	for i, x := range e.fields {
		sets[i] = x.SelectionSet
	}
	def := c.schema.AST.Types[named.Name]
	var err error
	if !def.IsAbstractType() {
		f.Sub, err = c.selection(named.Name, sets)
		return err
	}
	f.Possible = map[string]*Selection{}
	for _, t := range c.schema.AST.PossibleTypes[named.Name] {
		if f.Possible[t.Name], err = c.selection(t.Name, sets); err != nil {
			return err
		}
	}
	return nil
}

// output compiles an output type.
func (c *compiler) output(t *ast.Type) *Type {
	out := &Type{NonNull: t.NonNull, Name: t.Name()}
	if t.Elem != nil {
		out.Elem = c.output(t.Elem)
		return out
	}
	switch def := c.schema.AST.Types[t.NamedType]; def.Kind {
	case ast.Scalar:
		out.Scalar = scalar.KindOf(t.NamedType)
	case ast.Enum:
		out.Scalar, out.Enum = schema.EnumKind, make(map[string]bool, len(def.EnumValues))
		for _, v := range def.EnumValues {
			out.Enum[v.Name] = true
		}
	default:
		out.Scalar = schema.CustomKind
	}
	return out
}
