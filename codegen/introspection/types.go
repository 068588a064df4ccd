package introspection

import (
	"strings"

	"github.com/amplifygo/amplifygo/codegen/conversation"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// typed writes a name with a type, as operations, arguments and the attributes
// of inputs have it. isRequired speaks of the elements of a list,
// isArrayNullable of the list itself.
func (g *generator) typed(name string, t ir.Type) {
	g.w.text("name", name)
	g.w.flag("isArray", t.List)
	g.typeName(t)
	g.w.flag("isRequired", t.Required)
	if t.List {
		g.w.flag("isArrayNullable", !t.ListRequired)
	}
}

// field writes a field of a model or custom type, whose list nullability comes
// behind the attributes.
func (g *generator) field(name string, t ir.Type) {
	g.w.text("name", name)
	g.w.flag("isArray", t.List)
	g.typeName(t)
	g.w.flag("isRequired", t.Required)
	g.w.texts("attributes", nil)
	if t.List {
		g.w.flag("isArrayNullable", !t.ListRequired)
	}
}

// typeName writes what a type's name refers to.
func (g *generator) typeName(t ir.Type) {
	kind := ""
	switch t.Kind {
	case ir.EnumType:
		kind = "enum"
	case ir.ModelType:
		kind = "model"
	case ir.CustomKind:
		kind = "nonModel"
	case ir.InputType:
		kind = "input"
	default:
		g.w.text("type", t.Name)
		return
	}
	g.w.object("type", func() { g.w.text(kind, t.Name) })
}

// parse reads a type of the conversations' fixed types: "[Name!]!".
func (g *generator) parse(typ string) ir.Type {
	t := ir.Type{Kind: ir.Scalar}
	if strings.HasPrefix(typ, "[") {
		t.List, t.ListRequired = true, strings.HasSuffix(typ, "!")
		typ = strings.Trim(strings.TrimSuffix(typ, "!"), "[]")
	}
	t.Required = strings.HasSuffix(typ, "!")
	t.Name = strings.TrimSuffix(typ, "!")
	switch g.kinds[t.Name] {
	case conversation.Enum:
		t.Kind = ir.EnumType
	case conversation.Input:
		t.Kind = ir.InputType
	case conversation.Type:
		t.Kind = ir.CustomKind
	}
	return t
}
