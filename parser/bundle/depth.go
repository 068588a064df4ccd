package bundle

import "strings"

// Bounds on what esbuild's and the machine's recursive-descent parsers have to
// nest: a goroutine's stack has a hard limit that cannot be recovered from.
// Hand-written schemas stay below 30 levels, and below a few hundred words
// between two separators.
const (
	maxDepth = 2_000
	maxRun   = 10_000
	maxElses = 5_000
)

// tooDeep reports whether a text nests too deep, and on which line: brackets
// inside brackets, words and operators without a comma, semicolon or closing
// brace between them, or chains of else. It knows words, texts and comments
// but no syntax, and rather refuses than misses.
func tooDeep(text string) (line int, deep bool) {
	s := scanner{text: text}
	depth, angles, run, elses := 0, 0, 0, 0
	// templates are the depths at which a template's ${ } closes.
	var templates []int
	template := func() {
		if s.template() {
			depth++
			templates = append(templates, depth)
		}
	}
	for {
		s.space()
		if s.at >= len(text) {
			return 0, false
		}
		switch c := text[s.at]; {
		case c == '"' || c == '\'':
			s.quoted(c)
			run++
		case c == '`':
			s.at++
			run++
			template()
		case c == '/' && s.startsRegexp():
			s.regexp()
			run++
		case wordByte(c):
			word := s.word()
			run++
			if word == "else" {
				elses++
			}
		default:
			s.at++
			run++
			switch c {
			case '(', '[':
				depth++
			case '{':
				depth++
				angles = 0
			case '<':
				angles++
			case ')', ']':
				depth = max(0, depth-1)
			case '}':
				inTemplate := len(templates) > 0 && templates[len(templates)-1] == depth
				depth, angles = max(0, depth-1), 0
				if inTemplate {
					templates = templates[:len(templates)-1]
					template()
				} else {
					run = 0
				}
			case '>':
				if s.at >= 2 && text[s.at-2] != '=' {
					angles = max(0, angles-1)
				}
			case ',':
				run = 0
			case ';':
				// What opened was a comparison, not a list of types.
				run, angles = 0, 0
			}
		}
		if depth+angles > maxDepth || run > maxRun || elses > maxElses {
			return 1 + strings.Count(text[:min(s.at, len(text))], "\n"), true
		}
	}
}

// template skips the text of a template, and reports whether it stopped behind
// a ${ rather than at the end.
func (s *scanner) template() bool {
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '\\':
			s.at++
		case c == '`':
			s.at++
			return false
		case c == '$' && s.at+1 < len(s.text) && s.text[s.at+1] == '{':
			s.at += 2
			return true
		}
	}
	return false
}

// word skips an identifier or a number.
func (s *scanner) word() string {
	start := s.at
	for s.at < len(s.text) && wordByte(s.text[s.at]) {
		s.at++
	}
	return s.text[start:s.at]
}

func wordByte(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
