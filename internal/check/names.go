package check

import (
	"regexp"
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
)

var graphqlName = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]*$`)

// names asks that every name is one in GraphQL: letters, digits and
// underscores, not a digit first, and not two underscores, which GraphQL keeps
// for itself.
func names(v *view) {
	for _, m := range v.schema.Models {
		v.name("model", m.Name, m.Span)
		v.fieldNames(m.Name, m.Fields)
		for _, ix := range m.Indexes {
			if ix.QueryField != "" {
				v.name("query field", ix.QueryField, ix.Span)
			}
		}
	}
	for _, t := range v.schema.CustomTypes {
		if !t.Implicit {
			v.name("custom type", t.Name, t.Span)
		}
		v.fieldNames(t.Name, t.Fields)
	}
	for _, e := range v.schema.Enums {
		if !e.Implicit {
			v.name("enum", e.Name, e.Span)
		}
	}
	for _, in := range v.schema.Inputs {
		v.fieldNames(in.Name, in.Fields)
	}
	for _, op := range v.schema.Operations {
		v.name(string(op.Kind), op.Name, op.Span)
		for _, a := range op.Arguments {
			v.name("argument of "+op.Name, a.Name, a.Span)
		}
	}
}

func (v *view) fieldNames(owner string, fields []*ir.Field) {
	for _, f := range fields {
		if f.Origin == ir.Declared {
			v.name("field of "+owner, f.Name, f.Span)
		}
	}
}

func (v *view) name(what, name string, at source.Span) {
	switch {
	case !graphqlName.MatchString(name):
		d := v.diags.Errorf("AG0410", at, "%q cannot be the name of a %s", name, what)
		d.Detail = "a name has letters, digits and underscores, and does not start with a digit"
		d.Hint = "rename it"
		if better := nameFor(name); better != "" {
			d.Hint = "rename it, for example to " + better
		}
	case strings.HasPrefix(name, "__"):
		d := v.diags.Errorf("AG0410", at, "%q cannot be the name of a %s: names that start with two underscores belong to GraphQL", name, what)
		d.Hint = "rename it"
	}
}

var notName = regexp.MustCompile(`[^_0-9A-Za-z]+`)

// nameFor makes a name of a text: "first-name" becomes "first_name".
func nameFor(text string) string {
	name := strings.Trim(notName.ReplaceAllString(text, "_"), "_")
	if name != "" && name[0] >= '0' && name[0] <= '9' {
		name = "_" + name
	}
	if !graphqlName.MatchString(name) {
		return ""
	}
	return name
}

// note is a diagnostic's second place, where it is known.
func note(at source.Span, message string) []diag.Note {
	if !at.Valid() {
		return nil
	}
	return []diag.Note{{Span: at, Message: message}}
}
