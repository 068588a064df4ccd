package value

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
)

// The encodings of records carry events between replicas: they keep the kinds
// apart, which plain JSON does not (1 is an Int or a Float, absent is not null).

// letters name the kinds in both encodings; Absent and Null have no content.
const letters = "anbifsj"

// MarshalJSON writes a record as a list: null for Absent, otherwise the kind's
// letter and the content, as in ["i",5].
func (r Record) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, v := range r {
		if i > 0 {
			b = append(b, ',')
		}
		switch v.kind {
		case Absent:
			b = append(b, "null"...)
		case Null:
			b = append(b, `["n"]`...)
		default:
			b = append(b, '[', '"', letters[v.kind], '"', ',')
			if v.kind == JSON {
				b = AppendString(b, v.str) // as text: it comes back as it was
			} else {
				b = v.AppendJSON(b)
			}
			b = append(b, ']')
		}
	}
	return append(b, ']'), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (r *Record) UnmarshalJSON(text []byte) error {
	var parts [][]json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	rec := make(Record, len(parts))
	for i, p := range parts {
		if p == nil {
			continue
		}
		v, err := fromParts(p)
		if err != nil {
			return fmt.Errorf("record: value %d: %w", i, err)
		}
		rec[i] = v
	}
	*r = rec
	return nil
}

func fromParts(p []json.RawMessage) (v Value, err error) {
	var letter string
	if len(p) > 0 {
		err = json.Unmarshal(p[0], &letter)
	}
	switch {
	case err != nil:
		return v, err
	case len(p) == 1 && letter == "n":
		return NullValue(), nil
	case len(p) != 2:
		return v, errors.New("not a kind and its content")
	}
	switch letter {
	case "b":
		var b bool
		err = json.Unmarshal(p[1], &b)
		v = OfBool(b)
	case "i":
		var i int64
		err = json.Unmarshal(p[1], &i)
		v = OfInt(i)
	case "f":
		var f float64
		err = json.Unmarshal(p[1], &f)
		v = OfFloat(f)
	case "s", "j":
		var s string
		if err = json.Unmarshal(p[1], &s); letter == "s" {
			v = OfString(s)
		} else if v = OfJSON(s); err == nil && !json.Valid([]byte(s)) {
			err = errors.New("not JSON")
		}
	default:
		err = fmt.Errorf("unknown kind %q", letter)
	}
	return v, err
}

// AppendBinary appends a compact form: the number of values, then each kind as
// a byte and its content.
func (r Record) AppendBinary(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(r)))
	for _, v := range r {
		b = append(b, byte(v.kind))
		switch v.kind {
		case Bool, Int:
			b = binary.AppendVarint(b, v.num)
		case Float:
			b = binary.BigEndian.AppendUint64(b, uint64(v.num))
		case String, JSON:
			b = binary.AppendUvarint(b, uint64(len(v.str)))
			b = append(b, v.str...)
		}
	}
	return b
}

var errRecord = errors.New("the bytes are not a record")

// UnmarshalBinary reads what AppendBinary wrote, all of it. The texts are
// copied.
func (r *Record) UnmarshalBinary(b []byte) error {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) { // each value has a byte at least
		return errRecord
	}
	text := string(b[size:])
	rec := make(Record, n)
	for i := range rec {
		var ok bool
		if rec[i], text, ok = cutValue(text); !ok {
			return errRecord
		}
	}
	if text != "" {
		return errRecord
	}
	*r = rec
	return nil
}

// cutValue reads one value and gives what is behind it.
func cutValue(text string) (v Value, rest string, ok bool) {
	if text == "" || text[0] > byte(JSON) {
		return v, "", false
	}
	v.kind, text = Kind(text[0]), text[1:]
	switch v.kind {
	case Bool, Int:
		n, size := binary.Varint([]byte(text[:min(len(text), binary.MaxVarintLen64)]))
		if size <= 0 || v.kind == Bool && n != 0 && n != 1 {
			return v, "", false
		}
		v.num, text = n, text[size:]
	case Float:
		if len(text) < 8 {
			return v, "", false
		}
		v = OfFloat(math.Float64frombits(binary.BigEndian.Uint64([]byte(text[:8]))))
		text = text[8:]
	case String, JSON:
		n, size := binary.Uvarint([]byte(text[:min(len(text), binary.MaxVarintLen64)]))
		if size <= 0 || n > uint64(len(text)-size) {
			return v, "", false
		}
		v.str, text = strings.Clone(text[size:size+int(n)]), text[size+int(n):]
	}
	return v, text, true
}
