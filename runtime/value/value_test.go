package value_test

import (
	"encoding/json"
	"math"
	"testing"
	"unicode/utf8"

	"github.com/amplifygo/amplifygo/runtime/value"
)

func TestAppendJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v    value.Value
		want string
	}{
		{value.Value{}, "null"},
		{value.NullValue(), "null"},
		{value.OfBool(true), "true"},
		{value.OfInt(math.MinInt64), "-9223372036854775808"},
		{value.OfFloat(1), "1"},
		{value.OfFloat(-0.5), "-0.5"},
		{value.OfFloat(1e20), "100000000000000000000"},
		{value.OfFloat(1e21), "1e+21"},
		{value.OfFloat(1e-7), "1e-7"},
		{value.OfFloat(1e300), "1e+300"},
		{value.OfFloat(math.Copysign(0, -1)), "0"},
		{value.OfFloat(math.Inf(1)), "null"},
		{value.OfFloat(math.NaN()), "null"},
		{value.OfString("a\"\\\n\x01é\U0001F600\xff"), `"a\"\\\n\u0001é` + "\U0001F600\uFFFD" + `"`},
		{value.OfJSON(`{"a":1}`), `{"a":1}`},
	} {
		if got := string(c.v.AppendJSON(nil)); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// FuzzString: a string's JSON decodes to the string.
func FuzzString(f *testing.F) {
	f.Add("a\"\\\x00\u2028\U0001F600")
	f.Fuzz(func(t *testing.T, s string) {
		var got string
		if err := json.Unmarshal(value.AppendString(nil, s), &got); err != nil {
			t.Fatal(err)
		}
		if utf8.ValidString(s) && got != s {
			t.Errorf("got %q, want %q", got, s)
		}
	})
}

// records have every kind of value.
var record = value.Record{
	{}, value.NullValue(), value.OfBool(false), value.OfBool(true), value.OfInt(math.MinInt64), value.OfInt(5),
	value.OfFloat(0.1), value.OfFloat(5), value.OfString(""), value.OfString("é\x00\""), value.OfJSON(`[1,"a"]`),
}

func TestRecordEncodings(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	var fromJSON, fromBinary value.Record
	if err := json.Unmarshal(text, &fromJSON); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if err := fromBinary.UnmarshalBinary(record.AppendBinary(nil)); err != nil {
		t.Fatal(err)
	}
	for i, v := range record {
		if fromJSON[i] != v {
			t.Errorf("value %d by JSON: got %v, want %v", i, fromJSON[i], v)
		}
		if fromBinary[i] != v {
			t.Errorf("value %d by binary form: got %v, want %v", i, fromBinary[i], v)
		}
	}
}

func TestRecordRefusals(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`[{}]`, `[["x",1]]`, `[["i","1"]]`, `[["i",1.5]]`, `[["s"]]`, `[["j","{"]]`, `[["b",1,2]]`, `{}`, `[1]`} {
		if err := new(value.Record).UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s was accepted", text)
		}
	}
}

// FuzzRecord: no bytes crash the decoder, and what it takes has one form.
func FuzzRecord(f *testing.F) {
	f.Add(record.AppendBinary(nil))
	f.Add([]byte{1, 255, 255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		var r, again value.Record
		if r.UnmarshalBinary(b) != nil {
			return
		}
		if err := again.UnmarshalBinary(r.AppendBinary(nil)); err != nil || len(again) != len(r) {
			t.Fatalf("%v: %v, %v", err, r, again)
		}
		for i := range r {
			if r[i] != again[i] {
				t.Errorf("value %d: %v, then %v", i, r[i], again[i])
			}
		}
	})
}
