package introspect

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// field gives the value of a field of an introspection object.
func (w *writer) field(v any, f *ast.Field) any {
	switch v := v.(type) {
	case *Schema:
		return w.schemaField(v, f.Name)
	case *typeRef:
		return w.typeField(v, f)
	case *ast.FieldDefinition:
		return w.fieldField(v, f)
	case *ast.ArgumentDefinition:
		return w.inputField(f.Name, v.Name, v.Description, v.Type, v.DefaultValue, v.Directives)
	case inputField:
		return w.inputField(f.Name, v.Name, v.Description, v.Type, v.DefaultValue, v.Directives)
	case *ast.EnumValueDefinition:
		return enumField(v, f.Name)
	case *ast.DirectiveDefinition:
		return w.directiveField(v, f)
	}
	return nil
}

// inputField is a field of an input object: an __InputValue, unlike other fields.
type inputField struct{ *ast.FieldDefinition }

func (w *writer) schemaField(s *Schema, name string) any {
	root := func(d *ast.Definition) any {
		if d == nil {
			return nil
		}
		return &typeRef{def: d}
	}
	switch name {
	case "__typename":
		return "__Schema"
	case "description":
		return text(s.ast.Description)
	case "types":
		return s.types
	case "queryType":
		return root(s.ast.Query)
	case "mutationType":
		return root(s.ast.Mutation)
	case "subscriptionType":
		return root(s.ast.Subscription)
	case "directives":
		return s.directives
	}
	return nil
}

func (w *writer) typeField(t *typeRef, f *ast.Field) any {
	if f.Name == "__typename" {
		return "__Type"
	}
	if t.kind != "" {
		switch f.Name {
		case "kind":
			return t.kind
		case "ofType":
			return t.of
		}
		return nil
	}
	d := t.def
	switch f.Name {
	case "kind":
		return string(d.Kind)
	case "name":
		return d.Name
	case "description":
		return text(d.Description)
	case "fields":
		return w.fields(d, f)
	case "interfaces":
		return w.interfaces(d)
	case "possibleTypes":
		return w.possible(d)
	case "enumValues":
		return w.values(d, f)
	case "inputFields":
		return w.inputs(d, f)
	case "isOneOf":
		if d.Kind == ast.InputObject {
			return d.Directives.ForName("oneOf") != nil
		}
	}
	return nil
}

func (w *writer) fields(d *ast.Definition, f *ast.Field) any {
	if d.Kind != ast.Object && d.Kind != ast.Interface {
		return nil
	}
	out := []any{}
	for _, x := range d.Fields {
		if (x.Name == "__schema" || x.Name == "__type") || isDeprecated(x.Directives) && !w.deprecated(f) {
			continue
		}
		out = append(out, x)
	}
	return out
}

func (w *writer) interfaces(d *ast.Definition) any {
	if d.Kind != ast.Object && d.Kind != ast.Interface {
		return nil
	}
	out := []any{}
	for _, name := range d.Interfaces {
		out = append(out, &typeRef{def: w.s.ast.Types[name]})
	}
	return out
}

func (w *writer) possible(d *ast.Definition) any {
	if !d.IsAbstractType() {
		return nil
	}
	out := []any{}
	for _, t := range w.s.ast.PossibleTypes[d.Name] {
		out = append(out, &typeRef{def: t})
	}
	return out
}

func (w *writer) values(d *ast.Definition, f *ast.Field) any {
	if d.Kind != ast.Enum {
		return nil
	}
	out := []any{}
	for _, v := range d.EnumValues {
		if !isDeprecated(v.Directives) || w.deprecated(f) {
			out = append(out, v)
		}
	}
	return out
}

func (w *writer) inputs(d *ast.Definition, f *ast.Field) any {
	if d.Kind != ast.InputObject {
		return nil
	}
	out := []any{}
	for _, x := range d.Fields {
		if !isDeprecated(x.Directives) || w.deprecated(f) {
			out = append(out, inputField{x})
		}
	}
	return out
}

func (w *writer) fieldField(d *ast.FieldDefinition, f *ast.Field) any {
	switch f.Name {
	case "__typename":
		return "__Field"
	case "name":
		return d.Name
	case "description":
		return text(d.Description)
	case "args":
		return w.args(d.Arguments, f)
	case "type":
		return w.s.ref(d.Type)
	}
	return deprecation(d.Directives, f.Name)
}

func (w *writer) args(args ast.ArgumentDefinitionList, f *ast.Field) any {
	out := []any{}
	for _, a := range args {
		if !isDeprecated(a.Directives) || w.deprecated(f) {
			out = append(out, a)
		}
	}
	return out
}

func (w *writer) inputField(field, name, description string, t *ast.Type, def *ast.Value, ds ast.DirectiveList) any {
	switch field {
	case "__typename":
		return "__InputValue"
	case "name":
		return name
	case "description":
		return text(description)
	case "type":
		return w.s.ref(t)
	case "defaultValue":
		if def == nil {
			return nil
		}
		return def.String()
	}
	return deprecation(ds, field)
}

func enumField(v *ast.EnumValueDefinition, name string) any {
	switch name {
	case "__typename":
		return "__EnumValue"
	case "name":
		return v.Name
	case "description":
		return text(v.Description)
	}
	return deprecation(v.Directives, name)
}

func (w *writer) directiveField(d *ast.DirectiveDefinition, f *ast.Field) any {
	switch f.Name {
	case "__typename":
		return "__Directive"
	case "name":
		return d.Name
	case "description":
		return text(d.Description)
	case "locations":
		out := []any{}
		for _, l := range d.Locations {
			out = append(out, string(l))
		}
		return out
	case "args":
		return w.args(d.Arguments, f)
	case "isRepeatable":
		return d.IsRepeatable
	case "onOperation":
		return slices.Contains(d.Locations, ast.LocationQuery)
	case "onFragment":
		return slices.Contains(d.Locations, ast.LocationFragmentSpread)
	case "onField":
		return slices.Contains(d.Locations, ast.LocationField)
	}
	return deprecation(d.Directives, f.Name)
}

func isDeprecated(ds ast.DirectiveList) bool { return ds.ForName("deprecated") != nil }

func deprecation(ds ast.DirectiveList, field string) any {
	d := ds.ForName("deprecated")
	switch field {
	case "isDeprecated":
		return d != nil
	case "deprecationReason":
		if d == nil {
			return nil
		}
		if a := d.Arguments.ForName("reason"); a != nil {
			return a.Value.Raw
		}
		return "No longer supported"
	}
	return nil
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}
