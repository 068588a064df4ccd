package bundle

// maxDepth bounds what esbuild's and the machine's recursive-descent parsers
// have to nest: a goroutine's stack has a hard limit that cannot be recovered
// from. Hand-written schemas stay below 30.
const maxDepth = 2000

// tooDeep reports whether a text nests brackets, or strings prefix operators
// and arrows together, beyond maxDepth, and on which line. It knows no syntax:
// brackets in strings count too, which only makes the bound tighter.
func tooDeep(text string) (line int, deep bool) {
	line = 1
	depth, run := 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '\n':
			line++
		case ' ', '\t', '\r':
		case '(', '[', '{', '<':
			depth++
			run++
		case ')', ']', '}':
			if depth > 0 {
				depth--
			}
			run = 0
		case '>':
			// "=>" nests, any other closes a type argument list.
			if i > 0 && text[i-1] == '=' {
				run++
			} else if depth > 0 {
				depth--
			}
		case ';':
			run = 0
		case '!', '~', '+', '-', '?', ':', '=', '*', '&', '|', '^', '%', '/', '`', '$':
			run++
		case ',':
			run = 0
		}
		if depth > maxDepth || run > 10*maxDepth {
			return line, true
		}
	}
	return 0, false
}
