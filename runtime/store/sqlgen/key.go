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
			b = strconv.AppendFloat(b, v.Float(), 'f', -1, 64)
		default:
			return value.Value{}
		}
	}
	return value.OfString(string(b))
}

// find gives the columns and values that find the row of a primary key. Where
// sort fields are joined the fields are compared as well: their joined text may
// be that of another row.
func (t *Table) find(key []value.Value) ([]*Column, []value.Value) {
	columns := t.Key.columns()
	if t.Key.Sort == nil || len(t.Key.Sort.Parts) == 0 {
		return columns, key
	}
	values := []value.Value{key[0], joinKey(key[1:])}
	for i, f := range t.Key.Sort.Parts {
		columns, values = append(columns, t.Column(f)), append(values, key[i+1])
	}
	return columns, values
}
