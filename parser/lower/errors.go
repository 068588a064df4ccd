package lower

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/node"
)

// The diagnostics about fields, names and references. Where Amplify has a
// message of its own, its key sentence is kept.

func (l *lowerer) errNotAType(it item) {
	if reported(it.value) {
		return
	}
	d := l.diags.Errorf("AG0301", it.span, "%s is not part of a schema: %s", it.name, describe(it.value))
	d.Hint = "a schema takes a.model, a.customType, a.enum, a.query, a.mutation, a.subscription, a.generation and a.conversation"
	if f, ok := it.value.(*node.Foreign); ok && strings.HasSuffix(f.Text, " of a schema") {
		d.Hint = "a schema cannot be spread into another: join the two with a.combine([...]), or spread the object of types that the other is made of"
	}
}

func (l *lowerer) errNotAField(at place, e *node.Entry) {
	if reported(e.Value) {
		return
	}
	d := l.diags.Errorf("AG0301", e.Span, "field %s of %s is no field but %s", e.Name, at.owner, describe(e.Value))
	switch e.Value.(type) {
	case *node.Model:
		d.Hint = "declare the model at the top of the schema and relate to it with a.hasOne, a.hasMany or a.belongsTo"
	default:
		d.Hint = "a field is made by a.string(), a.integer(), a.ref('Name') and their like"
	}
}

// empty reports a type without fields: GraphQL has none.
func (l *lowerer) empty(what string, it item, fields int) {
	if fields > 0 {
		return
	}
	d := l.diags.Errorf("AG0409", it.span, "%s %s has no fields", what, it.name)
	d.Hint = "declare at least one field"
}

func (l *lowerer) errNotAnArgument(op string, e *node.Entry) {
	if reported(e.Value) {
		return
	}
	d := l.diags.Errorf("AG0810", e.Span, "unsupported argument type for %s: %s is %s", e.Name, op, describe(e.Value))
	d.Hint = "an argument is a scalar, an enum, a custom type, or a.ref to one of the latter two"
}

func (l *lowerer) errEmptySchema(u *unit) {
	at := u.schema.Span
	if !at.Valid() {
		at = source.Span{File: l.program.Source, Start: source.Position{Line: 1, Column: 1}, End: source.Position{Line: 1, Column: 1}}
	}
	d := l.diags.Errorf("AG0419", at, "the schema is empty")
	d.Hint = "declare at least one model or operation"
}

// reported tells that evaluation has said already what is wrong with a value.
func reported(v node.Value) bool {
	f, ok := v.(*node.Foreign)
	return ok && f.Reported
}

// describe names a value for a message.
func describe(v node.Value) string {
	switch v := v.(type) {
	case nil:
		return "undefined"
	case *node.Foreign:
		return v.Text
	case *node.Model:
		return "a model"
	case *node.Field:
		return "a field"
	case *node.Ref:
		return "a reference to " + v.Name
	case *node.Relation:
		return "a relationship"
	case *node.Enum:
		return "an enum"
	case *node.CustomType:
		return "a custom type"
	case *node.Input:
		return "an input type"
	case *node.Conversation:
		return "a conversation"
	case *node.Operation:
		return "a " + v.Kind
	}
	return "an unknown value"
}

func (l *lowerer) errGenerated(at source.Span, field string) {
	d := l.diags.Errorf("AG0302", at,
		"invalid field definition for %s: DB-generated fields are only supported with PostgreSQL data sources", field)
	d.Hint = "give .default(...) a value, or remove it"
}

func (l *lowerer) errGeneratedType(at source.Span, field, scalar string) {
	d := l.diags.Errorf("AG0303", at, "field type %s in field %s cannot be configured as a DB-generated field", scalar, field)
	d.Hint = "only a.integer() takes .default() without a value"
}

