package gen

import (
	"fmt"
	"reflect"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// keyOf gives the values of a key: that of its only field, or the struct of its
// fields.
func (t *Types) keyOf(m *schema.Model, key any) ([]value.Value, error) {
	if t.key == nil {
		v, err := scalar(key)
		return []value.Value{v}, err
	}
	fields, err := t.key.write(m, key)
	values := make([]value.Value, len(fields))
	for i, f := range fields {
		values[i] = f.Value
	}
	return values, err
}

// scalar gives the value of a field of a key, which is text or a number.
func scalar(v any) (value.Value, error) {
	switch v := v.(type) {
	case string:
		return value.OfString(v), nil
	case int:
		return value.OfInt(int64(v)), nil
	case float64:
		return value.OfFloat(v), nil
	}
	switch v := reflect.ValueOf(v); formOf(v.Type()) {
	case text:
		return value.OfString(v.String()), nil
	case seconds:
		return value.OfInt(v.Int()), nil
	}
	return value.Value{}, fmt.Errorf("gen: %T in a key: generate the code again", v)
}
