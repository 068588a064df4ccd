package plan

import (
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/graphql/document"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Kind is what a field's resolver does.
type Kind uint8

// The kinds of fields.
const (
	// Property is a field of an object that stands as JSON in its parent.
	Property Kind = iota
	Typename
	Introspection
	// Column and Relation are fields of a model.
	Column
	Relation
	// Items and NextToken are the fields of a connection.
	Items
	NextToken
	// The rest are fields of the root types.
	Get
	List
	IndexQuery
	Create
	Update
	Delete
	OnCreate
	OnUpdate
	OnDelete
	Custom
)

// Root is what a field of a root type does.
type Root struct {
	Kind      Kind
	Model     *schema.Model
	Index     *schema.Index
	Operation *schema.Operation
}

// Roots maps the fields of the root types, as "Query.getTodo", to what they do.
type Roots map[string]*Root

// MapRoots finds out what every field of the root types does. A field that the
// schema's description does not explain is an error: nothing could serve it.
func MapRoots(s *schema.Schema, d *document.Schema) (Roots, error) {
	r := Roots{}
	for _, m := range s.Models {
		r.model(m)
	}
	for _, o := range s.Operations {
		r[o.Parent+"."+o.Name] = &Root{Kind: Custom, Operation: o}
	}
	for _, t := range []string{"Query", "Mutation", "Subscription"} {
		def := d.AST.Types[t]
		if def == nil {
			continue
		}
		for _, f := range def.Fields {
			name := t + "." + f.Name
			if r[name] == nil && f.Name[0] != '_' {
				return nil, fmt.Errorf("schema.graphql has %s, which no model or operation of the description explains", name)
			}
		}
	}
	return r, nil
}

func (r Roots) model(m *schema.Model) {
	for _, f := range []struct {
		parent, name string
		kind         Kind
	}{
		{"Query", m.Get, Get}, {"Query", m.List, List},
		{"Mutation", m.Create, Create}, {"Mutation", m.Update, Update}, {"Mutation", m.Delete, Delete},
		{"Subscription", m.OnCreate, OnCreate}, {"Subscription", m.OnUpdate, OnUpdate}, {"Subscription", m.OnDelete, OnDelete},
	} {
		if f.name != "" {
			r[f.parent+"."+f.name] = &Root{Kind: f.kind, Model: m}
		}
	}
	for _, x := range m.Indexes {
		if x.Query != "" {
			r["Query."+x.Query] = &Root{Kind: IndexQuery, Model: m, Index: x}
		}
	}
}
