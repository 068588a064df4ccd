package gen1

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/parser/node"
)

// model reads a type with @model.
func (r *reader) model(d *ast.Definition) {
	m := &node.Model{Span: r.span(d.Position, d.Name)}
	if len(d.Interfaces) > 0 {
		r.problem(d.Position, d.Name, "interfaces are not supported", "remove implements")
	}
	m.Rules = r.auth(d.Directives, d.Fields)
	for _, x := range d.Directives {
		switch x.Name {
		case "auth":
		case "model":
			r.modelArguments(d, m, x)
		default:
			r.unknown(x, "a model")
		}
	}
	for _, f := range d.Fields {
		if len(f.Arguments) > 0 {
			r.problem(f.Position, f.Name, "fields of models have no arguments", "remove the arguments")
		}
		r.field(d, m, f)
	}
	r.add(d, m)
}

// modelArguments reads what @model switches off. Names that it gives to
// operations and timestamps have to be the usual ones.
func (r *reader) modelArguments(d *ast.Definition, m *node.Model, x *ast.Directive) {
	args := r.arguments(x, "queries", "mutations", "subscriptions", "timestamps")
	usual := map[string]map[string]string{
		"queries":       {"get": "get" + d.Name, "list": ""},
		"mutations":     {"create": "create" + d.Name, "update": "update" + d.Name, "delete": "delete" + d.Name},
		"subscriptions": {"onCreate": "onCreate" + d.Name, "onUpdate": "onUpdate" + d.Name, "onDelete": "onDelete" + d.Name},
		"timestamps":    {"createdAt": "createdAt", "updatedAt": "updatedAt"},
	}
	for _, group := range []string{"queries", "mutations", "subscriptions", "timestamps"} {
		v := args[group]
		switch {
		case v == nil:
		case v.Kind == ast.NullValue && group != "timestamps":
			m.Disabled = append(m.Disabled, group)
		case v.Kind == ast.NullValue:
			r.problem(x.Position, group, "models have createdAt and updatedAt here", "remove it, and leave the two out in clients")
		case v.Kind != ast.ObjectValue:
			r.problem(x.Position, group, group+" of @model is an object or null here", "remove it")
		default:
			for _, c := range v.Children {
				r.modelName(m, group, usual[group], c)
			}
		}
	}
	if len(m.Disabled) > 0 {
		m.DisabledSpan = r.span(x.Position, x.Name)
	}
}

// modelName reads the name that @model gives to one operation or timestamp.
func (r *reader) modelName(m *node.Model, group string, usual map[string]string, c *ast.ChildValue) {
	if group == "subscriptions" && c.Name == "level" {
		switch level, _ := enum(c.Value); level {
		case "off":
			m.Disabled = append(m.Disabled, group)
		case "on":
		default:
			r.problem(c.Position, c.Name, "subscriptions have the level on or off here", "with level public everybody would get all events: give read rules instead")
		}
		return
	}
	name, known := usual[c.Name]
	given, _ := all(c.Value, text)
	switch {
	case !known:
		r.problem(c.Position, c.Name, group+" of @model have no "+c.Name, "remove it")
	case c.Value.Kind == ast.NullValue && group != "timestamps":
		m.Disabled = append(m.Disabled, c.Name)
	case len(given) != 1 || given[0] != name || name == "":
		r.problem(c.Position, c.Name, "operations and timestamps keep their usual names here", "remove the name, and use the usual one in clients")
	}
}

// field reads a field of a model.
func (r *reader) field(d *ast.Definition, m *node.Model, f *ast.FieldDefinition) {
	rules := r.auth(f.Directives, d.Fields)
	var relation *ast.Directive
	for _, x := range f.Directives {
		switch x.Name {
		case "hasOne", "hasMany", "belongsTo", "manyToMany":
			if relation != nil {
				r.problem(x.Position, x.Name, "a field is one relationship", "remove one of the directives")
			}
			relation = x
		}
	}
	if relation != nil {
		if v := r.relation(f, relation, rules); v != nil {
			m.Fields = append(m.Fields, r.entry(f.Name, f.Description, f.Position, v))
		}
		return
	}
	v := r.plain(f.Name, f.Type, rules, "a field of a model")
	if v == nil {
		return
	}
	for _, x := range f.Directives {
		switch {
		case x.Name == "primaryKey":
			r.primaryKey(m, f, x)
		case x.Name == "index":
			r.index(m, f, x)
		case x.Name == "default" && r.takesDefault(f):
			r.defaultValue(v, x)
		case x.Name != "auth" && x.Name != "deprecated":
			r.unknown(x, "a field of a model")
		}
	}
	m.Fields = append(m.Fields, r.entry(f.Name, f.Description, f.Position, v))
}

