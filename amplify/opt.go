package amplify

import "encoding/json"

// Opt is a value that may be absent or null: the type of every nullable field.
// The zero Opt is absent. In an input, absent leaves a field alone (or to its
// default), null clears it, and a value sets it. In a record that came from the
// API, absent means that the field was not selected. Fields tagged omitzero are
// left out of JSON where they are absent. It has few methods, because the
// compiler makes them again for each type.
type Opt[T any] struct {
	value T
	state optState
}

type optState uint8

const (
	optAbsent optState = iota
	optNull
	optValue
)

// Some is an Opt with a value.
func Some[T any](v T) Opt[T] { return Opt[T]{value: v, state: optValue} }

// Null is an Opt that is null.
func Null[T any]() Opt[T] { return Opt[T]{state: optNull} }

// SomeList is a list with the given values, for fields whose elements are nullable.
func SomeList[T any](values ...T) Opt[[]Opt[T]] { return Some(Somes(values...)) }

// Somes wraps every value, for lists whose elements are nullable.
func Somes[T any](values ...T) []Opt[T] {
	out := make([]Opt[T], len(values))
	for i, v := range values {
		out[i] = Some(v)
	}
	return out
}

// Values gives the elements of a list that are not null.
func Values[T any](list []Opt[T]) []T {
	out := make([]T, 0, len(list))
	for _, o := range list {
		if o.state == optValue {
			out = append(out, o.value)
		}
	}
	return out
}

// Get gives the value and whether there is one.
func (o Opt[T]) Get() (T, bool) { return o.value, o.state == optValue }

// Or gives the value, or def if there is none.
func (o Opt[T]) Or(def T) T {
	if o.state == optValue {
		return o.value
	}
	return def
}

// Value gives the value, or the zero value of its type if there is none.
func (o Opt[T]) Value() T { return o.value }

// IsNull reports whether the Opt is null; an absent one is not.
func (o Opt[T]) IsNull() bool { return o.state == optNull }

// MarshalJSON writes the value, or null.
func (o Opt[T]) MarshalJSON() ([]byte, error) { return o.state.marshal(o.value) }

// UnmarshalJSON reads the value, or null.
func (o *Opt[T]) UnmarshalJSON(b []byte) error {
	var read Opt[T]
	if err := read.state.unmarshal(b, &read.value); err != nil {
		return err
	}
	*o = read
	return nil
}

func (s optState) marshal(value any) ([]byte, error) {
	if s != optValue {
		return []byte("null"), nil
	}
	return json.Marshal(value)
}

// unmarshal reads into value, a pointer, unless it reads null.
func (s *optState) unmarshal(b []byte, value any) error {
	if string(b) == "null" {
		*s = optNull
		return nil
	}
	*s = optValue
	return json.Unmarshal(b, value)
}
