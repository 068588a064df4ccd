package amplify

import (
	"fmt"
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

// Selection is something that Select takes: a generated field of a model, or a
// relationship with fields of the related model. Only this package's types
// are selections.
type Selection interface{ selection() *selector }

// selector is what a Selection selects.
type selector struct {
	field string // "Todo.title"
	// target is the related model of a relationship, with the selections below
	// it, none for its default; many tells that its records come as a page.
	target *Model
	many   bool
	with   []Selection
	// custom tells that the field is a custom type; paths are what is selected
	// below it, none for everything.
	custom bool
	paths  []string
}

func (s *selector) selection() *selector { return s }

// Select limits what a call returns to the given fields; the others are
// absent or zero in the record. Without it, calls return every field but the
// relationships.
//
//	amplify.Select(client.PostFields.Title, client.PostFields.Comments.With(client.CommentFields.Text))
func Select(fields ...Selection) CallOption {
	return callOption(func(c *call) error {
		if len(fields) == 0 {
			return usage("", "Select needs at least one field")
		}
		for _, f := range fields {
			s, err := f.selection().selected(c.belongsTo, c.defaults)
			if err != nil {
				return err
			}
			c.selection = c.selection.merge(s)
		}
		return nil
	})
}

// selected gives the field. belongs refuses other models than the one that is
// selected from, whose default selection fills in what is below a custom type.
func (s *selector) selected(belongs func(model, what string) error, defaults selectionSet) (selectedField, error) {
	model, name := splitField(s.field)
	if err := belongs(model, "a selection"); err != nil {
		return selectedField{}, err
	}
	switch {
	case s.target != nil:
		return s.related(name)
	case s.custom:
		return s.below(name, defaults)
	}
	return selectedField{name: name}, nil
}

// related selects a relationship.
func (s *selector) related(name string) (selectedField, error) {
	defaults := parseSelection(s.target.Selection)
	var sub selectionSet
	for _, f := range s.with {
		below, err := f.selection().selected(func(model, what string) error {
			if model != s.target.Name {
				return usage("", "%s of %s does not apply to %s, which is related to %s", what, model, s.field, s.target.Name)
			}
			return nil
		}, defaults)
		if err != nil {
			return selectedField{}, err
		}
		sub = sub.merge(below)
	}
	if len(sub) == 0 {
		sub = defaults
	}
	if s.many {
		sub = selectionSet{{name: "items", sub: sub}}
	}
	return selectedField{name: name, sub: sub}, nil
}

// below selects a field of a custom type.
func (s *selector) below(name string, defaults selectionSet) (selectedField, error) {
	all, ok := defaults.find(name)
	if !ok {
		return all, usage("", "%s is not a field of the model", name)
	}
	if len(s.paths) == 0 {
		return all, nil
	}
	out := selectedField{name: name}
	for _, path := range s.paths {
		f, err := narrow(all, strings.Split(path, "."))
		if err != nil {
			return out, fmt.Errorf("%s.%s: %w", name, path, err)
		}
		out.sub = out.sub.merge(f.sub[0])
	}
	return out, nil
}

// Relation is a relationship of a model, in selections.
type Relation struct {
	// Name is the model and the field: "Post.comments". Target is the related
	// model, and Many tells that the field holds a page of its records.
	Name   string
	Target *Model
	Many   bool
}

func (r Relation) selection() *selector {
	return &selector{field: r.Name, target: r.Target, many: r.Many}
}

// With selects the given fields of the related records, instead of all but
// their relationships.
func (r Relation) With(fields ...Selection) Selection {
	s := r.selection()
	s.with = fields
	return s
}

// Nested is a field of a custom type, in selections; filters cannot compare it.
type Nested string

func (n Nested) selection() *selector { return &selector{field: string(n), custom: true} }

// Only selects some of the custom type's fields, given by their names in the
// API with dots between: Only("city", "geo.lat").
func (n Nested) Only(paths ...string) Selection {
	s := n.selection()
	s.paths = paths
	return s
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
