// Package value holds the runtime's own form of a stored field: small, typed
// and free of interfaces, because every row of every answer is made of it.
package value

import "math"

// Kind tells what a Value is.
type Kind uint8

// The kinds of values. Absent is a field that was never set or was removed by
// an update to null; Null is a null that was written explicitly at creation.
// AppSync's filters tell the two apart.
const (
	Absent Kind = iota
	Null
	Bool
	Int
	Float
	String
	// JSON is a list or a custom type, as compact JSON text.
	JSON
)

// Value is one field of one row. Values are immutable and comparable with ==,
// which is identity of kind and content, not the comparison of filters.
type Value struct {
	kind Kind
	num  int64 // of a Float, its bits
	str  string
}

// The constructors.

// NullValue is an explicit null.
func NullValue() Value { return Value{kind: Null} }

// OfBool makes a Bool.
func OfBool(b bool) Value {
	v := Value{kind: Bool}
	if b {
		v.num = 1
	}
	return v
}

// OfInt makes an Int.
func OfInt(i int64) Value { return Value{kind: Int, num: i} }

// OfFloat makes a Float.
func OfFloat(f float64) Value { return Value{kind: Float, num: int64(math.Float64bits(f))} }

// OfString makes a String.
func OfString(s string) Value { return Value{kind: String, str: s} }

// OfJSON makes a JSON from compact JSON text, which the caller has checked.
func OfJSON(text string) Value { return Value{kind: JSON, str: text} }

// Kind gives the kind.
func (v Value) Kind() Kind { return v.kind }

// IsNull reports whether the value reads as null: absent or explicit.
func (v Value) IsNull() bool { return v.kind <= Null }

// Bool gives the content of a Bool.
func (v Value) Bool() bool { return v.kind == Bool && v.num != 0 }

// Int gives the content of an Int.
func (v Value) Int() int64 {
	if v.kind != Int {
		return 0
	}
	return v.num
}

// Float gives the content of a Float, or an Int as one.
func (v Value) Float() float64 {
	switch v.kind {
	case Int:
		return float64(v.num)
	case Float:
		return math.Float64frombits(uint64(v.num))
	}
	return 0
}

// Text gives the content of a String or JSON.
func (v Value) Text() string { return v.str }

// Record is the stored fields of one row by Field.Ordinal. A Record that holds
// only some fields has the others Absent; who asked knows which.
type Record []Value
