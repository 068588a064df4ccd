package gen

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Fields carries the fields of a row or an input between its Go type and the
// runtime's values: the same generated function, which names each field once,
// brings values into the Go fields or takes them from there. A field is named
// by its ordinal, its place in a row.
//
// A value that a row lacks although its field is required reads as the zero
// value of its type: the schema may be younger than the row. An Opt that is
// absent is not supplied, one that is null is supplied as null.
//
// The functions below are not inlined: a package of a hundred models calls them
// thousands of times, and the compiler would take minutes over copies that run
// no faster in the company of a database.
type Fields struct {
	from value.Record // what is read; nil to write
	to   *input       // what is written
}

// input is what a create or an update supplies.
type input struct {
	model  *schema.Model
	fields []authz.Assignment
	err    error
}

// Reading brings the values of a row into Go fields.
func Reading(r value.Record) *Fields { return &Fields{from: r} }

// writing takes the fields of an input of the model.
func writing(m *schema.Model, size int) *Fields {
	return &Fields{to: &input{model: m, fields: make([]authz.Assignment, 0, size)}}
}

// supplied brings the fields of an input that is about to be written into Go
// fields; those that it does not supply are absent.
func supplied(c *data.Change) *Fields {
	r := make(value.Record, len(c.Model.Stored))
	for _, a := range c.Input.Fields {
		r[a.Field.Ordinal] = a.Value
	}
	return Reading(r)
}

func (f *Fields) put(ordinal int, v value.Value) {
	if ordinal >= len(f.to.model.Stored) {
		f.fail(ordinal, errors.New("there is no such field: generate the code again"))
		return
	}
	f.to.fields = append(f.to.fields, authz.Assignment{Field: f.to.model.Stored[ordinal], Value: v})
}

func (f *Fields) fail(ordinal int, err error) {
	if f.to.err != nil {
		return
	}
	name := fmt.Sprint(ordinal)
	if ordinal < len(f.to.model.Stored) {
		name = f.to.model.Stored[ordinal].Name
	}
	f.to.err = fmt.Errorf("model %s: field %s: %w", f.to.model.Name, name, err)
}

// Text is a field that is stored as text.
//
//go:noinline
func Text[T ~string](f *Fields, ordinal int, at *T) {
	if f.to != nil {
		f.put(ordinal, value.OfString(string(*at)))
		return
	}
	*at = T(f.from[ordinal].Text())
}

// OptText is a field that is stored as text and may be null.
//
//go:noinline
func OptText[T ~string](f *Fields, ordinal int, at *amplify.Opt[T]) {
	if f.to != nil {
		if v, ok := at.Get(); !f.opt(ordinal, ok, at.IsNull()) {
			f.put(ordinal, value.OfString(string(v)))
		}
		return
	}
	readOpt(f, ordinal, at, T(f.from[ordinal].Text()))
}

// Integer is an Int or an AWSTimestamp.
//
//go:noinline
func Integer[T ~int | ~int64](f *Fields, ordinal int, at *T) {
	if f.to != nil {
		f.put(ordinal, value.OfInt(int64(*at)))
		return
	}
	*at = T(f.from[ordinal].Int())
}

// OptInteger is an Int or an AWSTimestamp that may be null.
//
//go:noinline
func OptInteger[T ~int | ~int64](f *Fields, ordinal int, at *amplify.Opt[T]) {
	if f.to != nil {
		if v, ok := at.Get(); !f.opt(ordinal, ok, at.IsNull()) {
			f.put(ordinal, value.OfInt(int64(v)))
		}
		return
	}
	readOpt(f, ordinal, at, T(f.from[ordinal].Int()))
}

// Number is a Float.
func Number(f *Fields, ordinal int, at *float64) {
	if f.to != nil {
		f.put(ordinal, value.OfFloat(*at))
		return
	}
	*at = f.from[ordinal].Float()
}

