package value

import (
	"strconv"
	"unicode/utf8"
)

// AppendJSON appends the value as compact JSON text; Absent and Null are null.
// Floats that are whole numbers have no fraction, as AppSync answers them.
func (v Value) AppendJSON(b []byte) []byte {
	switch v.kind {
	case Bool:
		return strconv.AppendBool(b, v.num != 0)
	case Int:
		return strconv.AppendInt(b, v.num, 10)
	case Float:
		return AppendFloat(b, v.Float())
	case String:
		return AppendString(b, v.str)
	case JSON:
		return append(b, v.str...)
	}
	return append(b, "null"...)
}

// AppendJSONArray appends the values as a JSON array.
func AppendJSONArray(b []byte, values []Value) []byte {
	b = append(b, '[')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = v.AppendJSON(b)
	}
	return append(b, ']')
}

// AppendFloat appends a number as ECMAScript writes it: 1, 0.5, 1e+21. JSON
// has no infinities and no NaN; they become null.
func AppendFloat(b []byte, f float64) []byte {
	switch a := max(f, -f); {
	case f-f != 0: // infinite or NaN
		return append(b, "null"...)
	case f == 0:
		return append(b, '0')
	case a < 1e-6 || a >= 1e21:
		return trimExponent(strconv.AppendFloat(b, f, 'e', -1, 64))
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64)
}

// trimExponent turns e-09 into e-9.
func trimExponent(b []byte) []byte {
	if n := len(b); n >= 4 && b[n-4] == 'e' && b[n-2] == '0' {
		b[n-2] = b[n-1]
		return b[:n-1]
	}
	return b
}

// AppendString appends a text as a JSON string. Bytes that are not UTF-8
// become U+FFFD.
func AppendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				b = append(append(b, s[start:i]...), "\uFFFD"...)
				start = i + 1
			}
			i += n
			continue
		}
		b = appendEscape(append(b, s[start:i]...), c)
		i++
		start = i
	}
	return append(append(b, s[start:]...), '"')
}

const hexDigits = "0123456789abcdef"

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}
