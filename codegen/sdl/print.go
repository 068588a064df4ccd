package sdl

// print writes the document as SDL. Object types without fields are left out:
// a root type may end up with none.
func (d *document) print() []byte {
	b := make([]byte, 0, 160*len(d.order)+1024)
	for _, def := range d.order {
		if len(def.fields) == 0 && def.kind != enumKind {
			continue
		}
		if len(b) > 0 {
			b = append(b, '\n')
		}
		b = def.print(b)
	}
	return b
}

var keywords = [...]string{objectKind: "type ", interfaceKind: "interface ", inputKind: "input ", enumKind: "enum "}

func (d *definition) print(b []byte) []byte {
	b = append(b, keywords[d.kind]...)
	b = append(b, d.name...)
	if d.implements != "" {
		b = append(b, " implements "...)
		b = append(b, d.implements...)
	}
	b = printDirectives(b, d.directives)
	b = append(b, " {\n"...)
	for _, v := range d.values {
		b = append(b, "  "...)
		b = append(b, v...)
		b = append(b, '\n')
	}
	for _, f := range d.fields {
		b = f.print(b)
	}
	return append(b, "}\n"...)
}

func (f *field) print(b []byte) []byte {
	b = append(b, "  "...)
	b = append(b, f.name...)
	for i, a := range f.arguments {
		if i == 0 {
			b = append(b, '(')
		} else {
			b = append(b, ", "...)
		}
		b = append(b, a.name...)
		b = append(b, ": "...)
		b = append(b, a.typ...)
	}
	if len(f.arguments) > 0 {
		b = append(b, ')')
	}
	b = append(b, ": "...)
	b = append(b, f.typ...)
	b = printDirectives(b, f.directives)
	return append(b, '\n')
}

func printDirectives(b []byte, directives []directive) []byte {
	for _, d := range directives {
		b = append(b, " @"...)
		b = append(b, d.name...)
		if d.argument == "" {
			continue
		}
		b = append(b, '(')
		b = append(b, d.argument...)
		b = append(b, ": ["...)
		for i, v := range d.values {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = printString(b, v)
		}
		b = append(b, "])"...)
	}
	return b
}

// printString writes a GraphQL string. Group names come from the user.
func printString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < 0x20:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}
