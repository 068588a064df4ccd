package check

import (
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
)

// listArguments are the arguments that list and index queries have anyway.
var listArguments = []string{"filter", "limit", "nextToken", "sortDirection"}

// keyArguments rejects keys whose fields are called like another argument of
// the queries that take them: AppSync refuses an argument that is there twice.
func keyArguments(v *view) {
	for _, m := range v.schema.Models {
		if (m.Key.Explicit || m.Key.Custom) && v.dynamo(m.Member) && !m.Disabled.Has(ir.List) {
			v.keyArgument(m, m.Key.Fields, m.Key.Span, "the list query of "+m.Name)
		}
		for _, ix := range m.Indexes {
			if ix.QueryField != "" {
				v.keyArgument(m, ix.Fields, ix.Span, "the index query "+ix.QueryField)
			}
		}
	}
}

func (v *view) keyArgument(m *ir.Model, fields []string, at source.Span, query string) {
	if len(fields) == 0 {
		return
	}
	names, taken := []string{fields[0]}, listArguments
	if sort := fields[1:]; len(sort) > 0 {
		names = append(names, sortArgument(sort))
		if len(sort) > 1 { // a single one that repeats the first is AG0611
			taken = append(slices.Clip(taken), fields[0])
		}
	}
	if !at.Valid() {
		at = m.Span
	}
	for i, name := range names {
		for j, t := range taken {
			if name != t || i == 0 && j == len(listArguments) {
				continue
			}
			d := v.diags.Errorf("AG0612", at, "%s would have the argument %s twice", query, name)
			d.Hint = "rename the key field"
			if f := v.declared(m, name); f != nil {
				d.Notes = note(f.Span, name+" is declared here")
			}
			return
		}
	}
}

// sortArgument is the argument for the sort keys: their names run together.
func sortArgument(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	var b strings.Builder
	for i, n := range names {
		if i == 0 {
			b.WriteString(strings.ToLower(n[:1]) + n[1:])
		} else {
			b.WriteString(upperFirst(n))
		}
	}
	return b.String()
}