func (l *lowerer) errText(at source.Span, what, text string) {
	d := l.diags.Errorf("AG0307", at, "%s %q cannot stand in the GraphQL schema as it is", what, text)
	d.Detail = "quotes, line breaks and backslashes are not escaped by Amplify"
	if strings.Contains(text, `\`) {
		d.Hint = `write four backslashes in the source for one in the value ('\\\\d'), or do without`
	} else {
		d.Hint = "remove the quotes and line breaks, or write them as GraphQL escapes ('\\\\\"', '\\\\n')"
	}
}

func (l *lowerer) errUnknownRef(u *unit, at source.Span, referrer, name string) {
	d := l.diags.Errorf("AG0401", at, "invalid ref: %s is referring to %s, which is not defined in the schema", referrer, name)
	d.Detail = "not defined"
	d.Hint = l.suggest(name, u.names, "add "+name+" to the schema, or correct the name")
}

// maxComparisons bounds the search for the name that was meant, which would
// cost seconds in a schema of thousands of types and unknown names.
const maxComparisons = 200_000

func (l *lowerer) suggest(name string, candidates []string, otherwise string) string {
	if l.comparisons += len(candidates); l.comparisons > maxComparisons {
		return otherwise
	}
	return diag.DidYouMean(name, candidates, otherwise)
}

func (l *lowerer) errOutsideSchema(at source.Span, referrer, name string) {
	d := l.diags.Errorf("AG0401", at,
		"invalid ref: %s is referring to %s, which is defined in a combined schema that defineData is not given", referrer, name)
	d.Hint = "give defineData the result of a.combine([...])"
}

func (l *lowerer) errRefKind(at source.Span, referrer, name string) {
	d := l.diags.Errorf("AG0402", at,
		"invalid ref: %s is referring to %s, which is neither a model, custom operation, custom type, or enum", referrer, name)
	d.Hint = "refer to an enum or a custom type"
}

func (l *lowerer) errRefToModel(at place, e *node.Entry, r *node.Ref, target *node.Entry) {
	if at.kind == inCustomType {
		d := l.diags.Errorf("AG0404", r.Span,
			"cannot use .ref() to refer a model from a custom type: field %s of %s refers to model %s", e.Name, at.owner, r.Name)
		d.Hint = "store the model's id in the custom type"
		d.Notes = []diag.Note{{Span: target.Span, Message: r.Name + " is a model"}}
		return
	}
	d := l.diags.Errorf("AG0403", r.Span,
		"cannot use .ref() to refer a model from a model: field %s of %s refers to model %s", e.Name, at.owner, r.Name)
	d.Hint = "use a.belongsTo('" + r.Name + "', '<reference field>') with a.hasOne or a.hasMany at the other end"
	d.Notes = []diag.Note{{Span: target.Span, Message: r.Name + " is a model"}}
}

func (l *lowerer) errRefToOperation(at place, e *node.Entry, r *node.Ref, target *node.Entry) {
	d := l.diags.Errorf("AG0417", r.Span, "unknown type %q: field %s of %s refers to an operation", r.Name, e.Name, at.owner)
	d.Hint = "refer to an enum or a custom type"
	d.Notes = []diag.Note{{Span: target.Span, Message: r.Name + " is an operation"}}
}

func (l *lowerer) errCombineCollision(at source.Span, names []string, places []*node.Entry) {
	d := l.diags.Errorf("AG0413", at,
		"the schemas you are attempting to combine have a name collision: please remove or rename %s", strings.Join(names, ", "))
	d.Hint = "give each type and operation a name of its own"
	for _, e := range places {
		d.Notes = append(d.Notes, diag.Note{Span: e.Span, Message: e.Name + " is defined here"})
	}
}

func (l *lowerer) enumValues(name string, n *node.Enum) {
	for _, v := range n.Values {
		if strings.ContainsFunc(v, isSpace) {
			d := l.diags.Errorf("AG0405", n.Span, "values of the enum type %s should not contain any whitespace: %q", name, v)
			d.Hint = "write " + strings.Join(strings.FieldsFunc(v, isSpace), "_")
		}
	}
}

// isSpace is what JavaScript's \s matches.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\v', '\f', '\r', 0x00a0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff:
		return true
	}
	return r >= 0x2000 && r <= 0x200a
}

// The diagnostics about identifiers and indexes.

func (l *lowerer) errIdentifierField(at source.Span, name string, e *node.Entry) {
	d := l.diags.Errorf("AG0601", at,
		"invalid identifier definition: field %s cannot be used in the identifier; identifiers must reference required or DB-generated fields", name)
	switch e.Value.(type) {
	case *node.Field:
		d.Hint = "add .required() to " + name
	default:
		d.Hint = "name a required scalar field; " + name + " is " + describe(e.Value) + ", which has no place in a key"
	}
	d.Notes = []diag.Note{{Span: e.Span, Message: name + " is declared here"}}
}

func (l *lowerer) warnIdentifierIgnored(m *ir.Model, at source.Span, names []string, src *modelSource) {
	d := l.diags.Warnf("AG1101", at, "the identifier of %s has no effect, because its first field %s is not declared", m.Name, names[0])
	d.Hint = diag.DidYouMean(names[0], fieldNames(src), "declare "+names[0]+" as a required field")
}

// warnKeyLoses tells what Amplify drops from a partition key without a word.
func (l *lowerer) warnKeyLoses(m *ir.Model, src *modelSource, f *ir.Field) {
	var lost []string
	if f.Type.List {
		lost = append(lost, ".array()")
	}
	if f.Default != nil && !f.Default.Generated {
		lost = append(lost, ".default(...)")
	}
	if len(f.Validators) > 0 {
		lost = append(lost, ".validate(...)")
	}
	if len(lost) == 0 {
		return
	}
	d := l.diags.Warnf("AG1104", src.fields[f.Name].Span, "%s has no effect on %s.%s, because it is the partition key",
		strings.Join(lost, " and "), m.Name, f.Name)
	d.Hint = "remove it"
}

func (l *lowerer) warnIndexIgnored(m *ir.Model, ix *node.Index, src *modelSource) {
	if e := src.fields[ix.Partition]; e != nil {
		d := l.diags.Warnf("AG1102", ix.Span, "the secondary index on %s.%s has no effect, because the field is %s", m.Name, ix.Partition, describe(e.Value))
		d.Hint = "index a scalar or an enum"
		return
	}
	d := l.diags.Warnf("AG1102", ix.Span, "the secondary index on %s.%s has no effect, because there is no such field", m.Name, ix.Partition)
	d.Hint = diag.DidYouMean(ix.Partition, fieldNames(src), "declare the field, or remove the index")
}

func (l *lowerer) errIndexRef(m *ir.Model, ix *node.Index, field string, r *node.Ref) {
	d := l.diags.Errorf("AG0605", ix.Span,
		"the ref field %s used in the secondary index of %s should refer to an enum type, and %s is not an enum type", field, m.Name, r.Name)
	d.Hint = "index a scalar or an enum"
	d.Notes = []diag.Note{{Span: r.Span, Message: field + " refers to " + r.Name + " here"}}
}

func fieldNames(src *modelSource) []string {
	names := make([]string, 0, len(src.model.Fields))
	for _, e := range src.model.Fields {
		names = append(names, e.Name)
	}
	return names
}
