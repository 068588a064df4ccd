package bundle

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/amplifygo/amplifygo/internal/source"
)

// Span gives the place in the sources of a call in the script, whose line and
// column (from 1) are those of its opening parenthesis. The span covers the
// name that is called, as the source has it. ok is false for places that the
// user did not write.
func (b *Bundle) Span(line, column int) (source.Span, bool) {
	file, at, ok := b.Map.Lookup(line, column)
	if !ok {
		return source.Span{}, false
	}
	x := b.Texts.Text(file)
	if x == nil {
		return source.Span{File: file, Start: at, End: at}, true
	}
	return x.word(file, at), true
}

// word gives the span of the identifier or quoted name at a position; of the
// one letter there where it is neither.
func (x *Text) word(file string, at source.Position) source.Span {
	start := x.Offset(at)
	if start < 0 || start >= len(x.text) {
		return source.Span{File: file, Start: at, End: at}
	}
	if x.text[start] == '.' {
		start++
	}
	end := start
	for end < len(x.text) {
		r, size := utf8.DecodeRuneInString(x.text[end:])
		if !wordRune(r) {
			break
		}
		end += size
	}
	if x.text[start] == '[' {
		// A computed name, a["string"]().
		if close := strings.IndexAny(x.text[start:], "]\n"); close > 0 {
			end = start + close
			if x.text[end] == ']' {
				end++
			}
		}
	}
	if end == start {
		_, size := utf8.DecodeRuneInString(x.text[start:])
		end += size
	}
	return source.Span{File: file, Start: x.Position(start), End: x.Position(end)}
}

// wordRune tells the letters of identifiers.
func wordRune(r rune) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r)
}
