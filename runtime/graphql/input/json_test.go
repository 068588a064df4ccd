package input_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

func TestParseJSONKeepsOrder(t *testing.T) {
	t.Parallel()
	v, err := input.ParseJSON([]byte(`{"b":1,"a":{"z":null,"y":[1.50,true,"\ud83d\ude00\u0000"]},"b":2}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(v.AppendJSON(nil)), `{"b":2,"a":{"z":null,"y":[1.50,true,"😀\u0000"]}}`; got != want {
		t.Error(got)
	}
	var many strings.Builder
	for i := range 100 {
		many.WriteString(`,"k` + strings.Repeat("x", i%40) + `":` + strings.Repeat("1", i%5+1))
	}
	text := "{" + many.String()[1:] + "}"
	if v, err = input.ParseJSON([]byte(text)); err != nil || len(v.Fields) != 40 {
		t.Error(len(v.Fields), err)
	}
	if _, err := input.ParseJSON([]byte(strings.Repeat("[", 100_000))); err == nil {
		t.Error("no bound on nesting")
	}
}

// FuzzParseJSON compares with encoding/json: the same texts are accepted, and
// with the same meaning.
func FuzzParseJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,-0.5e+3,"x\n\u00e9\ud800",{"b":null}]}`, `[]`, ` true `, `"\"\\\/"`, `01`, `1.`, `{"a":1,}`, "\"\xff\"", `"\ud83d\ude00"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := input.ParseJSON(data)
		if (err == nil) != json.Valid(data) {
			// Deep nesting and bytes that are not UTF-8 are refused here only.
			if err == nil || len(data) < 2*input.MaxDepth && bytes.Equal(data, bytes.ToValidUTF8(data, nil)) {
				t.Fatalf("%q: %v", data, err)
			}
			return
		}
		if err != nil {
			return
		}
		var want, got any
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.UseNumber()
		if err := dec.Decode(&want); err != nil {
			t.Fatal(err)
		}
		out := v.AppendJSON(nil)
		dec = json.NewDecoder(bytes.NewReader(out))
		dec.UseNumber()
		if err := dec.Decode(&got); err != nil {
			t.Fatalf("%q became %q: %v", data, out, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q became %q", data, out)
		}
	})
}
