package bundle

import (
	"strings"
	"unicode/utf8"

	"github.com/amplifygo/amplifygo/internal/source"
)

// Key is a key of an object literal in the source: where it stands and the
// JSDoc comment above it.
type Key struct {
	Span source.Span
	Doc  string
}

// HasDocs reports whether the file of a span has JSDoc comments at all.
func (t *Texts) HasDocs(file string) bool {
	x := t.Text(file)
	return x != nil && x.docs
}

// Keys reads the keys of the object literal that a call has as its first
// argument, or a key as its value; span is the name that is called, or the key.
// It is empty where there is no literal.
func (t *Texts) Keys(span source.Span) map[string]Key {
	x := t.Text(span.File)
	if x == nil || !span.Valid() {
		return nil
	}
	s := scanner{text: x.text, at: x.Offset(span.End)}
	s.space()
	if s.at < 0 || !s.take('(') && !s.take(':') {
		return nil
	}
	s.space()
	if !s.take('{') {
		return nil
	}
	keys := map[string]Key{}
	for {
		s.doc = ""
		s.space()
		doc := s.doc
		start := s.at
		name, ok := s.key()
		if ok {
			keys[name] = Key{Span: source.Span{File: span.File, Start: x.Position(start), End: x.Position(s.at)}, Doc: docText(doc)}
		}
		if !s.skipValue() {
			return keys
		}
	}
}

// scanner steps over TypeScript without understanding it: it knows texts,
// comments and brackets.
type scanner struct {
	text string
	at   int
	// doc is the last JSDoc comment, with its stars.
	doc string
	// nesting counts the templates around this one.
	nesting int
}

func (s *scanner) peek() byte {
	if s.at < 0 || s.at >= len(s.text) {
		return 0
	}
	return s.text[s.at]
}

func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.at++
	return true
}

// space skips blanks and comments and keeps the last JSDoc comment.
func (s *scanner) space() {
	for s.at >= 0 && s.at < len(s.text) {
		rest := s.text[s.at:]
		switch {
		case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || rest[0] == '\r':
			s.at++
		case strings.HasPrefix(rest, "//"):
			s.at += lineEnd(rest)
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				s.at = len(s.text)
				return
			}
			if strings.HasPrefix(rest, "/**") && end > 1 {
				s.doc = rest[3 : end+2]
			}
			s.at += end + 4
		default:
			return
		}
	}
}

func lineEnd(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i
	}
	return len(s)
}

// docText takes the stars off a JSDoc comment.
func docText(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		line = strings.TrimSpace(line)
		line = strings.TrimPrefix(line, "*")
		lines[i] = strings.TrimRight(strings.TrimPrefix(line, " "), " \r")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// key reads a name or a quoted one.
func (s *scanner) key() (string, bool) {
	c := s.peek()
	if c == '"' || c == '\'' {
		start := s.at
		s.quoted(c)
		return strings.Trim(s.text[start:s.at], string(c)), true
	}
	start := s.at
	for s.at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.at:])
		if !wordRune(r) {
			break
		}
		s.at += size
	}
	return s.text[start:s.at], s.at > start
}

// skipValue goes behind the next comma of this literal; false at its end.
func (s *scanner) skipValue() bool {
	depth := 0
	for s.at < len(s.text) {
		s.space()
		c := s.peek()
		switch c {
		case 0:
			return false
		case '"', '\'', '`':
			s.quoted(c)
			continue
		case '/':
			if s.startsRegexp() {
				s.regexp()
				continue
			}
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return false
			}
		case ',':
			if depth == 0 {
				s.at++
				return true
			}
		}
		s.at++
	}
	return false
}

// quoted skips a text; in a template also what is inside ${}.
func (s *scanner) quoted(q byte) {
	defer func() { s.at = min(s.at, len(s.text)) }()
	for s.at++; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '\\':
			s.at++
		case c == q:
			s.at++
			return
		case c == '\n' && q != '`':
			return
		case q == '`' && c == '$' && s.at+1 < len(s.text) && s.text[s.at+1] == '{':
			inner := scanner{text: s.text, at: s.at + 2, nesting: s.nesting + 1}
			if inner.nesting > maxDepth {
				s.at = len(s.text)
				return
			}
			for inner.skipValue() {
			}
			s.at = inner.at
		}
	}
}

// startsRegexp tells a regular expression from a division by what stands before.
func (s *scanner) startsRegexp() bool {
	i := s.at - 1
	for i >= 0 && (s.text[i] == ' ' || s.text[i] == '\t' || s.text[i] == '\n' || s.text[i] == '\r') {
		i--
	}
	return i < 0 || strings.IndexByte("(,=:[!&|?{};+", s.text[i]) >= 0
}

func (s *scanner) regexp() {
	class := false
	for s.at++; s.at < len(s.text) && s.text[s.at] != '\n'; s.at++ {
		switch s.text[s.at] {
		case '\\':
			s.at++
		case '[':
			class = true
		case ']':
			class = false
		case '/':
			if !class {
				s.at++
				return
			}
		}
	}
}
