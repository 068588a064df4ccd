package bundle

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sort"
	"strings"

	"github.com/amplifygo/amplifygo/internal/source"
)

// SourceMap leads from places in the script to places in the sources.
//
// It is read here, and not by the machine's own reader, because spans need the
// segment before a call's parenthesis, which is where its name begins.
type SourceMap struct {
	files []string // "" for virtual modules
	// lines has the segments of each line of the script.
	lines [][]segment
}

// segment maps a column of the script; all numbers start at 0.
type segment struct{ column, file, line, sourceColumn int }

var errBadMap = errors.New("the bundler gave a source map that cannot be read")

func parseMap(data []byte, texts *Texts) (*SourceMap, error) {
	var raw struct {
		Sources  []string `json:"sources"`
		Mappings string   `json:"mappings"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("%w: %w", errBadMap, err)
	}
	m := &SourceMap{files: make([]string, len(raw.Sources))}
	for i, s := range raw.Sources {
		if !strings.HasPrefix(s, virtualSpace+":") && !strings.HasPrefix(s, inertSpace+":") {
			m.files[i] = texts.Relative(filepath.Join(texts.root, filepath.FromSlash(s)))
		}
	}
	var state segment
	for _, line := range strings.Split(raw.Mappings, ";") {
		segments, next, err := decode(line, state)
		if err != nil {
			return nil, err
		}
		state = next
		m.lines = append(m.lines, segments)
	}
	return m, nil
}

// decode reads the segments of a line. All numbers but the column go on from
// the line before.
func decode(text string, state segment) ([]segment, segment, error) {
	state.column = 0
	if text == "" {
		return nil, state, nil
	}
	out := make([]segment, 0, strings.Count(text, ",")+1)
	for i := 0; i < len(text); {
		var field [5]int
		n := 0
		for ; i < len(text) && text[i] != ','; n++ {
			if n == len(field) {
				return nil, state, errBadMap
			}
			value, used := vlq(text[i:])
			if used == 0 {
				return nil, state, errBadMap
			}
			field[n] = value
			i += used
		}
		i++
		state.column += field[0]
		if n >= 4 {
			state.file += field[1]
			state.line += field[2]
			state.sourceColumn += field[3]
			out = append(out, state)
		}
	}
	return out, state, nil
}

// vlq reads one base-64 number and how many bytes it took, 0 where there is none.
func vlq(s string) (value, used int) {
	shift := 0
	for used < len(s) && shift < 60 {
		d := strings.IndexByte(base64Digits, s[used])
		if d < 0 {
			return 0, 0
		}
		used++
		value |= (d & 31) << shift
		shift += 5
		if d&32 == 0 {
			if value&1 != 0 {
				return -(value >> 1), used
			}
			return value >> 1, used
		}
	}
	return 0, 0
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// Lookup gives the file and position of the last segment at or before a place
// of the script (line and column from 1). ok is false for places that the user
// did not write.
func (m *SourceMap) Lookup(line, column int) (file string, at source.Position, ok bool) {
	if m == nil || line < 1 || line > len(m.lines) {
		return "", source.Position{}, false
	}
	segments := m.lines[line-1]
	i := sort.Search(len(segments), func(i int) bool { return segments[i].column > column-1 }) - 1
	if i < 0 {
		return "", source.Position{}, false
	}
	s := segments[i]
	if s.file >= len(m.files) || m.files[s.file] == "" {
		return "", source.Position{}, false
	}
	return m.files[s.file], source.Position{Line: s.line + 1, Column: s.sourceColumn + 1}, true
}
