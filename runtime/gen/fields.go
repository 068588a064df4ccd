package gen

import (
	"encoding/json"
	"errors"
	"reflect"
	"unsafe"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// read brings a stored value into the Go field at an address. A value that a
// row lacks although its field is required reads as the zero value of its type:
// the schema may be younger than the row.
//
// All types of one kind, and the Opts of them, lie in memory alike, so that one
// of them stands for all below.
func (f *field) read(v value.Value, at unsafe.Pointer) {
	switch f.as {
	case text:
		*(*string)(at) = v.Text()
	case integer:
		*(*int)(at) = int(v.Int())
	case seconds:
		*(*int64)(at) = v.Int()
	case number:
		*(*float64)(at) = v.Float()
	case truth:
		*(*bool)(at) = v.Bool()
	case rawJSON:
		*(*amplify.JSON)(at) = amplify.JSON(v.Text())
	case text | optional:
		readOpt((*amplify.Opt[string])(at), v, v.Text())
	case integer | optional:
		readOpt((*amplify.Opt[int])(at), v, int(v.Int()))
	case seconds | optional:
		readOpt((*amplify.Opt[int64])(at), v, v.Int())
	case number | optional:
		readOpt((*amplify.Opt[float64])(at), v, v.Float())
	case truth | optional:
		readOpt((*amplify.Opt[bool])(at), v, v.Bool())
	case rawJSON | optional:
		readOpt((*amplify.Opt[amplify.JSON])(at), v, amplify.JSON(v.Text()))
	default:
		f.decode(v, reflect.NewAt(f.typ, at))
	}
}

func readOpt[T any](at *amplify.Opt[T], v value.Value, read T) {
	switch v.Kind() {
	case value.Absent:
	case value.Null:
		*at = amplify.Null[T]()
	default:
		*at = amplify.Some(read)
	}
}

// decode reads a list or a custom type, whose Go type knows whether it may be
// null.
func (f *field) decode(v value.Value, to reflect.Value) {
	content := "null"
	switch v.Kind() {
	case value.Absent:
		return
	case value.JSON:
		content = v.Text()
	}
	if json.Unmarshal([]byte(content), to.Interface()) != nil {
		to.Elem().SetZero()
	}
}

// write gives what the Go field at an address supplies: Absent for an absent
// Opt, which supplies nothing, and NullValue for one that is null.
func (f *field) write(at unsafe.Pointer) (value.Value, error) {
	switch f.as {
	case text:
		return value.OfString(*(*string)(at)), nil
	case integer:
		return value.OfInt(int64(*(*int)(at))), nil
	case seconds:
		return value.OfInt(*(*int64)(at)), nil
	case number:
		return value.OfFloat(*(*float64)(at)), nil
	case truth:
		return value.OfBool(*(*bool)(at)), nil
	case rawJSON:
		return writeJSON(*(*amplify.JSON)(at))
	case text | optional:
		return writeOpt((*amplify.Opt[string])(at), value.OfString)
	case integer | optional:
		return writeOpt((*amplify.Opt[int])(at), func(i int) value.Value { return value.OfInt(int64(i)) })
	case seconds | optional:
		return writeOpt((*amplify.Opt[int64])(at), value.OfInt)
	case number | optional:
		return writeOpt((*amplify.Opt[float64])(at), value.OfFloat)
	case truth | optional:
		return writeOpt((*amplify.Opt[bool])(at), value.OfBool)
	case rawJSON | optional:
		o := (*amplify.Opt[amplify.JSON])(at)
		if content, ok := o.Get(); ok {
			return writeJSON(content)
		}
		return writeOpt(o, nil)
	}
	return f.encode(reflect.NewAt(f.typ, at).Interface())
}

func writeOpt[T any](o *amplify.Opt[T], of func(T) value.Value) (value.Value, error) {
	if v, ok := o.Get(); ok {
		return of(v), nil
	}
	if o.IsNull() {
		return value.NullValue(), nil
	}
	return value.Value{}, nil
}

var errNotJSON = errors.New("not JSON")

func writeJSON(content amplify.JSON) (value.Value, error) {
	if !json.Valid(content) {
		return value.Value{}, errNotJSON
	}
	return value.OfString(string(content)), nil
}

// encode writes a list or a custom type.
func (f *field) encode(v any) (value.Value, error) {
	content, err := json.Marshal(v)
	if err != nil || string(content) != "null" {
		return value.OfJSON(string(content)), err
	}
	if o, opt := v.(interface{ IsNull() bool }); opt && !o.IsNull() {
		return value.Value{}, nil
	}
	return value.NullValue(), nil
}
