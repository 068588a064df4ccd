package input

import (
	"encoding/json"
	"strconv"

	"github.com/amplifygo/amplifygo/runtime/graphql/wire"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// AppendTyped appends a coerced value as resolvers receive it: as AppendJSON,
// but the content of AWSJSON is the JSON itself, and floats are canonical.
func (v *Value) AppendTyped(b []byte, t *Type) []byte {
	switch {
	case v.IsNull():
		return append(b, "null"...)
	case v.Kind == List && t.Elem != nil:
		b = append(b, '[')
		for i := range v.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = v.Items[i].AppendTyped(b, t.Elem)
		}
		return append(b, ']')
	case v.Kind == Object && t.Elem == nil && t.Named.Object():
		b = append(b, '{')
		n := 0
		for i := range v.Fields {
			f := t.Named.Field(v.Fields[i].Name)
			if f == nil {
				continue
			}
			if n++; n > 1 {
				b = append(b, ',')
			}
			b = append(wire.String(b, f.Name), ':')
			b = v.Fields[i].Value.AppendTyped(b, f.Type)
		}
		return append(b, '}')
	case v.Kind == String && t.base().Scalar == schema.AWSJSON && json.Valid([]byte(v.Text)):
		return append(b, v.Text...)
	case v.Kind == Float:
		f, _ := strconv.ParseFloat(v.Text, 64)
		return wire.Float(b, f)
	}
	return v.AppendJSON(b)
}
