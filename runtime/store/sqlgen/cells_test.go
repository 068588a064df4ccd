package sqlgen

import (
	"encoding/json"
	"testing"
)

// FuzzCells: JSON arrays of arrays are read as encoding/json reads them, and
// anything else is refused or read without harm.
func FuzzCells(f *testing.F) {
	f.Add(`[["a", "b\"\\\n\u00e9"], [1, null],` + "\n" + ` [true, [["x]", 2]], {"a": ["}"]}]]`)
	f.Add(`[]`)
	f.Add(`[[]]`)
	f.Add(`[["`)
	f.Add(`[[["\`)
	f.Add(`[[nul]]x`)
	f.Fuzz(func(t *testing.T, text string) {
		var want [][]json.RawMessage
		valid := json.Unmarshal([]byte(text), &want) == nil && want != nil
		for _, row := range want {
			valid = valid && row != nil
		}
		c := cells{text: text}
		var got [][]cell
		ok := c.each(func() bool {
			got = append(got, append([]cell(nil), c.cells...))
			return true
		})
		if !valid {
			return
		}
		if !ok && !spaced(text) || ok && len(got) != len(want) {
			t.Fatalf("%q: %t, %v", text, ok, got)
		}
		for i, row := range got {
			if len(row) != len(want[i]) {
				t.Fatalf("%q: row %d has %d elements", text, i, len(row))
			}
			for j, v := range row {
				if s := plain(want[i][j]); !spaced(text) && s != v.text {
					t.Fatalf("%q: got %q, want %q", text, v.text, s)
				}
			}
		}
	})
}

// plain is a string's content, or the JSON of anything else.
func plain(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil && v[0] == '"' {
		return s
	}
	return string(v)
}

// spaced reports white space that no database puts between values.
func spaced(text string) bool {
	for _, c := range text {
		if c == '\t' || c == '\r' {
			return true
		}
	}
	return false
}
