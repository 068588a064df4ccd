package input

import (
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth bounds the nesting of JSON variables and literals.
const MaxDepth = 64

var errJSON = errors.New("expected JSON")

// ParseJSON reads one JSON text. Numbers keep their digits, objects the order
// of their keys; of a key that occurs twice the last value counts.
func ParseJSON(data []byte) (Value, error) {
	p := parser{data: data}
	v, err := p.value(0)
	if err != nil {
		return Value{}, err
	}
	if p.space(); p.pos != len(p.data) {
		return Value{}, errJSON
	}
	return v, nil
}

type parser struct {
	data []byte
	pos  int
}

func (p *parser) space() {
	for p.pos < len(p.data) {
		switch p.data[p.pos] {
		case ' ', '\t', '\r', '\n':
			p.pos++
		default:
			return
		}
	}
}

func (p *parser) peek() byte {
	if p.pos < len(p.data) {
		return p.data[p.pos]
	}
	return 0
}

func (p *parser) value(depth int) (Value, error) {
	if depth > MaxDepth {
		return Value{}, errors.New("the JSON is nested too deeply")
	}
	p.space()
	switch c := p.peek(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.list(depth)
	case c == '"':
		s, err := p.text()
		return Value{Kind: String, Text: s}, err
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	case c == 't':
		return Value{Kind: Bool, Bool: true}, p.word("true")
	case c == 'f':
		return Value{Kind: Bool}, p.word("false")
	case c == 'n':
		return Value{Kind: Null}, p.word("null")
	}
	return Value{}, errJSON
}

func (p *parser) word(w string) error {
	if len(p.data)-p.pos < len(w) || string(p.data[p.pos:p.pos+len(w)]) != w {
		return errJSON
	}
	p.pos += len(w)
	return nil
}

func (p *parser) object(depth int) (Value, error) {
	v := Value{Kind: Object}
	var seen map[string]int
	p.pos++
	for {
		p.space()
		if p.peek() == '}' && len(v.Fields) == 0 {
			p.pos++
			return v, nil
		}
		name, err := p.text()
		if err != nil {
			return v, err
		}
		if p.space(); p.peek() != ':' {
			return v, errJSON
		}
		p.pos++
		item, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		seen = v.set(seen, name, item)
		p.space()
		switch p.peek() {
		case ',':
			p.pos++
		case '}':
			p.pos++
			return v, nil
		default:
			return v, errJSON
		}
	}
}

// set adds a field, or replaces an earlier one of the same name. A small object
// is searched; from smallObject fields on, the returned index is kept, so that
// an object of many keys costs no more than its length.
func (v *Value) set(seen map[string]int, name string, item Value) map[string]int {
	if seen == nil {
		if f := v.Get(name); f != &absent {
			*f = item
			return nil
		}
	} else if i, ok := seen[name]; ok {
		v.Fields[i].Value = item
		return seen
	}
	v.Fields = append(v.Fields, Field{Name: name, Value: item})
	if seen != nil {
		seen[name] = len(v.Fields) - 1
	} else if len(v.Fields) == smallObject {
		seen = make(map[string]int, 2*smallObject)
		for i := range v.Fields {
			seen[v.Fields[i].Name] = i
		}
	}
	return seen
}

const smallObject = 16

func (p *parser) list(depth int) (Value, error) {
	v := Value{Kind: List}
	p.pos++
	for {
		p.space()
		if p.peek() == ']' && len(v.Items) == 0 {
			p.pos++
			return v, nil
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.Items = append(v.Items, item)
		p.space()
		switch p.peek() {
		case ',':
			p.pos++
		case ']':
			p.pos++
			return v, nil
		default:
			return v, errJSON
		}
	}
}

func (p *parser) number() (Value, error) {
	start, kind := p.pos, Int
	if p.peek() == '-' {
		p.pos++
	}
	first := p.peek()
	n := p.digits()
	if n == 0 || first == '0' && n > 1 {
		return Value{}, errJSON
	}
	if p.peek() == '.' {
		kind = Float
		p.pos++
		if p.digits() == 0 {
			return Value{}, errJSON
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		kind = Float
		p.pos++
		if c := p.peek(); c == '+' || c == '-' {
			p.pos++
		}
		if p.digits() == 0 {
			return Value{}, errJSON
		}
	}
	return Value{Kind: kind, Text: string(p.data[start:p.pos])}, nil
}

func (p *parser) digits() (n int) {
	for c := p.peek(); c >= '0' && c <= '9'; c = p.peek() {
		p.pos++
		n++
	}
	return n
}

// text reads a string. Texts without escapes, nearly all, are copied once.
func (p *parser) text() (string, error) {
	if p.peek() != '"' {
		return "", errJSON
	}
	p.pos++
	start := p.pos
	for p.pos < len(p.data) {
		switch c := p.data[p.pos]; {
		case c == '"':
			s := p.data[start:p.pos]
			p.pos++
			if !utf8.Valid(s) {
				return "", errJSON
			}
			return string(s), nil
		case c == '\\':
			return p.escaped(start)
		case c < 0x20:
			return "", errJSON
		}
		p.pos++
	}
	return "", errJSON
}

func (p *parser) escaped(start int) (string, error) {
	b := append([]byte(nil), p.data[start:p.pos]...)
	for p.pos < len(p.data) {
		c := p.data[p.pos]
		p.pos++
		switch {
		case c == '"':
			if !utf8.Valid(b) {
				return "", errJSON
			}
			return string(b), nil
		case c < 0x20:
			return "", errJSON
		case c != '\\':
			b = append(b, c)
			continue
		}
		e := p.peek()
		p.pos++
		switch e {
		case '"', '\\', '/':
			b = append(b, e)
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		case 'u':
			r, err := p.unicode()
			if err != nil {
				return "", err
			}
			b = utf8.AppendRune(b, r)
		default:
			return "", errJSON
		}
	}
	return "", errJSON
}

// unicode reads the four digits behind \u and, for a surrogate, its partner.
func (p *parser) unicode() (rune, error) {
	r, err := p.hex4()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, err
	}
	if p.pos+1 < len(p.data) && p.data[p.pos] == '\\' && p.data[p.pos+1] == 'u' {
		mark := p.pos
		p.pos += 2
		low, err := p.hex4()
		if err != nil {
			return 0, err
		}
		if full := utf16.DecodeRune(r, low); full != utf8.RuneError {
			return full, nil
		}
		p.pos = mark
	}
	return utf8.RuneError, nil
}

func (p *parser) hex4() (rune, error) {
	if p.pos+4 > len(p.data) {
		return 0, errJSON
	}
	n, err := strconv.ParseUint(string(p.data[p.pos:p.pos+4]), 16, 32)
	if err != nil {
		return 0, errJSON
	}
	p.pos += 4
	return rune(n), nil
}
