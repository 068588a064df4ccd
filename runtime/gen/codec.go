package gen

import (
	"encoding/json"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// The functions below are not inlined: a package of a hundred models calls them
// thousands of times, and the compiler would take minutes over copies that run
// no faster in the company of a database.

// The Read functions below bring a stored value into the field of a Go row. A
// value that a row lacks although its field is required reads as the zero
// value of its type: the schema may be younger than the row.

// ReadText reads what is stored as text.
//
//go:noinline
func ReadText[T ~string](v value.Value, to *T) { *to = T(v.Text()) }

// ReadOptText reads text that may be null.
//
//go:noinline
func ReadOptText[T ~string](v value.Value, to *amplify.Opt[T]) { readOpt(v, to, T(v.Text())) }

// ReadInteger reads an Int or an AWSTimestamp.
//
//go:noinline
func ReadInteger[T ~int | ~int64](v value.Value, to *T) { *to = T(v.Int()) }

// ReadOptInteger reads an Int or an AWSTimestamp that may be null.
//
//go:noinline
func ReadOptInteger[T ~int | ~int64](v value.Value, to *amplify.Opt[T]) { readOpt(v, to, T(v.Int())) }

// ReadNumber reads a Float.
//
//go:noinline
func ReadNumber(v value.Value, to *float64) { *to = v.Float() }

// ReadOptNumber reads a Float that may be null.
//
//go:noinline
func ReadOptNumber(v value.Value, to *amplify.Opt[float64]) { readOpt(v, to, v.Float()) }

// ReadTruth reads a Boolean.
//
//go:noinline
func ReadTruth(v value.Value, to *bool) { *to = v.Bool() }

// ReadOptTruth reads a Boolean that may be null.
//
//go:noinline
func ReadOptTruth(v value.Value, to *amplify.Opt[bool]) { readOpt(v, to, v.Bool()) }

// ReadJSON reads an AWSJSON.
//
//go:noinline
func ReadJSON(v value.Value, to *amplify.JSON) { *to = amplify.JSON(v.Text()) }

// ReadOptJSON reads an AWSJSON that may be null.
//
//go:noinline
func ReadOptJSON(v value.Value, to *amplify.Opt[amplify.JSON]) {
	readOpt(v, to, amplify.JSON(v.Text()))
}

func readOpt[T any](v value.Value, to *amplify.Opt[T], read T) {
	switch v.Kind() {
	case value.Absent:
		*to = amplify.Opt[T]{}
	case value.Null:
		*to = amplify.Null[T]()
	default:
		*to = amplify.Some(read)
	}
}

// ReadEncoded reads a list or a custom type, which may be null.
//
//go:noinline
func ReadEncoded[T any](v value.Value, to *T) {
	var zero T
	switch v.Kind() {
	case value.JSON:
		if json.Unmarshal([]byte(v.Text()), to) != nil {
			*to = zero
		}
	case value.Null:
		if json.Unmarshal([]byte("null"), to) != nil {
			*to = zero
		}
	default:
		*to = zero
	}
}

// The Put functions supply the field of an input. The Opt forms leave an
// absent field out and write null for null.

// PutText supplies text.
//
//go:noinline
func PutText[T ~string](in *Input, field string, v T) { in.put(field, value.OfString(string(v))) }

// PutOptText supplies text.
//
//go:noinline
func PutOptText[T ~string](in *Input, field string, v amplify.Opt[T]) { putOpt(in, field, v, PutText) }

// PutInteger supplies an Int or an AWSTimestamp.
//
//go:noinline
func PutInteger[T ~int | ~int64](in *Input, field string, v T) { in.put(field, value.OfInt(int64(v))) }

// PutOptInteger supplies an Int or an AWSTimestamp.
//
//go:noinline
func PutOptInteger[T ~int | ~int64](in *Input, field string, v amplify.Opt[T]) {
	putOpt(in, field, v, PutInteger)
}

// PutNumber supplies a Float.
//
//go:noinline
func PutNumber(in *Input, field string, v float64) { in.put(field, value.OfFloat(v)) }

// PutOptNumber supplies a Float.
//
//go:noinline
func PutOptNumber(in *Input, field string, v amplify.Opt[float64]) { putOpt(in, field, v, PutNumber) }

// PutTruth supplies a Boolean.
//
//go:noinline
func PutTruth(in *Input, field string, v bool) { in.put(field, value.OfBool(v)) }

// PutOptTruth supplies a Boolean.
//
//go:noinline
func PutOptTruth(in *Input, field string, v amplify.Opt[bool]) { putOpt(in, field, v, PutTruth) }

// PutJSON supplies an AWSJSON.
//
//go:noinline
func PutJSON(in *Input, field string, v amplify.JSON) {
	if !json.Valid(v) {
		in.fail(field, errNotJSON)
		return
	}
	in.put(field, value.OfString(string(v)))
}

// PutOptJSON supplies an AWSJSON.
//
//go:noinline
func PutOptJSON(in *Input, field string, v amplify.Opt[amplify.JSON]) {
	putOpt(in, field, v, PutJSON)
}

func putOpt[T any](in *Input, field string, v amplify.Opt[T], put func(*Input, string, T)) {
	switch {
	case v.HasValue():
		put(in, field, v.Value())
	case v.IsNull():
		in.put(field, value.NullValue())
	}
}

// PutEncoded supplies a list or a custom type.
//
//go:noinline
func PutEncoded[T any](in *Input, field string, v T) {
	text, err := json.Marshal(v)
	if err != nil {
		in.fail(field, err)
		return
	}
	if string(text) == "null" {
		in.put(field, value.NullValue())
		return
	}
	in.put(field, value.OfJSON(string(text)))
}

// PutOptEncoded supplies a list or a custom type.
//
//go:noinline
func PutOptEncoded[T any](in *Input, field string, v amplify.Opt[T]) {
	putOpt(in, field, v, PutEncoded)
}

// TextKey is a part of a key that is stored as text.
func TextKey[T ~string](v T) value.Value { return value.OfString(string(v)) }

// IntegerKey is a part of a key that is an Int or an AWSTimestamp.
func IntegerKey[T ~int | ~int64](v T) value.Value { return value.OfInt(int64(v)) }

// NumberKey is a part of a key that is a Float.
func NumberKey(v float64) value.Value { return value.OfFloat(v) }
