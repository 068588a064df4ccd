package amplify

import (
	"fmt"
	"reflect"
	"strings"
)

// selectionSet is a GraphQL selection: fields in order, with what is selected below
// each.
type selectionSet []selectedField

type selectedField struct {
	name string
	sub  selectionSet
}

// parseSelection reads the compact form of generated code:
// "id name place { city geo { lat lng } }".
func parseSelection(text string) selectionSet {
	set, _ := parseFields(strings.Fields(text))
	return set
}

func parseFields(tokens []string) (selectionSet, []string) {
	var set selectionSet
	for len(tokens) > 0 {
		t := tokens[0]
		tokens = tokens[1:]
		switch {
		case t == "}":
			return set, tokens
		case t == "{" && len(set) > 0:
			set[len(set)-1].sub, tokens = parseFields(tokens)
		default:
			set = append(set, selectedField{name: t})
		}
	}
	return set, nil
}

// merge adds a field, joining what is selected below a field that is there.
func (s selectionSet) merge(f selectedField) selectionSet {
	for i := range s {
		if s[i].name == f.name {
			for _, sub := range f.sub {
				s[i].sub = s[i].sub.merge(sub)
			}
			return s
		}
	}
	return append(s, selectedField{name: f.name, sub: append(selectionSet(nil), f.sub...)})
}

// find gives a field of the set.
func (s selectionSet) find(name string) (selectedField, bool) {
	for _, f := range s {
		if f.name == name {
			return f, true
		}
	}
	return selectedField{}, false
}

// Selection is something that Select takes: a field of the model M, or a
// relationship with fields of the related model. Only this package's types
// are selections.
type Selection[M any] interface {
	// selected gives the field; default fills in the model's default selection
	// below a custom type.
	selected(defaults selectionSet) (selectedField, error)
	of(M)
}

// Select limits what a call returns to the given fields; the others are
// absent or zero in the record. Without it, calls return every field but the
// relationships.
//
//	amplify.Select(client.PostFields.Title, client.PostFields.Comments.With(client.CommentFields.Text))
func Select[M any](fields ...Selection[M]) CallOption {
	return callOption(func(c *call) error {
		if err := c.belongsTo(reflect.TypeFor[M](), "a selection"); err != nil {
			return err
		}
		if len(fields) == 0 {
			return usage("", "Select needs at least one field")
		}
		for _, f := range fields {
			s, err := f.selected(c.defaults)
			if err != nil {
				return err
			}
			c.selection = c.selection.merge(s)
		}
		return nil
	})
}

// Relation is a relationship of the model M with the model T, in selections.
type Relation[M, T any] struct {
	// Name is the field; Target is the related model, and Many tells that the
	// field holds a page of its records.
	Name   string
	Target *Model
	Many   bool
}

func (r Relation[M, T]) of(M) {}

// selected gives the relationship with the related model's default selection.
func (r Relation[M, T]) selected(selectionSet) (selectedField, error) {
	return r.field(parseSelection(r.Target.Selection)), nil
}

func (r Relation[M, T]) field(sub selectionSet) selectedField {
	if r.Many {
		sub = selectionSet{{name: "items", sub: sub}}
	}
	return selectedField{name: r.Name, sub: sub}
}

// With selects the given fields of the related records, instead of all but
// their relationships.
func (r Relation[M, T]) With(fields ...Selection[T]) Selection[M] {
	return nested[M, T]{relation: r, fields: fields}
}

type nested[M, T any] struct {
	relation Relation[M, T]
	fields   []Selection[T]
}

func (n nested[M, T]) of(M) {}

func (n nested[M, T]) selected(selectionSet) (selectedField, error) {
	defaults := parseSelection(n.relation.Target.Selection)
	var sub selectionSet
	for _, f := range n.fields {
		s, err := f.selected(defaults)
		if err != nil {
			return selectedField{}, err
		}
		sub = sub.merge(s)
	}
	if len(sub) == 0 {
		sub = defaults
	}
	return n.relation.field(sub), nil
}

// Nested is a field of a custom type of the model M, in selections; filters
// cannot compare it.
type Nested[M any] string

func (n Nested[M]) of(M) {}

// selected gives the field with everything below it.
func (n Nested[M]) selected(defaults selectionSet) (selectedField, error) {
	f, ok := defaults.find(string(n))
	if !ok {
		return f, usage("", "%s is not a field of the model", string(n))
	}
	return f, nil
}

// Only selects some of the custom type's fields, given by their names in the
// API with dots between: Only("city", "geo.lat").
func (n Nested[M]) Only(paths ...string) Selection[M] { return only[M]{n, paths} }

type only[M any] struct {
	field Nested[M]
	paths []string
}

func (o only[M]) of(M) {}

func (o only[M]) selected(defaults selectionSet) (selectedField, error) {
	all, err := o.field.selected(defaults)
	if err != nil {
		return all, err
	}
	out := selectedField{name: all.name}
	for _, path := range o.paths {
		f, err := narrow(all, strings.Split(path, "."))
		if err != nil {
			return out, fmt.Errorf("%s.%s: %w", all.name, path, err)
		}
		out.sub = out.sub.merge(f.sub[0])
	}
	return out, nil
}

// narrow follows a path below a field and gives the field with only that path.
func narrow(f selectedField, path []string) (selectedField, error) {
	if len(path) == 0 {
		return f, nil
	}
	sub, ok := f.sub.find(path[0])
	if !ok {
		return f, usage("", "%s has no field %q", f.name, path[0])
	}
	rest, err := narrow(sub, path[1:])
	return selectedField{name: f.name, sub: selectionSet{rest}}, err
}
