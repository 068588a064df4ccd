package graphql

import (
	"math"
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/graphql/wire"
	"github.com/amplifygo/amplifygo/runtime/scalar"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// complete appends a JSON value as a type of the schema: the contents of
// custom types and the results of custom operations.
func (r *run) complete(f *plan.Field, t *plan.Type, v *input.Value) bool {
	switch {
	case v.IsNull():
		return r.null(f, t)
	case t.Elem != nil:
		return r.completeList(f, t, v)
	case t.Scalar == schema.CustomKind:
		return r.completeObject(f, t, v)
	}
	return r.leaf(f, t, v)
}

func (r *run) completeList(f *plan.Field, t *plan.Type, v *input.Value) bool {
	if v.Kind != input.List {
		return r.unserializable(f, t, "Expected a list.")
	}
	element := func(i int) bool { return r.complete(f, t.Elem, &v.Items[i]) }
	if t.Elem.Elem == nil && f.Sub != nil && f.Sub.Model != nil && !r.event {
		element = r.models(f, t.Elem, v)
	}
	start, ok := len(r.buf), true
	r.buf = append(r.buf, '[')
	for i := range v.Items {
		if i > 0 {
			r.buf = append(r.buf, ',')
		}
		ok = r.at(i, func() bool { return element(i) }) && ok
	}
	if !ok {
		r.buf = r.buf[:start]
		return r.nothing(t)
	}
	r.buf = append(r.buf, ']')
	return true
}

// models completes a list of a model's rows, whose relationships are read for
// all rows together.
func (r *run) models(f *plan.Field, t *plan.Type, v *input.Value) func(i int) bool {
	rows, at := make([]store.Row, 0, len(v.Items)), make([]int, len(v.Items))
	for i := range v.Items {
		if at[i] = -1; v.Items[i].Kind == input.Object {
			at[i] = len(rows)
			rows = append(rows, store.Row{Record: recordOf(f.Sub.Model, &v.Items[i]), Admitted: true})
		}
	}
	l := r.level(f.Sub, rows, false)
	return func(i int) bool {
		if at[i] < 0 {
			return r.complete(f, t, &v.Items[i])
		}
		return r.row(l, at[i]) || r.nothing(t)
	}
}

func (r *run) completeObject(f *plan.Field, t *plan.Type, v *input.Value) bool {
	if v.Kind != input.Object {
		return r.unserializable(f, t, "Expected an object of type '"+t.Name+"'.")
	}
	sel := f.Sub
	if f.Possible != nil {
		if sel = f.Possible[v.Get("__typename").Text]; sel == nil {
			r.fail(f, gqlerror.New("", "Can't resolve '"+gqlerror.Text(r.path)+"'. Abstract type '"+t.Name+"' must resolve to an Object type at runtime for field '"+f.Parent+"."+f.Name+"'."))
			return r.nothing(t)
		}
	}
	var ok bool
	switch {
	case sel.Model != nil && r.event:
		ok = r.eventRow(sel, recordOf(sel.Model, v))
	case sel.Model != nil:
		ok = r.row(r.level(sel, []store.Row{{Record: recordOf(sel.Model, v), Admitted: true}}, false), 0)
	default:
		ok = r.object(sel, func(p *plan.Field) bool {
			if p.Kind == plan.Typename {
				return r.typename(p)
			}
			return r.complete(p, p.Type, v.Get(p.Name))
		})
	}
	return ok || r.nothing(t)
}

// recordOf makes the row of a model out of an object that user code returned.
func recordOf(m *schema.Model, v *input.Value) value.Record {
	row := make(value.Record, len(m.Fields))
	for _, f := range m.Fields {
		if f.Relation == nil {
			row[f.Ordinal] = scalarOrAbsent(v.Get(f.Name))
		}
	}
	return row
}

func scalarOrAbsent(v *input.Value) value.Value {
	if v.Kind == input.Absent {
		return value.Value{}
	}
	return scalarValue(v)
}

// leaf appends a scalar or an enum value.
func (r *run) leaf(f *plan.Field, t *plan.Type, v *input.Value) bool {
	ok := false
	switch t.Scalar {
	case schema.EnumKind:
		if v.Kind != input.String || !t.Enum[v.Text] {
			return r.unserializable(f, t, "Invalid input for Enum '"+t.Name+"'.")
		}
		r.buf = wire.String(r.buf, v.Text)
		return true
	case schema.Boolean, schema.Int, schema.Float:
		if !r.builtIn(t, v) {
			return r.unserializable(f, t, "Expected type '"+t.Name+"' but was '"+javaType(v)+"'.")
		}
		return true
	case schema.AWSTimestamp:
		ok = r.integer(v, math.MinInt64, math.MaxInt64)
	case schema.ID:
		if ok = v.Kind == input.String || v.Kind == input.Int; ok {
			r.buf = wire.String(r.buf, v.Text)
		}
	case schema.AWSJSON:
		// A string is JSON already; other values are written out (api.md 4.5).
		ok = true
		if v.Kind != input.String {
			r.buf = wire.String(r.buf, string(v.AppendJSON(nil)))
		} else if ok = scalar.Check(schema.AWSJSON, v.Text) == nil; ok {
			r.buf = wire.String(r.buf, v.Text)
		}
	case schema.String:
		ok = r.text(v)
	default:
		if ok = v.Kind == input.String && scalar.Check(t.Scalar, v.Text) == nil; ok {
			r.buf = wire.String(r.buf, v.Text)
		}
	}
	if !ok {
		return r.unserializable(f, t, "Unable to serialize `"+v.Text+"` as a valid "+serialName(t)+".")
	}
	return true
}

// text serialises a String as Java does, which prints numbers and booleans.
func (r *run) text(v *input.Value) bool {
	switch v.Kind {
	case input.String, input.Int, input.Float:
		r.buf = wire.String(r.buf, v.Text)
	case input.Bool:
		r.buf = append(wire.Bool(append(r.buf, '"'), v.Bool), '"')
	default:
		return false
	}
	return true
}

func (r *run) integer(v *input.Value, low, high float64) bool {
	x, err := strconv.ParseFloat(v.Text, 64)
	if v.Kind != input.Int && v.Kind != input.Float || err != nil || x != math.Trunc(x) || x < low || x > high {
		return false
	}
	if v.Kind == input.Int {
		r.buf = append(r.buf, v.Text...)
	} else {
		r.buf = wire.Int(r.buf, int64(x))
	}
	return true
}

// builtIn serialises a Boolean, Int or Float as graphql-java does, on which
// AppSync is built: a text that is a number or a Boolean passes as one, a
// number is a Boolean by not being 0.
func (r *run) builtIn(t *plan.Type, v *input.Value) bool {
	number, err := strconv.ParseFloat(v.Text, 64)
	numeric := err == nil && (v.Kind == input.Int || v.Kind == input.Float || v.Kind == input.String && !math.IsInf(number, 0) && !math.IsNaN(number))
	switch {
	case t.Scalar == schema.Int:
		if v.Kind == input.String && numeric {
			v = &input.Value{Kind: input.Float, Text: v.Text}
		}
		return r.integer(v, math.MinInt32, math.MaxInt32)
	case t.Scalar == schema.Float:
		if numeric {
			r.buf = wire.Float(r.buf, number)
		}
		return numeric
	case v.Kind == input.Bool:
		r.buf = wire.Bool(r.buf, v.Bool)
	case v.Kind == input.String && (strings.EqualFold(v.Text, "true") || strings.EqualFold(v.Text, "false")):
		r.buf = wire.Bool(r.buf, strings.EqualFold(v.Text, "true"))
	case v.Kind == input.Int || v.Kind == input.Float:
		r.buf = wire.Bool(r.buf, number != 0)
	default:
		return false
	}
	return true
}

// javaType is the Java class of a value, which AppSync's messages name.
func javaType(v *input.Value) string {
	switch v.Kind {
	case input.Bool:
		return "Boolean"
	case input.Int:
		switch n, err := strconv.ParseInt(v.Text, 10, 64); {
		case err != nil:
			return "BigInteger"
		case n < math.MinInt32 || n > math.MaxInt32:
			return "Long"
		}
		return "Integer"
	case input.Float:
		return "Double"
	case input.List:
		return "ArrayList"
	case input.Object:
		return "LinkedHashMap"
	}
	return "String"
}

func serialName(t *plan.Type) string {
	switch t.Scalar {
	case schema.AWSTimestamp:
		return "timestamp"
	case schema.AWSDateTime:
		return "DateTime"
	}
	return t.Name
}
