package jsresolver

import (
	"encoding/json"
	"errors"
	"reflect"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// maxDepth bounds the nesting of values that enter or leave a script.
const maxDepth = 200

// errLarge is AppSync's error for a function that returns too much.
var errLarge error = gqlerror.New("MappingTemplate", "Transformation too large")

var promiseType = reflect.TypeFor[*goja.Promise]()

var (
	errDeep  = errors.New("the value is nested too deep or contains itself")
	errAsync = errors.New("a promise was returned: AppSync's resolvers cannot be asynchronous; return the value itself")
)

// encoder writes values of a script as JSON, as JSON.stringify does, within
// bounds and without recursion beyond them.
type encoder struct {
	w     *world
	b     []byte
	limit int
}

// encode gives the JSON of a value; undefined is null.
func (w *world) encode(v goja.Value, limit int) (json.RawMessage, error) {
	e := &encoder{w: w, limit: limit}
	if present, err := e.value(v, "", 0); err != nil {
		return nil, err
	} else if !present {
		return json.RawMessage("null"), nil
	}
	return e.b, nil
}

// value appends a value; it reports false for what JSON leaves out.
func (e *encoder) value(v goja.Value, key string, depth int) (bool, error) {
	switch {
	case depth > maxDepth:
		return false, errDeep
	case len(e.b) > e.limit:
		return false, errLarge
	case v == nil || goja.IsUndefined(v):
		return false, nil
	case goja.IsNull(v):
		e.b = append(e.b, "null"...)
		return true, nil
	}
	if o, ok := v.(*goja.Object); ok {
		return e.object(o, key, depth)
	}
	switch x := v.Export().(type) {
	case bool:
		e.b = value.OfBool(x).AppendJSON(e.b)
	case int64:
		e.b = value.OfInt(x).AppendJSON(e.b)
	case float64:
		e.b = value.AppendFloat(e.b, x)
	case string:
		if len(e.b)+len(x) > e.limit {
			return false, errLarge
		}
		e.b = value.AppendString(e.b, x)
	default:
		if _, ok := v.(*goja.Symbol); ok {
			return false, nil
		}
		return false, errors.New("a value has no form in JSON")
	}
	return true, nil
}

func (e *encoder) object(o *goja.Object, key string, depth int) (bool, error) {
	if o.ExportType() == promiseType {
		return false, errAsync
	}
	if _, ok := goja.AssertFunction(o); ok {
		return false, nil
	}
	if f, ok := goja.AssertFunction(o.Get("toJSON")); ok {
		v, err := f(o, e.w.vm.ToValue(key))
		if err != nil {
			return false, err
		}
		if inner, ok := v.(*goja.Object); ok && inner == o {
			return false, errDeep
		}
		return e.value(v, key, depth+1)
	}
	switch o.ClassName() {
	case "Array":
		return true, e.array(o, depth)
	case "String", "Number", "Boolean":
		return e.value(e.w.vm.ToValue(o.Export()), key, depth+1)
	}
	e.b = append(e.b, '{')
	first := true
	for _, k := range o.Keys() {
		mark := len(e.b)
		if !first {
			e.b = append(e.b, ',')
		}
		e.b = append(value.AppendString(e.b, k), ':')
		present, err := e.value(o.Get(k), k, depth+1)
		if err != nil {
			return false, err
		}
		if !present {
			e.b = e.b[:mark]
			continue
		}
		first = false
	}
	e.b = append(e.b, '}')
	return true, nil
}

func (e *encoder) array(o *goja.Object, depth int) error {
	n := o.Get("length").ToInteger()
	if n > maxList {
		return errLarge
	}
	e.b = append(e.b, '[')
	for i := range n {
		if i > 0 {
			e.b = append(e.b, ',')
		}
		present, err := e.value(o.Get(e.w.vm.ToValue(i).String()), "", depth+1)
		if err != nil {
			return err
		}
		if !present {
			e.b = append(e.b, "null"...)
		}
	}
	e.b = append(e.b, ']')
	return nil
}

// decode makes a script's value of JSON. Names such as __proto__ are plain
// properties.
func (w *world) decode(text []byte) (goja.Value, error) {
	if len(text) == 0 {
		return goja.Null(), nil
	}
	return w.parse(goja.Undefined(), w.vm.ToValue(string(text)))
}

// must is decode inside a native, whose outcome is bounded as its arguments are.
func (w *world) must(text []byte, err error) goja.Value {
	if err == nil {
		w.size(float64(len(text)), maxText)
		var v goja.Value
		if v, err = w.decode(text); err == nil {
			return v
		}
	}
	var thrown *goja.Exception
	if errors.As(err, &thrown) {
		panic(thrown)
	}
	w.fail("%v", err)
	return nil
}

// argument gives the JSON of a native's argument.
func (w *world) argument(v goja.Value) []byte {
	text, err := w.encode(v, maxText)
	if err != nil {
		var thrown *goja.Exception
		var interrupted *goja.InterruptedError
		if errors.As(err, &thrown) || errors.As(err, &interrupted) {
			panic(err)
		}
		w.fail("%v", err)
	}
	return text
}
