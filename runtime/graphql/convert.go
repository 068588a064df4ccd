package graphql

import (
	"strconv"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/wire"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// stored makes the stored form of a coerced value of a field.
func stored(f *schema.Field, v *input.Value) value.Value {
	switch {
	case v.Kind == input.Absent:
		return value.Value{}
	case v.Kind == input.Null:
		return value.NullValue()
	case f.List || f.Kind == schema.CustomKind:
		return value.OfJSON(string(appendStored(nil, v)))
	}
	return scalarValue(v)
}

// scalarValue makes the value of a scalar, whatever its type.
func scalarValue(v *input.Value) value.Value {
	switch v.Kind {
	case input.Bool:
		return value.OfBool(v.Bool)
	case input.Int:
		if i, err := strconv.ParseInt(v.Text, 10, 64); err == nil {
			return value.OfInt(i)
		}
		return floatValue(v.Text)
	case input.Float:
		return floatValue(v.Text)
	case input.String, input.Enum:
		return value.OfString(v.Text)
	case input.List, input.Object:
		return value.OfJSON(string(appendStored(nil, v)))
	}
	return value.NullValue()
}

func floatValue(text string) value.Value {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return value.NullValue()
	}
	return value.OfFloat(f)
}

// appendStored appends a list or a custom type as it is stored: compact, with
// numbers in the form in which they are returned.
func appendStored(b []byte, v *input.Value) []byte {
	switch v.Kind {
	case input.Float:
		f, _ := strconv.ParseFloat(v.Text, 64)
		return wire.Float(b, f)
	case input.List:
		b = append(b, '[')
		for i := range v.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendStored(b, &v.Items[i])
		}
		return append(b, ']')
	case input.Object:
		b = append(b, '{')
		for i := range v.Fields {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(wire.String(b, v.Fields[i].Name), ':')
			b = appendStored(b, &v.Fields[i].Value)
		}
		return append(b, '}')
	}
	return v.AppendJSON(b)
}
