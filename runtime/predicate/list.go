package predicate

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/value"
)

// elements walks the elements of a compact JSON list as their JSON texts,
// without decoding, until visit returns false. It reports whether the text is
// a list.
func elements(text string, visit func(element string) bool) bool {
	if len(text) < 2 || text[0] != '[' || text[len(text)-1] != ']' {
		return false
	}
	rest := text[1 : len(text)-1]
	for start := 0; start < len(rest); {
		end := elementEnd(rest, start)
		if !visit(rest[start:end]) {
			return true
		}
		start = end + 1
	}
	return true
}

// elementEnd finds the comma behind the element at start, or the end.
func elementEnd(text string, start int) int {
	depth, quoted := 0, false
	for i := start; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case c == ',' && depth == 0:
			return i
		}
	}
	return len(text)
}

// count is the number of elements of a list.
func count(text string) (int, bool) {
	n := 0
	ok := elements(text, func(string) bool { n++; return true })
	return n, ok
}

// hasElement reports whether a list has an element equal to a value.
func hasElement(text string, a value.Value) bool {
	found := false
	elements(text, func(e string) bool {
		found = elementEqual(strings.TrimSpace(e), a)
		return !found
	})
	return found
}

func elementEqual(e string, a value.Value) bool {
	if e == "" {
		return false
	}
	switch a.Kind() {
	case value.String:
		return e[0] == '"' && stringEqual(e, a.Text())
	case value.Bool:
		return e == strconv.FormatBool(a.Bool())
	case value.Null:
		return e == "null"
	case value.Int, value.Float:
		return numberEqual(e, a)
	case value.JSON:
		return e == a.Text()
	}
	return false
}

// stringEqual compares a JSON string with a text. Only escapes are decoded.
func stringEqual(e, text string) bool {
	if strings.IndexByte(e, '\\') < 0 {
		return len(e) == len(text)+2 && e[1:len(e)-1] == text
	}
	var s string
	return json.Unmarshal([]byte(e), &s) == nil && s == text
}

func numberEqual(e string, a value.Value) bool {
	if e[0] != '-' && (e[0] < '0' || e[0] > '9') {
		return false
	}
	if i, err := strconv.ParseInt(e, 10, 64); err == nil {
		return equal(value.OfInt(i), a)
	}
	f, err := strconv.ParseFloat(e, 64)
	return err == nil && equal(value.OfFloat(f), a)
}
