package sqlgen

import (
	"strconv"

	"github.com/amplifygo/amplifygo/runtime/value"
)

// joinKey joins the values of several sort fields with "#", as DynamoDB's key
// holds them. It is Absent where one of them is null.
func joinKey(values []value.Value) value.Value {
	var b []byte
	for i, v := range values {
		if i > 0 {
			b = append(b, '#')
		}
		switch v.Kind() {
		case value.String:
			b = append(b, v.Text()...)
		case value.Int:
			b = strconv.AppendInt(b, v.Int(), 10)
		case value.Float:
			b = value.AppendFloat(b, v.Float())
		default:
			return value.Value{}
		}
	}
	return value.OfString(string(b))
}