// takesDefault tells fields of scalars and enums.
func (r *reader) takesDefault(f *ast.FieldDefinition) bool {
	of := r.types[f.Type.Name()]
	return scalars[f.Type.Name()] || of != nil && of.Kind == ast.Enum
}

func (r *reader) defaultValue(v node.Value, x *ast.Directive) {
	value := &node.Default{Text: escaped(r.textArgument(x, "value", r.arguments(x, "value")["value"])), Span: r.span(x.Position, x.Name)}
	switch n := v.(type) {
	case *node.Field:
		n.Default = value
	case *node.Ref:
		n.Default = value
	}
}

func (r *reader) primaryKey(m *node.Model, f *ast.FieldDefinition, x *ast.Directive) {
	args := r.arguments(x, "sortKeyFields")
	if m.Identifier != nil {
		r.problem(x.Position, x.Name, "a model has one @primaryKey", "name the other fields in sortKeyFields")
		return
	}
	m.Identifier = append([]string{f.Name}, r.textsArgument(x, "sortKeyFields", args["sortKeyFields"])...)
	m.IdentifierSpan = r.span(x.Position, x.Name)
}

// index reads @index. Without a name for its query it has the one that Gen 1
// makes up: postsByBlogIdAndDate.
func (r *reader) index(m *node.Model, f *ast.FieldDefinition, x *ast.Directive) {
	args := r.arguments(x, "name", "sortKeyFields", "queryField")
	ix := &node.Index{Partition: f.Name, SortKeys: r.textsArgument(x, "sortKeyFields", args["sortKeyFields"]), Gen1Query: true, Span: r.span(x.Position, x.Name)}
	ix.Name = r.textArgument(x, "name", args["name"])
	if q := args["queryField"]; q != nil {
		ix.QueryField = r.textArgument(x, "queryField", q)
		ix.NoQuery = q.Kind == ast.NullValue
	}
	m.Indexes = append(m.Indexes, ix)
}

// relation reads @hasOne, @hasMany, @belongsTo and @manyToMany.
func (r *reader) relation(f *ast.FieldDefinition, x *ast.Directive, rules *node.Rules) node.Value {
	for _, other := range f.Directives {
		if other != x && other.Name != "auth" && other.Name != "deprecated" {
			r.unknown(other, "a relationship")
		}
	}
	of, list := f.Type, f.Type.Elem != nil
	if list {
		of = f.Type.Elem
	}
	many := x.Name == "hasMany" || x.Name == "manyToMany"
	if list != many || of.Elem != nil {
		want := map[bool]string{true: "a list of records", false: "one record"}[many]
		r.problem(f.Position, f.Name, "@"+x.Name+" is on a field of "+want, "correct the type of the field")
		return nil
	}
	v := &node.Relation{Kind: x.Name, Model: of.NamedType, Rules: rules, Early: true, Required: !many && of.NonNull, ValueRequired: many && (of.NonNull || f.Type.NonNull), Span: r.span(x.Position, x.Name)}
	if x.Name == "manyToMany" {
		v.Name = r.textArgument(x, "relationName", r.arguments(x, "relationName")["relationName"])
		if v.Name == "" {
			r.problem(x.Position, x.Name, "@manyToMany has a relationName", `write @manyToMany(relationName: "PostTags")`)
		}
		return v
	}
	args := r.arguments(x, map[string][]string{
		"hasOne": {"fields", "references"}, "hasMany": {"indexName", "fields", "references"}, "belongsTo": {"fields", "references"},
	}[x.Name]...)
	v.References, v.Fields = r.textsArgument(x, "references", args["references"]), r.textsArgument(x, "fields", args["fields"])
	v.Index = r.textArgument(x, "indexName", args["indexName"])
	if len(v.References) > 0 {
		v.Early = false
		if len(v.Fields) > 0 || v.Index != "" {
			r.problem(x.Position, x.Name, "a relationship has references or fields, not both", "keep references")
		}
	}
	return v
}
