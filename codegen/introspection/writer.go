package introspection

// writer appends compact JSON. It puts commas itself: one is due wherever
// something ended before.
type writer struct{ b []byte }

func (w *writer) comma() {
	if n := len(w.b); n > 0 {
		switch w.b[n-1] {
		case '{', '[', ':':
		default:
			w.b = append(w.b, ',')
		}
	}
}

func (w *writer) open(c byte) {
	w.comma()
	w.b = append(w.b, c)
}

func (w *writer) close(c byte) { w.b = append(w.b, c) }

// key starts a member of an object.
func (w *writer) key(name string) {
	w.string(name)
	w.b = append(w.b, ':')
}

// object writes a member that is an object.
func (w *writer) object(name string, members func()) {
	w.key(name)
	w.open('{')
	members()
	w.close('}')
}

// list writes a member that is a list.
func (w *writer) list(name string, elements func()) {
	w.key(name)
	w.open('[')
	elements()
	w.close(']')
}

// element writes an element of a list that is an object.
func (w *writer) element(members func()) {
	w.open('{')
	members()
	w.close('}')
}

// text writes a member that is a string.
func (w *writer) text(name, value string) {
	w.key(name)
	w.string(value)
}

// texts writes a member that is a list of strings.
func (w *writer) texts(name string, values []string) {
	w.key(name)
	w.open('[')
	for _, v := range values {
		w.string(v)
	}
	w.close(']')
}

// flag writes a member that is a boolean.
func (w *writer) flag(name string, value bool) {
	w.key(name)
	if value {
		w.b = append(w.b, "true"...)
	} else {
		w.b = append(w.b, "false"...)
	}
}

// null writes a member that is null.
func (w *writer) null(name string) {
	w.key(name)
	w.b = append(w.b, "null"...)
}

func (w *writer) number(text string) {
	w.comma()
	w.b = append(w.b, text...)
}

// string writes a string as JavaScript's JSON.stringify does, which leaves
// "<", "&" and line separators alone.
func (w *writer) string(s string) {
	const hex = "0123456789abcdef"
	w.comma()
	w.b = append(w.b, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			w.b = append(w.b, '\\', c)
		case c < 0x20:
			w.b = append(w.b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			w.b = append(w.b, c)
		}
	}
	w.b = append(w.b, '"')
}
