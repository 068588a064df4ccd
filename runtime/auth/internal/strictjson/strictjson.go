// Package strictjson decodes JSON objects that decide about access: tokens,
// metadata of issuers, answers of authorizer functions.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxDepth bounds the nesting.
const maxDepth = 16

var errJSON = errors.New("not a JSON object")

// Object decodes a JSON object as encoding/json does with UseNumber, but
// refuses what two parsers could read differently: a member that is there
// twice, at any depth, text after the object, invalid UTF-8.
func Object(data []byte) (map[string]any, error) {
	if !utf8.Valid(data) {
		return nil, errJSON
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := decode(d, 0)
	if err != nil {
		return nil, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, errJSON
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errJSON
	}
	return m, nil
}

func decode(d *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("JSON nested deeper than %d", maxDepth)
	}
	t, err := d.Token()
	if err != nil {
		return nil, errJSON
	}
	switch t {
	case json.Delim('{'):
		return decodeObject(d, depth)
	case json.Delim('['):
		return decodeArray(d, depth)
	default:
		return t, nil
	}
}

func decodeObject(d *json.Decoder, depth int) (map[string]any, error) {
	m := map[string]any{}
	for d.More() {
		k, err := d.Token()
		if err != nil {
			return nil, errJSON
		}
		name, ok := k.(string)
		if !ok {
			return nil, errJSON
		}
		if _, twice := m[name]; twice {
			return nil, fmt.Errorf("member %q is there twice", name)
		}
		if m[name], err = decode(d, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token() // the closing brace
	return m, closing(err)
}

func decodeArray(d *json.Decoder, depth int) ([]any, error) {
	a := []any{}
	for d.More() {
		v, err := decode(d, depth+1)
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
	_, err := d.Token() // the closing bracket
	return a, closing(err)
}

func closing(err error) error {
	if err != nil {
		return errJSON
	}
	return nil
}
