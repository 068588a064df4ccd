package sdl

// print writes the document as SDL. Object types without fields are left out:
// a root type may end up with none.
func (d *document) print() []byte {
	size := 0
	for _, def := range d.order {
		size += def.size()
	}
	b := make([]byte, 0, size)
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

// size is at least the length of the definition as it is printed, so that one
// allocation holds the document.
func (d *definition) size() int {
	n := len("\ninterface  implements  {\n}\n") + len(d.name) + len(d.implements) + directivesSize(d.directives)
	for _, v := range d.values {
		n += len("  \n") + len(v)
	}
	for _, f := range d.fields {
		n += len("  (): \n") + len(f.name) + len(f.typ) + directivesSize(f.directives)
		for _, a := range f.arguments {
			n += len(", : ") + len(a.name) + len(a.typ)
		}
	}
	return n
}

func directivesSize(directives []directive) int {
	n := 0
	for _, d := range directives {
		n += len(" @(: [])") + len(d.name) + len(d.argument)
		for _, v := range d.values {
			n += len(`, ""`) + len(v)
		}
	}
	return n
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
