package outputs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// object is a JSON object whose members keep their order and, unless they are
// set, their text.
type object struct{ members []member }

type member struct {
	key   string
	value json.RawMessage
}

// parse reads an object; no content is an empty one.
func parse(content []byte) (*object, error) {
	content = bytes.TrimSpace(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")))
	o := &object{}
	if len(content) == 0 {
		return o, nil
	}
	dec := json.NewDecoder(bytes.NewReader(content))
	if t, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("it is not JSON: %w", err)
	} else if t != json.Delim('{') {
		return nil, errors.New("it is not a JSON object")
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("it is not JSON: %w", err)
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, fmt.Errorf("it is not JSON: %w", err)
		}
		o.set(key.(string), value)
	}
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("it is not JSON: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("something follows the JSON object")
	}
	return o, nil
}

func (o *object) get(key string) (json.RawMessage, bool) {
	for _, m := range o.members {
		if m.key == key {
			return m.value, true
		}
	}
	return nil, false
}

// set gives a member a value in its place, or appends it.
func (o *object) set(key string, value json.RawMessage) {
	for i := range o.members {
		if o.members[i].key == key {
			o.members[i].value = value
			return
		}
	}
	o.members = append(o.members, member{key, value})
}

func (o *object) remove(key string) {
	for i := range o.members {
		if o.members[i].key == key {
			o.members = append(o.members[:i], o.members[i+1:]...)
			return
		}
	}
}

// section changes a member that is an object itself.
func (o *object) section(key string, change func(*object)) error {
	inner := &object{}
	if raw, ok := o.get(key); ok {
		var err error
		if inner, err = parse(raw); err != nil {
			return fmt.Errorf("the file is there, but in its section %q, %w; correct it or remove it", key, err)
		}
	}
	change(inner)
	o.set(key, inner.bytes())
	return nil
}

// bytes gives the object as JSON.
func (o *object) bytes() json.RawMessage {
	b := []byte{'{'}
	for i, m := range o.members {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, text(m.key)...), ':')
		b = append(b, m.value...)
	}
	return append(b, '}')
}

// text gives a string as JSON, with "<" and "&" as they are.
func text(s string) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return json.RawMessage(`""`) // a string always encodes
	}
	return bytes.TrimSpace(b.Bytes())
}

func flag(v bool) json.RawMessage {
	if v {
		return json.RawMessage("true")
	}
	return json.RawMessage("false")
}

func list(elements []json.RawMessage) json.RawMessage {
	raw := make([][]byte, len(elements))
	for i, e := range elements {
		raw[i] = e
	}
	return append(append(json.RawMessage{'['}, bytes.Join(raw, []byte{','})...), ']')
}
