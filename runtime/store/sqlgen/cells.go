package sqlgen

import (
	"encoding/json"
	"strconv"
	"strings"
)

// cells reads rows that the database gives as JSON arrays. It is the Row of
// the array that was read last. Texts without escapes are parts of the whole
// text, not copies.
type cells struct {
	text  string
	at    int
	cells []cell
}

// cell is one element of an array: a string's content, or the JSON of
// anything else.
type cell struct {
	text string
	null bool
}

// each reads an array of arrays and calls fn after each. It reports false
// where the text is something else, or fn does.
func (c *cells) each(fn func() bool) bool {
	if !c.next('[') {
		return false
	}
	if c.next(']') {
		return true
	}
	for {
		if !c.row() || !fn() {
			return false
		}
		if !c.next(',') {
			return c.next(']')
		}
	}
}

// row reads one array.
func (c *cells) row() bool {
	c.cells = c.cells[:0]
	if !c.next('[') {
		return false
	}
	if c.next(']') {
		return true
	}
	for {
		v, ok := c.element()
		if !ok {
			return false
		}
		c.cells = append(c.cells, v)
		if !c.next(',') {
			return c.next(']')
		}
	}
}

// next skips spaces and then one character, if it is this one.
func (c *cells) next(want byte) bool {
	for c.at < len(c.text) && (c.text[c.at] == ' ' || c.text[c.at] == '\n') {
		c.at++
	}
	if c.at < len(c.text) && c.text[c.at] == want {
		c.at++
		return true
	}
	return false
}

func (c *cells) element() (cell, bool) {
	if c.next('"') {
		text, ok := c.string()
		return cell{text: text}, ok
	}
	start := c.at
	if c.next('[') || c.next('{') {
		ok := c.skip()
		return cell{text: c.text[start:c.at]}, ok
	}
	for c.at < len(c.text) && c.text[c.at] != ',' && c.text[c.at] != ']' {
		c.at++
	}
	text := strings.TrimRight(c.text[start:c.at], " \n")
	return cell{text: text, null: text == "null"}, text != ""
}

// string reads the rest of a string.
func (c *cells) string() (string, bool) {
	start := c.at
	escaped := false
	for c.at < len(c.text) {
		switch c.text[c.at] {
		case '"':
			c.at++
			if !escaped {
				return c.text[start : c.at-1], true
			}
			var s string
			err := json.Unmarshal([]byte(c.text[start-1:c.at]), &s)
			return s, err == nil
		case '\\':
			escaped = true
			c.at++
		}
		c.at++
	}
	c.at = len(c.text)
	return "", false
}

// skip passes over the rest of an array or object.
func (c *cells) skip() bool {
	for depth := 1; c.at < len(c.text); {
		c.at++
		switch c.text[c.at-1] {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return true
			}
		case '"':
			for c.at < len(c.text) && c.text[c.at] != '"' {
				if c.text[c.at] == '\\' {
					c.at++
				}
				c.at++
			}
			c.at = min(c.at+1, len(c.text))
		}
	}
	return false
}

// Null implements Row.
func (c *cells) Null(i int) bool { return c.cells[i].null }

// Bool implements Row: PostgreSQL says true, SQLite 1.
func (c *cells) Bool(i int) bool { return c.cells[i].text == "true" || c.cells[i].text == "1" }

// Int implements Row.
func (c *cells) Int(i int) int64 {
	n, _ := strconv.ParseInt(c.cells[i].text, 10, 64)
	return n
}

// Float implements Row.
func (c *cells) Float(i int) float64 {
	f, _ := strconv.ParseFloat(c.cells[i].text, 64)
	return f
}

// Text implements Row.
func (c *cells) Text(i int) string { return c.cells[i].text }
