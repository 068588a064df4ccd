package plan

import (
	"strings"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// Text is the selection as a document has it, two spaces for each level.
// Fragments are merged into it.
func (s *Selection) Text() string {
	if s == nil {
		return ""
	}
	var b strings.Builder
	s.write(&b, 0)
	return b.String()
}

func (s *Selection) write(b *strings.Builder, level int) {
	indent := strings.Repeat("  ", level)
	b.WriteString("{\n")
	for _, f := range s.Fields {
		b.WriteString(indent + "  ")
		if f.Key != f.Name {
			b.WriteString(f.Key + ": ")
		}
		b.WriteString(f.Name)
		for i := range f.Args {
			if i == 0 {
				b.WriteByte('(')
			} else {
				b.WriteString(", ")
			}
			b.WriteString(f.Args[i].Name + ": " + f.Args[i].text())
		}
		if len(f.Args) > 0 {
			b.WriteByte(')')
		}
		if f.Sub != nil {
			b.WriteByte(' ')
			f.Sub.write(b, level+1)
		}
		b.WriteByte('\n')
	}
	b.WriteString(indent + "}")
}

// text is the argument's value as a document has it.
func (a *Arg) text() string {
	switch {
	case a.variable != "":
		return "$" + a.variable
	case a.mixed != nil:
		return a.mixed.String()
	}
	return literal(&a.Value)
}

func literal(v *input.Value) string {
	switch v.Kind {
	case input.Enum:
		return v.Text
	case input.List:
		parts := make([]string, len(v.Items))
		for i := range v.Items {
			parts[i] = literal(&v.Items[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case input.Object:
		parts := make([]string, len(v.Fields))
		for i := range v.Fields {
			parts[i] = v.Fields[i].Name + ": " + literal(&v.Fields[i].Value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return string(v.AppendJSON(nil))
}
