package jsresolver

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// scalar makes the stored form of a scalar.
func scalar(v *input.Value) value.Value {
	switch v.Kind {
	case input.Bool:
		return value.OfBool(v.Bool)
	case input.Int:
		if i, err := strconv.ParseInt(v.Text, 10, 64); err == nil {
			return value.OfInt(i)
		}
		fallthrough
	case input.Float:
		if f, err := strconv.ParseFloat(v.Text, 64); err == nil {
			return value.OfFloat(f)
		}
	case input.String, input.Enum:
		return value.OfString(v.Text)
	}
	return value.NullValue()
}

// stored makes the stored form of a field's value. The store access checks
// that it is one of the field's type.
func stored(f *schema.Field, v *input.Value) value.Value {
	switch {
	case v.IsNull():
		return value.NullValue()
	case f.List || f.Kind == schema.CustomKind:
		return value.OfJSON(string(v.AppendJSON(nil)))
	case f.Kind == schema.AWSJSON && (v.Kind != input.String || !json.Valid([]byte(v.Text))):
		return value.OfString(string(v.AppendJSON(nil)))
	case v.Kind == input.List || v.Kind == input.Object:
		return value.OfJSON(string(v.AppendJSON(nil)))
	}
	return scalar(v)
}

// appendField appends a field as scripts see it: JSON is the value that it contains.
func appendField(b []byte, f *schema.Field, v value.Value) []byte {
	if f.Kind == schema.AWSJSON && !f.List && v.Kind() == value.String && json.Valid([]byte(v.Text())) {
		return append(b, v.Text()...)
	}
	return v.AppendJSON(b)
}

// appendItem appends a row as DynamoDB's item: absent attributes are left out.
func appendItem(b []byte, m *schema.Model, row value.Record) []byte {
	if row == nil {
		return append(b, "null"...)
	}
	b = append(b, '{')
	first := true
	for _, f := range m.Fields {
		if f.Relation != nil || row[f.Ordinal].Kind() == value.Absent {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = appendField(append(value.AppendString(b, f.Name), ':'), f, row[f.Ordinal])
	}
	return append(b, '}')
}

// key reads the key of an item.
func key(m *schema.Model, typed json.RawMessage) ([]value.Value, error) {
	v, err := attributes(typed)
	if err != nil {
		return nil, fmt.Errorf("the key of %s: %w", m.Name, err)
	}
	if len(v.Fields) != len(m.KeyFields) {
		return nil, fmt.Errorf("the key of %s has the fields %v, not those of %s", m.Name, m.Key, clip(string(typed)))
	}
	out := make([]value.Value, len(m.KeyFields))
	for i, f := range m.KeyFields {
		of := v.Get(f.Name)
		if of.IsNull() {
			return nil, fmt.Errorf("the key of %s has the fields %v; %s is missing", m.Name, m.Key, f.Name)
		}
		out[i] = stored(f, of)
	}
	return out, nil
}

func attributes(typed json.RawMessage) (input.Value, error) {
	v, err := input.ParseJSON(typed)
	if err != nil || v.Kind != input.Object {
		return v, fmt.Errorf("expected an object of values in DynamoDB's form, found %s", clip(string(typed)))
	}
	return untypedMap(&v, 0)
}

// assignments are the attributes of an item as fields. The name of the type,
// which Amplify keeps in its items, is not stored.
func assignments(m *schema.Model, typed json.RawMessage) ([]authz.Assignment, error) {
	if len(typed) == 0 {
		return nil, nil
	}
	v, err := attributes(typed)
	if err != nil {
		return nil, err
	}
	var out []authz.Assignment
	for i := range v.Fields {
		name, of := v.Fields[i].Name, &v.Fields[i].Value
		if name == typeName && of.Text == m.Name {
			continue
		}
		f := m.Field(name)
		if f == nil || f.Relation != nil {
			return nil, fmt.Errorf("the table of %s has no attribute %q", m.Name, name)
		}
		out = append(out, authz.Assignment{Field: f, Value: stored(f, of)})
	}
	return out, nil
}

// keyed are the key's fields as assignments.
func keyed(m *schema.Model, key []value.Value) []authz.Assignment {
	out := make([]authz.Assignment, len(key), len(key)+8)
	for i, v := range key {
		out[i] = authz.Assignment{Field: m.KeyFields[i], Value: v}
	}
	return out
}