// OptNumber is a Float that may be null.
func OptNumber(f *Fields, ordinal int, at *amplify.Opt[float64]) {
	if f.to != nil {
		if v, ok := at.Get(); !f.opt(ordinal, ok, at.IsNull()) {
			f.put(ordinal, value.OfFloat(v))
		}
		return
	}
	readOpt(f, ordinal, at, f.from[ordinal].Float())
}

// Truth is a Boolean.
func Truth(f *Fields, ordinal int, at *bool) {
	if f.to != nil {
		f.put(ordinal, value.OfBool(*at))
		return
	}
	*at = f.from[ordinal].Bool()
}

// OptTruth is a Boolean that may be null.
func OptTruth(f *Fields, ordinal int, at *amplify.Opt[bool]) {
	if f.to != nil {
		if v, ok := at.Get(); !f.opt(ordinal, ok, at.IsNull()) {
			f.put(ordinal, value.OfBool(v))
		}
		return
	}
	readOpt(f, ordinal, at, f.from[ordinal].Bool())
}

// JSON is an AWSJSON.
func JSON(f *Fields, ordinal int, at *amplify.JSON) {
	if f.to != nil {
		f.putJSON(ordinal, *at)
		return
	}
	*at = amplify.JSON(f.from[ordinal].Text())
}

// OptJSON is an AWSJSON that may be null.
func OptJSON(f *Fields, ordinal int, at *amplify.Opt[amplify.JSON]) {
	if f.to != nil {
		if v, ok := at.Get(); !f.opt(ordinal, ok, at.IsNull()) {
			f.putJSON(ordinal, v)
		}
		return
	}
	readOpt(f, ordinal, at, amplify.JSON(f.from[ordinal].Text()))
}

func (f *Fields) putJSON(ordinal int, v amplify.JSON) {
	if !json.Valid(v) {
		f.fail(ordinal, errors.New("not JSON"))
		return
	}
	f.put(ordinal, value.OfString(string(v)))
}

// opt supplies an Opt without a value; done is false where it has one.
func (f *Fields) opt(ordinal int, hasValue, null bool) (done bool) {
	if null {
		f.put(ordinal, value.NullValue())
	}
	return !hasValue
}

func readOpt[T any](f *Fields, ordinal int, at *amplify.Opt[T], v T) {
	switch f.from[ordinal].Kind() {
	case value.Absent:
		*at = amplify.Opt[T]{}
	case value.Null:
		*at = amplify.Null[T]()
	default:
		*at = amplify.Some(v)
	}
}

// Encoded is a list or a custom type. at points to the Go field, whose type
// knows whether it may be null.
func Encoded(f *Fields, ordinal int, at any) {
	if f.to != nil {
		f.putEncoded(ordinal, at)
		return
	}
	v := f.from[ordinal]
	text := v.Text()
	switch v.Kind() {
	case value.JSON:
	case value.Null:
		text = "null"
	default:
		return
	}
	if json.Unmarshal([]byte(text), at) != nil {
		reflect.ValueOf(at).Elem().SetZero()
	}
}

func (f *Fields) putEncoded(ordinal int, at any) {
	text, err := json.Marshal(at)
	switch o, opt := at.(interface{ IsNull() bool }); {
	case err != nil:
		f.fail(ordinal, err)
	case string(text) != "null":
		f.put(ordinal, value.OfJSON(string(text)))
	case !opt || o.IsNull():
		f.put(ordinal, value.NullValue())
	}
}

// TextKey is a part of a key that is stored as text.
//
//go:noinline
func TextKey[T ~string](v T) value.Value { return value.OfString(string(v)) }

// IntegerKey is a part of a key that is an Int or an AWSTimestamp.
//
//go:noinline
func IntegerKey[T ~int | ~int64](v T) value.Value { return value.OfInt(int64(v)) }

// NumberKey is a part of a key that is a Float.
func NumberKey(v float64) value.Value { return value.OfFloat(v) }
