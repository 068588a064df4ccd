package event

import (
	"math"
	"reflect"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/value"
)

func sample() *Event {
	return &Event{
		ID: "1", Mutation: "createTodo", Model: "Todo", Selected: []int{},
		Record: value.Record{
			{}, value.NullValue(), value.OfBool(true), value.OfBool(false), value.OfInt(math.MaxInt64), value.OfInt(math.MinInt64),
			value.OfFloat(0.1), value.OfFloat(1e300), value.OfString("a\u2028\x00\"ü"), value.OfString(""), value.OfJSON(`[1,"x",null]`),
		},
		Payload: []byte(`{"x":1}`),
	}
}

func TestEncodedEventsKeepEverything(t *testing.T) {
	t.Parallel()
	want := sample()
	data, err := Encode("here", want)
	if err != nil {
		t.Fatal(err)
	}
	origin, got, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if origin != "here" || !reflect.DeepEqual(got, want) {
		t.Errorf("got %s %+v\nwant %+v", origin, got, want)
	}
}

// TestNothingSelectedIsNotEverything guards a leak: nil means that all fields
// were selected, an empty list that none were.
func TestNothingSelectedIsNotEverything(t *testing.T) {
	t.Parallel()
	for _, selected := range [][]int{nil, {}} {
		data, err := Encode("", &Event{ID: "1", Mutation: "m", Selected: selected})
		if err != nil {
			t.Fatal(err)
		}
		_, got, err := Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		if (got.Selected == nil) != (selected == nil) {
			t.Errorf("%v became %v", selected, got.Selected)
		}
	}
}

func FuzzDecode(f *testing.F) {
	data, err := Encode("o", sample())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"id":"1","m":"x","r":[{"k":9}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		origin, ev, err := Decode(data)
		if err != nil {
			return
		}
		again, err := Encode(origin, ev)
		if err != nil {
			return
		}
		if _, _, err := Decode(again); err != nil {
			t.Errorf("%s: %v", again, err)
		}
	})
}
