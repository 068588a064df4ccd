package sdl

import (
	"strings"

	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// customTypeInputs adds an input for each custom type that the fields reach.
// One that an operation's argument already made stays as it is.
func (b *builder) customTypeInputs(fields []*ir.Field) {
	for _, f := range fields {
		if f.Type.Kind != ir.CustomKind {
			continue
		}
		name := customInput(f.Type.Name)
		if !b.doc.missing(name) {
			continue
		}
		def := b.doc.add(&definition{kind: inputKind, name: name})
		custom := b.customs[f.Type.Name]
		if custom == nil {
			continue
		}
		for _, g := range custom.Fields {
			def.add(g.Name, inputType(g.Type))
		}
		b.customTypeInputs(custom.Fields)
	}
}

// customInput is the name of a custom type's input.
func customInput(name string) string { return apiname.Upper(name) + "Input" }

// inputType is a field's type where the field is written: custom types become
// their inputs.
func inputType(t ir.Type) string {
	if t.Kind == ir.CustomKind {
		t.Name = customInput(t.Name)
	}
	return t.String()
}

// nullable takes the outer "!" from a type.
func nullable(typ string) string { return strings.TrimSuffix(typ, "!") }

// writable are the fields of a model's inputs: the declared ones without
// relationships, in the types of inputs. What Amplify can fill in itself is
// nullable: an id that is an ID, timestamps that are strings.
func writable(m *model) []*field {
	fields := make([]*field, 0, len(m.declared)+1)
	made := make([]field, len(m.declared))
	for i, f := range m.declared {
		if f.Relation != nil {
			continue
		}
		typ := inputType(f.Type)
		switch f.Name {
		case "id":
			if f.Type.Name == "ID" {
				typ = nullable(typ)
			}
		case "createdAt", "updatedAt":
			if f.Type.Name == "AWSDateTime" || f.Type.Name == "String" {
				typ = nullable(typ)
			}
		}
		made[i] = field{name: f.Name, typ: typ}
		fields = append(fields, &made[i])
	}
	return fields
}

// createInput are the fields of CreateXInput. A required field with a default
// stays required, as deployed.
func createInput(m *model) []*field {
	fields := writable(m)
	id := m.field("id")
	if id == nil {
		if m.keyed() {
			return fields
		}
		return append(fields, &field{name: "id", typ: "ID"})
	}
	if id.Type.Name == "ID" || id.Type.Name == "String" {
		for _, f := range fields {
			if f.name == "id" {
				f.typ = nullable(f.typ)
			}
		}
	}
	return fields
}

// updateInput are the fields of UpdateXInput: all nullable except the key.
func updateInput(m *model) []*field {
	fields := writable(m)
	key := make(map[string]bool, len(m.Key.Fields))
	for _, name := range m.Key.Fields {
		key[name] = true
	}
	for _, f := range fields {
		f.typ = nullable(f.typ)
		if key[f.name] {
			f.typ = base(f.typ) + "!"
		}
	}
	if m.field("id") == nil && !m.keyed() {
		fields = append(fields, &field{name: "id", typ: "ID!"})
	}
	return fields
}

// deleteInput are the fields of DeleteXInput: the key.
func deleteInput(m *model) []*field {
	if !m.keyed() {
		return []*field{{name: "id", typ: "ID!"}}
	}
	fields := make([]*field, 0, len(m.Key.Fields))
	for _, a := range keyArguments(m) {
		fields = append(fields, &field{name: a.name, typ: a.typ})
	}
	return fields
}

// generatedDefaults rebuilds the create inputs of PostgreSQL models that have
// defaults: the transformer starts each time from the declared fields, so only
// the last field with a default becomes nullable.
func (b *builder) generatedDefaults() {
	for _, m := range b.models {
		def := b.doc.get(m.names.CreateInput)
		if !m.postgres || def == nil {
			continue
		}
		last := ""
		for _, f := range m.declared {
			if f.Default != nil {
				last = f.Name
			}
		}
		if last == "" {
			continue
		}
		def.fields = writable(m)
		if f := def.field(last); f != nil {
			f.typ = nullable(f.typ)
		}
	}
}
