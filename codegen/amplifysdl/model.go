package amplifysdl

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// model prints
//
//	type Post @model(queries:null) @auth(rules: [{allow: private}])
//	{
//	  title: String
//	}
func (p *printer) model(m *ir.Model) string {
	sql := p.schema.Members[m.Member].Engine != "dynamodb"
	attributes := modelAttributes(m, sql)
	if attributes != "" {
		attributes = "(" + attributes + ")"
	}
	head := "type " + m.Name + " @model" + attributes + " " + auth(m.Rules)
	if m.OriginalName != "" {
		head += ` @refersTo(name: "` + m.OriginalName + `")`
	}
	indexes := map[string][]*ir.Index{}
	for _, ix := range m.Indexes {
		indexes[ix.Fields[0]] = append(indexes[ix.Fields[0]], ix)
	}
	var lines []string
	for _, f := range m.Fields {
		if f.Origin == ir.Declared {
			lines = append(lines, modelField(m, f, indexes[f.Name]))
		}
	}
	return head + "\n{\n  " + strings.Join(lines, "\n  ") + "\n}"
}

// modelAttributes is the argument list of @model: what disableOperations
// switches off, and no timestamps for SQL.
func modelAttributes(m *ir.Model, sql bool) string {
	var parts []string
	fine := map[string][]string{}
	for _, name := range m.DisabledAsWritten {
		group := operationGroup(name)
		if group == name {
			parts = append(parts, name+":null")
			continue
		}
		if fine[group] == nil {
			parts = append(parts, group)
		}
		fine[group] = append(fine[group], name+":null")
	}
	for i, part := range parts {
		if names := fine[part]; names != nil {
			parts[i] = part + ":{" + strings.Join(names, ",") + "}"
		}
	}
	attributes := strings.Join(parts, ",")
	if !sql {
		return attributes
	}
	if attributes == "" {
		return "timestamps: null"
	}
	return "timestamps: null, " + attributes
}

// operationGroup is the group of an operation that can be disabled; a group's
// group is itself.
func operationGroup(name string) string {
	switch name {
	case "list", "get":
		return "queries"
	case "create", "update", "delete":
		return "mutations"
	case "onCreate", "onUpdate", "onDelete":
		return "subscriptions"
	}
	return name
}

// modelField prints a field: its type, the key or the default, indexes,
// validators and rules, in Amplify's order.
func modelField(m *ir.Model, f *ir.Field, indexes []*ir.Index) string {
	line := f.Name + ": " + f.Type.String()
	if f.Relation != nil {
		return line + relation(f.Relation) + fieldAuth(f.Rules)
	}
	partition := m.Key.Explicit && f.Name == m.Key.Fields[0]
	if partition {
		line += primaryKey(m.Key)
	} else {
		line += defaultOf(f.Default)
	}
	for _, ix := range indexes {
		line += index(ix)
	}
	if partition {
		line += defaultOf(f.Default)
	} else {
		line += validators(f.Validators)
	}
	if f.Inline {
		return line
	}
	return line + fieldAuth(f.Rules)
}

func primaryKey(k ir.Key) string {
	if len(k.Fields) == 1 {
		return " @primaryKey"
	}
	return " @primaryKey(sortKeyFields: [" + quotedList(k.Fields[1:], ", ") + "])"
}

// relation separates references by commas without a space, unlike every other list.
func relation(r *ir.Relation) string {
	return " @" + string(r.Kind) + "(references: [" + quotedList(r.References, ",") + "])"
}

func index(ix *ir.Index) string {
	var arguments []string
	if ix.NameGiven {
		arguments = append(arguments, `name: "`+ix.Name+`"`)
	}
	if len(ix.Fields) > 1 {
		arguments = append(arguments, "sortKeyFields: ["+quotedList(ix.Fields[1:], ", ")+"]")
	}
	query := "null"
	if ix.QueryField != "" {
		query = `"` + ix.QueryField + `"`
	}
	arguments = append(arguments, "queryField: "+query)
	switch ix.Projection {
	case "KEYS_ONLY":
		arguments = append(arguments, "projection: { type: KEYS_ONLY }")
	case "INCLUDE":
		arguments = append(arguments, "projection: { type: INCLUDE, nonKeyAttributes: ["+quotedList(ix.NonKey, ", ")+"] }")
	}
	return " @index(" + strings.Join(arguments, ", ") + ")"
}

func defaultOf(d *ir.Default) string {
	switch {
	case d == nil:
		return ""
	case d.Generated:
		return " @default"
	}
	return ` @default(value: "` + d.Text + `")`
}

func validators(list []*ir.Validator) string {
	var b strings.Builder
	for _, v := range list {
		b.WriteString(" @validate(type: " + v.Type + `, value: "` + v.Value + `"`)
		if v.Message != "" {
			b.WriteString(", errorMessage: " + jsonString(v.Message))
		}
		b.WriteString(")")
	}
	return b.String()
}

func quotedList(list []string, separator string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = `"` + s + `"`
	}
	return strings.Join(quoted, separator)
}
