package lower

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape reads text as it stands between the quotes of a GraphQL string:
// Amplify writes defaults, patterns and names there without escaping them, so
// a backslash means what GraphQL says. ok is false where the text would end
// the string or is no valid one.
func unescape(text string) (value string, ok bool) {
	if !strings.ContainsAny(text, "\"\\\n\r") && utf8.ValidString(text) {
		return text, true
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '\n', '\r':
			return text, false
		case '\\':
			s, n := escape(text[i:])
			if n == 0 {
				return text, false
			}
			b.WriteString(s)
			i += n - 1
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}

// escape reads the escape sequence at the start of s and gives its meaning and
// length; length 0 means that it is none.
func escape(s string) (string, int) {
	if len(s) < 2 {
		return "", 0
	}
	if at := strings.IndexByte(`"\/bfnrt`, s[1]); at >= 0 {
		return "\"\\/\b\f\n\r\t"[at : at+1], 2
	}
	r, ok := unit16(s)
	if !ok {
		return "", 0
	}
	if utf16.IsSurrogate(r) && len(s) >= 12 {
		if low, ok := unit16(s[6:]); ok {
			if full := utf16.DecodeRune(r, low); full != utf8.RuneError {
				return string(full), 12
			}
		}
	}
	return string(r), 6
}

// unit16 reads \uXXXX.
func unit16(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}
