package sdl

import "strings"

// kind is what a definition defines.
type kind uint8

const (
	objectKind kind = iota
	interfaceKind
	inputKind
	enumKind
)

// document is an SDL document under construction: definitions in the order in
// which they were added, found by name.
type document struct {
	order  []*definition
	byName map[string]*definition
}

// definition is a type of the API.
type definition struct {
	kind       kind
	name       string
	implements string // the one interface, if any
	directives []directive
	fields     []*field
	spare      []field  // room for fields to come
	values     []string // of an enum
	model      bool     // the object type of a model
}

// field is a field of an object, an interface or an input.
type field struct {
	name       string
	arguments  []argument
	typ        string // as GraphQL writes it: "[String!]!"
	directives []directive
	moved      bool // to the end of its root type, as the transformer does when it adds directives
}

// argument is an argument of a field.
type argument struct{ name, typ string }

// directive is one of AppSync's; argument and values are set for
// cognito_groups and for the mutations of aws_subscribe.
type directive struct {
	name     string
	argument string
	values   []string
}

func newDocument(capacity int) *document {
	return &document{order: make([]*definition, 0, capacity), byName: make(map[string]*definition, capacity)}
}

// get finds a definition by name; nil if there is none.
func (d *document) get(name string) *definition { return d.byName[name] }

// add adds a definition. One of that name that is already there stays, as in
// Amplify, where the first maker of a type decides its fields.
func (d *document) add(def *definition) *definition {
	if there := d.byName[def.name]; there != nil {
		return there
	}
	d.byName[def.name] = def
	d.order = append(d.order, def)
	return def
}

// missing reports whether no definition of that name exists yet.
func (d *document) missing(name string) bool { return d.byName[name] == nil }

// field finds a field by name; nil if there is none.
func (d *definition) field(name string) *field {
	for _, f := range d.fields {
		if f.name == name {
			return f
		}
	}
	return nil
}

// room makes room for fields in one piece.
func (d *definition) room(count int) *definition {
	d.fields, d.spare = make([]*field, 0, count), make([]field, count)
	return d
}

// add appends a field of the type.
func (d *definition) add(name, typ string) {
	if len(d.spare) == 0 {
		d.spare = make([]field, 4)
	}
	f := &d.spare[0]
	d.spare = d.spare[1:]
	f.name, f.typ = name, typ
	d.fields = append(d.fields, f)
}

// remove drops the fields that the predicate selects.
func (d *definition) remove(drop func(name string) bool) {
	kept := d.fields[:0]
	for _, f := range d.fields {
		if !drop(f.name) {
			kept = append(kept, f)
		}
	}
	d.fields = kept
}

// extend adds directives that the definition does not carry yet, by name.
func (d *definition) extend(add []directive) { d.directives = merge(d.directives, add) }

// extend adds directives that the field does not carry yet, by name.
func (f *field) extend(add []directive) { f.directives = merge(f.directives, add) }

// merge appends the directives that the list lacks. The result may share
// either list's memory, at its full capacity, so that nobody writes into it.
func merge(have, add []directive) []directive {
	if len(have) == 0 {
		return add[:len(add):len(add)]
	}
	for _, a := range add {
		if !carries(have, a.name) {
			have = append(have[:len(have):len(have)], a)
		}
	}
	return have
}

func carries(list []directive, name string) bool {
	for _, d := range list {
		if d.name == name {
			return true
		}
	}
	return false
}

// base is the named type inside a type.
func base(typ string) string { return strings.Trim(typ, "[]!") }
